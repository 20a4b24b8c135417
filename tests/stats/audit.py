"""What a reader could work out of numbers that are partly hidden: every one that has a single possible value.

The reader knows what is shown, the limits that words set ("fewer than 10"), and how the numbers depend on each other.
Each hidden number is pushed up and down by linear programming; one that moves a whole student neither way can be
worked out. (The laws of a table are those of a network, where what a linear program finds is whole by itself.)
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np
from scipy.optimize import linprog

from assessments.stats.privacy import (
    FEWER_THAN_TEN,
    CellState,
    LineSuppression,
    percent_half_up,
    range_code,
    told_limits,
)
from assessments.stats.tables import TableSuppression

HIDDEN = {CellState.PRIMARY, CellState.COMPLEMENTARY}
ONE = "one"
"""The name of the number 1, for laws with a constant."""

Name = Hashable
Limits = tuple[int, int | None]
Law = Mapping[Name, int]


def recoverable(
    truth: Mapping[Name, int],
    limits: Mapping[Name, Limits],
    *,
    sums: Sequence[Law] = (),
    not_negative: Sequence[Law] = (),
    closely: Iterable[Name] | None = None,
) -> set[Name]:
    """Names of the numbers a reader can work out although they are not shown.

    ``truth``: the integers by name. ``limits``: what is known of each by itself, lowest and highest (None: no limit);
    a shown number has equal limits. ``sums``: laws whose coefficients times the numbers add up to 0 (a total less its
    parts); ``not_negative``: … to 0 or more (``{"n": 1, "y": -1}``: y is not above n). ``closely``: the names to look
    at, by default all with room between their limits. Raises ``ValueError`` when the truth itself breaks what is known.
    """
    truth, limits = {**truth, ONE: 1}, {**limits, ONE: (1, 1)}
    names = list(truth)
    at = {name: index for index, name in enumerate(names)}
    equal, at_least = _matrix(sums, at), _matrix(not_negative, at)
    lower = np.array([limits[name][0] for name in names], dtype=float)
    upper = np.array([np.inf if limits[name][1] is None else limits[name][1] for name in names], dtype=float)
    values = np.array([truth[name] for name in names], dtype=float)
    fits = (lower <= values).all() and (values <= upper).all()
    if not (fits and not (equal @ values).any() and (at_least @ values >= 0).all()):
        raise ValueError("what is said to be known does not fit the numbers")
    laws: dict[str, np.ndarray] = {}
    if len(sums):
        laws |= {"A_eq": equal, "b_eq": np.zeros(len(sums))}
    if len(not_negative):
        laws |= {"A_ub": -at_least, "b_ub": np.zeros(len(not_negative))}
    waiting = [at[name] for name in (closely or names) if limits[name][0] != limits[name][1]]
    # Some limit is enough to see whether anything moves, and keeps every program bounded.
    window = np.column_stack([lower, np.minimum(upper, 2 * values + 5)])

    def moved_by(goal: np.ndarray) -> set[int]:
        found = linprog(goal, bounds=window, **laws, method="highs-ds")
        return {place for place in waiting if found.success and abs(found.x[place] - values[place]) > 1 - 1e-6}

    rng = np.random.default_rng(1)
    for _ in range(3):  # pushed all at once, most of them move
        if waiting:
            moved = moved_by(rng.normal(size=len(names)))
            waiting = [place for place in waiting if place not in moved]
    known = set()
    while waiting:
        index = waiting[0]
        goal = np.zeros(len(names))
        goal[index] = 1.0
        moved = moved_by(goal)
        if index not in moved:
            moved |= moved_by(-goal)
        if index not in moved:
            known.add(names[index])
        waiting = [place for place in waiting if place != index and place not in moved]
    return known


def _matrix(laws: Sequence[Law], at: Mapping[Name, int]) -> np.ndarray:
    rows = np.zeros((len(laws), len(at)))
    for row, law in zip(rows, laws, strict=True):
        for name, coefficient in law.items():
            row[at[name]] += coefficient
    return rows


def limits_of(state: CellState, value: int, k: int, *, told_apart: bool) -> Limits:
    """What is known of a group's size: itself, that somebody is in it, or what its reason for being hidden says."""
    if state not in HIDDEN:
        return value, value
    return told_limits(state, k, told_apart=told_apart)


def counts_behind(percent: int, n: int) -> Limits:
    """The fewest and the most of ``n`` students that round to a whole percent."""
    found = [y for y in range(n + 1) if percent_half_up(y, n) == percent]
    return found[0], found[-1]


def line_leaks(
    n: Sequence[int], line: LineSuppression, *, k: int, y: Sequence[int] | None = None, told_apart: bool = False
) -> set[Name]:
    """What a line of groups gives away: ``("n", group)``, ``("y", group)``, ``("others", group)``; the total is last.

    ``y`` are proficient students, shown as counts (or percents next to counts) wherever ``n`` is shown; the others are
    the rest of the group: that there are none of them says something about each student.
    """
    table = TableSuppression((line.cells,), (line.total,), (), CellState.EMPTY)
    found = _leaks([n], table, k=k, y=None if y is None else [y], told_apart=told_apart, with_columns=False)
    return {(kind, place[1]) for kind, place in found}


def table_leaks(
    n: Sequence[Sequence[int]],
    table: TableSuppression,
    *,
    k: int,
    y: Sequence[Sequence[int]] | None = None,
    told_apart: bool = False,
) -> set[Name]:
    """As :func:`line_leaks`, of a table with totals: ``("n", (row, column))`` and so on, the totals last."""
    return _leaks(n, table, k=k, y=y, told_apart=told_apart, with_columns=True)


def _leaks(
    n: Sequence[Sequence[int]],
    table: TableSuppression,
    *,
    k: int,
    y: Sequence[Sequence[int]] | None,
    told_apart: bool,
    with_columns: bool,
) -> set[tuple[str, tuple[int, int]]]:
    states = [[*cells, total] for cells, total in zip(table.cells, table.row_totals, strict=True)]
    if with_columns:
        states.append([*table.column_totals, table.total])
    truth: dict[Name, int] = {}
    limits: dict[Name, Limits] = {}
    sums: list[Law] = []
    for kind, counts in (("n", n), ("y", y)):
        if counts is None:
            continue
        full = [[*row, sum(row)] for row in counts]
        if with_columns:
            full.append([sum(column) for column in zip(*full, strict=True)])
            sums += [
                {(kind, (i, j)): 1 if i < len(counts) else -1 for i in range(len(full))} for j in range(len(full[0]))
            ]
        sums += [{(kind, (i, j)): 1 if j < len(row) - 1 else -1 for j in range(len(row))} for i, row in enumerate(full)]
        for i, row in enumerate(full):
            for j, value in enumerate(row):
                name, state = (kind, (i, j)), states[i][j]
                truth[name] = value
                if kind == "n":
                    limits[name] = limits_of(state, value, k, told_apart=told_apart)
                else:
                    limits[name] = (0, None) if state in HIDDEN else (value, value)
                    others = ("others", (i, j))
                    truth[others] = truth["n", (i, j)] - value
                    limits[others] = (0, None) if state in HIDDEN else (truth[others], truth[others])
                    sums.append({("n", (i, j)): 1, name: -1, others: -1})
    return recoverable(truth, limits, sums=sums)  # type: ignore[return-value]


BANDS = ((10, 19), (20, 39), (40, 99), (100, 299), (300, None))


def outside_leaks(n: Sequence[int], y: Sequence[int]) -> set[Name]:
    """What a line of ranges with its total, as the outside sees it, gives away: as in :func:`line_leaks`.

    A range tells by its width how many students it is of; "fewer than 10 students" tells that there are some.
    """
    truth: dict[Name, int] = {}
    limits: dict[Name, Limits] = {}
    not_negative: list[Law] = []
    for group, (size, proficient) in enumerate(zip([*n, sum(n)], [*y, sum(y)], strict=True)):
        of, reached = ("n", group), ("y", group)
        truth |= {of: size, reached: proficient}
        code = range_code(proficient, size) if size else ""
        if code in {"", FEWER_THAN_TEN}:
            limits |= {of: (1, 9) if size else (0, 0), reached: (0, 9) if size else (0, 0)}
        else:
            limits |= {of: next(band for band in BANDS if band[1] is None or size <= band[1]), reached: (0, None)}
            low, high = _ends(code)
            # Halves round up: low <= floor(100 y/n + 1/2) <= high, with everything on one side.
            not_negative += [
                {reached: 200, of: 1 - 2 * low},
                {of: 2 * high + 1, reached: -200, ONE: -1},
            ]
        not_negative.append({of: 1, reached: -1})
    sums = [{**{(kind, group): 1 for group in range(len(n))}, (kind, len(n)): -1} for kind in ("n", "y")]
    return recoverable(truth, limits, sums=sums, not_negative=not_negative)


def _ends(code: str) -> tuple[int, int]:
    bare = code.rstrip("%")
    if bare.startswith("<="):
        return 0, int(bare[2:])
    if bare.startswith(">="):
        return int(bare[2:]), 100
    low, _, high = bare.partition("-")
    return int(low), int(high or low)
