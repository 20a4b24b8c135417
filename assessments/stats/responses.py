"""What the statistics are computed from: one test's cells, students and metrics (section 1 of the definitions)."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from assessments import cells as stored
from assessments.stats.conventions import FloatArray


class Code(IntEnum):
    """What a cell of a scored student holds."""

    POINTS = 0
    BLANK = 1
    NOT_REACHED = 2
    EXEMPT = 3
    NOT_ENTERED = 4


class Status(IntEnum):
    """A student's status for the attempt; only ``SCORED`` students enter formulas and denominators."""

    SCORED = 0
    ABSENT = 1
    MAKE_UP = 2
    EXEMPT = 3
    NOT_ASSESSED = 4


CODE_OF_STORED_CELL: Final = {
    stored.EMPTY: Code.NOT_ENTERED,
    stored.BLANK: Code.BLANK,
    stored.NOT_REACHED: Code.NOT_REACHED,
    stored.EXEMPT: Code.EXEMPT,
}

NONE_CHOSEN: Final = -1
SEVERAL_CHOSEN: Final = -2


@dataclass(frozen=True, slots=True)
class Metric:
    """The total or one standard: a name and the positions of its items (0-based, each once)."""

    name: str
    items: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Choices:
    """Which option each student chose on selected-response items.

    ``chosen`` int16[n, k]: position in the item's options, or ``NONE_CHOSEN``, or ``SEVERAL_CHOSEN`` (of a cell that
    is blank it is not looked at);
    ``options`` one tuple of names an item, empty for an open item; ``keys`` the position of the right
    option, None without a key. Students in the same order as in the :class:`Responses`.
    """

    chosen: NDArray[np.integer]
    options: tuple[tuple[str, ...], ...]
    keys: tuple[int | None, ...]


@dataclass(frozen=True, eq=False)
class Responses:
    """One attempt of one team: n students, k items.

    ``points`` float64[n, k], NaN where the cell holds no points; ``codes`` int8[n, k] of :class:`Code`;
    ``max_points`` float64[k]; ``section`` int[n], 0 to ``n_sections`` - 1; ``status`` int8[n] of
    :class:`Status`; ``metrics`` with the total first, then the standards. Rows may come in any order.
    The cells of a student who is not scored are never looked at. Raises ``ValueError`` when shapes,
    codes, sections or points (0 to the item's maximum) do not fit together. ``choices`` is optional.
    """

    points: FloatArray
    codes: NDArray[np.int8]
    max_points: FloatArray
    section: NDArray[np.integer]
    status: NDArray[np.integer]
    n_sections: int
    metrics: tuple[Metric, ...]
    choices: Choices | None = None

    @classmethod
    def from_cells(
        cls,
        cells: NDArray[np.int16],
        *,
        max_points: FloatArray,
        section: NDArray[np.integer],
        status: NDArray[np.integer],
        n_sections: int,
        metrics: tuple[Metric, ...],
        choices: Choices | None = None,
    ) -> Self:
        """From stored cells int16[n, k]: hundredths of a point, or a code below zero (``assessments.cells``)."""
        cells = np.asarray(cells, dtype=np.int16)
        has_points = cells >= 0
        codes = np.zeros(cells.shape, dtype=np.int8)
        for stored_code, code in CODE_OF_STORED_CELL.items():
            codes[cells == stored_code] = code
        if (~has_points & (codes == Code.POINTS)).any():
            raise ValueError("a cell holds a code this version does not know")
        points = np.where(has_points, cells / stored.PER_POINT, np.nan)
        return cls(points, codes, max_points, section, status, n_sections, metrics, choices)

    def __post_init__(self) -> None:
        n, k = self.points.shape
        if k == 0:
            raise ValueError("a test needs at least one item")
        if self.codes.shape != (n, k) or np.shape(self.max_points) != (k,):
            raise ValueError("points, codes and max_points must have one column per item")
        if np.shape(self.section) != (n,) or np.shape(self.status) != (n,):
            raise ValueError("section and status must have one entry per student")
        if n and not (np.min(self.section) >= 0 and np.max(self.section) < self.n_sections):
            raise ValueError("section must lie between 0 and n_sections - 1")
        if not (np.isfinite(self.max_points).all() and (np.asarray(self.max_points) > 0).all()):
            raise ValueError("every item needs max_points above 0")
        for metric in self.metrics:
            if len(set(metric.items)) != len(metric.items) or not all(0 <= item < k for item in metric.items):
                raise ValueError(f"metric {metric.name!r} must name existing items, each once")
        if not self.metrics or set(self.metrics[0].items) != set(range(k)):
            raise ValueError("the first metric must be the total of all items")
        self._check_cells()
        if self.choices is not None:
            self._check_choices(self.choices)

    def _check_cells(self) -> None:
        scored = np.asarray(self.status) == Status.SCORED
        codes = self.codes[scored]
        if codes.size and not (codes.min() >= Code.POINTS and codes.max() <= Code.NOT_ENTERED):
            raise ValueError("codes must be one of Code")
        points = np.where(codes == Code.POINTS, self.points[scored], 0.0)
        if not ((points >= 0) & (points <= np.asarray(self.max_points) + 1e-9)).all():
            raise ValueError("points must lie between 0 and the item's max_points")

    def _check_choices(self, choices: Choices) -> None:
        k = len(self.max_points)
        if choices.chosen.shape != self.codes.shape or len(choices.options) != k or len(choices.keys) != k:
            raise ValueError("choices must have one row per student and one column per item")
        n_options = np.array([len(options) for options in choices.options])
        if not ((choices.chosen >= SEVERAL_CHOSEN) & (choices.chosen < n_options)).all():
            raise ValueError("a choice must be a position in the item's options")
        for key, options in zip(choices.keys, choices.options, strict=True):
            if key is not None and not 0 <= key < len(options):
                raise ValueError("a key must be a position in the item's options")
