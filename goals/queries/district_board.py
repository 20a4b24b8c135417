"""The district's dashboard: schools by name with what goes on in them, and which standards need most.

Schools are never put in an order of results. Of goals the office learns how many stand how, where at least three teams
of a school have published results; the standards are those of the published totals (docs/decisions/0010).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from assessments.access import visible_totals
from assessments.disclosure.totals import Figure, TotalsTable, smallest_shown, totals_table
from assessments.models import Assessment, TotalsSnapshot
from assessments.queries.totals import schools_and_standards
from goals.access.boards import year_of_now
from goals.models import Cycle, ResponsePlan, SmartGoal, StandingChange, TeamTotal
from goals.queries.boards import QUIET, BoardFilter
from plc.schools.access import Viewer
from plc.schools.models import School
from plc.tenancy.kept import Kept
from teams.models import Meeting, SupportRequest, SupportState, Team

FEWEST_TEAMS: Final = 3
MOST_STANDARDS: Final = 8
ACROSS_SCHOOLS: Final = "Teams across schools"
NEEDS_BELOW: Final = 60
"""A standard of which fewer than this many of 100 are proficient is called a need."""


@dataclass(frozen=True)
class GoalCounts:
    """Open goals of a school by where they stand; ``is_told`` where enough teams have published results."""

    open: int = 0
    reached: int = 0
    on_track: int = 0
    too_close: int = 0
    behind: int = 0
    teams: int = 0

    @property
    def is_told(self) -> bool:
        return self.teams >= FEWEST_TEAMS


@dataclass(frozen=True)
class Changes:
    """What happened in a school in the period."""

    cfas: int = 0
    published: int = 0
    meetings: int = 0
    answered: int = 0
    closed: int = 0
    statuses: int = 0

    @property
    def any(self) -> bool:
        return bool(self.cfas or self.published or self.meetings or self.answered or self.closed or self.statuses)


@dataclass(frozen=True)
class SchoolLine:
    """What goes on in a school; of no school in the teams across schools, and in the whole district."""

    name: str
    school: School | None
    teams: int
    active: int
    cycles: int
    responses: int
    waiting: int
    goals: GoalCounts
    changes: Changes


@dataclass(frozen=True)
class StandardNeed:
    name: str
    code: str
    total: Figure


@dataclass(frozen=True)
class DistrictBoard:
    """``lines`` as asked for, by name, teams across schools last; ``total`` is over all of them. ``needs``: of one
    course, the least first."""

    lines: tuple[SchoolLine, ...]
    has_all: bool
    schools: int
    total: SchoolLine
    needs: tuple[StandardNeed, ...]
    hidden: int
    snapshot: TotalsSnapshot | None
    courses: tuple[Any, ...]


def district_board(viewer: Viewer, wanted: BoardFilter) -> DistrictBoard:
    """For a district admin; about a dozen statements for any number of schools and teams."""
    lines = school_lines(viewer, wanted.days)
    snapshots = sorted(visible_totals(viewer).defer("counted", "cells"), key=lambda row: (row.course.name, row.pk))
    chosen = next((row for row in snapshots if wanted.course_id in {None, row.course_id}), None)
    table = table_of(viewer, chosen)
    needs = _needs(table) if table else []
    shown = tuple(line for line in lines if _is_asked_for(line, wanted.show))
    return DistrictBoard(
        lines=shown,
        has_all=len(shown) == len(lines),
        schools=sum(line.school is not None for line in lines),
        total=_total(lines),
        needs=tuple(needs[:MOST_STANDARDS]),
        hidden=sum(column.total.is_hidden for column in table.columns) if table else 0,
        snapshot=chosen,
        courses=tuple(row.course for row in snapshots),
    )


def table_of(viewer: Viewer, snapshot: TotalsSnapshot | None) -> TotalsTable | None:
    if snapshot is None:
        return None
    schools, standards = schools_and_standards(snapshot.cells)
    return totals_table(snapshot.cells, schools, standards, smallest_shown(viewer.district.smallest_group))


def school_lines(viewer: Viewer, days: int, school: School | None = None) -> list[SchoolLine]:
    """Every school and, where there are any, the teams across schools; or one school."""
    year = year_of_now(viewer)
    if year is None:
        return []
    since = viewer.today - datetime.timedelta(days=days)
    first, smallest = viewer.today - QUIET, viewer.district.smallest_group
    moment = datetime.datetime.combine(since, datetime.time(), ZoneInfo(viewer.district.time_zone))
    teams, active = dict(_teams(year.pk)), dict(_active(year.pk, first, viewer.today))
    cycles, responses, waiting = dict(_cycles(year.pk)), dict(_responses(year.pk)), dict(_waiting(year.pk))
    goals = {school_id: GoalCounts(*counts) for school_id, *counts in _goals(year.pk, smallest)}
    changes = {
        "cfas": dict(_given(year.pk, since, viewer.today)),
        "published": dict(_published(year.pk, moment)),
        "meetings": dict(_held(year.pk, moment)),
        "answered": dict(_answered(year.pk, moment)),
        "closed": dict(_closed(year.pk, since)),
        "statuses": dict(_statuses(year.pk, moment, smallest)),
    }
    places: list[tuple[str, School | None]]
    places = [(each.name, each) for each in ([school] if school else School.objects.order_by("name", "pk"))]
    if not school and teams.get(None):
        places.append((ACROSS_SCHOOLS, None))
    return [
        SchoolLine(
            name=name,
            school=each,
            teams=teams.get(key, 0),
            active=active.get(key, 0),
            cycles=cycles.get(key, 0),
            responses=responses.get(key, 0),
            waiting=waiting.get(key, 0),
            goals=goals.get(key, GoalCounts()),
            changes=Changes(**{kind: counts.get(key, 0) for kind, counts in changes.items()}),
        )
        for name, each in places
        for key in [each.pk if each else None]
    ]


def _is_asked_for(line: SchoolLine, show: str) -> bool:
    return {
        "asks": line.waiting > 0,
        "quiet": line.active < line.teams,
        "changed": line.changes.any,
        "responding": line.responses > 0,
    }.get(show, True)


def _by_school(rows: QuerySet[Any], path: str = "team__school_id") -> QuerySet[Any, Any]:
    return rows.order_by().values_list(path).annotate(n=Count("pk"))


def _active_of(year_id: int, first: datetime.date, today: datetime.date) -> QuerySet[Any, Any]:
    """Teams of which a meeting that was held or a CFA that began is to be seen since ``first``."""
    held = Meeting.objects.filter(team=OuterRef("pk"), ended_at__isnull=False, day__gte=first)
    given = Assessment.objects.filter(
        team=OuterRef("pk"), locked_at__isnull=False, opens_on__gte=first, opens_on__lte=today
    )
    teams = Team.objects.filter(school_year=year_id)
    return _by_school(teams.filter(Exists(held) | Exists(given)), "school_id")


def _goals_of(year_id: int, smallest: int) -> QuerySet[Any, Any]:
    """By school what ``GoalCounts`` has, in its order."""
    told = Q(standing__n__gte=smallest, standing__baseline_n__gte=smallest) & ~Q(standing__status="")

    def stands(status: str) -> Count:
        return Count("pk", filter=told & Q(standing__status=status))

    rows = SmartGoal.objects.filter(team__school_year=year_id, closed_on__isnull=True)
    return (
        rows.order_by()
        .values_list("team__school_id")
        .annotate(
            open=Count("pk"),
            reached=stands("met"),
            on_track=stands("on_track"),
            too_close=stands("too_close_to_call"),
            behind=stands("behind"),
            teams=Count("team", distinct=True, filter=told),
        )
    )


def _statuses_of(year_id: int, moment: datetime.datetime, smallest: int) -> QuerySet[Any, Any]:
    changes = StandingChange.objects.filter(at__gte=moment, n__gte=smallest, goal__team__school_year=year_id)
    return _by_school(changes, "goal__team__school_id")


_teams: Kept[Any] = Kept(lambda year_id: _by_school(Team.objects.filter(school_year=year_id), "school_id"))
_active: Kept[Any] = Kept(_active_of)
_goals: Kept[Any] = Kept(_goals_of)
_statuses: Kept[Any] = Kept(_statuses_of)
_cycles: Kept[Any] = Kept(
    lambda year_id: _by_school(Cycle.objects.filter(closed_on__isnull=True, team__school_year=year_id))
)
_responses: Kept[Any] = Kept(
    lambda year_id: _by_school(ResponsePlan.objects.filter(done_on__isnull=True, team__school_year=year_id))
)
_waiting: Kept[Any] = Kept(
    lambda year_id: _by_school(
        SupportRequest.objects.filter(state=SupportState.WAITING.value, team__school_year=year_id)
    )
)
_given: Kept[Any] = Kept(
    lambda year_id, since, today: _by_school(
        Assessment.objects.filter(
            opens_on__gte=since, opens_on__lte=today, locked_at__isnull=False, team__school_year=year_id
        )
    )
)
_published: Kept[Any] = Kept(
    lambda year_id, moment: _by_school(TeamTotal.objects.filter(published_at__gte=moment, team__school_year=year_id))
)
_held: Kept[Any] = Kept(
    lambda year_id, moment: _by_school(Meeting.objects.filter(ended_at__gte=moment, team__school_year=year_id))
)
_answered: Kept[Any] = Kept(
    lambda year_id, moment: _by_school(
        SupportRequest.objects.filter(answered_at__gte=moment, team__school_year=year_id)
    )
)
_closed: Kept[Any] = Kept(
    lambda year_id, since: _by_school(Cycle.objects.filter(closed_on__gte=since, team__school_year=year_id))
)


def _total(lines: Sequence[SchoolLine]) -> SchoolLine:
    """Where goals stand is added up over lines that are told alone: the total less these would be the hidden one."""
    told = [line.goals for line in lines if line.goals.is_told]
    goals = GoalCounts(**{name: sum(getattr(each, name) for each in told) for name in GoalCounts.__dataclass_fields__})
    names = Changes.__dataclass_fields__
    changes = Changes(**{name: sum(getattr(line.changes, name) for line in lines) for name in names})
    return SchoolLine(
        name="The whole district",
        school=None,
        teams=sum(line.teams for line in lines),
        active=sum(line.active for line in lines),
        cycles=sum(line.cycles for line in lines),
        responses=sum(line.responses for line in lines),
        waiting=sum(line.waiting for line in lines),
        goals=replace(goals, open=sum(line.goals.open for line in lines)),
        changes=changes,
    )


def _needs(table: TotalsTable) -> list[StandardNeed]:
    """Standards whose share is below the line, the least first; what is hidden is no need that anybody may see."""
    found = []
    for column in table.columns:
        told = column.total.range
        low = told.low if told and told.low is not None else 0
        if told is not None and low < NEEDS_BELOW:
            found.append((told.high or 100, low, column.code, StandardNeed(column.name, column.code, column.total)))
    return [need for *_, need in sorted(found, key=lambda each: each[:3])]
