"""Hiding small groups so that they cannot be worked out (section 14 of the definitions).

34 CFR 99.31(b)(1); US Department of Education PTAC, FAQ: Disclosure Avoidance; NCES 2011-603, SLDS Technical Brief 3
(ranges for the outside).
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final, TypeVar

from assessments.stats.conventions import NotComputable, Reason

Student = TypeVar("Student", bound=Hashable)

SMALLEST_CELL: Final = 10
"""k, the fewest students a shown cell holds; a district may set it to 5 or more."""

SMALLEST_CHANGE: Final = 3
FEWER_THAN_TEN: Final = "fewer than 10 students"

RANGES: Final[tuple[tuple[float, int, int], ...]] = (
    (20, 20, 20),
    (40, 10, 10),
    (100, 5, 5),
    (300, 2, 1),
    (float("inf"), 1, 1),
)
"""Groups of fewer than the first number: the percent cut off at both ends, and the width of a range."""


class CellState(StrEnum):
    """What a reader sees of a group: hidden for its own size (primary) or to protect another (complementary)."""

    SHOWN = "shown"
    PRIMARY = "primary"
    COMPLEMENTARY = "complementary"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class LineSuppression:
    """States of the groups of one line, in their order, and of their total."""

    cells: tuple[CellState, ...]
    total: CellState


@dataclass(frozen=True, slots=True)
class PercentRange:
    """Whole percents from ``low`` to ``high``; an open end is None."""

    low: int | None
    high: int | None

    @property
    def code(self) -> str:
        """``"<=20%"``, ``"21-39%"``, ``">=80%"`` or a single ``"47%"``."""
        if self.low is None:
            return f"<={self.high}%"
        if self.high is None:
            return f">={self.low}%"
        return f"{self.low}%" if self.low == self.high else f"{self.low}-{self.high}%"


def _hidden(states: Sequence[CellState]) -> list[int]:
    return [i for i, state in enumerate(states) if state in {CellState.PRIMARY, CellState.COMPLEMENTARY}]


def told_limits(state: CellState, k: int, *, told_apart: bool) -> tuple[int, int | None]:
    """The fewest and the most students (None: no limit) a reader knows to be in a hidden group.

    There are some, as empty groups say that they are empty; the reason for being hidden, once told, says more.
    """
    if not told_apart:
        return 1, None
    return (1, k - 1) if state is CellState.PRIMARY else (k, None)


def is_exposed(
    states: Sequence[CellState], n: Sequence[int], k: int, y: Sequence[int] | None = None, *, told_apart: bool = False
) -> bool:
    """Whether the total of the line, once shown, gives away what is hidden in it."""
    hidden = _hidden(states)
    if not hidden:
        return False
    students = sum(n[i] for i in hidden)
    if len(hidden) < 2 or students < k:
        return True
    # "Fewer than 10" twice, and 18 students together: nine each. A small group, one that is not, and 11: one and ten.
    fewest, most = zip(*(told_limits(states[i], k, told_apart=told_apart) for i in hidden), strict=True)
    if students == sum(fewest) or (None not in most and students == sum(limit or 0 for limit in most)):
        return True
    return y is not None and sum(y[i] for i in hidden) in {0, students}


def cover(states: list[CellState], n: Sequence[int], is_open: Callable[[list[CellState]], bool]) -> None:
    """Hide the smallest shown group (the first of equals) until the line gives nothing away or none is left."""
    while is_open(states):
        shown = [i for i, state in enumerate(states) if state is CellState.SHOWN]
        if not shown:
            return
        states[min(shown, key=lambda i: n[i])] = CellState.COMPLEMENTARY


def own_state(n: int, k: int) -> CellState:
    """What becomes of a group of ``n`` for its own size."""
    if n == 0:
        return CellState.EMPTY
    return CellState.PRIMARY if n < k else CellState.SHOWN


def suppress_line(
    n: Sequence[int], *, k: int = SMALLEST_CELL, y: Sequence[int] | None = None, told_apart: bool = False
) -> LineSuppression:
    """Groups of ``n`` students (``y`` of them proficient, if that is shown too) that add up to a shown total.

    ``told_apart``: the reader is told which of the hidden groups are small and which protect another, and so knows
    more about their sizes; now and then that takes one more hidden group.
    """
    total = sum(n)
    if total < k:
        cells = tuple(CellState.PRIMARY if size else CellState.EMPTY for size in n)
        return LineSuppression(cells, CellState.PRIMARY if total else CellState.EMPTY)
    states = [own_state(size, k) for size in n]
    is_open = partial(is_exposed, n=n, k=k, y=y, told_apart=told_apart)
    cover(states, n, is_open)
    exposed = is_open(states)
    return LineSuppression(tuple(states), CellState.COMPLEMENTARY if exposed else CellState.SHOWN)


def percent_half_up(y: int, n: int) -> int:
    """``y`` of ``n`` as a whole percent, halves up."""
    return (200 * y + n) // (2 * n)


def percent_range(y: int, n: int) -> PercentRange | NotComputable:
    """What readers outside the team see of ``y`` of ``n``: coarser the smaller the group, its ends cut off."""
    return NotComputable(Reason.SUPPRESSED) if n < 10 else range_of(percent_half_up(y, n), n)


def range_of(percent: int, n: int) -> PercentRange:
    """The range of a whole percent that stands for ``n`` students, 10 or more."""
    edge, width = next((edge, width) for below, edge, width in RANGES if n < below)
    if percent <= edge:
        return PercentRange(None, edge)
    if percent >= 100 - edge:
        return PercentRange(100 - edge, None)
    start = percent // width * width
    return PercentRange(max(start, edge + 1), start + width - 1)


def range_code(y: int, n: int) -> str:
    """:func:`percent_range` as a code, or "fewer than 10 students"."""
    found = percent_range(y, n)
    return FEWER_THAN_TEN if isinstance(found, NotComputable) else found.code


def may_replace(published: Sequence[int], new: Sequence[int]) -> bool:
    """Whether a new snapshot may replace a published one: each count is the same or differs by 3 students or more.

    Otherwise the two together would give away the one student who came in late. For when counts are all there is: one
    student who left for another who came is not seen in them, nor is a corrected score (:func:`may_replace_cells`).
    """
    if len(published) != len(new):
        raise ValueError("both snapshots must hold the same cells")
    return all(_is_far_enough(abs(old - now)) for old, now in zip(published, new, strict=True))


def may_replace_cells(published: Sequence[Mapping[Student, object]], new: Sequence[Mapping[Student, object]]) -> bool:
    """:func:`may_replace` when it is known who is in each cell: one mapping a cell, from student to result.

    A student differs who is in only one of the two snapshots, or in both with another result.
    """
    if len(published) != len(new):
        raise ValueError("both snapshots must hold the same cells")
    return all(_is_far_enough(students_changed(old, now)) for old, now in zip(published, new, strict=True))


def students_changed(published: Mapping[Student, object], new: Mapping[Student, object]) -> int:
    """How many students a cell differs by."""
    stayed = published.keys() & new.keys()
    return len(published.keys() ^ new.keys()) + sum(published[student] != new[student] for student in stayed)


def _is_far_enough(students: int) -> bool:
    return students == 0 or students >= SMALLEST_CHANGE
