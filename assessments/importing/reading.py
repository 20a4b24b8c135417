"""Bytes to a table: the right sheet, the row with the titles, the rows under it."""

from collections.abc import Callable, Sequence
from collections.abc import Mapping as MappingOf
from typing import Final

from assessments.importing.decoding import decoded
from assessments.importing.delimited import delimited, records, unstripped
from assessments.importing.headers import has_student_id_title
from assessments.importing.joining import with_joined
from assessments.importing.limits import check_bytes
from assessments.importing.mapping import GENERIC
from assessments.importing.profiles import PROFILES, profile_of, profile_of_header
from assessments.importing.profiles.response_strings import split_strings
from assessments.importing.signatures import check_is_no_other_kind, is_workbook
from assessments.importing.table import Row, Table
from assessments.importing.unreadable import Unreadable
from assessments.importing.workbook import WorkbookSheet, workbook_sheets

_HEADER_WITHIN: Final = 15  # PowerTeacher puts seven lines of labels above the header
_RANK: Final = {name: place for place, name in enumerate(PROFILES)}

Records = Sequence[tuple[int, tuple[str, ...]]]


def read_table(content: bytes, file_name: str, *, sheet: str | None = None) -> Table:
    """The table in an uploaded file; raises ``Unreadable`` with a sentence and a remedy, and nothing else.

    ``sheet`` names the one to read of a workbook, None the one that looks most like scores. What the file is called
    says nothing about what it is.
    """
    check_bytes(len(content))
    if is_workbook(content):
        return _of_workbook(workbook_sheets(content), sheet)
    check_is_no_other_kind(content, file_name)
    text, encoding = decoded(content)
    if not text.strip():
        raise _empty()
    text, delimiter = delimited(text)
    table = _table(records(text, delimiter), encoding, delimiter)
    return _shaped(table, lambda: unstripped(text, delimiter))


def _of_workbook(sheets: Sequence[WorkbookSheet], wanted: str | None) -> Table:
    """The sheet of a known kind of file, the most particular first; else the one with IDs and most rows."""
    if not sheets:
        raise _empty()
    tables: list[tuple[tuple[int, bool, int], str, Table]] = []
    refusal: Unreadable | None = None
    for sheet in sheets:
        stripped = [(number, tuple(cell.strip() for cell in cells)) for number, cells in sheet.records]
        try:
            table = _table(stripped, "xlsx", "")
        except Unreadable as why:
            refusal = refusal or why
            continue
        raw = dict(sheet.records)
        table = _shaped(table, lambda raw=raw: raw)  # type: ignore[misc]
        rank = (-_RANK[profile_of(table).name], has_student_id_title(table.header), len(table.rows))
        tables.append((rank, sheet.name, table))
    names = [name for _rank, name, _table in tables]
    if not tables:
        raise refusal or _empty()
    _best, name, table = max(tables, key=lambda found: found[0])
    if wanted in names:
        name, table = wanted, tables[names.index(wanted)][2]
    return table.on_sheet(name, tuple(other for other in names if other != name))


def _table(read: Records, encoding: str, delimiter: str) -> Table:
    number, header = _header(read)
    rows = tuple([Row(n, cells) for n, cells in read if n > number])
    if not rows:
        raise Unreadable(
            "This file has a header row but no students under it.",
            "Fill in one row for each student, then upload it again.",
        )
    return Table(header, rows, encoding, delimiter, number)


def _header(read: Records) -> tuple[int, tuple[str, ...]]:
    """The first row of a known kind of file; else the first row, or a fuller one below with a title for student IDs."""
    first = read[:_HEADER_WITHIN]
    for number, cells in first:
        if profile_of_header(cells).name != GENERIC:
            return number, cells
    number, header = read[0]
    widest = sum(map(bool, header))
    if has_student_id_title(header):
        return number, header
    for candidate, cells in first[1:]:
        filled = sum(map(bool, cells))
        if filled > widest and has_student_id_title(cells):
            return candidate, cells
        widest = max(widest, filled)
    return number, header


def _shaped(table: Table, raw: Callable[[], MappingOf[int, tuple[str, ...]]]) -> Table:
    """One row a student and one column an item, where the kind of file has something else."""
    reshaped = profile_of(table).reshaped
    shaped = split_strings(reshaped(table) if reshaped is not None else table, raw)
    layout = profile_of(shaped).layout
    return with_joined(shaped, layout(shaped).questions) if layout is not None else shaped


def _empty() -> Unreadable:
    return Unreadable("This file is empty.", "Choose the file that has the scores in it.")
