"""Several rows of one student: which of them counts."""

from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from assessments.importing.entries import Entry, read_entry
from assessments.importing.mapping import AttemptRule, ItemColumn, MappingProblem
from assessments.importing.moments import in_order
from assessments.importing.special_rows import SkippedRow
from assessments.importing.subjects import ItemSpec
from assessments.importing.table import Row, Table
from assessments.importing.texts import restored

NOT_THE_ATTEMPT: Final = "another attempt"


def rows_of_students(table: Table, student_column: int | None, skipped: AbstractSet[int]) -> dict[str, list[Row]]:
    """The rows of each student ID that has more than one, in the order of the file."""
    if student_column is None:
        return {}
    found: dict[str, list[Row]] = defaultdict(list)
    for row in table.rows:
        if row.number not in skipped and (local_id := restored(row.cell(student_column))):
            found[local_id].append(row)
    return {local_id: rows for local_id, rows in found.items() if len(rows) > 1}


def attempts_not_taken(
    table: Table,
    several: dict[str, list[Row]],
    *,
    column: int | None,
    rule: AttemptRule,
    item_columns: Sequence[ItemColumn],
    items: Sequence[ItemSpec],
) -> tuple[SkippedRow, ...]:
    """The rows that give way to another of the same student. Of two equally good attempts the earlier one counts."""
    if rule == "ask" or not several:
        return ()
    moments = _moments(several, column)
    left: list[int] = []
    for rows in several.values():
        ordered = sorted(rows, key=lambda row: moments.get(row.number, 0.0))
        if rule == "best":
            taken = max(ordered, key=lambda row: _points(row, table, item_columns, items))
        else:
            taken = ordered[0] if rule == "first" else ordered[-1]
        left.extend(row.number for row in rows if row is not taken)
    return tuple(SkippedRow(number, NOT_THE_ATTEMPT) for number in sorted(left))


def attempt_problems(
    several: dict[str, list[Row]], rule: AttemptRule, column: int | None
) -> tuple[MappingProblem, ...]:
    """What is worth saying where one row of several was taken, or none was."""
    if not several or (rule == "ask" and column is None):
        return ()
    students = "1 student has" if len(several) == 1 else f"{len(several):,} students have"
    if rule == "ask":
        sentence, remedy = "none is taken.", "Say whether the first, the last or the best attempt counts."
    else:
        order = "" if rule == "best" or _moments(several, column) else " They are taken in the order of the file."
        sentence, remedy = f"the {rule} one counts.{order}", "If another one should count, say so with the columns."
    return (MappingProblem("several attempts", f"{students} more than one row; {sentence}", remedy),)


def _moments(several: dict[str, list[Row]], column: int | None) -> dict[int, float]:
    """``{row number: when}``, empty where the column cannot be read; rows then keep the order of the file."""
    rows = [row for same in several.values() for row in same]
    moments = in_order([row.cell(column) for row in rows]) if column is not None else None
    return {row.number: moment for row, moment in zip(rows, moments or (), strict=bool(moments))}


def _points(row: Row, table: Table, columns: Sequence[ItemColumn], items: Sequence[ItemSpec]) -> int:
    by_position = {item.position: item for item in items}
    total = 0
    for column in columns:
        text, item = restored(row.cell(column.column)), by_position.get(column.position)
        if text and item is not None:
            read = read_entry(text, item, holds=column.holds, decimal_comma=table.delimiter in (";", "\t"))
            total += max(0, read.cell) if isinstance(read, Entry) else 0
    return total
