"""Reads of SMART goals: what a baseline can be, where a goal stands, and its picture as numbers."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assessments.disclosure.counts import TeamCount, team_counts
from assessments.disclosure.reach import Reach, team_reach
from assessments.models import ReportRun, RunState
from assessments.stats import NotComputable
from assessments.stats.intervals import wilson
from assessments.stats.smart import Checkpoint, Count, GoalProgress, goal_progress
from goals.models import EvidencePoint, SmartGoal
from goals.plausible import TargetCheck
from teams.models import Team

MOST_CFAS: Final = 12
STATUS_WORDS: Final = {
    "met": "Reached",
    "on_track": "On track",
    "too_close_to_call": "Too close to call",
    "behind": "Behind the aim line",
}
STATUS_KINDS: Final = {"met": "done", "on_track": "done", "too_close_to_call": "now", "behind": "mend"}


@dataclass(frozen=True)
class Baseline:
    """A count of a report that a goal can start from."""

    run: ReportRun
    count: TeamCount
    reach: Reach

    @property
    def key(self) -> str:
        return f"{self.run.pk}-{self.count.standard_id or 0}"

    @property
    def label(self) -> str:
        """“Unit rates: 36 of 101 proficient (Unit 3)”."""
        return f"{self.count.name}: {self.count.y} of {self.count.n} proficient ({self.run.assessment.title})"


@dataclass(frozen=True)
class Dot:
    """One point of the run chart; shares and the share of the time between start and due day, all 0..1."""

    name: str
    on: datetime.date
    y: int
    n: int
    missing: int
    share: float
    low: float
    high: float
    time: float
    assessment_id: int


@dataclass(frozen=True)
class GoalView:
    """A goal as its page shows it. Without evidence ``progress`` is None."""

    goal: SmartGoal
    baseline: Dot
    dots: tuple[Dot, ...]
    progress: GoalProgress | None
    time_today: float

    @property
    def status(self) -> str:
        return self.progress.status.value if self.progress else ""

    @property
    def words(self) -> str:
        return STATUS_WORDS.get(self.status, "Waiting for its first CFA")

    @property
    def result_words(self) -> str:
        """Of a closed goal: where it stood at the end. What was not reached by then is not said to have failed."""
        if self.goal.result_n is None:
            return "It was closed before a CFA said where it stands."
        counted = f"{self.goal.result_y} of {self.goal.result_n} were proficient"
        if self.goal.result_status == "met":
            return f"{counted}: the goal was reached."
        needed = self.progress.students_needed if self.progress else 0
        return f"{counted}; {needed} more would have reached the goal."

    @property
    def kind(self) -> str:
        return STATUS_KINDS.get(self.status, "wait")

    @property
    def target(self) -> float:
        return self.goal.target / 100

    @property
    def check(self) -> TargetCheck | None:
        """What the target was checked against; None for a goal from before such checks."""
        goal = self.goal
        if goal.close is None:
            return None
        far = goal.baseline_n - goal.baseline_y - goal.close
        return TargetCheck(goal.baseline_y, goal.close, far, goal.far_likely or 0, goal.target)


def baselines_of(team: Team) -> list[Baseline]:
    """The counts of the newest reports of the team's latest CFAs, the latest first."""
    runs = (
        ReportRun.objects.filter(assessment__team=team, state=RunState.DONE)
        .select_related("assessment", "assessment__district")
        .order_by("-assessment__closes_on", "-assessment_id", "-number")
    )
    newest: dict[int, ReportRun] = {}
    for pk, assessment_id in runs.values_list("pk", "assessment_id"):
        newest.setdefault(assessment_id, pk)
    chosen = runs.filter(pk__in=list(newest.values())[:MOST_CFAS])
    return [
        Baseline(run, count, reaches[count.standard_id])
        for run, reaches in ((run, team_reach(run.figures, run.students)) for run in chosen)
        for count in team_counts(run.figures)
    ]


def goal_view(goal: SmartGoal, evidence: Sequence[EvidencePoint], today: datetime.date) -> GoalView:
    """``evidence`` in the order of its days, with its CFAs."""
    start = EvidencePoint(
        goal=goal,
        assessment=goal.baseline_assessment,
        on=goal.starts_on,
        y=goal.baseline_y,
        n=goal.baseline_n,
    )
    baseline, dots = _dot(goal, start), tuple(_dot(goal, each) for each in evidence)
    return GoalView(goal, baseline, dots, _progress(goal, baseline, dots), _time(goal, today))


def goal_views(goals: Sequence[SmartGoal], today: datetime.date) -> list[GoalView]:
    """In one query for any number of goals."""
    by_goal: dict[int, list[EvidencePoint]] = {goal.pk: [] for goal in goals}
    for point in EvidencePoint.objects.filter(goal__in=goals).select_related("assessment").order_by("on", "pk"):
        by_goal[point.goal_id].append(point)
    return [goal_view(goal, by_goal[goal.pk], today) for goal in goals]


def progress_between(
    start: tuple[int, int],
    now: tuple[int, int],
    target: float,
    time: float,
    checkpoints: Sequence[Checkpoint] = (),
) -> GoalProgress | None:
    """From ``start`` to ``now``, both so many of so many; ``target`` and ``time`` 0..1. None without students."""
    found = goal_progress(
        baseline=Count(*start), current=Count(*now), target=target, time_share=time, checkpoints=checkpoints
    )
    return None if isinstance(found, NotComputable) else found


def time_share(starts_on: datetime.date, due_on: datetime.date, day: datetime.date) -> float:
    """How much of the time from ``starts_on`` to ``due_on`` is over on ``day``, 0..1."""
    return min(1.0, max(0.0, (day - starts_on).days / (due_on - starts_on).days))


def _progress(goal: SmartGoal, baseline: Dot, dots: Sequence[Dot]) -> GoalProgress | None:
    if not dots:
        return None
    last, points = dots[-1], [Checkpoint(dot.time, dot.share) for dot in (baseline, *dots)]
    return progress_between((baseline.y, baseline.n), (last.y, last.n), goal.target / 100, last.time, points)


def _dot(goal: SmartGoal, point: EvidencePoint) -> Dot:
    limits = wilson(point.y, point.n)
    low, high = (0.0, 1.0) if isinstance(limits, NotComputable) else (limits.low, limits.high)
    return Dot(
        name=point.assessment.title,
        on=point.on,
        y=point.y,
        n=point.n,
        missing=point.missing,
        share=point.y / point.n,
        low=low,
        high=high,
        time=_time(goal, point.on),
        assessment_id=point.assessment_id,
    )


def _time(goal: SmartGoal, day: datetime.date) -> float:
    return time_share(goal.starts_on, goal.due_on, day)
