"""The way to a goal: who does what by when, and what the team sees when it looks in between."""

import datetime
from dataclasses import dataclass

from django.db import transaction

from goals.actions.year_days import check_day, check_year
from goals.models import ActionStep, InterimCheck, SmartGoal
from goals.queries.smart import goal_views
from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.queries import current_staff


@dataclass(frozen=True)
class StepFacts:
    what: str
    owner: StaffMember
    due_on: datetime.date
    needs: str = ""


@transaction.atomic
def add_action_step(*, actor: StaffMember, goal: SmartGoal, facts: StepFacts, today: datetime.date) -> ActionStep:
    """One more thing to do for an open goal, until its day. The caller holds the goal's row."""
    _check_open(goal, today)
    if not current_staff(goal.team, today).filter(pk=facts.owner.pk).exists():
        raise Refusal(f"{facts.owner.name} is not in the team today.", "Choose a member of the team.")
    if facts.due_on < today:
        raise Refusal(f"{facts.due_on:%B %-d, %Y} is past.", "Choose today or a day to come.")
    if facts.due_on > goal.due_on >= today:
        raise Refusal(
            f"{facts.due_on:%B %-d, %Y} is after the goal’s own day, {goal.due_on:%B %-d, %Y}.",
            "Choose a day up to then, or give the goal more time first.",
        )
    check_day(facts.due_on, goal.team)
    if ActionStep.objects.filter(goal=goal, done_on__isnull=True, what=facts.what, owner=facts.owner).exists():
        raise Refusal(f"{facts.owner.name} has this step already.", "Say what this one is besides, or go back.")
    step: ActionStep = ActionStep.objects.create(goal=goal, **vars(facts))
    record(actor=actor, verb="add_action_step", subject=goal, note=f"by {facts.due_on}")
    return step


@transaction.atomic
def settle_action_step(*, actor: StaffMember, step: ActionStep, is_done: bool, today: datetime.date) -> ActionStep:
    """Done, or not done after all. The caller holds the row."""
    _check_open(step.goal, today)
    if (step.done_on is not None) != is_done:
        step.done_on, step.done_by = (today, actor) if is_done else (None, None)
        step.save(update_fields=["done_on", "done_by"])
        record(actor=actor, verb="settle_action_step", subject=step.goal, note="done" if is_done else "open again")
    return step


@transaction.atomic
def delete_action_step(*, actor: StaffMember, step: ActionStep, today: datetime.date) -> None:
    _check_open(step.goal, today)
    record(actor=actor, verb="delete_action_step", subject=step.goal, note=f"due {step.due_on}")
    step.delete()


@transaction.atomic
def note_check(*, actor: StaffMember, goal: SmartGoal, said: str, today: datetime.date) -> InterimCheck:
    """What the team says today, with where the goal stands today. The caller holds the goal's row."""
    _check_open(goal, today)
    (view,) = goal_views([goal], today)
    last = view.dots[-1] if view.dots else view.baseline
    check: InterimCheck = InterimCheck.objects.create(
        goal=goal, on=today, said=said, y=last.y, n=last.n, status=view.status, made_by=actor
    )
    record(actor=actor, verb="note_check", subject=goal, note=goal.team.name)
    return check


def _check_open(goal: SmartGoal, today: datetime.date) -> None:
    if goal.closed_on is not None:
        raise Refusal("This goal is closed.", "Set a new one.")
    check_year(goal.team, today, remedy="Close the goal; it can be carried into the new year.")
