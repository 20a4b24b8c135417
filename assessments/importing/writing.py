"""Files for people to take away: the template to fill in, and the rows that were left out."""

import csv
import io
from collections.abc import Mapping, Sequence

from assessments.cells import LETTER_OF_CODE, points_text
from assessments.importing.plan import ImportPlan
from assessments.importing.status_words import SHOWN_STATUS
from assessments.importing.subjects import ItemSpec, RosterEntry, SavedResult
from assessments.importing.table import Table
from assessments.importing.texts import neutral

_WORD_OF_LETTER = {"B": "blank", "N": "not reached", "X": "EX"}


def template_rows(
    items: Sequence[ItemSpec],
    roster: Sequence[RosterEntry],
    saved: Mapping[int, SavedResult] | None = None,
) -> list[list[str]]:
    """Header and one row for each student of the roster, with what is saved; reading it back plans no change.

    A student in two sections gets one row, in the section of the saved result or else the first of the roster.
    """
    rows = [["Student ID", "Name", "Section", "Status", *(item.label or f"Item {item.position}" for item in items)]]
    by_student: dict[int, RosterEntry] = {}
    for entry in roster:
        result = (saved or {}).get(entry.student_id)
        if entry.student_id not in by_student or (result and result.section_id == entry.section_id):
            by_student[entry.student_id] = entry
    for student_id, entry in by_student.items():
        result = (saved or {}).get(student_id)
        status = SHOWN_STATUS[result.status] if result else ""
        cells = [_shown(item, result.cells[item.position - 1]) for item in items] if result else [""] * len(items)
        rows.append([entry.local_id, entry.name, entry.section_name, status, *cells])
    return rows


def left_out_rows(table: Table, plan: ImportPlan) -> list[list[str]]:
    """Header and every row with a problem or without a student, each with what to do: to correct and upload again."""
    said: dict[int, list[str]] = {}
    for problem in plan.problems:
        if problem.row:
            where = f"{problem.column}: " if problem.column else ""
            said.setdefault(problem.row, []).append(f"{where}{problem.sentence} {problem.remedy}")
    for unmatched in plan.unmatched:
        said.setdefault(unmatched.row, []).append(f"{unmatched.sentence} {unmatched.remedy}")
    width = table.width_in_file
    rows = [["Row in your file", "What to look at", *table.header[:width]]]
    for row in table.rows:
        if row.number in said:
            filled = [*row.cells[:width], *[""] * (width - len(row.cells)), *row.cells[len(table.header) :]]
            rows.append([str(row.number), " · ".join(said[row.number]), *filled])
    return rows


def csv_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    """The rows as CSV that Excel opens rightly (UTF-8 with its mark, CRLF) and that runs no formula."""
    lines = io.StringIO(newline="")
    csv.writer(lines, lineterminator="\r\n").writerows([neutral(cell) for cell in row] for row in rows)
    return lines.getvalue().encode("utf-8-sig")


def _shown(item: ItemSpec, cell: int) -> str:
    """The cell as it reads back the same: a code as a word where its letter is an option of the item."""
    letter = LETTER_OF_CODE.get(cell, "")
    return _WORD_OF_LETTER[letter] if letter and letter in item.choices else points_text(cell)
