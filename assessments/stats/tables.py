"""Tables with row and column totals in which small groups are hidden (section 14 of the definitions).

A table is a network: students flow from a source to the rows, through the cells to the columns and to a sink, and
back; every row, column and total is then one conservation law. A hidden number can be worked out exactly when no
circle of hidden numbers runs through it along which one student could be moved (integral flows: Ford & Fulkerson
1962, Flows in Networks; for suppression Gusfield 1988, SIAM J Comput 17:552).

Where proficient students are counted too, they and the others are two such networks side by side, and a reader must be
able to work out neither of the two: "none of these five is proficient" says something about each of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from assessments.stats.privacy import SMALLEST_CELL, CellState, cover, is_exposed, own_state, told_limits

HIDDEN = frozenset({CellState.PRIMARY, CellState.COMPLEMENTARY})

Counts = Sequence[Sequence[int]]
Place = tuple[int, int]
"""Row and column in the table with its totals; the last of each is the total."""


@dataclass(frozen=True, slots=True)
class TableSuppression:
    """States of the cells, of the row and column totals and of the grand total."""

    cells: tuple[tuple[CellState, ...], ...]
    row_totals: tuple[CellState, ...]
    column_totals: tuple[CellState, ...]
    total: CellState


class _Table:
    """Counts with totals, and the states as they stand while the table is being covered."""

    def __init__(self, n: Counts, k: int, y: Counts | None, *, told_apart: bool) -> None:
        self.n = _with_totals(n)
        self.layers = [self.n]
        if y is not None:
            proficient = _with_totals(y)
            others = [[a - b for a, b in zip(*rows, strict=True)] for rows in zip(self.n, proficient, strict=True)]
            self.layers = [proficient, others]
        self.k, self.told_apart = k, told_apart
        self.height, self.width = len(n), len(self.n[0]) - 1
        self.state = [[own_state(size, k) for size in row] for row in self.n]

    def _lines(self) -> Iterator[list[Place]]:
        """Every row, then every column, its total last."""
        for row in range(self.height):
            yield [(row, column) for column in range(self.width + 1)]
        for column in range(self.width):
            yield [(row, column) for row in range(self.height + 1)]

    def cover_lines(self) -> None:
        """Cover row by row and column by column until nothing changes; a line still exposed loses its total."""
        is_settled = False
        while not is_settled:
            is_settled = True
            for *cells, _ in self._lines():
                before, sizes = self._states_and_sizes(cells)
                states = list(before)
                cover(states, sizes, partial(is_exposed, n=sizes, k=self.k, told_apart=self.told_apart))
                for (i, j), state in zip(cells, states, strict=True):
                    self.state[i][j] = state
                is_settled = is_settled and states == before
        for *cells, (row, column) in self._lines():
            states, sizes = self._states_and_sizes(cells)
            is_open = is_exposed(states, sizes, self.k, told_apart=self.told_apart)
            if self.state[row][column] is CellState.SHOWN and is_open:
                self.state[row][column] = CellState.COMPLEMENTARY

    def _states_and_sizes(self, cells: list[Place]) -> tuple[list[CellState], list[int]]:
        return [self.state[i][j] for i, j in cells], [self.n[i][j] for i, j in cells]

    def hidden(self) -> list[Place]:
        """The places that are not shown."""
        return [(i, j) for i, row in enumerate(self.state) for j, state in enumerate(row) if state in HIDDEN]

    def _ends(self, place: Place) -> tuple[tuple[str, int], tuple[str, int]]:
        """Where a place's flow comes from and goes to."""
        row, column = place
        if place == (self.height, self.width):
            return ("sink", 0), ("source", 0)
        if column == self.width:
            return ("source", 0), ("row", row)
        if row == self.height:
            return ("column", column), ("sink", 0)
        return ("row", row), ("column", column)

    def _may_move(self, layer: Counts, place: Place) -> tuple[bool, bool]:
        """Whether one student more, and one fewer, would still fit what a reader is told about a hidden number."""
        i, j = place
        here, beside = layer[i][j], self.n[i][j] - layer[i][j]
        fewest, most = told_limits(self.state[i][j], self.k, told_apart=self.told_apart)
        return most is None or here + beside < most, here > max(0, fewest - beside)

    def is_known(self, place: Place) -> bool:
        """Whether a reader can work out the hidden number at ``place`` from all that is shown."""
        return any(self._is_known_in(layer, place) for layer in self.layers)

    def _is_known_in(self, layer: Counts, place: Place) -> bool:
        steps: dict[tuple[str, int], list[tuple[str, int]]] = {}
        for other in self.hidden():
            if other == place:
                continue
            tail, head = self._ends(other)
            one_more, one_fewer = self._may_move(layer, other)
            if one_more:
                steps.setdefault(tail, []).append(head)
            if one_fewer:
                steps.setdefault(head, []).append(tail)
        start, end = self._ends(place)
        one_more, one_fewer = self._may_move(layer, place)
        return not ((one_more and _reaches(steps, end, start)) or (one_fewer and _reaches(steps, start, end)))

    def shown(self) -> list[Place]:
        """The places that can still be hidden."""
        return [(i, j) for i, row in enumerate(self.state) for j, state in enumerate(row) if state is CellState.SHOWN]

    def hide_next_to(self, place: Place) -> None:
        """Hide one more number that shares a law with ``place``: the like before the unlike, the small before the big.

        A total whose own line is shown in full would protect nothing, so such totals come last.
        """
        shown, ends = self.shown(), set(self._ends(place))
        beside = [other for other in shown if ends & set(self._ends(other))] or shown
        i, j = min(beside, key=lambda other: (self._rank(place, other), self.n[other[0]][other[1]], other))
        self.state[i][j] = CellState.COMPLEMENTARY

    def _rank(self, place: Place, other: Place) -> int:
        is_total = other[0] == self.height or other[1] == self.width
        if is_total != (place[0] == self.height or place[1] == self.width):
            return 1
        if not is_total:
            return 0
        line = [at for at in self.hidden() if at != other and (at[0] == other[0] or at[1] == other[1])]
        return 0 if line else 2


def _reaches(
    steps: dict[tuple[str, int], list[tuple[str, int]]], start: tuple[str, int], goal: tuple[str, int]
) -> bool:
    seen, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        if here == goal:
            return True
        fresh = [node for node in steps.get(here, []) if node not in seen]
        seen.update(fresh)
        ahead.extend(fresh)
    return False


def _with_totals(counts: Counts) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def suppress_table(
    n: Counts, *, k: int = SMALLEST_CELL, y: Counts | None = None, told_apart: bool = False
) -> TableSuppression:
    """Hide in the table ``n`` [rows][columns] until no hidden number, cell or total, can be worked out.

    First line by line; then, as long as the lines together still give a hidden number away, one number more. ``y`` of
    ``n`` are proficient, where that is shown too; ``told_apart`` as in ``suppress_line``.
    """
    table = _Table(n, k, y, told_apart=told_apart)
    table.cover_lines()
    while table.shown() and (known := next(filter(table.is_known, table.hidden()), None)) is not None:
        table.hide_next_to(known)
        table.cover_lines()
    *rows, totals = table.state
    return TableSuppression(
        cells=tuple(tuple(row[:-1]) for row in rows),
        row_totals=tuple(row[-1] for row in rows),
        column_totals=tuple(totals[:-1]),
        total=totals[-1],
    )
