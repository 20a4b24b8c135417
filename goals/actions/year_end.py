"""Writing down what a team leaves to whoever carries it on."""

from dataclasses import dataclass

from django.db import transaction

from goals.models import HandOver
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.models import Team


@dataclass(frozen=True)
class HandOverWords:
    keep: str = ""
    leave: str = ""
    begin_with: str = ""


@transaction.atomic
def write_hand_over(*, actor: StaffMember, team: Team, words: HandOverWords) -> HandOver:
    """The team's note as it is now; whoever saves last has read what was there."""
    said = {**vars(words), "written_by": actor}
    note, _ = HandOver.objects.update_or_create(team=team, defaults=said)
    record(actor=actor, verb="write_hand_over", subject=note, note=team.name)
    return note
