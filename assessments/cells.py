"""One score cell as it is stored: hundredths of a point, or one of four codes below zero.

A whole paper is a ``smallint[]`` in item order. One fixed scale (hundredths) keeps half, quarter and
Moodle-style points exact enough without a scale to carry around; decision 0004 has the argument.
This module knows nothing of Django so that importing, statistics and pages may share it.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

PER_POINT: Final = 100
MAX_POINTS: Final = 300  # the largest max points of one item: 300 x 100 fits a smallint

EMPTY: Final = -1  # nobody has entered anything yet; never a zero
BLANK: Final = -2  # reached, not answered
NOT_REACHED: Final = -3  # ran out of time
EXEMPT: Final = -4  # excused from, or never given, this item

CODE_LETTERS: Final = {"B": BLANK, "N": NOT_REACHED, "X": EXEMPT}
LETTER_OF_CODE: Final = {code: letter for letter, code in CODE_LETTERS.items()}


def cell_of_points(points: Decimal) -> int:
    """Points (0 to ``MAX_POINTS``) as a stored cell; more than two decimals are rounded half up."""
    return int((points * PER_POINT).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def points_text(cell: int) -> str:
    """The cell as a teacher writes it: ``"2"``, ``"1.5"``, ``"B"``, ``"N"``, ``"X"`` or ``""`` for nothing entered."""
    if cell == EMPTY:
        return ""
    if cell < 0:
        return LETTER_OF_CODE[cell]
    whole, part = divmod(cell, PER_POINT)
    return f"{whole}.{part:02d}".rstrip("0") if part else str(whole)
