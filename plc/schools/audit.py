"""One line of history for each write, in the same transaction as the write itself."""

from django.db.models import Model

from plc.schools.models import AuditEntry, StaffMember


def record(*, actor: StaffMember, verb: str, subject: Model, note: str = "") -> AuditEntry:
    """Say who did what to which thing: ``verb`` is the action's name; ``note`` holds role names, dates, no results."""
    return AuditEntry.objects.create(
        actor=actor, verb=verb, subject_kind=subject._meta.model_name or "", subject_id=subject.pk, note=note[:200]
    )
