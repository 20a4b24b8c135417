"""What is said of a cycle's step by hand: skipped and why, taken in again, who sees to it, that it was taught."""

import datetime

from django.db import transaction

from goals.actions.cycles import check_open_cycle
from goals.actions.year_days import check_in_year
from goals.cycle_texts import PLANS, StepKey
from goals.models import Cycle, CycleStep
from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.queries import current_staff


@transaction.atomic
def skip_step(*, actor: StaffMember, cycle: Cycle, step: StepKey, reason: str, today: datetime.date) -> CycleStep:
    """Gone on without it, for a reason that everybody in the team can read. The step's real things stay as they are."""
    check_open_cycle(cycle, actor)
    if step == StepKey.REFLECT:
        raise Refusal("A cycle is closed by looking back on it.", "Write what you learned, in a sentence if need be.")
    if not reason.strip():
        raise Refusal("There is no reason yet.", "Say in a few words why the team goes on without this step.")
    row = _row(cycle, step)
    if row.skipped_on is not None and row.reason != " ".join(reason.split()):
        raise Refusal(
            f"The team goes on without this step already: “{row.reason}”",
            "To say something else, take the step in again first.",
        )
    row.skipped_on, row.skipped_by, row.reason = today, actor, " ".join(reason.split())
    row.save(update_fields=["skipped_on", "skipped_by", "reason"])
    record(actor=actor, verb="skip_step", subject=cycle, note=PLANS[step].name)
    return row


@transaction.atomic
def take_step_in(*, actor: StaffMember, cycle: Cycle, step: StepKey) -> CycleStep:
    """A skipped step is asked for again."""
    check_open_cycle(cycle, actor)
    row = _row(cycle, step)
    if row.skipped_on is not None:
        row.skipped_on, row.skipped_by, row.reason = None, None, ""
        row.save(update_fields=["skipped_on", "skipped_by", "reason"])
        record(actor=actor, verb="take_step_in", subject=cycle, note=PLANS[step].name)
    return row


@transaction.atomic
def settle_step(
    *,
    actor: StaffMember,
    cycle: Cycle,
    step: StepKey,
    owner: StaffMember | None,
    due_on: datetime.date | None,
    today: datetime.date,
) -> CycleStep:
    """Who sees to it, and until when."""
    check_open_cycle(cycle, actor)
    row = _row(cycle, step)
    if owner is not None and owner.pk != row.owner_id and not _is_member(cycle, owner, today):
        raise Refusal(f"{owner.name} is not in the team today.", "Choose a member of the team.")
    if due_on is not None and due_on != row.due_on:
        check_in_year(due_on, cycle.team)
    row.owner, row.due_on = owner, due_on
    row.save(update_fields=["owner", "due_on"])
    record(actor=actor, verb="settle_step", subject=cycle, note=PLANS[step].name)
    return row


@transaction.atomic
def mark_taught(*, actor: StaffMember, cycle: Cycle, done_on: datetime.date | None) -> CycleStep:
    """Taught by that day, or not yet. Nothing else in the product can tell."""
    check_open_cycle(cycle, actor)
    row = _row(cycle, StepKey.TEACH)
    if (row.done_on is None) != (done_on is None):
        row.done_on, row.done_by = done_on, actor if done_on else None
        row.save(update_fields=["done_on", "done_by"])
        record(actor=actor, verb="mark_taught" if done_on else "mark_not_taught", subject=cycle, note=cycle.title)
    return row


def _is_member(cycle: Cycle, staff: StaffMember, today: datetime.date) -> bool:
    return bool(current_staff(cycle.team, today).filter(pk=staff.pk).exists())


def _row(cycle: Cycle, step: StepKey) -> CycleStep:
    row, _ = CycleStep.objects.get_or_create(cycle=cycle, step=step.value)
    return row
