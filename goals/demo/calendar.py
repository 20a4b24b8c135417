"""Dates relative to today, so that the demo is in mid-cycle whenever it is first started."""

import datetime
from dataclasses import dataclass

FIRST_MONTH = 7
DAY = datetime.timedelta(days=1)
ROOM_TO_PLAN = 60 * DAY


@dataclass(frozen=True)
class DemoCalendar:
    today: datetime.date

    @property
    def _july(self) -> datetime.date:
        """The last July 1."""
        year = self.today.year if self.today.month >= FIRST_MONTH else self.today.year - 1
        return datetime.date(year, FIRST_MONTH, 1)

    @property
    def year_starts_on(self) -> datetime.date:
        """July 1, or earlier where lessons begin before it."""
        return min(self._july, self.first_day)

    @property
    def year_ends_on(self) -> datetime.date:
        """The first day that is no longer in it: July 1, or later where the year would leave no room to plan."""
        return max(self._july.replace(year=self._july.year + 1), self.today + ROOM_TO_PLAN)

    @property
    def year_name(self) -> str:
        """Such as 2026–27."""
        return f"{self._july.year}–{(self._july.year + 1) % 100:02d}"

    @property
    def first_day(self) -> datetime.date:
        """Lessons begin on August 20; in summer far enough back that the finished CFAs still fit in."""
        return min(self._july.replace(month=8, day=20), self.today - 45 * DAY)

    @property
    def hired_on(self) -> datetime.date:
        return self.first_day - 400 * DAY

    @property
    def facilitator_changed_on(self) -> datetime.date:
        return self.first_day + 20 * DAY

    @property
    def left_on(self) -> datetime.date:
        """Students leave and arrive after the finished CFAs, so that today's roster differs from theirs."""
        return self.today - 8 * DAY

    @property
    def moved_on(self) -> datetime.date:
        return self.today - 7 * DAY

    def finished_window(self, weeks_ago: int) -> tuple[datetime.date, datetime.date]:
        """Monday to Friday of an earlier week."""
        monday = self._monday - 7 * weeks_ago * DAY
        return monday, monday + 4 * DAY

    @property
    def open_window(self) -> tuple[datetime.date, datetime.date]:
        """From this week's Monday to Friday of the next: today lies inside even on a Sunday."""
        return self._monday, self._monday + 11 * DAY

    @property
    def _monday(self) -> datetime.date:
        return self.today - self.today.weekday() * DAY
