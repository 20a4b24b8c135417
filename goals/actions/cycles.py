"""A cycle begins, gets its targets, its goal and its CFA, and is closed.

The caller holds the row of a cycle that it changes.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, QuerySet

from assessments.actions import CfaFacts, add_target, make_cfa
from assessments.models import Assessment, Standard
from goals.cycle_texts import MOST_TARGETS, TemplatePlan
from goals.models import Cycle, CycleStep, CycleTarget, CycleTemplate, SmartGoal
from plc.http.refusals import Refusal
from plc.http.seen import check_seen, seen_of
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.actions.teams import open_team
from teams.models import Team
from teams.queries.meetings import free_days_between, last_school_day

MOST_OPEN = 6
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class CycleWords:
    title: str
    starts_on: datetime.date
    ends_on: datetime.date


@dataclass(frozen=True)
class TargetWords:
    """A standard, and the sentence that students know it by."""

    standard: Standard
    words: str = ""


@transaction.atomic
def start_cycle(
    *, actor: StaffMember, team: Team, words: CycleWords, template: TemplatePlan, today: datetime.date
) -> Cycle:
    """With the steps and days of a template; one that it leaves out is skipped for that reason, and can be taken in."""
    team = open_team(team, actor)
    _check_days(words, team)
    open_now = _room_for_one(team)
    last = Cycle.objects.filter(team=team).order_by("-starts_on", "-pk").first()
    cycle: Cycle = Cycle.objects.create(
        team=team,
        title=words.title,
        starts_on=words.starts_on,
        ends_on=words.ends_on,
        position=(open_now.aggregate(most=Max("position"))["most"] or 0) + 1,
        template=CycleTemplate.objects.filter(pk=template.key).first() if template.key.isdecimal() else None,
        follows=last,
        begun_by=actor,
    )
    free = free_days_between(cycle.starts_on, cycle.ends_on)

    def due_on(after_days: int) -> datetime.date:
        # A template that is longer than what is left of the year ends with the cycle.
        return last_school_day(min(cycle.starts_on + after_days * DAY, cycle.ends_on), free, cycle.starts_on)

    CycleStep.objects.bulk_create(
        CycleStep(
            cycle=cycle,
            step=each.step,
            due_on=due_on(each.after_days) if each.is_used else None,
            skipped_on=None if each.is_used else today,
            skipped_by=None if each.is_used else actor,
            reason="" if each.is_used else "Left out by the template",
        )
        for each in template.steps
    )
    record(actor=actor, verb="start_cycle", subject=cycle, note=f"{team.name}: {cycle.title}")
    return cycle


@transaction.atomic
def change_cycle(*, actor: StaffMember, cycle: Cycle, words: CycleWords, position: int) -> Cycle:
    """Title, days, and the place among those that are open side by side; days of single steps stay as they are."""
    check_open_cycle(cycle, actor)
    _check_days(words, cycle.team)
    cycle.title, cycle.starts_on, cycle.ends_on = words.title, words.starts_on, words.ends_on
    cycle.save(update_fields=["title", "starts_on", "ends_on"])
    _place(cycle, position)
    record(actor=actor, verb="change_cycle", subject=cycle, note=f"{cycle.team.name}: {cycle.title}")
    return cycle


@transaction.atomic
def choose_targets(*, actor: StaffMember, cycle: Cycle, targets: Sequence[TargetWords], proficient: str) -> Cycle:
    """What students shall learn, and what proficient means. Whatever is changed is to be agreed on anew."""
    check_open_cycle(cycle, actor)
    if len(targets) > MOST_TARGETS:
        raise Refusal(
            f"{len(targets)} targets are more than one cycle can follow.",
            f"Choose at most {MOST_TARGETS}, and go deep.",
        )
    wanted = [(each.standard.pk, each.words) for each in targets]
    before = [(row.standard_id, row.words) for row in CycleTarget.objects.filter(cycle=cycle).order_by("position")]
    if (wanted, proficient) == (before, cycle.proficient):
        return cycle
    CycleTarget.objects.filter(cycle=cycle).delete()
    CycleTarget.objects.bulk_create(
        CycleTarget(cycle=cycle, standard=each.standard, position=position, words=each.words)
        for position, each in enumerate(targets, start=1)
    )
    cycle.proficient, cycle.agreed_on, cycle.agreed_by = proficient, None, None
    cycle.save(update_fields=["proficient", "agreed_on", "agreed_by"])
    record(actor=actor, verb="choose_targets", subject=cycle, note=f"{len(targets)} targets")
    return cycle


@transaction.atomic
def agree_on_targets(*, actor: StaffMember, cycle: Cycle, today: datetime.date) -> Cycle:
    check_open_cycle(cycle, actor)
    if not CycleTarget.objects.filter(cycle=cycle).exists():
        raise Refusal("There is no target to agree on yet.", "Choose one to three standards first.")
    if not cycle.proficient:
        raise Refusal("Nobody has said what proficient means.", "Say it together before anybody is tested.")
    if cycle.agreed_on is None:
        cycle.agreed_on, cycle.agreed_by = today, actor
        cycle.save(update_fields=["agreed_on", "agreed_by"])
        record(actor=actor, verb="agree_on_targets", subject=cycle, note=cycle.title)
    return cycle


@transaction.atomic
def link_goal(*, actor: StaffMember, cycle: Cycle, goal: SmartGoal | None) -> Cycle:
    """The goal this cycle works on; one goal may span several cycles."""
    check_open_cycle(cycle, actor)
    if cycle.goal_id != (goal.pk if goal else None):
        cycle.goal = goal
        cycle.save(update_fields=["goal"])
        record(actor=actor, verb="link_goal", subject=cycle, note=cycle.title)
    return cycle


@transaction.atomic
def link_cfa(*, actor: StaffMember, cycle: Cycle, assessment: Assessment | None, is_pretest: bool = False) -> Cycle:
    """The CFA the cycle is about, or the pre-assessment."""
    check_open_cycle(cycle, actor)
    other = cycle.assessment_id if is_pretest else cycle.pretest_id
    if assessment is not None and assessment.pk == other:
        raise Refusal(
            f"{assessment.title} is the {'CFA' if is_pretest else 'pre-assessment'} of this cycle already.",
            "Choose another one.",
        )
    place = "pretest" if is_pretest else "assessment"
    if getattr(cycle, f"{place}_id") != (assessment.pk if assessment else None):
        setattr(cycle, place, assessment)
        cycle.save(update_fields=[place])
        record(actor=actor, verb="link_cfa", subject=cycle, note=f"{place}: {assessment.title if assessment else '-'}")
    return cycle


@transaction.atomic
def build_cfa(*, actor: StaffMember, cycle: Cycle, facts: CfaFacts, is_pretest: bool = False) -> Assessment:
    """A draft that asks for the cycle's targets already, in their words. Only who may build for the team comes here."""
    check_open_cycle(cycle, actor)
    made = make_cfa(actor=actor, team=cycle.team, facts=facts)
    for target in CycleTarget.objects.filter(cycle=cycle).select_related("standard").order_by("position", "pk"):
        add_target(actor=actor, assessment=made, standard=target.standard, words=target.words)
    link_cfa(actor=actor, cycle=cycle, assessment=made, is_pretest=is_pretest)
    return made


@transaction.atomic
def plan_teaching(*, actor: StaffMember, cycle: Cycle, plan: str, seen: str = "") -> Cycle:
    """What the team does alike before the CFA."""
    check_open_cycle(cycle, actor)
    if cycle.plan != plan:
        check_seen(seen, now=seen_of(cycle.plan), words=cycle.plan)
        cycle.plan = plan
        cycle.save(update_fields=["plan"])
        record(actor=actor, verb="plan_teaching", subject=cycle, note=cycle.title)
    return cycle


@dataclass(frozen=True)
class Reflection:
    learned: str
    keep: str = ""
    change: str = ""


@transaction.atomic
def close_cycle(*, actor: StaffMember, cycle: Cycle, said: Reflection, today: datetime.date) -> Cycle:
    """The team looks back, and the cycle is over; what belongs to it stays where it is."""
    check_open_cycle(cycle, actor)
    cycle.learned, cycle.keep, cycle.change = said.learned, said.keep, said.change
    cycle.closed_on, cycle.closed_by = today, actor
    cycle.save(update_fields=["learned", "keep", "change", "closed_on", "closed_by"])
    record(actor=actor, verb="close_cycle", subject=cycle, note=f"{cycle.team.name}: {cycle.title}")
    return cycle


@transaction.atomic
def reopen_cycle(*, actor: StaffMember, cycle: Cycle) -> Cycle:
    """Closed too early; what was written stays, and is offered again."""
    open_team(cycle.team, actor)
    if cycle.closed_on is not None:
        _room_for_one(cycle.team)
        cycle.closed_on, cycle.closed_by = None, None
        cycle.save(update_fields=["closed_on", "closed_by"])
        record(actor=actor, verb="reopen_cycle", subject=cycle, note=f"{cycle.team.name}: {cycle.title}")
    return cycle


def check_open_cycle(cycle: Cycle, actor: StaffMember) -> None:
    """What every change asks first."""
    open_team(cycle.team, actor)
    if cycle.closed_on is not None:
        _room_for_one(cycle.team)
        raise Refusal("This cycle is closed.", "Open it again, or start the next one.")


def _room_for_one(team: Team) -> QuerySet[Cycle]:
    """The open cycles of the team, which is locked; refuses where there may be no further one."""
    open_now = Cycle.objects.filter(team=team, closed_on__isnull=True)
    if open_now.count() >= MOST_OPEN:
        raise Refusal(f"{team.name} has {MOST_OPEN} cycles open.", "Close one of them first.")
    return open_now


def _check_days(words: CycleWords, team: Team) -> None:
    year = team.school_year
    if words.ends_on < words.starts_on:
        raise Refusal("The cycle ends before it begins.", "Choose a last day on or after the first.")
    if not year.starts_on <= words.starts_on < year.ends_on:
        raise Refusal(f"{words.starts_on:%B %-d, %Y} is not in {year.name}.", "Choose a first day of this school year.")
    if words.ends_on >= year.ends_on:
        raise Refusal(f"{words.ends_on:%B %-d, %Y} is after the end of {year.name}.", "Choose an earlier last day.")


def _place(cycle: Cycle, position: int) -> None:
    """Between the others that are open, which move up or down."""
    rows = list(Cycle.objects.filter(team=cycle.team_id, closed_on__isnull=True).exclude(pk=cycle.pk))
    rows.sort(key=lambda row: (row.position, row.starts_on, row.pk))
    rows.insert(max(0, position - 1), cycle)
    for place, row in enumerate(rows, start=1):
        row.position = place
    Cycle.objects.bulk_update(rows, ["position"])
