"""The verbs of SMART goals. Evidence is nobody's verb: reports bring it, in the transaction of their run."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from assessments.disclosure.counts import TeamCount
from assessments.models import Assessment, ReportRun, RunState
from goals.actions.standings import settle_standing, tell_from_start, tell_points, tell_run
from goals.actions.year_days import check_day, check_year
from goals.models import EvidencePoint, SmartGoal
from goals.queries.evidence_counts import evidence_counts
from goals.queries.smart import goal_views
from plc.http.refusals import Refusal
from plc.http.seen import check_seen
from plc.schools.access import today_in
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.models import Team
from teams.queries import current_staff


@dataclass(frozen=True)
class GoalFacts:
    """What a team says of its goal besides the numbers; ``target`` in whole percent."""

    skill: str
    target: int
    due_on: datetime.date
    steps: str
    owner: StaffMember
    why: str = ""
    resources: str = ""


@dataclass(frozen=True)
class Checked:
    """What the target was checked against: ``close`` students, and of the far ones those likely to make it."""

    close: int
    far_likely: int


@transaction.atomic
def set_goal(
    *,
    actor: StaffMember,
    team: Team,
    run: ReportRun,
    baseline: TeamCount,
    facts: GoalFacts,
    today: datetime.date,
    checked: Checked | None = None,
    follows: SmartGoal | None = None,
) -> SmartGoal:
    """A goal from a count of one of the team's reports; what later CFAs say of it already becomes its evidence.

    ``follows`` is the goal of an earlier year that this one carries on.
    """
    check_year(team, today, remedy="Set a goal with the team of the new year.")
    _check(facts, team, today)
    _check_gain(facts.target, baseline.y, baseline.n)
    _check_new(facts, team, run.assessment_id, baseline.standard_id)
    goal: SmartGoal = SmartGoal.objects.create(
        team=team,
        standard_id=baseline.standard_id,
        baseline_assessment_id=run.assessment_id,
        baseline_run=run,
        baseline_y=baseline.y,
        baseline_n=baseline.n,
        starts_on=_day_of(run.assessment, today),
        made_by=actor,
        follows=follows,
        close=checked.close if checked else None,
        far_likely=checked.far_likely if checked else None,
        **vars(facts),
    )
    record(actor=actor, verb="set_goal", subject=goal, note=f"{team.name}, {facts.target} % by {facts.due_on}")
    for later in _newest_runs(team, goal.starts_on):
        take_evidence(run=later, goals=[goal])
    tell_from_start(goal=goal)
    return goal


@transaction.atomic
def change_goal(
    *, actor: StaffMember, goal: SmartGoal, facts: GoalFacts, today: datetime.date, seen: str = ""
) -> SmartGoal:
    """Other words, steps, target or day; the baseline stays. The caller holds the row. ``seen``: as it was then."""
    if goal.closed_on is not None:
        raise Refusal("This goal is closed.", "Set a new one.")
    check_year(goal.team, today, remedy="Close the goal; it can be carried into the new year.")
    check_seen(seen, now=goal.seen, words=f"{goal.skill}, {goal.target}\u00a0% by {goal.due_on:%B %-d}. {goal.steps}")
    _check(facts, goal.team, today, before=goal)
    if facts.target != goal.target:
        _check_gain(facts.target, goal.baseline_y, goal.baseline_n)
    changed = [name for name, value in vars(facts).items() if getattr(goal, name) != value]
    for name in changed:
        setattr(goal, name, getattr(facts, name))
    if changed:
        goal.save(update_fields=changed)
        record(actor=actor, verb="change_goal", subject=goal, note=", ".join(changed))
        settle_standing(goal=goal)
    return goal


@transaction.atomic
def close_goal(*, actor: StaffMember, goal: SmartGoal, reflection: str, today: datetime.date) -> SmartGoal:
    """The team looks back; no evidence is added any more, so where it stands is its result. The row is held."""
    if goal.closed_on is not None and goal.reflection != reflection:
        raise Refusal("A colleague has closed this goal already.", f"They wrote: “{goal.reflection}”")
    if goal.closed_on is None:
        goal.closed_on, goal.reflection = today, reflection
        (view,) = goal_views([goal], today)
        if view.dots:
            last = view.dots[-1]
            goal.result_y, goal.result_n, goal.result_status = last.y, last.n, view.status
        goal.save(update_fields=["closed_on", "reflection", "result_y", "result_n", "result_status"])
        record(actor=actor, verb="close_goal", subject=goal, note=goal.team.name)
    return goal


def take_evidence(*, run: ReportRun, goals: Iterable[SmartGoal]) -> None:
    """Note what this run says of these open goals of its team; what it can no longer say is taken out again."""
    assessment = run.assessment
    day = _day_of(assessment, today_in(assessment.district))
    wanted = [goal for goal in goals if goal.baseline_assessment_id != assessment.pk and goal.starts_on < day]
    if not wanted:
        return
    counts = evidence_counts(run)
    for goal in wanted:
        count = counts.get(goal.standard_id)
        if count is None:
            EvidencePoint.objects.filter(goal=goal, assessment=assessment).delete()
        else:
            said: dict[str, Any] = {"run": run, "on": day, "y": count.y, "n": count.n, "missing": count.missing}
            EvidencePoint.objects.update_or_create(goal=goal, assessment=assessment, defaults=said)


def take_evidence_of(*, run: ReportRun, **_: Any) -> None:
    """Receives ``assessments.reporting.run_computed``."""
    # Locked, so that no point comes behind the result of a goal that is being closed.
    goals = SmartGoal.objects.select_for_update(of=("self",)).order_by("pk")
    found = list(goals.filter(team_id=run.assessment.team_id, closed_on__isnull=True))
    take_evidence(run=run, goals=found)
    tell_run(run=run, goals=found)
    # Whoever was not asked again counts in a re-check as this run says.
    for later in _newest_runs(run.assessment.team, datetime.date.min, recheck_of=run.assessment_id):
        take_evidence(run=later, goals=found)
        tell_points(run=later, goals=found)


def _day_of(assessment: Assessment, today: datetime.date) -> datetime.date:
    return min(assessment.closes_on, today)


def _newest_runs(team: Team, after: datetime.date, **of_assessment: int) -> list[ReportRun]:
    wanted = {f"assessment__{name}": pk for name, pk in of_assessment.items()}
    runs = (
        ReportRun.objects.filter(assessment__team=team, state=RunState.DONE, **wanted)
        .filter(Q(assessment__closes_on__gt=after))
        .select_related("assessment", "assessment__district")
        .order_by("assessment_id", "-number")
        .distinct("assessment_id")
    )
    return list(runs)


def _check_gain(target: int, y: int, n: int) -> None:
    if target * n <= y * 100:
        raise Refusal(
            f"{y} of {n} students are proficient already; {target}\u00a0% would be no gain.", "Choose a higher target."
        )


def _check_new(facts: GoalFacts, team: Team, assessment_id: int, standard_id: int | None) -> None:
    """Nobody means to have one goal twice: a button was pressed again, or a colleague was faster."""
    same = {"baseline_assessment": assessment_id, "standard": standard_id, "skill": facts.skill}
    if SmartGoal.objects.filter(team=team, closed_on__isnull=True, **same).exists():
        raise Refusal(f"Your team has this goal already: “{facts.skill}”.", "Open it to change its target or its day.")


def _check(facts: GoalFacts, team: Team, today: datetime.date, before: SmartGoal | None = None) -> None:
    """What stood there ``before`` may stay: the words of a goal that is overdue change without another day."""
    if before is None or facts.due_on != before.due_on:
        if facts.due_on <= today:
            raise Refusal("A goal ends on a day to come.", "Choose a later day.")
        remedy = "Choose a day up to then; a goal that is still open can be carried into the next year."
        check_day(facts.due_on, team, remedy=remedy)
    is_kept = before is not None and facts.owner.pk == before.owner_id
    if not is_kept and not current_staff(team, today).filter(pk=facts.owner.pk).exists():
        raise Refusal(f"{facts.owner.name} is not in the team today.", "Choose a member of the team.")
