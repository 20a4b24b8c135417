"""The most that is read of one file, and the sentences that say so."""

import math
from typing import Final

from assessments.importing.texts import column_letters
from assessments.importing.unreadable import Unreadable

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_ROWS: Final = 120_000
MAX_COLUMNS: Final = 4_000  # one state's file has 2,135
MAX_CELLS: Final = 6_000_000
MAX_CELL_LENGTH: Final = 2_000


def check_bytes(size: int) -> None:
    """Raises ``Unreadable`` for a file that is too large to be looked at."""
    if size > MAX_BYTES:
        raise Unreadable(
            f"This file has {_megabytes(size)} MB; the most we read is {_megabytes(MAX_BYTES)} MB.",
            "Upload only the columns with scores, or one section at a time.",
        )


def check_rows(before: int, cells: int) -> None:
    """Raises ``Unreadable`` once there are too many rows (``before`` ones, the header among them) or cells."""
    if before > MAX_ROWS:
        raise Unreadable(f"This file has more than {MAX_ROWS:,} rows.", "Upload one school or one section at a time.")
    if cells > MAX_CELLS:
        raise Unreadable(
            f"This file has more than {MAX_CELLS:,} values.",
            "Keep the student ID and the items of this assessment, and leave the other columns out.",
        )


def check_columns(number: int, width: int) -> None:
    """Raises ``Unreadable`` for a row that is too wide."""
    if width > MAX_COLUMNS:
        raise Unreadable(
            f"Row {number} has {width:,} columns; the most we read is {MAX_COLUMNS:,}.",
            "Keep the student ID and the items of this assessment, and leave the other columns out.",
        )


def check_cell(number: int, column: int, text: str) -> None:
    """Raises ``Unreadable`` for a cell that is too long."""
    if len(text) > MAX_CELL_LENGTH:
        raise long_cell(number, column)


def long_cell(number: int, column: int | None = None) -> Unreadable:
    """What to say of a cell that is too long, wherever it begins."""
    where = f"row {number}" if column is None else f"row {number}, column {column_letters(column)},"
    return Unreadable(
        f"A cell in {where} has more than {MAX_CELL_LENGTH:,} characters.",
        "Shorten it, or look for a quotation mark that is opened in this row and never closed.",
    )


def _megabytes(size: int) -> str:
    """Rounded up, so that a file just too large never reads as exactly the limit."""
    return f"{math.ceil(size * 10 / 1024 / 1024) / 10:.1f}".removesuffix(".0")
