"""On which days a repeating meeting falls, and at which moment of the world's time that is.

Rules repeat in the district's own clock: 2:10 in the afternoon stays 2:10 when the clocks change, so its UTC moment
moves. Pure: days and rules in, days and moments out.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

MOST: Final = 200
"""No series has more meetings: every school day of a year."""
FRIDAY: Final = 4


class Repeat(StrEnum):
    """How a meeting repeats."""

    NEVER = ""
    WEEKLY = "weekly"
    EVERY_OTHER_WEEK = "biweekly"
    MONTHLY = "monthly"


@dataclass(frozen=True)
class FreeTime:
    """Days without school, both ends included."""

    name: str
    first_day: datetime.date
    last_day: datetime.date

    def covers(self, day: datetime.date) -> bool:
        return self.first_day <= day <= self.last_day


def days_of(repeat: Repeat, first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """The days of a series from ``first`` until ``last``, both included; ``first`` is always among them.

    A monthly series keeps the weekday and its place in the month (the third Tuesday); a fifth one falls in the last
    week, since not every month has five.
    """
    if repeat == Repeat.NEVER:
        return [first]
    start = datetime.datetime.combine(first, datetime.time())
    until = datetime.datetime.combine(last, datetime.time())
    if repeat == Repeat.MONTHLY:
        place = (first.day - 1) // 7 + 1
        on = weekday(first.weekday(), place if place <= 4 else -1)
        rule = rrule(MONTHLY, dtstart=start, until=until, byweekday=on)
    else:
        interval = 1 if repeat == Repeat.WEEKLY else 2
        rule = rrule(WEEKLY, dtstart=start, until=until, interval=interval)
    found = [moment.date() for moment in islice(rule, MOST)]
    return found if found and found[0] == first else [first, *found][:MOST]


def rule_text(repeat: Repeat, first: datetime.date) -> str:
    """Such as "every other Tuesday" or "the third Tuesday of each month"."""
    day = f"{first:%A}"
    if repeat == Repeat.WEEKLY:
        return f"every {day}"
    if repeat == Repeat.EVERY_OTHER_WEEK:
        return f"every other {day}"
    if repeat == Repeat.MONTHLY:
        place = (first.day - 1) // 7
        return f"the {('first', 'second', 'third', 'fourth', 'last')[place]} {day} of each month"
    return ""


def moment_of(day: datetime.date, at: datetime.time, time_zone: str) -> datetime.datetime:
    """The UTC moment of this time on the district's clock.

    A time that the clocks skip in spring is the moment as many minutes after the skip; one they show twice in autumn
    is the first.
    """
    return datetime.datetime.combine(day, at, ZoneInfo(time_zone)).astimezone(datetime.UTC)


def next_weekday(day: datetime.date) -> datetime.date:
    """The first weekday after ``day``."""
    day += datetime.timedelta(days=1)
    while day.weekday() > FRIDAY:
        day += datetime.timedelta(days=1)
    return day


def free_name(day: datetime.date, times: Iterable[FreeTime]) -> str:
    """Why there is no school on this day; empty where there is."""
    return next((time.name for time in times if time.covers(day)), "")
