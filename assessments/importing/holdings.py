"""Whether a column of a choice item has points or answers."""

from collections import Counter
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from assessments.cells import CODE_LETTERS, PER_POINT
from assessments.importing.mapping import Holds
from assessments.importing.points import parsed_number
from assessments.importing.subjects import ItemSpec
from assessments.importing.table import Row, Table
from assessments.importing.texts import restored

STRAY_IN: Final = 5  # up to one number for five letters


def guessed_holdings(
    table: Table,
    columns: MappingOf[int, int],
    items: Sequence[ItemSpec],
    *,
    student_column: int | None,
    local_ids: AbstractSet[str],
) -> dict[int, Holds]:
    """Points or answers, by column, from what the cells of the whole column are.

    Only rows of known students count, if there are any: an average under a column of answers says nothing about it.
    A column with nothing but letters that are codes as well (all ``B``) follows the other columns of choice items: if
    those have points it has codes, else answers.
    """
    rows = _rows_of_students(table, student_column, local_ids)
    by_position = {item.position: item for item in items}
    guessed: dict[int, Holds | None] = {}
    for column, position in columns.items():
        item = by_position.get(position)
        guessed[column] = _holding(rows, column, item) if item and item.choices else "points"
    choice_columns = [c for c, p in columns.items() if p in by_position and by_position[p].choices]
    known = {guessed[column] for column in choice_columns} - {None}
    fallback: Holds = "points" if known == {"points"} else "answers"
    return {column: holds or fallback for column, holds in guessed.items()}


def _rows_of_students(table: Table, student_column: int | None, local_ids: AbstractSet[str]) -> Sequence[Row]:
    if student_column is None:
        return table.rows
    return [row for row in table.rows if restored(row.cell(student_column)) in local_ids] or table.rows


def _holding(rows: Sequence[Row], column: int, item: ItemSpec) -> Holds | None:
    choices = set(item.choices)
    numbers = letters = either = beyond_max = strangers = 0
    # What stands in a column of scores is mostly the same few texts: each is looked at once.
    for text, count in Counter([row.cell(column) for row in rows]).items():
        said = restored(text).upper()
        number = parsed_number(said)
        if number is not None or said.endswith("%") or "/" in said:
            numbers += count
            beyond_max += count if number is not None and number * PER_POINT > item.max_cell else 0
            strangers += count if said not in choices else 0
        elif said and set(said) <= choices:
            either += count
            letters += count if said not in CODE_LETTERS else 0
    if item.choices.isdigit():
        return "answers" if beyond_max and not strangers else "points"
    if numbers and letters:
        # A few numbers among letters are slips, each asked about; they do not make every B of the column a question.
        return "answers" if numbers * STRAY_IN <= either else "mixed"
    if numbers:
        return "points"
    return "answers" if letters else None
