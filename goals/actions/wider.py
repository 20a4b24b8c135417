"""The verbs of goals of schools and of the district, and of the link from a team's goal to one of them."""

import datetime
from dataclasses import dataclass

from django.db import transaction

from goals.models import SmartGoal, WiderGoal
from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import School, StaffMember


@dataclass(frozen=True)
class WiderFacts:
    """What a place says of its goal; ``target`` in whole percent. ``part_of`` for a school's goal alone."""

    title: str
    target: int
    starts_on: datetime.date
    due_on: datetime.date
    part_of: WiderGoal | None = None
    why: str = ""
    steps: str = ""
    resources: str = ""


@transaction.atomic
def set_wider_goal(*, actor: StaffMember, school: School | None, facts: WiderFacts, today: datetime.date) -> WiderGoal:
    """A goal of this school, or without one of the district. Whoever sets it sees to it."""
    _check(facts, today)
    goal: WiderGoal = WiderGoal.objects.create(school=school, owner=actor, made_by=actor, **vars(facts))
    record(actor=actor, verb="set_wider_goal", subject=goal, note=f"{goal.place}, {facts.target} % by {facts.due_on}")
    return goal


@transaction.atomic
def change_wider_goal(*, actor: StaffMember, goal: WiderGoal, facts: WiderFacts, today: datetime.date) -> WiderGoal:
    """The caller holds the row."""
    if goal.closed_on is not None:
        raise Refusal("This goal is closed.", "Set a new one.")
    _check(facts, today, before=goal)
    changed = [name for name, value in vars(facts).items() if getattr(goal, name) != value]
    for name in changed:
        setattr(goal, name, getattr(facts, name))
    if changed:
        goal.save(update_fields=changed)
        record(actor=actor, verb="change_wider_goal", subject=goal, note=", ".join(changed))
    return goal


@transaction.atomic
def close_wider_goal(*, actor: StaffMember, goal: WiderGoal, reflection: str, today: datetime.date) -> WiderGoal:
    """The place looks back; no further goal serves it. The caller holds the row."""
    if goal.closed_on is not None and goal.reflection != reflection:
        raise Refusal("This goal is closed already.", f"Of it was written: “{goal.reflection}”")
    if goal.closed_on is None:
        goal.closed_on, goal.reflection = today, reflection
        goal.save(update_fields=["closed_on", "reflection"])
        record(actor=actor, verb="close_wider_goal", subject=goal, note=goal.place)
    return goal


@transaction.atomic
def serve_goal(*, actor: StaffMember, goal: SmartGoal, wider: WiderGoal | None) -> SmartGoal:
    """Say which goal of the school or district this one serves; None: none. The caller holds the row."""
    if goal.closed_on is not None:
        raise Refusal("This goal is closed.", "Set a new one.")
    if goal.serves_id != (wider.pk if wider else None):
        goal.serves = wider
        goal.save(update_fields=["serves"])
        record(actor=actor, verb="serve_goal", subject=goal, note=wider.title if wider else "none")
    return goal


def _check(facts: WiderFacts, today: datetime.date, before: WiderGoal | None = None) -> None:
    if facts.due_on <= today and (before is None or facts.due_on != before.due_on):
        raise Refusal("A goal ends on a day to come.", "Choose a later day.")
    if facts.due_on <= facts.starts_on:
        raise Refusal("A goal ends after it begins.", "Choose a later last day or an earlier first one.")
