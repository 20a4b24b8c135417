"""Text with values between commas, semicolons, tabs or bars, to rows of cells."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Final

from assessments.importing.limits import MAX_CELL_LENGTH, check_cell, check_columns, check_rows, long_cell
from assessments.importing.texts import column_letters, quoted
from assessments.importing.unreadable import Unreadable

DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE_CHARACTERS: Final = 200_000
_SAMPLE_RECORDS: Final = 60
_END: Final = "\uf8ffend"  # a last record of our own: where it goes missing, a quotation mark was never closed

Records = list[tuple[int, tuple[str, ...]]]


def delimited(text: str) -> tuple[str, str]:
    """``(text, delimiter)``, the text without a first line that only names it."""
    text, named = _without_separator_line(text)
    return text, named or _delimiter(text)


def records(text: str, delimiter: str) -> Records:
    """Every record that is not blank, with its row number, stripped, within the limits."""
    read: Records = []
    last: list[str] = []
    cells_read = 0
    seen = _Cells()
    cell_of = seen.__getitem__
    try:
        for number, last in enumerate(_reader(io.StringIO(f"{text}\n{_END}", newline=""), delimiter), start=1):
            if last == [_END]:
                break
            cells = tuple(map(cell_of, last))
            if any(cells):
                cells_read += len(cells)
                check_columns(number, len(cells))
                if seen.has_doubtful:
                    _check(number, cells)
                check_rows(len(read), cells_read)
                read.append((number, cells))
    except csv.Error:
        raise long_cell(len(read) + 1) from None
    if last != [_END]:
        raise _open_quote(read)
    return read


def unstripped(text: str, delimiter: str) -> dict[int, tuple[str, ...]]:
    """The cells of each record as they stand, by row number; to be used only where they are as many as the stripped."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    with suppress(csv.Error):
        return {number: tuple(cells) for number, cells in enumerate(reader, start=1)}
    return {}


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
    sample: list[list[str]] = []
    with suppress(csv.Error):  # a huge cell: the rows before it tell the delimiter, reading it in full will refuse it
        for record in islice(_reader(lines, delimiter), _SAMPLE_RECORDS):
            if any(cell.strip() for cell in record):
                sample.append(record)
    widths = Counter(len(record) for record in sample if len(record) > 1)
    if not widths:
        return (False, 0.0, 0)
    width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    return (len(sample[0]) > 1, count / len(sample), width)


def _reader(lines: io.StringIO, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True)


class _Cells(dict[str, str]):
    """Each text without the blanks around it. Scores repeat: one string for all of them keeps a large file small.

    ``has_doubtful`` says that a text was met that is too long or holds our end of the file.
    """

    has_doubtful = False

    def __missing__(self, text: str) -> str:
        self[text] = cell = text.strip()
        self.has_doubtful |= len(cell) > MAX_CELL_LENGTH or _END in cell
        return cell


def _check(number: int, cells: tuple[str, ...]) -> None:
    for column, cell in enumerate(cells):
        if _END in cell:
            raise _open_quote([(number, cells)])
        check_cell(number, column, cell)


def _open_quote(read: Records) -> Unreadable:
    number, cells = read[-1] if read else (1, ("",))
    column, text = next(((c, t) for c, t in enumerate(cells) if _END in t), (0, ""))
    start = quoted(text.partition("\n")[0])
    return Unreadable(
        f"A quotation mark in row {number}, column {column_letters(column)}, is opened and never closed.",
        f"Look at the cell that begins with {start} and close or delete the mark.",
    )
