"""The verbs of response plans."""

import datetime
from dataclasses import dataclass

from django.db import transaction

from goals.actions.sources import Source
from goals.models import ResponsePlan
from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.models import Team
from teams.queries import current_staff


@dataclass(frozen=True)
class PlanFacts:
    audience: str
    what: str
    owner: StaffMember
    due_on: datetime.date


@transaction.atomic
def make_plan(*, actor: StaffMember, source: Source, facts: PlanFacts, today: datetime.date) -> ResponsePlan:
    team = source.assessment.team
    _check_owner(facts.owner, team, today)
    plan: ResponsePlan = ResponsePlan.objects.create(
        team=team,
        standard=source.standard,
        assessment=source.assessment,
        run=source.run,
        made_by=actor,
        **vars(facts),
    )
    record(actor=actor, verb="make_response_plan", subject=plan, note=f"{team.name}, by {facts.due_on.isoformat()}")
    return plan


@transaction.atomic
def change_plan(*, actor: StaffMember, plan: ResponsePlan, facts: PlanFacts, today: datetime.date) -> ResponsePlan:
    if facts.owner.pk != plan.owner_id:
        _check_owner(facts.owner, plan.team, today)
    for name, value in vars(facts).items():
        setattr(plan, name, value)
    plan.save()
    record(actor=actor, verb="change_response_plan", subject=plan, note=f"by {facts.due_on.isoformat()}")
    return plan


@transaction.atomic
def settle_plan(*, actor: StaffMember, plan: ResponsePlan, done_on: datetime.date | None) -> ResponsePlan:
    """Done on that day, or open again; a second press of the button changes nothing."""
    if (plan.done_on is None) != (done_on is None):
        plan.done_on = done_on
        plan.save(update_fields=["done_on"])
        record(actor=actor, verb="finish_response_plan" if done_on else "reopen_response_plan", subject=plan)
    return plan


@transaction.atomic
def delete_plan(*, actor: StaffMember, plan: ResponsePlan) -> None:
    if plan.made_by_id != actor.pk:
        raise Refusal("Only who made this plan takes it back.", "Mark it as done, or change it.")
    record(actor=actor, verb="delete_response_plan", subject=plan)
    plan.delete()


def _check_owner(owner: StaffMember, team: Team, today: datetime.date) -> None:
    if not current_staff(team, today).filter(pk=owner.pk).exists():
        raise Refusal(f"{owner.name} is not in the team today.", "Choose a member of the team.")
