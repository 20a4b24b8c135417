"""The verbs of response plans."""

import datetime
from dataclasses import dataclass

from django.db import transaction

from assessments.models import ReportRun
from goals.actions.group_making import end_place
from goals.actions.sources import Source
from goals.actions.year_days import check_day, check_year
from goals.models import GroupMember, Leaving, NamesOpening, ResponseGroup, ResponsePlan
from plc.http.refusals import Refusal
from plc.http.seen import check_seen
from plc.schools.access import today_in
from plc.schools.audit import record
from plc.schools.models import StaffMember
from plc.schools.models.dated import live_on
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
    check_year(team, today, remedy="Plan for the team of the new year.")
    _check_owner(facts.owner, team, today)
    _check_day(facts.due_on, team, today)
    _check_new(facts, source, team)
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
def change_plan(
    *, actor: StaffMember, plan: ResponsePlan, facts: PlanFacts, today: datetime.date, seen: str = ""
) -> ResponsePlan:
    check_year(plan.team, today, remedy="Finish the plan; the team of the new year makes its own.")
    check_seen(seen, now=plan.seen, words=plan.what)
    if facts.due_on != plan.due_on:
        _check_day(facts.due_on, plan.team, today)
    if facts.owner.pk != plan.owner_id:
        _check_owner(facts.owner, plan.team, today)
    for name, value in vars(facts).items():
        setattr(plan, name, value)
    plan.save()
    record(actor=actor, verb="change_response_plan", subject=plan, note=f"by {facts.due_on.isoformat()}")
    return plan


@transaction.atomic
def settle_plan(
    *,
    actor: StaffMember,
    plan: ResponsePlan,
    done_on: datetime.date | None,
    outcome: str = "",
    run: ReportRun | None = None,
) -> ResponsePlan:
    """Done on that day, or open again; a second press of the button changes nothing. The caller holds the row.

    Where there are groups, each student's exit or going on is decided before, and what came of it is said. With the
    plan all places end, and with them everybody's right to names; opening it again brings back neither.
    """
    if plan.done_on is not None and outcome not in {"", plan.outcome}:
        raise Refusal("A colleague has finished this plan already.", f"They wrote: “{plan.outcome}”")
    if (plan.done_on is None) == (done_on is None):
        return plan
    if done_on is None:
        check_year(plan.team, today_in(actor.district), remedy="Plan for the team of the new year.")
    if done_on is not None:
        _end_groups(actor, plan, outcome, done_on)
        plan.outcome, plan.outcome_run = outcome, run
    plan.done_on = done_on
    plan.save(update_fields=["done_on", "outcome", "outcome_run"])
    record(actor=actor, verb="finish_response_plan" if done_on else "reopen_response_plan", subject=plan)
    return plan


def _end_groups(actor: StaffMember, plan: ResponsePlan, outcome: str, done_on: datetime.date) -> None:
    places = list(GroupMember.objects.filter(live_on(done_on), group__plan=plan).select_for_update())
    undecided = sum(not place.outcome for place in places)
    if undecided:
        students = "1 student is" if undecided == 1 else f"{undecided} students are"
        raise Refusal(
            f"{students} in groups without a decision yet.", "Decide for each of them first: exit or continue."
        )
    if not outcome and ResponseGroup.objects.filter(plan=plan).exists():
        raise Refusal("Nothing is said yet about what came of it.", "Write a sentence, then finish the plan.")
    for place in places:
        end_place(place, actor, Leaving.SETTLED, done_on)


@transaction.atomic
def delete_plan(*, actor: StaffMember, plan: ResponsePlan) -> None:
    if plan.made_by_id != actor.pk:
        raise Refusal("Only who made this plan takes it back.", "Mark it as done, or change it.")
    if ResponseGroup.objects.filter(plan=plan).exists():
        raise Refusal("This plan has groups, and what was done in them stays on record.", "Finish the plan instead.")
    if NamesOpening.objects.filter(plan=plan).exists():
        raise Refusal(
            "A class was let into this plan and its students were seen by name, and who looked stays on record.",
            "Finish the plan instead.",
        )
    record(actor=actor, verb="delete_response_plan", subject=plan)
    plan.delete()


def _check_day(due_on: datetime.date, team: Team, today: datetime.date) -> None:
    if due_on < today:
        raise Refusal(f"{due_on:%B %-d, %Y} is past.", "Choose today or a day to come.")
    check_day(due_on, team)


def _check_new(facts: PlanFacts, source: Source, team: Team) -> None:
    """A skill may be taught again in two ways; the same words twice are a button that was pressed again."""
    same = {"assessment": source.assessment, "standard": source.standard, "what": facts.what}
    if ResponsePlan.objects.filter(team=team, done_on__isnull=True, **same).exists():
        raise Refusal(
            f"Your team has this very plan for {source.standard.short_name} already.",
            "Open it to change it, or say what this one does besides.",
        )


def _check_owner(owner: StaffMember, team: Team, today: datetime.date) -> None:
    if not current_staff(team, today).filter(pk=owner.pk).exists():
        raise Refusal(f"{owner.name} is not in the team today.", "Choose a member of the team.")
