"""When groups meet, and whether two of them meet at one time. Pure."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY: Final = datetime.timedelta(days=1)


@dataclass(frozen=True, order=True)
class Slot:
    """A time of each week from ``starts_on`` until before ``ends_on``; ``weekday`` as ISO counts, Monday is 1."""

    weekday: int
    starts_at: datetime.time
    minutes: int
    starts_on: datetime.date
    ends_on: datetime.date

    @classmethod
    def once(cls, on: datetime.date, starts_at: datetime.time, minutes: int) -> "Slot":
        return cls(on.isoweekday(), starts_at, minutes, on, on + DAY)

    @property
    def words(self) -> str:
        """Such as “Tuesdays, 10:10 to 10:40 AM”, or for one day “Tuesday, Nov 24, 10:10 to 10:40 AM”."""
        day = DAYS[self.weekday - 1]
        if self.ends_on - self.starts_on == DAY:
            return f"{day}, {self.starts_on:%b %-d}, {self.hours}"
        return f"{day}s, {self.hours}"

    @property
    def hours(self) -> str:
        begin = datetime.datetime.combine(self.starts_on, self.starts_at)
        end = begin + datetime.timedelta(minutes=self.minutes)
        half = "" if f"{begin:%p}" == f"{end:%p}" else f" {begin:%p}"
        return f"{begin:%-I:%M}{half} to {end:%-I:%M %p}"

    def days(self) -> list[datetime.date]:
        """Every day on which it is, in order."""
        first = self.starts_on + ((self.weekday - self.starts_on.isoweekday()) % 7) * DAY
        return [first + 7 * place * DAY for place in range(max(0, ((self.ends_on - first).days + 6) // 7))]

    def meets(self, other: "Slot") -> bool:
        """Whether both are at one time on some day."""
        if self.weekday != other.weekday or not _overlap(self._minutes, other._minutes):
            return False
        shared = Slot(
            self.weekday,
            self.starts_at,
            self.minutes,
            max(self.starts_on, other.starts_on),
            min(self.ends_on, other.ends_on),
        )
        return shared.starts_on < shared.ends_on and bool(shared.days())

    @property
    def _minutes(self) -> tuple[int, int]:
        begin = self.starts_at.hour * 60 + self.starts_at.minute
        return begin, begin + self.minutes


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@dataclass(frozen=True)
class Clash:
    """A student who would be in two groups at one time."""

    student_id: int
    group_id: int
    other_id: int
    slot: Slot
    other_slot: Slot


def first_clash(slots: Sequence[Slot], others: Sequence[Slot]) -> tuple[Slot, Slot] | None:
    """The earliest of two timetables that meet."""
    return next(((one, other) for one in sorted(slots) for other in sorted(others) if one.meets(other)), None)


def clashes_of(
    group_id: int, students: Iterable[int], held: Mapping[int, Iterable[int]], timetables: Mapping[int, Sequence[Slot]]
) -> list[Clash]:
    """Of students who are to be in ``group_id``; ``held``: the groups each is in, ``timetables`` by group."""
    found = []
    between: dict[int, tuple[Slot, Slot] | None] = {}
    for student_id in students:
        for other_id in held.get(student_id, ()):
            if other_id == group_id:
                continue
            if other_id not in between:
                between[other_id] = first_clash(timetables.get(group_id, ()), timetables.get(other_id, ()))
            pair = between[other_id]
            if pair is not None:
                found.append(Clash(student_id, group_id, other_id, *pair))
    return found
