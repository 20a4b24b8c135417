"""Writing down what a team leaves to whoever carries it on."""

from dataclasses import dataclass

from django.db import transaction

from goals.models import HandOver
from goals.queries.year_end import note_words
from plc.http.seen import check_seen, seen_of
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.models import Team


@dataclass(frozen=True)
class HandOverWords:
    keep: str = ""
    leave: str = ""
    begin_with: str = ""


@transaction.atomic
def write_hand_over(*, actor: StaffMember, team: Team, words: HandOverWords, seen: str = "") -> HandOver:
    """The team's note as it is now; whoever saves last has ``seen`` what was there."""
    Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    there = note_words(HandOver.objects.filter(team=team).first())
    if there != tuple(vars(words).values()):
        check_seen(seen, now=seen_of(*there), words=" ".join(there).strip())
    said = {**vars(words), "written_by": actor}
    note, _ = HandOver.objects.update_or_create(team=team, defaults=said)
    record(actor=actor, verb="write_hand_over", subject=note, note=team.name)
    return note
