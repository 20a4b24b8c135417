"""What leaders may know of a goal, brought by published runs alone: nobody's verb, part of the run's transaction."""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from assessments.disclosure.counts import TeamCount, team_counts
from assessments.models import ReportRun, RunState
from goals.models import EvidencePoint, GoalStanding, SmartGoal, StandingChange, TeamTotal
from goals.queries.evidence_counts import evidence_counts
from goals.queries.smart import progress_between, time_share

Counts = Mapping[int | None, TeamCount]


def tell_run(*, run: ReportRun, goals: Iterable[SmartGoal]) -> None:
    """Take this run's counts into what leaders are told of its team and of ``goals``; only once it is published."""
    if run.published_at is None:
        return
    counts = _counts(run)
    paper = counts.get(None)
    said = {"team_id": run.assessment.team_id, "run": run, "published_at": run.published_at}
    said |= {"y": paper.y if paper else None, "n": paper.n if paper else None}
    TeamTotal.objects.update_or_create(assessment_id=run.assessment_id, defaults=said)
    goals = list(goals)
    for goal in goals:
        if goal.baseline_assessment_id == run.assessment_id:
            settle_standing(goal=goal, baseline=counts.get(goal.standard_id))
    tell_points(run=run, goals=goals)


def tell_points(*, run: ReportRun, goals: Iterable[SmartGoal]) -> None:
    """What leaders are told of the points of these goals that this run brought, once it is published.

    Also where it has no point any more: what the run before it told is then no longer so.
    """
    measured = [goal for goal in goals if goal.baseline_assessment_id != run.assessment_id]
    if run.published_at is None or not measured:
        return
    counts = evidence_counts(run, is_told=True)
    for goal in measured:
        _tell_point(goal, run.assessment_id, counts)
        settle_standing(goal=goal)


def tell_from_start(*, goal: SmartGoal) -> None:
    """All that the team's published runs say of a goal that was just set."""
    told = Q(assessment=goal.baseline_assessment_id) | Q(assessment__in=goal.evidence.values("assessment"))
    runs = ReportRun.objects.filter(told, state=RunState.DONE, published_at__isnull=False)
    baseline = None
    for run in runs.select_related("assessment").order_by("assessment_id", "-number").distinct("assessment_id"):
        if run.assessment_id == goal.baseline_assessment_id:
            baseline = _counts(run).get(goal.standard_id)
        else:
            _tell_point(goal, run.assessment_id, evidence_counts(run, is_told=True))
    settle_standing(goal=goal, baseline=baseline)


def settle_standing(*, goal: SmartGoal, baseline: TeamCount | None = None) -> None:
    """Where it stands for leaders, from ``baseline`` or the one that they know; without one they know nothing yet."""
    known = GoalStanding.objects.filter(goal=goal).first()
    if baseline is None and known is None:
        return
    start = (baseline.y, baseline.n) if baseline else (known.baseline_y, known.baseline_n)  # type: ignore[union-attr]
    point = EvidencePoint.objects.filter(goal=goal, told_n__isnull=False).order_by("-on", "-pk").first()
    y, n, day = start[0], start[1], goal.starts_on
    status = ""
    if point is not None and point.told_y is not None and point.told_n is not None:
        y, n, day = point.told_y, point.told_n, point.on
        found = progress_between(start, (y, n), goal.target / 100, time_share(goal.starts_on, goal.due_on, day))
        status = found.status.value if found else ""
    facts = {"baseline_y": start[0], "baseline_n": start[1], "y": y, "n": n, "on": day, "status": status}
    GoalStanding.objects.update_or_create(goal=goal, defaults=facts)
    before = known.status if known else ""
    if before != status:
        StandingChange.objects.create(goal=goal, before=before, after=status, n=n)


def _tell_point(goal: SmartGoal, assessment_id: int, counts: Counts) -> None:
    count = counts.get(goal.standard_id)
    told = {"told_y": count.y if count else None, "told_n": count.n if count else None}
    EvidencePoint.objects.filter(goal=goal, assessment=assessment_id).update(**told)


def _counts(run: ReportRun) -> Counts:
    return {count.standard_id: count for count in team_counts(run.figures)}
