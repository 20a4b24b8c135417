"""The district's table of schools and standards: ranges, and nothing that gives a small group away. Pure.

Each standard is a line of its own: its schools and its total, a student counted once. A school's total over the
standards counts a student once on each of them, and so would show twelve results of six students; it is therefore
shown only where every cell it is made of is shown, and says nothing that they do not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from assessments.disclosure.published import Cells
from assessments.stats.privacy import (
    SMALLEST_CELL,
    CellState,
    LineSuppression,
    PercentRange,
    percent_half_up,
    range_of,
    suppress_line,
)

NO_BREAK: Final = "\u00a0"
HIDDEN_WORDS: Final = "hidden"
EMPTY_WORDS: Final = "no results"
ALL_STANDARDS: Final = "All standards"
ALL_SCHOOLS: Final = "All schools"


@dataclass(frozen=True)
class Figure:
    """The share of proficient students as a range; hidden, whatever the reason; or nobody has a result."""

    range: PercentRange | None = None
    is_hidden: bool = False

    @property
    def words(self) -> str:
        """ "20 to 29 %", "80 % or more", "hidden" or "no results"."""
        if self.range is None:
            return HIDDEN_WORDS if self.is_hidden else EMPTY_WORDS
        low, high = self.range.low, self.range.high
        if low is None:
            return f"{high}{NO_BREAK}% or less"
        if high is None:
            return f"{low}{NO_BREAK}% or more"
        return f"{low}{NO_BREAK}%" if low == high else f"{low} to {high}{NO_BREAK}%"


HIDDEN: Final = Figure(is_hidden=True)
EMPTY: Final = Figure()


@dataclass(frozen=True)
class Named:
    """A school or a standard, as it is called today."""

    id: int
    name: str
    code: str = ""


@dataclass(frozen=True)
class StandardColumn:
    """``tests``: how many CFAs the results on this standard come from."""

    name: str
    code: str
    tests: int
    total: Figure


@dataclass(frozen=True)
class SchoolRow:
    name: str
    cells: tuple[Figure, ...]
    total: Figure


@dataclass(frozen=True)
class TotalsTable:
    """Schools by name, standards by code, and the totals of both."""

    columns: tuple[StandardColumn, ...]
    rows: tuple[SchoolRow, ...]
    total: Figure

    @property
    def lines(self) -> list[tuple[str, list[tuple[str, Figure]]]]:
        """As the page writes them, each school and then all: figures with the short names of their standards."""
        labels = [*(column.code or column.name for column in self.columns), ALL_STANDARDS]
        whole = SchoolRow(ALL_SCHOOLS, tuple(column.total for column in self.columns), self.total)
        return [(row.name, list(zip(labels, (*row.cells, row.total), strict=True))) for row in (*self.rows, whole)]

    @property
    def has_hidden(self) -> bool:
        """Whether the page has to say why something is hidden."""
        return any(figure.is_hidden for row in self.rows for figure in (*row.cells, row.total)) or any(
            column.total.is_hidden for column in self.columns
        )

    @property
    def has_different_tests(self) -> bool:
        return any(column.tests > 1 for column in self.columns)


@dataclass(frozen=True)
class _Count:
    n: int = 0
    y: int = 0
    tests: frozenset[int] = frozenset()


def counts_of(cells: Cells) -> list[dict[str, Any]]:
    """What the page is made from, without a student: how many in each cell, and how many of them are proficient."""
    return [
        {
            "school": school,
            "standard": standard,
            "n": len(cell.students),
            "y": sum(cell.students.values()),
            "tests": sorted(cell.tests),
        }
        for (school, standard), cell in sorted(cells.items())
    ]


def smallest_shown(smallest_group: int) -> int:
    """The district looks from outside the team: no group of fewer than ten is shown, whatever it allows its teams."""
    return max(SMALLEST_CELL, smallest_group)


def totals_table(
    counts: Sequence[Mapping[str, Any]],
    schools: Sequence[Named],
    standards: Sequence[Named],
    smallest_group: int = SMALLEST_CELL,
) -> TotalsTable:
    """The table from stored :func:`counts_of`; its rows and columns in the given order."""
    by_place = {
        (entry["school"], entry["standard"]): _Count(entry["n"], entry["y"], frozenset(entry["tests"]))
        for entry in counts
    }
    grid = [[by_place.get((school.id, standard.id), _Count()) for standard in standards] for school in schools]
    columns = [list(column) for column in zip(*grid, strict=True)] if grid else [[] for _ in standards]
    k = smallest_shown(smallest_group)
    lines = [suppress_line([c.n for c in column], k=k, y=[c.y for c in column]) for column in columns]
    totals = [_line_total(column, line) for column, line in zip(columns, lines, strict=True)]
    figures = [
        [_figure(count, line.cells[place]) for count, line in zip(row, lines, strict=True)]
        for place, row in enumerate(grid)
    ]
    return TotalsTable(
        columns=tuple(
            StandardColumn(standard.name, standard.code, len(frozenset[int]().union(*(c.tests for c in column))), total)
            for standard, column, total in zip(standards, columns, totals, strict=True)
        ),
        rows=tuple(
            SchoolRow(school.name, tuple(cells), _over_standards(cells, row))
            for school, cells, row in zip(schools, figures, grid, strict=True)
        ),
        total=_over_standards(totals, [_sum(column) for column in columns]),
    )


def _figure(count: _Count, state: CellState) -> Figure:
    if state is CellState.EMPTY:
        return EMPTY
    return _ranged(count.y, count.n, count.n) if state is CellState.SHOWN else HIDDEN


def _line_total(column: Sequence[_Count], line: LineSuppression) -> Figure:
    return _figure(_sum(column), line.total)


def _sum(counts: Sequence[_Count]) -> _Count:
    return _Count(sum(count.n for count in counts), sum(count.y for count in counts))


def _over_standards(figures: Sequence[Figure], counts: Sequence[_Count]) -> Figure:
    """As fine as the largest of its cells, for it may have no more students than that one."""
    if any(figure.is_hidden for figure in figures):
        return HIDDEN
    whole = _sum(counts)
    return _ranged(whole.y, whole.n, max(count.n for count in counts)) if whole.n else EMPTY


def _ranged(y: int, n: int, students: int) -> Figure:
    return Figure(range_of(percent_half_up(y, n), students))
