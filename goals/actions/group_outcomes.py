"""After the re-check: for each student of a group, exit or continue, with the reason."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from goals.actions.group_classes import check_plan
from goals.actions.group_making import end_place
from goals.models import GroupMember, Leaving, Outcome, ResponsePlan
from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import StaffMember

LONGEST_REASON = 200


@dataclass(frozen=True)
class Decided:
    """``was`` is the outcome that stood there when the page was opened, "" for none; None asks nothing."""

    outcome: str
    reason: str
    was: str | None = None


class DecisionRefused(Refusal):
    """``places`` are those of whom it is said; the page has their names."""

    def __init__(self, sentence: str, remedy: str, *, places: Iterable[int], status: int = 409) -> None:
        super().__init__(sentence, remedy, status=status)
        self.places = frozenset(places)


@transaction.atomic
def decide_outcomes(
    *, actor: StaffMember, plan: ResponsePlan, decided: Mapping[int, Decided], today: datetime.date
) -> int:
    """By place (id), all or none; how many are new or different. An exit ends the place, and the right to the name."""
    check_plan(plan, today)
    rows = GroupMember.objects.filter(group__plan=plan, pk__in=list(decided)).select_for_update()
    new = [row for row in rows.order_by("pk") if _is_new(row, decided[row.pk])]
    _check(new, decided, today)
    for row in new:
        said = decided[row.pk]
        row.outcome, row.reason, row.decided_by, row.decided_on = said.outcome, said.reason, actor, today
        row.save(update_fields=["outcome", "reason", "decided_by", "decided_on"])
        if said.outcome == Outcome.EXIT:
            end_place(row, actor, Leaving.EXIT, today)
    if new:
        record(actor=actor, verb="decide_outcomes", subject=plan, note=f"{len(new)} decided")
    return len(new)


def _is_new(row: GroupMember, said: Decided) -> bool:
    return bool(said.outcome) and (row.outcome, row.reason) != (said.outcome, said.reason)


def _check(rows: Sequence[GroupMember], decided: Mapping[int, Decided], today: datetime.date) -> None:
    met = [row.pk for row in rows if not row.is_live_on(today) or decided[row.pk].was not in {None, row.outcome}]
    if met:
        raise DecisionRefused(
            "A colleague has decided for one of these students meanwhile, or moved them; nothing is saved yet.",
            "What you wrote is still here; look at it once more and save it again.",
            places=met,
        )
    bare = [row.pk for row in rows if not decided[row.pk].reason]
    if bare:
        raise DecisionRefused(
            "A decision has no reason yet; nothing is saved yet.",
            "Say in a few words why, as “reached the cut”.",
            places=bare,
        )
    long = [row.pk for row in rows if len(decided[row.pk].reason) > LONGEST_REASON]
    if long:
        raise DecisionRefused(
            f"A reason has {len(decided[long[0]].reason)} letters; there is room for {LONGEST_REASON}.",
            "Say it in fewer words.",
            places=long,
            status=422,
        )
