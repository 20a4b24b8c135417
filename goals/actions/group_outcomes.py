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

LONGEST_REASON = 200


@dataclass(frozen=True)
class Decided:
    """``was`` is the outcome that stood there when the page was opened, "" for none; None asks nothing."""

    outcome: str
    reason: str
    was: str | None = None


@transaction.atomic
def decide_outcomes(
    *, actor: StaffMember, plan: ResponsePlan, decided: Mapping[int, Decided], today: datetime.date
) -> int:
    """By place (id), all or none; how many are new or different. An exit ends the place, and the right to the name."""
    check_plan(plan, today)
    rows = GroupMember.objects.filter(group__plan=plan, pk__in=list(decided)).select_for_update()
    changed = 0
    for row in rows.order_by("pk"):
        said = decided[row.pk]
        if not said.outcome or (row.outcome, row.reason) == (said.outcome, said.reason):
            continue
        _check(row, said, today)
        row.outcome, row.reason, row.decided_by, row.decided_on = said.outcome, said.reason, actor, today
        row.save(update_fields=["outcome", "reason", "decided_by", "decided_on"])
        if said.outcome == Outcome.EXIT:
            end_place(row, actor, Leaving.EXIT, today)
        changed += 1
    if changed:
        record(actor=actor, verb="decide_outcomes", subject=plan, note=f"{changed} decided")
    return changed


def _check(row: GroupMember, said: Decided, today: datetime.date) -> None:
    if not row.is_live_on(today) or said.was not in {None, row.outcome}:
        raise Refusal(
            "A colleague has decided for one of these students meanwhile, or moved them; nothing is saved yet.",
            "What you wrote is still here; look at it once more and save it again.",
        )
    if not said.reason:
        raise Refusal("A decision has no reason yet.", "Say in a few words why, as “reached the cut”.")
    if len(said.reason) > LONGEST_REASON:
        raise Refusal(
            f"A reason has {len(said.reason)} letters; there is room for {LONGEST_REASON}.",
            "Say it in fewer words.",
            status=422,
        )
