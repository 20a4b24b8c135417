"""What a team has said once about the files it uploads: what their columns mean, and whose an unknown ID is."""

from django.db import transaction
from django.utils import timezone

from assessments.importing import Mapping
from assessments.models import StudentAlias, UploadSource
from plc.schools.audit import record
from plc.schools.models import StaffMember, Student
from teams.models import Team

LONGEST_ALIAS = 120


@transaction.atomic
def confirm_source(*, actor: StaffMember, team: Team, signature: str, name: str, mapping: Mapping) -> UploadSource:
    """Read files with these titles so from now on; what was confirmed before is replaced."""
    source, _ = UploadSource.objects.update_or_create(
        team=team,
        signature=signature,
        defaults={
            "profile": mapping.profile,
            "name": name[:120],
            "mapping": mapping.to_json(),
            "confirmed_by": actor,
            "confirmed_at": timezone.now(),
        },
    )
    record(actor=actor, verb="confirm_source", subject=source)
    return source


@transaction.atomic
def forget_source(*, actor: StaffMember, source: UploadSource) -> None:
    """Guess again when the next file with these titles comes. Uploads that were read with it stay as they are."""
    record(actor=actor, verb="forget_source", subject=source)
    source.delete()


@transaction.atomic
def remember_alias(*, actor: StaffMember, team: Team, alias: str, student: Student) -> StudentAlias:
    """From now on this ID in a file of the team is this student; ``alias`` is the ID as the file shows it."""
    found, _ = StudentAlias.objects.update_or_create(
        team=team,
        alias=alias[:LONGEST_ALIAS],
        defaults={"student": student, "confirmed_by": actor, "confirmed_at": timezone.now()},
    )
    record(actor=actor, verb="remember_alias", subject=found)
    return found


@transaction.atomic
def forget_alias(*, actor: StaffMember, alias: StudentAlias) -> None:
    """Hold rows with this ID for a person again. Scores that were saved by it stay."""
    record(actor=actor, verb="forget_alias", subject=alias)
    alias.delete()
