"""Student scores and who was tested (section 1 of the definitions).

Everything below works on the scored students alone, with one row per item or metric and one column per
student, so that a sum over students runs along a row. The students stand in an order of their answers:
sums of doubles depend on their order in the last bit, and the report must not depend on the order in
which a database happens to return students.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assessments.stats.conventions import BoolArray, FloatArray
from assessments.stats.responses import Code, Responses, Status

FINEST_POINT: Final = 2.0**30
ONE_CODE_APART: Final = 1_000_000_000_039
ONE_CHOICE_APART: Final = 1_000_000_000_000_037
"""More than any points in the finest steps told apart, so that a row of answers is a row of integers."""


@dataclass(frozen=True, eq=False)
class Tested:
    """The n scored students, ordered by what they answered.

    ``row`` [n] their rows in the :class:`Responses`; ``section`` [n]; ``codes`` int8[k, n]; ``points``
    float64[k, n]: matrix S, with 0 for blank and not reached and 0 (to be left out of the possible
    points as well) for exempt and not entered. ``is_given`` bool[k, n]: for whom an item counts in item
    statistics (matrix D), points or blank.
    """

    row: NDArray[np.intp]
    section: NDArray[np.intp]
    codes: NDArray[np.int8]
    points: FloatArray
    is_given: BoolArray

    def given(self, item: int) -> BoolArray:
        """[n] One row of ``is_given``."""
        row: BoolArray = self.is_given[item]
        return row


@dataclass(frozen=True, eq=False)
class MetricScores:
    """Scores float64[m, n] of m metrics; ``y`` is NaN where a student has no score on a metric.

    ``waiting`` bool[m, n]: no score yet because a cell of the metric is not entered.
    """

    points: FloatArray
    possible: FloatArray
    y: FloatArray
    waiting: BoolArray


@dataclass(frozen=True, slots=True)
class StudentScore:
    """One student on one metric: ``proportion`` is None without any item that counts, or while ``unfinished``."""

    points: float
    possible: float
    proportion: float | None
    unfinished: bool


@dataclass(frozen=True, slots=True)
class Completeness:
    """Counts of one section's students (or the team's).

    ``scored`` to ``not_assessed`` add up to ``students``. ``unfinished`` counts scored students with a
    cell not entered yet; ``blank_papers`` scored students who left every item they were given blank.
    """

    students: int
    scored: int
    absent: int
    make_up: int
    exempt: int
    not_assessed: int
    unfinished: int
    blank_papers: int


def tested_students(responses: Responses) -> Tested:
    """The scored students of ``responses``; students with the same answers are interchangeable, others never are."""
    rows = np.flatnonzero(np.asarray(responses.status) == Status.SCORED)
    codes = responses.codes[rows]
    points = np.where(codes == Code.POINTS, responses.points[rows], 0.0)
    answers = np.rint(points * FINEST_POINT).astype(np.int64) + codes.astype(np.int64) * ONE_CODE_APART
    if responses.choices is not None:
        answers += responses.choices.chosen[rows].astype(np.int64) * ONE_CHOICE_APART
    order = np.argsort(answers @ _fixed_weights(answers.shape[1]), kind="stable")
    by_item = np.ascontiguousarray(codes[order].T)
    return Tested(
        row=rows[order],
        section=np.asarray(responses.section, dtype=np.intp)[rows[order]],
        codes=by_item,
        points=np.ascontiguousarray(points[order].T),
        is_given=by_item <= int(Code.BLANK),
    )


def _fixed_weights(k: int) -> NDArray[np.int64]:
    """Odd 64-bit multipliers, the same every time, that turn a row of integers into one (wrapping) integer."""
    step, steps = np.uint64(0x9E3779B97F4A7C15), np.arange(1, k + 1, dtype=np.uint64)
    mixed = steps * step
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    weights: NDArray[np.int64] = (mixed | np.uint64(1)).view(np.int64)
    return weights


def metric_scores(responses: Responses, tested: Tested) -> MetricScores:
    """Every tested student's score on every metric: sum of points over sum of max, non-exempt items only."""
    shape = (len(responses.metrics), tested.row.size)
    points, possible, waiting = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=bool)
    counts = tested.codes != Code.EXEMPT
    not_entered = tested.codes == Code.NOT_ENTERED
    every_cell_counts, every_cell_entered = bool(counts.all()), not not_entered.any()
    max_points = np.asarray(responses.max_points, dtype=np.float64)
    for index, metric in enumerate(responses.metrics):
        items = list(metric.items)
        points[index] = tested.points[items].sum(axis=0)
        if every_cell_counts:
            possible[index] = max_points[items].sum()
        else:
            possible[index] = (counts[items] * max_points[items, None]).sum(axis=0)
        if not every_cell_entered:
            waiting[index] = not_entered[items].any(axis=0)
    has_score = (possible > 0) & ~waiting
    y = np.full(shape, np.nan)
    np.divide(points, possible, out=y, where=has_score)
    return MetricScores(points=points, possible=possible, y=y, waiting=waiting)


def student_scores(responses: Responses) -> tuple[tuple[StudentScore | None, ...], ...]:
    """One tuple a student, in the order of ``responses``, one entry a metric; None for a student not scored."""
    tested = tested_students(responses)
    scores = metric_scores(responses, tested)
    nobody: tuple[StudentScore | None, ...] = (None,) * len(responses.metrics)
    by_row = [nobody] * len(responses.points)
    columns = (scores.points.T.tolist(), scores.possible.T.tolist(), scores.y.T.tolist(), scores.waiting.T.tolist())
    for row, *student in zip(tested.row.tolist(), *columns, strict=True):
        by_row[row] = tuple(
            StudentScore(points, possible, y if y == y else None, waiting)  # noqa: PLR0124 - only NaN differs from itself
            for points, possible, y, waiting in zip(*student, strict=True)
        )
    return tuple(by_row)


def completeness(responses: Responses, tested: Tested) -> tuple[Completeness, ...]:
    """One entry a section, and the team's last."""
    k = len(responses.max_points)
    unfinished = (tested.codes == Code.NOT_ENTERED).any(axis=0)
    excused_items = (tested.codes == Code.EXEMPT).sum(axis=0)
    blank_items = (tested.codes == Code.BLANK).sum(axis=0)
    is_blank_paper = (blank_items > 0) & (blank_items + excused_items == k)

    size = responses.n_sections
    section = np.asarray(responses.section, dtype=np.intp)
    status = np.asarray(responses.status, dtype=np.intp)
    by_status = np.bincount(section * len(Status) + status, minlength=size * len(Status)).reshape(size, len(Status))
    columns = np.column_stack(
        [
            by_status.sum(axis=1),
            by_status[:, [Status.SCORED, Status.ABSENT, Status.MAKE_UP, Status.EXEMPT, Status.NOT_ASSESSED]],
            np.bincount(tested.section[unfinished], minlength=size),
            np.bincount(tested.section[is_blank_paper], minlength=size),
        ]
    )
    table = np.vstack([columns, columns.sum(axis=0)])
    return tuple(Completeness(*row) for row in table.tolist())
