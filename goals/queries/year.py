"""What a team did and plans in its school year: cycles, CFAs, meetings, goals, in the order of their days."""

import datetime
from dataclasses import dataclass
from typing import Final

from assessments.models import Assessment
from goals.models import Cycle, SmartGoal
from goals.timeline import Span
from teams.models import Meeting, Team
from teams.queries.meetings import is_left_out, with_free_days

CYCLE, CFA, MEETING, GOAL = "Cycles", "CFAs", "Meetings", "Goals"
LANES: Final = (CYCLE, CFA, MEETING, GOAL)
MOST: Final = 120  # of each kind: three meetings a week would be fewer


@dataclass(frozen=True)
class Entry:
    """One thing of the year; its address is found by ``lane`` and ``pk``. ``note`` says how it stands."""

    lane: str
    pk: int
    title: str
    first: datetime.date
    last: datetime.date
    note: str = ""
    is_over: bool = False

    @property
    def span(self) -> Span:
        return Span(self.lane, self.title, self.first, self.last, self.is_over)


def year_of(team: Team, today: datetime.date) -> list[Entry]:
    """By first day; four statements."""
    first, last = team.school_year.starts_on, team.school_year.ends_on
    found = [*_cycles(team), *_cfas(team, today), *_meetings(team, today), *_goals(team)]
    inside = [each for each in found if each.first < last and each.last >= first]
    return sorted(inside, key=lambda each: (each.first, LANES.index(each.lane), each.pk))


def _cycles(team: Team) -> list[Entry]:
    rows = Cycle.objects.filter(team=team).order_by("starts_on", "pk")[:MOST]
    return [
        Entry(
            CYCLE,
            row.pk,
            row.title,
            row.starts_on,
            max(row.starts_on, row.closed_on or row.ends_on),
            f"closed {row.closed_on:%B %-d}" if row.closed_on else "open",
            row.closed_on is not None,
        )
        for row in rows
    ]


def _cfas(team: Team, today: datetime.date) -> list[Entry]:
    rows = Assessment.objects.filter(team=team).order_by("opens_on", "pk")[:MOST]
    return [
        Entry(
            CFA,
            row.pk,
            row.title,
            row.opens_on,
            row.closes_on,
            ("re-check" if row.recheck_of_id else "") if row.is_locked else "draft",
            row.closes_on < today,
        )
        for row in rows
    ]


def _meetings(team: Team, today: datetime.date) -> list[Entry]:
    rows = with_free_days(Meeting.objects.filter(team=team, cancelled_at__isnull=True)).order_by("-day", "pk")[:MOST]
    return [
        Entry(
            MEETING,
            row.pk,
            row.title,
            row.day,
            row.day,
            _meeting_note(row, today),
            row.ended_at is not None,
        )
        for row in rows
    ]


def _meeting_note(row: Meeting, today: datetime.date) -> str:
    if row.ended_at:
        return "held"
    if is_left_out(row):
        return "no school"
    return "planned" if row.day >= today else "not held"


def _goals(team: Team) -> list[Entry]:
    rows = SmartGoal.objects.filter(team=team).order_by("starts_on", "pk")[:MOST]
    return [
        Entry(
            GOAL,
            row.pk,
            row.skill,
            row.starts_on,
            max(row.starts_on, min(row.due_on, row.closed_on or row.due_on)),
            f"{row.target}\u00a0% proficient" + (f" · closed {row.closed_on:%B %-d}" if row.closed_on else ""),
            row.closed_on is not None,
        )
        for row in rows
    ]
