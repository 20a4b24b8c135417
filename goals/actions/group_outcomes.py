"""After the re-check: for each student of a group, exit or continue, with the reason."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from goals.actions.group_classes import check_plan
from goals.actions.group_making import end_place
from goals.models import GroupMember, Leaving, Outcome, ResponsePlan
from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import StaffMember
from plc.schools.models.dated import live_on


@dataclass(frozen=True)
class Decided:
    outcome: str
    reason: str


@transaction.atomic
def decide_outcomes(
    *, actor: StaffMember, plan: ResponsePlan, decided: Mapping[int, Decided], today: datetime.date
) -> int:
    """By place (id); how many are new or different. An exit ends the place, and with it the right to the name."""
    check_plan(plan, today)
    rows = GroupMember.objects.filter(live_on(today), group__plan=plan, pk__in=list(decided)).select_for_update()
    changed = 0
    for row in rows.order_by("pk"):
        said = decided[row.pk]
        if not said.outcome or (row.outcome, row.reason) == (said.outcome, said.reason):
            continue
        if not said.reason:
            raise Refusal("A decision has no reason yet.", "Say in a few words why, as “reached the cut”.")
        row.outcome, row.reason, row.decided_by, row.decided_on = said.outcome, said.reason, actor, today
        row.save(update_fields=["outcome", "reason", "decided_by", "decided_on"])
        if said.outcome == Outcome.EXIT:
            end_place(row, actor, Leaving.EXIT, today)
        changed += 1
    if changed:
        record(actor=actor, verb="decide_outcomes", subject=plan, note=f"{changed} decided")
    return changed
