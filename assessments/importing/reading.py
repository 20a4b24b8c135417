"""Bytes to a table: header, rows numbered as the spreadsheet shows them, nothing interpreted yet."""

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from assessments.importing.decoding import decoded
from assessments.importing.headers import has_student_id_title
from assessments.importing.signatures import check_is_no_other_kind
from assessments.importing.texts import column_letters, quoted
from assessments.importing.unreadable import Unreadable

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 400
MAX_CELL_LENGTH: Final = 2_000
DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE_CHARACTERS: Final = 200_000
_SAMPLE_RECORDS: Final = 60
_HEADER_WITHIN: Final = 15  # PowerTeacher puts seven lines of labels above the header
_END: Final = "\uf8ffend"  # a last record of our own: where it goes missing, a quotation mark was never closed


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``number`` counts from 1 with blank rows included, as a spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """The stripped text in a column counted from 0; a short row is empty from there on."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """The header and every row below it that holds anything; rows may be longer or shorter than the header.

    ``sheet`` is the one that was read of a workbook with ``other_sheets``. ``origins`` is for a table that was made of
    another one: the column of the file each of its columns came from.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    header_number: int = 1
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    origins: tuple[int, ...] = ()

    def with_rows(self, header: tuple[str, ...], rows: tuple[Row, ...], origins: tuple[int, ...] = ()) -> "Table":
        """The same file as another table."""
        return replace(self, header=header, rows=rows, origins=origins)

    def letters(self, column: int) -> str:
        """The letters a spreadsheet shows above this column of the file."""
        return column_letters(self.origins[column] if column < len(self.origins) else column)


def read_table(content: bytes, file_name: str) -> Table:
    """The table in an uploaded file; raises ``Unreadable`` with a sentence and a remedy, and nothing else."""
    if len(content) > MAX_BYTES:
        raise Unreadable(
            f"This file has {_megabytes(len(content))} MB; the most we read is {_megabytes(MAX_BYTES)} MB.",
            "Upload only the columns with scores, or one section at a time.",
        )
    check_is_no_other_kind(content, file_name)
    text, encoding = decoded(content)
    if not text.strip():
        raise Unreadable("This file is empty.", "Choose the file that has the scores in it.")
    text, named = _without_separator_line(text)
    delimiter = named or _delimiter(text)
    records = _records(text, delimiter)
    number, header = _header(records)
    rows = tuple(Row(n, cells) for n, cells in records if n > number)
    if not rows:
        raise Unreadable(
            "This file has a header row but no students under it.",
            "Fill in one row for each student, then upload it again.",
        )
    return Table(header, rows, encoding, delimiter, number)


def _megabytes(size: int) -> str:
    """Rounded up, so that a file just too large never reads as exactly the limit."""
    return f"{math.ceil(size * 10 / 1024 / 1024) / 10:.1f}".removesuffix(".0")


def _without_separator_line(text: str) -> tuple[str, str | None]:
    """Excel writes ``sep=;`` as a first line that it does not count as a row."""
    first, line_end, rest = text.partition("\n")
    line = first.strip('\r\n "')
    if line_end and line.lower().startswith("sep=") and line[4:] in DELIMITERS:
        return rest, line[4:]
    return text, None


def _delimiter(text: str) -> str:
    """The mark that cuts the first rows into the most alike number of cells, at least two."""
    best = max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))
    if _evenness(text, best)[1] == 0:
        raise Unreadable(
            "This file has only one column: no comma, semicolon, tab or bar between values.",
            "Save the whole table as CSV, with the student ID and the items in columns of their own.",
        )
    return best


def _evenness(text: str, delimiter: str) -> tuple[bool, float, int]:
    """Whether the first row is cut; the share of rows with the commonest width above one; that width."""
    lines = io.StringIO(text[:_SAMPLE_CHARACTERS], newline="")
    records: list[list[str]] = []
    with suppress(csv.Error):  # a huge cell: the rows before it tell the delimiter, reading it in full will refuse it
        for record in islice(_reader(lines, delimiter), _SAMPLE_RECORDS):
            if any(cell.strip() for cell in record):
                records.append(record)
    widths = Counter(len(record) for record in records if len(record) > 1)
    if not widths:
        return (False, 0.0, 0)
    width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    return (len(records[0]) > 1, count / len(records), width)


def _reader(lines: io.StringIO, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True)


def _records(text: str, delimiter: str) -> list[tuple[int, tuple[str, ...]]]:
    """Every record that is not blank, with its row number, within the limits."""
    records: list[tuple[int, tuple[str, ...]]] = []
    last: list[str] = []
    try:
        for number, last in enumerate(_reader(io.StringIO(f"{text}\n{_END}", newline=""), delimiter), start=1):
            if last == [_END]:
                break
            cells = tuple(cell.strip() for cell in last)
            if any(cells):
                _check_limits(number, cells, len(records))
                records.append((number, cells))
    except csv.Error:
        raise _long_cell(number=len(records) + 1) from None
    if last != [_END]:
        raise _open_quote(records)
    return records


def _check_limits(number: int, cells: tuple[str, ...], before: int) -> None:
    if before > MAX_ROWS:
        raise Unreadable(f"This file has more than {MAX_ROWS:,} rows.", "Upload one school or one section at a time.")
    if len(cells) > MAX_COLUMNS:
        raise Unreadable(
            f"Row {number} has {len(cells):,} columns; the most we read is {MAX_COLUMNS}.",
            "Keep the student ID and the items of this assessment, and leave the other columns out.",
        )
    for column, cell in enumerate(cells):
        if _END in cell:
            raise _open_quote([(number, cells)])
        if len(cell) > MAX_CELL_LENGTH:
            raise _long_cell(number, column)


def _long_cell(number: int, column: int | None = None) -> Unreadable:
    where = f"row {number}" if column is None else f"row {number}, column {column_letters(column)},"
    return Unreadable(
        f"A cell in {where} has more than {MAX_CELL_LENGTH:,} characters.",
        "Shorten it, or look for a quotation mark that is opened in this row and never closed.",
    )


def _open_quote(records: list[tuple[int, tuple[str, ...]]]) -> Unreadable:
    number, cells = records[-1] if records else (1, ("",))
    column, text = next(((c, t) for c, t in enumerate(cells) if _END in t), (0, ""))
    start = quoted(text.partition("\n")[0])
    return Unreadable(
        f"A quotation mark in row {number}, column {column_letters(column)}, is opened and never closed.",
        f"Look at the cell that begins with {start} and close or delete the mark.",
    )


def _header(records: list[tuple[int, tuple[str, ...]]]) -> tuple[int, tuple[str, ...]]:
    """The first row, or a fuller one further down that has a title for student IDs."""
    number, header = records[0]
    widest = sum(map(bool, header))
    if has_student_id_title(header):
        return number, header
    for candidate, cells in records[1:_HEADER_WITHIN]:
        filled = sum(map(bool, cells))
        if filled > widest and has_student_id_title(cells):
            return candidate, cells
        widest = max(widest, filled)
    return number, header
