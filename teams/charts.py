"""The small picture of how one norm was rated over time: a dot for each rating, a column for each time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

COLUMN: Final = 56
ROW: Final = 20
TOP: Final = 10
FOOT: Final = 14
LEFT: Final = 18
DOT: Final = 4.0
STEP: Final = 10.0


@dataclass(frozen=True)
class Dot:
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """A rating's own line, with its number at the left."""

    rating: int
    y: float


@dataclass(frozen=True)
class Name:
    """What stands under a column."""

    x: float
    text: str


@dataclass(frozen=True)
class RatingPicture:
    """In units of one CSS pixel. ``gaps`` are the middles of columns in which too few have rated to show."""

    width: float
    height: float
    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    gaps: tuple[float, ...]
    names: tuple[Name, ...]
    radius: float = DOT


def rating_picture(columns: Sequence[tuple[str, Sequence[int] | None]]) -> RatingPicture:
    """``columns``: for each time its name, and how many gave 1, 2, 3 and 4 or None where fewer than three did.

    4 is drawn on top.
    """
    dots, gaps, names = [], [], []
    for place, (name, counts) in enumerate(columns):
        middle = LEFT + COLUMN * (place + 0.5)
        names.append(Name(middle, name))
        if counts is None:
            gaps.append(middle)
            continue
        for rating, count in enumerate(counts, start=1):
            step = min(STEP, (COLUMN - 2 * DOT) / max(count - 1, 1))
            first = middle - step * (count - 1) / 2
            dots += [Dot(round(first + step * index, 1), row_of(rating)) for index in range(count)]
    lines = tuple(Line(rating, row_of(rating)) for rating in (4, 3, 2, 1))
    width = LEFT + COLUMN * max(len(columns), 1)
    return RatingPicture(width, 2 * TOP + 3 * ROW + FOOT, tuple(dots), lines, tuple(gaps), tuple(names))


def row_of(rating: int) -> float:
    return float(TOP + ROW * (4 - rating))
