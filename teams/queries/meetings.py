"""Reads of meetings: the calendar, what is ahead, and how many were held of those planned."""

import datetime
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from plc.schools.models import FreeDays, Membership, StaffMember
from plc.schools.models.dated import live_on
from plc.tenancy.kept import Kept
from teams.models import Meeting, MeetingGuest, Team, TeamTask
from teams.queries.teams import working_members

# A meeting that nobody has ended is taken for open this long after it was to begin.
STILL_OPEN: Final = datetime.timedelta(hours=12)
SATURDAY: Final = 5


@dataclass(frozen=True)
class MeetingCounts:
    """Of one team in a time: how many meetings should have been by now, how many of those were held, what is ahead.

    This is all that a principal who is no guest knows of meetings.
    """

    due: int
    held: int
    ahead: int


def with_free_days(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Each with ``free_name``: why a meeting of a series does not take place. One planned for itself does."""
    on = FreeDays.objects.filter(first_day__lte=OuterRef("day"), last_day__gte=OuterRef("day")).order_by("first_day")
    return meetings.annotate(free_name=Subquery(on.values("name")[:1]))


def left_out() -> Q:
    """Meetings of a series on days without school that did not begin all the same."""
    on = FreeDays.objects.filter(first_day__lte=OuterRef("day"), last_day__gte=OuterRef("day"))
    return Q(Exists(on), series__isnull=False, started_at__isnull=True)


def is_left_out(meeting: Meeting) -> bool:
    """For rows of ``with_free_days``."""
    name = getattr(meeting, "free_name", None)
    return bool(name) and meeting.series_id is not None and meeting.started_at is None


def ahead(meetings: QuerySet[Meeting], now: datetime.datetime) -> QuerySet[Meeting]:
    """What is open, or still to come, soonest first; called off and left-out ones stay, and are shown as such."""
    return begun_since(meetings, now - STILL_OPEN)


def begun_since(meetings: QuerySet[Meeting], since: datetime.datetime) -> QuerySet[Meeting]:
    """Those that nobody has ended and that began then or later, soonest first."""
    return with_free_days(meetings.filter(ended_at__isnull=True, starts_at__gte=since)).order_by("starts_at", "pk")


def over(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Those that were held, the newest first."""
    return meetings.filter(ended_at__isnull=False).order_by("-starts_at", "-pk")


def in_days(meetings: QuerySet[Meeting], first: datetime.date, last: datetime.date) -> QuerySet[Meeting]:
    return with_free_days(meetings.filter(day__gte=first, day__lte=last)).order_by("starts_at", "pk")


def meeting_counts(teams: Iterable[Team], first: datetime.date, now: datetime.datetime) -> dict[int, MeetingCounts]:
    """By team id, for meetings from ``first`` on; one query."""
    rows = _counts(frozenset(team.pk for team in teams), first, now)
    return {team_id: MeetingCounts(due, held, to_come) for team_id, due, held, to_come in rows}


def _counts_of(ids: frozenset[int], first: datetime.date, now: datetime.datetime) -> QuerySet[Any, Any]:
    over_by_now = Q(starts_at__lt=now)
    return (
        Meeting.objects.filter(team__in=ids, day__gte=first, cancelled_at__isnull=True)
        .exclude(left_out())
        .values_list("team_id")
        .annotate(
            due=Count("pk", filter=over_by_now | Q(ended_at__isnull=False)),
            held=Count("pk", filter=Q(ended_at__isnull=False)),
            to_come=Count("pk", filter=~over_by_now & Q(ended_at__isnull=True)),
        )
        .order_by()
    )


_counts = Kept[Any](_counts_of)


def meeting_guests(meeting: Meeting) -> QuerySet[MeetingGuest]:
    return MeetingGuest.objects.filter(meeting=meeting).select_related("staff").order_by("staff__name", "pk")


def possible_meeting_guests(meeting: Meeting, today: datetime.date) -> QuerySet[StaffMember]:
    """Whoever holds a role in the district today and is neither in the team nor invited already."""
    held = Membership.objects.filter(live_on(today), user__isnull=False).values("staff_id")
    invited = MeetingGuest.objects.filter(meeting=meeting).values("staff_id")
    members = working_members(meeting.team, today).order_by().values("pk")
    people = StaffMember.objects.filter(pk__in=held).exclude(pk__in=invited).exclude(pk__in=members)
    return people.order_by("name", "pk")


def open_tasks(team: Team) -> QuerySet[TeamTask]:
    rows = TeamTask.objects.filter(team=team, done_at__isnull=True).select_related("owner", "decision__meeting")
    return rows.order_by("due_on", "pk")


def done_tasks(team: Team) -> QuerySet[TeamTask]:
    rows = TeamTask.objects.filter(team=team, done_at__isnull=False).select_related("owner", "done_by")
    return rows.order_by("-done_at", "-pk")


def free_days_between(first: datetime.date, last: datetime.date) -> dict[datetime.date, str]:
    """Each day without school in this time, with its name; one query."""
    found: dict[datetime.date, str] = {}
    for row in FreeDays.objects.filter(first_day__lte=last, last_day__gte=first):
        day = max(row.first_day, first)
        while day <= min(row.last_day, last):
            found[day] = row.name
            day += datetime.timedelta(days=1)
    return found


def last_school_day(day: datetime.date, free: Container[datetime.date], first: datetime.date) -> datetime.date:
    """This day, or the last one before it that is no Saturday, Sunday or ``free`` day; ``first`` at the earliest."""
    while day > first and (day.weekday() >= SATURDAY or day in free):
        day -= datetime.timedelta(days=1)
    return day


def left_out_reason(meeting: Meeting) -> str:
    """Why this meeting of a series does not take place; empty where it does."""
    if meeting.series_id is None or meeting.started_at is not None:
        return ""
    days = FreeDays.objects.filter(first_day__lte=meeting.day, last_day__gte=meeting.day)
    return days.values_list("name", flat=True).first() or ""
