"""A team's school year as a picture: where each thing lies between the first and the last day. Plain numbers only."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH, LEFT, RIGHT = 960, 96, 944
TOP, ROW, BAR = 28, 24, 14
LEAST: Final = 6  # of a bar, so that one day is still seen


@dataclass(frozen=True)
class Span:
    """One thing of the year; ``lane`` says which kind it is."""

    lane: str
    title: str
    first: datetime.date
    last: datetime.date
    is_over: bool = False


@dataclass(frozen=True)
class Bar:
    """A rectangle, or a dot where ``is_dot``; ``y`` is its middle."""

    span: Span
    x: float
    width: float
    y: int
    is_dot: bool

    @property
    def top(self) -> float:
        return self.y - BAR / 2


@dataclass(frozen=True)
class LaneLabel:
    name: str
    y: int


@dataclass(frozen=True)
class Timeline:
    """``months``: label and place of each first of a month; ``today`` is None outside the year."""

    height: int
    bars: tuple[Bar, ...]
    lanes: tuple[LaneLabel, ...]
    months: tuple[tuple[str, float], ...]
    today: float | None
    width: int = WIDTH
    left: int = LEFT
    right: int = RIGHT
    bar: int = BAR


def timeline(
    spans: Sequence[Span],
    lanes: Sequence[str],
    first: datetime.date,
    last: datetime.date,
    today: datetime.date,
) -> Timeline:
    """Lanes from top to bottom, each with as many rows as things lie side by side in it."""
    y, bars, labels = TOP, [], []
    for lane in lanes:
        rows = list(_rows([span for span in spans if span.lane == lane]))
        labels.append(LaneLabel(lane, y + ROW // 2))
        for place, row in enumerate(rows or [[]]):
            bars += [_bar(span, first, last, y + place * ROW + ROW // 2) for span in row]
        y += ROW * max(1, len(rows)) + 6
    return Timeline(
        height=y + 4,
        bars=tuple(bars),
        lanes=tuple(labels),
        months=tuple((f"{day:%b}", _x(day, first, last)) for day in _firsts(first, last)),
        today=_x(today, first, last) if first <= today <= last else None,
    )


def _rows(spans: Sequence[Span]) -> Iterator[list[Span]]:
    """Each thing in the first row where nothing overlaps it."""
    rows: list[list[Span]] = []
    for span in sorted(spans, key=lambda each: (each.first, each.last)):
        free = next((row for row in rows if row[-1].last < span.first), None)
        if free is None:
            rows.append([span])
        else:
            free.append(span)
    yield from rows


def _bar(span: Span, first: datetime.date, last: datetime.date, y: int) -> Bar:
    x = _x(max(span.first, first), first, last)
    end = _x(min(span.last, last), first, last)
    return Bar(span, x, round(max(LEAST, end - x), 1), y, is_dot=span.first == span.last)


def _x(day: datetime.date, first: datetime.date, last: datetime.date) -> float:
    share = (day - first).days / max(1, (last - first).days)
    return round(LEFT + share * (RIGHT - LEFT), 1)


def _firsts(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    day = first.replace(day=1)
    while day <= last:
        if day >= first:
            yield day
        day = (day.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
