"""A school's dashboard: where each team stands at team level, in a fixed number of statements.

Nothing here is of a class or a teacher: totals are those that are published, and small groups are hidden.
"""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery

from assessments.models import Assessment
from goals.access.boards import cycles_of_school, teams_of_school
from goals.models import GoalStanding, ResponsePlan, SmartGoal, TeamTotal
from goals.queries.boards import QUIET, BoardFilter
from goals.queries.cycle_words import wording
from goals.queries.cycles import CycleView, cycle_views, with_facts
from goals.queries.groups import GroupCounts, group_counts
from goals.queries.smart import STATUS_KINDS, STATUS_WORDS
from plc.schools.access import Viewer
from plc.schools.models import School
from teams.models import Meeting, SupportRequest, SupportState, Team


@dataclass(frozen=True)
class GoalLine:
    """A team's open goal; ``status`` by what is published, "" while that says nothing or too few took it."""

    skill: str
    target: int
    due_on: datetime.date
    status: str
    y: int | None
    n: int | None

    @property
    def words(self) -> str:
        return STATUS_WORDS.get(self.status, "Waiting for results")

    @property
    def kind(self) -> str:
        return STATUS_KINDS.get(self.status, "wait")


@dataclass(frozen=True)
class TotalLine:
    """The team's newest published total. ``n`` is None where it is one teacher's or too small to be told."""

    assessment_id: int
    title: str
    y: int | None
    n: int | None


@dataclass(frozen=True)
class Response:
    """Response plans of a team: how many are open, how many past their day, the next day, and their groups."""

    open: int = 0
    late: int = 0
    next_on: datetime.date | None = None
    groups: GroupCounts = field(default_factory=GroupCounts)


@dataclass(frozen=True)
class TeamLine:
    team: Team
    cycles: tuple[CycleView, ...]
    total: TotalLine | None
    goals: tuple[GoalLine, ...]
    response: Response
    waiting: int
    last_on: datetime.date | None
    is_quiet: bool

    @property
    def has_goal_behind(self) -> bool:
        return any(goal.status == "behind" for goal in self.goals)


@dataclass(frozen=True)
class SchoolBoard:
    """``lines`` are those the filter asks for, of ``teams`` teams; the counts are of all."""

    lines: tuple[TeamLine, ...]
    teams: int
    waiting: int
    behind: int
    quiet: int
    responding: int


def school_board(viewer: Viewer, school: School, wanted: BoardFilter) -> SchoolBoard:
    """Of a school this person leads as its principal."""
    lines = _lines(viewer, school, wanted.course_id)
    return SchoolBoard(
        lines=tuple(line for line in lines if _is_asked_for(line, wanted.show)),
        teams=len(lines),
        waiting=sum(line.waiting for line in lines),
        behind=sum(line.has_goal_behind for line in lines),
        quiet=sum(line.is_quiet for line in lines),
        responding=sum(line.response.open > 0 for line in lines),
    )


def _is_asked_for(line: TeamLine, show: str) -> bool:
    return {
        "asks": line.waiting > 0,
        "behind": line.has_goal_behind,
        "quiet": line.is_quiet,
        "responding": line.response.open > 0,
    }.get(show, True)


def _lines(viewer: Viewer, school: School, course_id: int | None) -> list[TeamLine]:
    teams = list(with_last_days(teams_of_school(viewer, school, course_id), viewer.today))
    ids = [team.pk for team in teams]
    smallest = viewer.district.smallest_group
    goals, totals = _goals(ids, smallest), _totals(ids, smallest)
    responses, cycles = _responses(ids, viewer.today, smallest), _cycles(viewer, school, ids)
    asked = SupportRequest.objects.filter(team__in=ids, state=SupportState.WAITING).order_by()
    waiting = dict(asked.values_list("team_id").annotate(n=Count("pk")))
    return [
        TeamLine(
            team=team,
            cycles=tuple(cycles.get(team.pk, ())),
            total=totals.get(team.pk),
            goals=tuple(goals.get(team.pk, ())),
            response=responses.get(team.pk, Response()),
            waiting=waiting.get(team.pk, 0),
            last_on=_last_day(team),
            is_quiet=is_quiet(_last_day(team), viewer.today),
        )
        for team in teams
    ]


def with_last_days(teams: QuerySet[Team], today: datetime.date) -> QuerySet[Team]:
    """Annotated with the day of the last meeting that was held, and of the last CFA that began."""
    held = Meeting.objects.filter(team=OuterRef("pk"), ended_at__isnull=False).order_by()
    given = Assessment.objects.filter(team=OuterRef("pk"), locked_at__isnull=False, opens_on__lte=today).order_by()
    return teams.annotate(
        last_meeting=Subquery(held.values("team").annotate(day=Max("day")).values("day")),
        last_cfa=Subquery(given.values("team").annotate(day=Max("opens_on")).values("day")),
    )


def _last_day(team: Any) -> datetime.date | None:
    return max((day for day in (team.last_meeting, team.last_cfa) if day), default=None)


def is_quiet(last_on: datetime.date | None, today: datetime.date) -> bool:
    """Nothing was seen of it for three weeks."""
    return last_on is None or today - last_on > QUIET


def _goals(team_ids: Sequence[int], smallest: int) -> Mapping[int, list[GoalLine]]:
    rows = SmartGoal.objects.filter(team__in=team_ids, closed_on__isnull=True).order_by("due_on", "pk")
    goals = list(rows.only("team_id", "skill", "target", "due_on"))
    standings = {row.goal_id: row for row in GoalStanding.objects.filter(goal__in=[goal.pk for goal in goals])}
    found: dict[int, list[GoalLine]] = defaultdict(list)
    for goal in goals:
        standing = standings.get(goal.pk)
        told = standing if standing and min(standing.n, standing.baseline_n) >= smallest else None
        line = GoalLine(
            skill=goal.skill,
            target=goal.target,
            due_on=goal.due_on,
            status=told.status if told else "",
            y=told.y if told else None,
            n=told.n if told else None,
        )
        found[goal.team_id].append(line)
    return found


def _totals(team_ids: Sequence[int], smallest: int) -> Mapping[int, TotalLine]:
    rows = TeamTotal.objects.filter(team__in=team_ids).select_related("assessment")
    newest = rows.order_by("team_id", "-assessment__closes_on", "-pk").distinct("team_id")
    found = {}
    for row in newest.only("team_id", "y", "n", "assessment__title"):
        is_told = row.n is not None and row.n >= smallest
        y, n = (row.y, row.n) if is_told else (None, None)
        found[row.team_id] = TotalLine(row.assessment_id, row.assessment.title, y, n)
    return found


def _responses(team_ids: Sequence[int], today: datetime.date, smallest: int) -> Mapping[int, Response]:
    rows = ResponsePlan.objects.filter(team__in=team_ids, done_on__isnull=True).order_by().values_list("team_id")
    counted = rows.annotate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)), next_on=Min("due_on"))
    groups = group_counts(team_ids, today, smallest)
    return {
        team_id: Response(n, late, next_on, groups.get(team_id, GroupCounts())) for team_id, n, late, next_on in counted
    }


def _cycles(viewer: Viewer, school: School, team_ids: Sequence[int]) -> Mapping[int, list[CycleView]]:
    rows = cycles_of_school(viewer, school).filter(team__in=team_ids, closed_on__isnull=True)
    found: dict[int, list[CycleView]] = defaultdict(list)
    for view in cycle_views(list(with_facts(rows).order_by("position", "starts_on", "pk")), wording(), viewer.today):
        found[view.cycle.team_id].append(view)
    return found
