"""Excel workbooks to rows of text: values alone, as the sheet shows them, nothing run and nothing followed.

What a workbook claims of itself is checked before it is opened: an archive of a few kilobytes can hold gigabytes.
"""

import datetime
import io
import math
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from assessments.importing.limits import MAX_CELLS, check_cell, check_columns, check_rows
from assessments.importing.signatures import damaged_workbook
from assessments.importing.unreadable import Unreadable

_MAX_UNPACKED: Final = 120 * 1024 * 1024
_MAX_RATIO: Final = 150  # real workbooks of scores come to 5 to 40
# An empty cell at the far end of each row costs its sender a few bytes and its reader sixteen thousand places.
_MAX_PLACES: Final = 4 * MAX_CELLS
_PROLOG: Final = 65_536
_MAX_PARTS: Final = 2_000
_MAX_SHEETS: Final = 60
_BLANK_ROWS_IN_A_ROW: Final = 5_000
_ZEROS = re.compile(r"0{2,20}")
_CONTROLS = dict.fromkeys([n for n in range(0x20) if chr(n) not in "\t\n\r"] + [0xFEFF, 0x200B, 0x2060])
# A damaged part shows up wherever openpyxl first leans on it; these are all the ways it has of saying so.
_DAMAGED: Final = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, EOFError, AssertionError, RuntimeError,
    NotImplementedError, OSError, ParseError, InvalidFileException, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """A sheet with its rows that hold anything, numbered as the program shows them; text not stripped."""

    name: str
    records: tuple[tuple[int, tuple[str, ...]], ...]


def workbook_sheets(content: bytes) -> list[WorkbookSheet]:
    """The visible sheets that hold anything. Raises ``Unreadable`` for what is damaged, protected or too large."""
    _check_size(content)
    try:
        # What openpyxl warns of, such as a style it does not know, is nothing a person could do anything about.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _sheets(content)
    except _DAMAGED:
        raise damaged_workbook() from None


def _sheets(content: bytes) -> list[WorkbookSheet]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    # A chart sheet has no cells; a hidden sheet is not what a person means by "my file".
    sheets = [sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
    shown = [sheet for sheet in sheets if sheet.sheet_state == "visible"] or sheets
    read = [WorkbookSheet(sheet.title, tuple(_records(sheet))) for sheet in shown[:_MAX_SHEETS]]
    book.close()
    return [sheet for sheet in read if sheet.records]


def _check_size(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_has_no_doctype(archive)
    except _DAMAGED:
        raise damaged_workbook() from None
    unpacked = sum(part.file_size for part in parts)
    large = [part for part in parts if part.file_size > 1_000_000]
    ratio = max((part.file_size / max(1, part.compress_size) for part in large), default=0)
    if len(parts) > _MAX_PARTS or unpacked > _MAX_UNPACKED or ratio > _MAX_RATIO:
        raise _too_large_inside()


def _too_large_inside() -> Unreadable:
    return Unreadable(
        "This workbook is far larger inside than its file is, so it was not opened.",
        "Copy the sheet with the scores into a new workbook, or save it as CSV, and upload that.",
    )


def _check_has_no_doctype(archive: zipfile.ZipFile) -> None:
    """No workbook has one; with entities a small text grows without end. Expat stops what is hidden further in."""
    for part in archive.infolist():
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as text:
                if b"<!DOCTYPE" in text.read(_PROLOG).replace(b"\0", b""):
                    raise damaged_workbook()


def _records(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, tuple[str, ...]]]:
    sheet.reset_dimensions()  # some programs write a wrong one, and cells outside it would be lost
    count = last = cells_read = places = 0
    for number, row in enumerate(sheet.rows, start=1):
        places += len(row)
        if places > _MAX_PLACES:
            raise _too_large_inside()
        end = next((at for at in range(len(row), 0, -1) if row[at - 1].value is not None), 0)
        cells = tuple(_text(cell) for cell in row[:end])
        width = next((at for at in range(len(cells), 0, -1) if cells[at - 1].strip()), 0)
        if not width:
            if number - last > _BLANK_ROWS_IN_A_ROW:
                return
            continue
        last = number
        cells_read += width
        check_rows(count, cells_read)
        check_columns(number, width)
        for column, text in enumerate(cells[:width]):
            check_cell(number, column, text)
        yield number, cells[:width]
        count += 1


def _text(cell: Any) -> str:
    """What the sheet shows in a cell, as near as its value tells."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value.translate(_CONTROLS)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(value, cell.number_format or "")
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d}" if value.time() == datetime.time() else f"{value:%Y-%m-%d %H:%M:%S}"
    return str(value)


def _number(value: float, number_format: str) -> str:
    """Whole numbers without ``.0`` or exponent; ``80%`` and leading zeros where the format shows them."""
    if number_format.rstrip().endswith("%"):
        return f"{_plain(round(value * 100, 10))}%"
    plain = _plain(value)
    if _ZEROS.fullmatch(number_format) and plain.isdecimal():
        return plain.zfill(len(number_format))
    return plain


def _plain(value: float) -> str:
    if not math.isfinite(value):
        return ""
    # Fifteen digits are what a spreadsheet keeps: 0.1 + 0.2 is 0.3 there.
    text = f"{Decimal(f'{value:.15g}' if isinstance(value, float) else value):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
