"""What a reader could work out of a table with hidden numbers: the feasible range of each, by linear programming."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linprog

from assessments.stats.privacy import CellState
from assessments.stats.tables import TableSuppression

HIDDEN = {CellState.PRIMARY, CellState.COMPLEMENTARY}


def feasible_ranges(
    n: Sequence[Sequence[int]], suppressed: TableSuppression
) -> dict[tuple[int, int], tuple[float, float | None]]:
    """Lowest and highest value (None: no limit) of all that is hidden, given what is shown and nothing below 0.

    A place is (row, column), the totals last. Every row, every column and the totals' own lines
    give one equation each.
    """
    counts = np.array(n)
    full = np.block([[counts, counts.sum(axis=1)[:, None]], [counts.sum(axis=0)[None, :], counts.sum()]])
    states = np.array(
        [
            *([*cells, total] for cells, total in zip(suppressed.cells, suppressed.row_totals, strict=True)),
            [*suppressed.column_totals, suppressed.total],
        ],
        dtype=object,
    )
    unknown = {tuple(place): index for index, place in enumerate(np.argwhere(np.isin(states, list(HIDDEN))).tolist())}
    if not unknown:
        return {}
    equations, constants = [], []
    for lines, transpose in ((range(full.shape[0]), False), (range(full.shape[1]), True)):
        for line in lines:
            coefficients, constant = np.zeros(len(unknown)), 0.0
            length = full.shape[0] if transpose else full.shape[1]
            for step in range(length):
                place = (step, line) if transpose else (line, step)
                sign = -1.0 if step == length - 1 else 1.0
                if place in unknown:
                    coefficients[unknown[place]] += sign
                else:
                    constant -= sign * full[place]
            if coefficients.any():
                equations.append(coefficients)
                constants.append(constant)
    ranges: dict[tuple[int, int], tuple[float, float | None]] = {}
    for place, index in unknown.items():
        goal = np.zeros(len(unknown))
        goal[index] = 1.0
        low, high = (
            linprog(sign * goal, A_eq=np.array(equations), b_eq=np.array(constants), bounds=(0, None))
            for sign in (1.0, -1.0)
        )
        ranges[place[0], place[1]] = (round(float(low.fun), 6), round(-float(high.fun), 6) if high.success else None)
    return ranges
