"""A month of a calendar page: which one is asked for, and what each of its days holds."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from teams.models import Meeting

DAY = datetime.timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1900, 2199


@dataclass(frozen=True)
class MonthDay:
    """A day of the calendar. ``goes_on``: its days without school began before; ``until``: the last of them here."""

    day: datetime.date
    meetings: Sequence[Meeting]
    free: str
    goes_on: bool
    until: datetime.date

    @property
    def is_empty(self) -> bool:
        """Nothing that a list of the month would have to say of this day."""
        return not self.meetings and (not self.free or self.goes_on)


def day_of_month(
    day: datetime.date, by_day: Mapping[datetime.date, Sequence[Meeting]], free: Mapping[datetime.date, str]
) -> MonthDay:
    name, until = free.get(day, ""), day
    goes_on = bool(name) and day.day > 1 and free.get(day - DAY) == name
    while name and free.get(until + DAY) == name:
        until += DAY
    return MonthDay(day, by_day.get(day, ()), name, goes_on, until)


def month_said(said: str, today: datetime.date) -> datetime.date:
    """The first of the month of “2026-11”; of today's where it says none, or one that no calendar here reaches."""
    try:
        month = datetime.date.fromisoformat(f"{said}-01")
    except ValueError:
        return today.replace(day=1)
    return month if FIRST_YEAR <= month.year <= LAST_YEAR else today.replace(day=1)
