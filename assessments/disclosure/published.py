"""Who is counted in the district's totals of schools, and which of it may be published when.

A total before and after one late paper gives that paper away. So each cell (a school on a standard) is published anew
only when at least three of its students differ, and until then stays as it was published (statistics.md, section 14).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assessments.stats.conventions import CUT_TOLERANCE
from assessments.stats.privacy import may_replace_cells

Key = tuple[int, int]
"""School and standard."""


@dataclass(frozen=True)
class Cell:
    """Whether each student reached the cut, by student id, and the CFAs the results come from."""

    students: Mapping[int, bool] = field(default_factory=dict)
    tests: frozenset[int] = frozenset()


Cells = Mapping[Key, Cell]
NOBODY: Final = Cell()


@dataclass(frozen=True)
class CountedTest:
    """The first attempts of one CFA: shares of the points on each standard (columns), NaN where there is none."""

    test: int
    cut: float
    standards: Sequence[int]
    students: NDArray[np.int64]
    schools: NDArray[np.int64]
    shares: NDArray[np.float64]


class _Results(NamedTuple):
    """One entry a student, standard and CFA; ``order`` is the CFA's place in time."""

    student: NDArray[np.int64]
    school: NDArray[np.int64]
    standard: NDArray[np.int64]
    order: NDArray[np.int64]
    reached: NDArray[np.bool_]

    def at(self, rows: NDArray[Any]) -> "_Results":
        return _Results(*(part[rows] for part in self))


def newest_cells(tests: Sequence[CountedTest]) -> dict[Key, Cell]:
    """Each student once on each standard, by the newest result; ``tests`` come oldest first."""
    blocks = list(_blocks(tests))
    if not blocks:
        return {}
    every = _Results(*(np.concatenate(part) for part in zip(*blocks, strict=True)))
    every = every.at(np.lexsort((every.order, every.student, every.standard)))
    is_newest = _begins(every.student[::-1], every.standard[::-1])[::-1]
    counted = every.at(is_newest)
    return _grouped(counted.at(np.lexsort((counted.standard, counted.school))), tests)


def _begins(*columns: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where a row differs from the one before it."""
    differs = np.ones(len(columns[0]), dtype=bool)
    differs[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return differs


def _blocks(tests: Sequence[CountedTest]) -> Iterator[_Results]:
    """The results there are of each CFA."""
    for place, test in enumerate(tests):
        row, column = np.nonzero(~np.isnan(test.shares))
        if len(row):
            reached = test.shares[row, column] >= test.cut - CUT_TOLERANCE
            standard = np.asarray(test.standards, dtype=np.int64)[column]
            yield _Results(test.students[row], test.schools[row], standard, np.full(len(row), place), reached)


def _grouped(counted: _Results, tests: Sequence[CountedTest]) -> dict[Key, Cell]:
    starts = np.flatnonzero(_begins(counted.school, counted.standard)).tolist()
    cells = {}
    for start, end in pairwise([*starts, len(counted.school)]):
        rows = slice(start, end)
        cells[int(counted.school[start]), int(counted.standard[start])] = Cell(
            dict(zip(counted.student[rows].tolist(), counted.reached[rows].tolist(), strict=True)),
            frozenset(tests[place].test for place in np.unique(counted.order[rows]).tolist()),
        )
    return cells


def next_cells(published: Cells, found: Cells) -> dict[Key, Cell]:
    """What may be published now: the new cells that are the same or differ enough, and the rest as they were.

    A student who has moved is never counted in two schools: a cell waits for the one that still counts the student. Nor
    may a standard's total over the schools differ by fewer students than a cell may.
    """
    changed = {
        key for key in published.keys() | found.keys() if _of(published, key).students != _of(found, key).students
    }
    held = {key for key in changed if not _may_replace(_of(published, key), _of(found, key))}
    held = _with_moved(published, found, changed, held)
    for standard in {standard for _, standard in changed - held}:
        column = {key for key in published.keys() | found.keys() if key[1] == standard}
        before = _together(_of(published, key) for key in column)
        after = _together(_of(published if key in held else found, key) for key in column)
        if not _may_replace(before, after):
            held |= column & changed
    chosen = {
        key: _of(published if key in held or key not in changed else found, key)
        for key in published.keys() | found.keys()
    }
    return {key: cell for key, cell in sorted(chosen.items()) if cell.students}


def _with_moved(published: Cells, found: Cells, changed: set[Key], held: set[Key]) -> set[Key]:
    waiting = set(held)
    while waiting:
        counted: dict[int, set[int]] = {}
        for key in waiting:
            counted.setdefault(key[1], set()).update(_of(published, key).students)
        waiting = {
            key for key in changed - held if not _of(found, key).students.keys().isdisjoint(counted.get(key[1], ()))
        }
        held = held | waiting
    return held


def _of(cells: Cells, key: Key) -> Cell:
    return cells.get(key, NOBODY)


def _together(cells: Iterator[Cell]) -> Cell:
    return Cell({student: reached for cell in cells for student, reached in cell.students.items()})


def _may_replace(before: Cell, after: Cell) -> bool:
    return may_replace_cells([before.students], [after.students])


def differs(published: Cells, other: Cells) -> bool:
    """Whether anybody's result is another, or somebody came or left."""
    return any(_of(published, key).students != _of(other, key).students for key in published.keys() | other.keys())


def stored(cells: Cells) -> list[dict[str, Any]]:
    """For a JSON column: one entry a cell, its students in the order of their ids."""
    return [
        {
            "school": school,
            "standard": standard,
            "students": (ids := sorted(cell.students)),
            "proficient": [int(cell.students[student]) for student in ids],
            "tests": sorted(cell.tests),
        }
        for (school, standard), cell in sorted(cells.items())
    ]


def from_stored(entries: Sequence[Mapping[str, Any]]) -> dict[Key, Cell]:
    """The inverse of :func:`stored`."""
    return {
        (entry["school"], entry["standard"]): Cell(
            {pk: bool(reached) for pk, reached in zip(entry["students"], entry["proficient"], strict=True)},
            frozenset(entry["tests"]),
        )
        for entry in entries
    }
