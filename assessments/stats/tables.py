"""Tables with row and column totals in which small groups are hidden (section 14 of the definitions).

A table is a network: students flow from a source to the rows, through the cells to the columns and to a sink, and
back; every row, column and total is then one conservation law. A hidden number can be worked out exactly when no
circle of hidden numbers runs through it along which one student could be moved (integral flows: Ford & Fulkerson
1962, Flows in Networks; for suppression Gusfield 1988, SIAM J Comput 17:552).

Where proficient students are counted too, a circle moves students of one kind, or exchanges the two kinds, which leaves
every size as it is. Then neither the size of a hidden group may be worked out, nor how many of it are proficient, nor
how many are not: "none of these five" says something about each of them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Final

from assessments.stats.privacy import SMALLEST_CELL, CellState, cover, is_exposed, own_state, told_limits

HIDDEN = frozenset({CellState.PRIMARY, CellState.COMPLEMENTARY})

Counts = Sequence[Sequence[int]]
Node = tuple[str, int]
Place = tuple[int, int]
"""Row and column in the table with its totals; the last of each is the total."""

Moves = dict[Node, list[tuple[Node, Place]]]
"""From each node of a network where one student could go next, and through which hidden number."""


@dataclass(frozen=True, slots=True)
class TableSuppression:
    """States of the cells, of the row and column totals and of the grand total."""

    cells: tuple[tuple[CellState, ...], ...]
    row_totals: tuple[CellState, ...]
    column_totals: tuple[CellState, ...]
    total: CellState


class Kind(Enum):
    """Who is moved in a circle: somebody, a proficient student, another one, or one of each in opposite directions."""

    ANYONE = "anyone"
    PROFICIENT = "proficient"
    OTHER = "other"
    IN_EXCHANGE = "in_exchange"


UNKNOWN_WITH_PROFICIENT: Final = (
    frozenset({Kind.PROFICIENT, Kind.OTHER}),  # the size of the group
    frozenset({Kind.PROFICIENT, Kind.IN_EXCHANGE}),  # how many are proficient
    frozenset({Kind.OTHER, Kind.IN_EXCHANGE}),  # how many are not
)


class _Table:
    """Counts with totals, and the states as they stand while the table is being covered."""

    def __init__(self, n: Counts, k: int, y: Counts | None, *, told_apart: bool) -> None:
        self.n = _with_totals(n)
        self.y = None if y is None else _with_totals(y)
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
                before = [self.state[i][j] for i, j in cells]
                states = list(before)
                cover(states, [self.n[i][j] for i, j in cells], self._exposure_of(cells))
                for (i, j), state in zip(cells, states, strict=True):
                    self.state[i][j] = state
                is_settled = is_settled and states == before
        for *cells, (row, column) in self._lines():
            is_open = self._exposure_of(cells)([self.state[i][j] for i, j in cells])
            if self.state[row][column] is CellState.SHOWN and is_open:
                self.state[row][column] = CellState.COMPLEMENTARY

    def _exposure_of(self, cells: list[Place]) -> Callable[[list[CellState]], bool]:
        """Whether states of a line give away what they hide; with proficient students as in a line by itself."""
        n = [self.n[i][j] for i, j in cells]
        y = None if self.y is None else [self.y[i][j] for i, j in cells]
        return partial(is_exposed, n=n, k=self.k, y=y, told_apart=self.told_apart)

    def hidden(self) -> list[Place]:
        """The places that are not shown."""
        return [(i, j) for i, row in enumerate(self.state) for j, state in enumerate(row) if state in HIDDEN]

    def _ends(self, place: Place) -> tuple[Node, Node]:
        """Where a place's flow comes from and goes to."""
        row, column = place
        if place == (self.height, self.width):
            return ("sink", 0), ("source", 0)
        if column == self.width:
            return ("source", 0), ("row", row)
        if row == self.height:
            return ("column", column), ("sink", 0)
        return ("row", row), ("column", column)

    def _may_move(self, kind: Kind, place: Place) -> tuple[bool, bool]:
        """Whether one of a kind more, and one fewer, would still fit what a reader is told about a hidden number."""
        i, j = place
        n, y = self.n[i][j], 0 if self.y is None else self.y[i][j]
        if kind is Kind.IN_EXCHANGE:
            return n > y, y > 0
        fewest, most = told_limits(self.state[i][j], self.k, told_apart=self.told_apart)
        is_there = {Kind.ANYONE: n > 0, Kind.PROFICIENT: y > 0, Kind.OTHER: n > y}[kind]
        return most is None or n < most, n > fewest and is_there

    def moves(self) -> dict[Kind, Moves]:
        """For each kind the ways in which one student could be moved through what is hidden."""
        kinds = {kind for enough in self._enough() for kind in enough}
        return {kind: self._moves_of(kind) for kind in kinds}

    def _enough(self) -> tuple[frozenset[Kind], ...]:
        """What must be possible at a hidden number: from each set, to move one student of some kind."""
        return (frozenset({Kind.ANYONE}),) if self.y is None else UNKNOWN_WITH_PROFICIENT

    def _moves_of(self, kind: Kind) -> Moves:
        moves: Moves = {}
        for place in self.hidden():
            tail, head = self._ends(place)
            one_more, one_fewer = self._may_move(kind, place)
            if one_more:
                moves.setdefault(tail, []).append((head, place))
            if one_fewer:
                moves.setdefault(head, []).append((tail, place))
        return moves

    def is_known(self, place: Place, moves: dict[Kind, Moves]) -> bool:
        """Whether a reader can work out a hidden number at ``place`` from all that is shown."""
        return not all(any(self._moves(kind, place, moves[kind]) for kind in enough) for enough in self._enough())

    def _moves(self, kind: Kind, place: Place, moves: Moves) -> bool:
        """Whether a circle along which one student could be moved runs through ``place``."""
        start, end = self._ends(place)
        one_more, one_fewer = self._may_move(kind, place)
        if one_more and _reaches(moves, end, start, without=place):
            return True
        return one_fewer and _reaches(moves, start, end, without=place)

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


def _reaches(moves: Moves, start: Node, goal: Node, *, without: Place) -> bool:
    seen, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        if here == goal:
            return True
        fresh = {node for node, place in moves.get(here, []) if place != without} - seen
        seen |= fresh
        ahead.extend(fresh)
    return False


def _with_totals(counts: Counts) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def _first_known(table: _Table, safe: set[Place]) -> Place | None:
    """The first hidden number that can be worked out. ``safe`` ones stay so, as more is hidden, and gain those seen."""
    moves = table.moves()
    for place in table.hidden():
        if place not in safe:
            if table.is_known(place, moves):
                return place
            safe.add(place)
    return None


def suppress_table(
    n: Counts, *, k: int = SMALLEST_CELL, y: Counts | None = None, told_apart: bool = False
) -> TableSuppression:
    """Hide in the table ``n`` [rows][columns] until no hidden number, cell or total, can be worked out.

    First line by line; then, as long as the lines together still give a hidden number away, one number more. ``y`` of
    ``n`` are proficient, where that is shown too; ``told_apart`` as in ``suppress_line``.
    """
    table = _Table(n, k, y, told_apart=told_apart)
    table.cover_lines()
    safe: set[Place] = set()
    while table.shown() and (known := _first_known(table, safe)) is not None:
        table.hide_next_to(known)
        table.cover_lines()
    *rows, totals = table.state
    return TableSuppression(
        cells=tuple(tuple(row[:-1]) for row in rows),
        row_totals=tuple(row[-1] for row in rows),
        column_totals=tuple(totals[:-1]),
        total=totals[-1],
    )
