"""One score cell as it is stored: hundredths of a point, or one of four codes below zero.

A whole paper is a ``smallint[]`` in item order. One fixed scale (hundredths) keeps half, quarter and
Moodle-style points exact enough without a scale to carry around; decision 0004 has the argument.
This module knows nothing of Django so that importing, statistics and pages may share it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
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


COUNTED: Final = "counted"
CREDITED: Final = "credited"
DROPPED: Final = "dropped"


def counted_cell(cell: int, max_cell: int, scoring: str) -> int | None:
    """The cell as scores count it: None where the team dropped the item, full points where it credited everyone.

    A student who was excused from the item stays excused from it.
    """
    if scoring == DROPPED:
        return None
    return max_cell if scoring == CREDITED and cell != EXEMPT else cell


@dataclass(frozen=True, slots=True)
class PaperSum:
    """What a paper has earned so far, of what was possible on the items entered; both in hundredths."""

    earned: int
    possible: int


def paper_sum(paper: Iterable[tuple[int, int, str]]) -> PaperSum | None:
    """The sum of ``(cell, max_cell, scoring)``; None before anything that counts is entered."""
    paper = list(paper)
    if all(cell == EMPTY for cell, _, _ in paper):
        return None
    earned = possible = 0
    for cell, most, scoring in paper:
        counts = counted_cell(cell, most, scoring)
        if counts is not None and counts not in {EXEMPT, EMPTY}:
            earned += max(counts, 0)
            possible += most
    return PaperSum(earned, possible) if possible else None
