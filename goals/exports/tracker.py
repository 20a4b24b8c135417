"""A class's progress as rows of text: one a student and standard, with the first and the latest attempt."""

from collections.abc import Iterable
from typing import Final

from goals.progress import Attempt, Progress
from plc.templatetags.figures import percent_number

TITLES: Final = (
    *("Student", "Student ID", "Standard", "Skill", "Latest, in words", "Latest CFA", "Latest day"),
    *("First CFA", "First day", "Newest without a score", "Latest (%)", "Latest items", "First (%)", "Attempts scored"),
)
TEXT_COLUMNS: Final = 10
"""So many columns from the left stay text in a workbook; behind them are numbers."""


def tracker_rows(lines: Iterable[tuple[str, str, Iterable[tuple[str, str, Progress]]]]) -> list[list[str]]:
    """``lines``: a student's name and number with, for each standard, its code, name and progress."""
    rows = [list(TITLES)]
    for name, local_id, cells in lines:
        rows += [_row([name, local_id, code, skill], cell) for code, skill, cell in cells]
    return rows


def _row(start: list[str], cell: Progress) -> list[str]:
    first, latest, missing = cell.first, cell.latest, cell.missing
    return [
        *start,
        latest.word if latest else "Not tested yet",
        *_test(latest),
        *_test(first),
        f"{missing.word}, {missing.title}" if missing else "",
        percent_number(latest.share) if latest else "",
        str(latest.items) if latest else "",
        percent_number(first.share) if first else "",
        str(len(cell.scored)),
    ]


def _test(attempt: Attempt | None) -> tuple[str, str]:
    return (attempt.title, attempt.on.isoformat()) if attempt else ("", "")
