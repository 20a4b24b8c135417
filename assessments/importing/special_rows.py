"""Rows that are no students: points possible, keys, averages, test students."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from assessments.cells import cell_of_points, points_text
from assessments.importing.keys import answer_of, right_answers
from assessments.importing.points import parsed_number
from assessments.importing.subjects import ItemSpec
from assessments.importing.table import Row, Table
from assessments.importing.texts import restored

_KINDS: Final = {
    "max points": """pointspossible possiblepoints possible maxpoints maximumpoints maxscore maximum max outof points
        totalpoints itempoints""",
    "answer key": "key answerkey correct correctanswer correctanswers rightanswer",
    "notes on the columns": "manualposting standard standards learningtarget",
    "summary": """average averages overallaverage classaverage mean classmean median mode total totals sum count n
        stddev standarddeviation sd min minimum percent percentcorrect difficulty summary""",
    "test student": "studenttest teststudent",
}
_WORDS: Final = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_ONLY_LETTERS = re.compile(r"[^a-z]")


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row (as the spreadsheet numbers it) that is not read as a student, and what it is."""

    row: int
    why: str


@dataclass(frozen=True, slots=True)
class MaximumDifference:
    """The points of an item as a "points possible" row has them and as the assessment has them."""

    row: int
    column: int
    label: str
    in_file: str
    here: str


def special_rows(
    table: Table,
    student_column: int | None,
    name_columns: tuple[int, ...],
    known_columns: AbstractSet[int],
    local_ids: AbstractSet[str],
) -> tuple[SkippedRow, ...]:
    """The rows whose id is such a word, or who have no id and such a word as their only name.

    A row with an id of the roster is always a student, and so is one called Max who has a family name.
    """
    leading = [column for column in range(min(3, len(table.header))) if column not in known_columns]
    found = []
    for row in table.rows:
        own_id = restored(row.cell(student_column)) if student_column is not None else ""
        if own_id in local_ids:
            continue
        names = [text for column in name_columns if (text := row.cell(column))]
        names = names or [text for column in leading if (text := row.cell(column))]
        said = own_id or (names[0] if len(names) == 1 else "")
        why = _kind(said) if said else None
        if why is None and not own_id and not names:
            why = _only_notes(row)
        if why:
            found.append(SkippedRow(row.number, why))
    return tuple(found)


def _kind(text: str) -> str | None:
    return None if any(map(str.isdigit, text)) else _WORDS.get(_ONLY_LETTERS.sub("", text.casefold()))


def _only_notes(row: Row) -> str | None:
    """A row without a name in which every cell is the same note, such as Canvas's "Manual Posting"."""
    said = {text for text in row.cells if text}
    kind = _kind(next(iter(said))) if len(said) == 1 else None
    return kind if kind == "notes on the columns" else None


def maximum_differences(
    table: Table, positions: Mapping[int, int], skipped: Sequence[SkippedRow], items: Sequence[ItemSpec]
) -> list[MaximumDifference]:
    """Where the first "points possible" row disagrees; ``positions`` is ``{column: item position}``."""
    first = next((s.row for s in skipped if s.why == "max points"), None)
    row = next((row for row in table.rows if row.number == first), None)
    return _differences(row, positions, {item.position: item for item in items}) if row else []


def key_differences(
    table: Table, positions: Mapping[int, int], skipped: Sequence[SkippedRow], items: Sequence[ItemSpec]
) -> tuple[int, list[ItemSpec]]:
    """The first row that is an answer key, and the items whose key it has otherwise; 0 where there is no such row."""
    number = next((s.row for s in skipped if s.why == "answer key"), 0)
    row = next((row for row in table.rows if row.number == number), None)
    by_position = {item.position: item for item in items}
    differing = []
    for column, position in positions.items() if row else ():
        item = by_position.get(position)
        printed = answer_of(restored(row.cell(column)).partition("=")[0], item.choices) if row and item else ""
        if item and printed and printed not in right_answers(item):
            differing.append(item)
    return number, differing


def _differences(row: Row, positions: Mapping[int, int], items: Mapping[int, ItemSpec]) -> list[MaximumDifference]:
    differences = []
    for column, position in positions.items():
        number = parsed_number(restored(row.cell(column)))
        item = items.get(position)
        if number is None or item is None or number > 10_000:
            continue
        if cell_of_points(number) != item.max_cell:
            in_file = f"{number.normalize():f}"
            differences.append(MaximumDifference(row.number, column, item.label, in_file, points_text(item.max_cell)))
    return differences
