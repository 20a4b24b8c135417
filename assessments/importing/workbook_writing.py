"""A table as an Excel workbook, for people to fill in: IDs stay text with their zeros, scores are numbers.

Every text is a text there: nothing that a student is called can be run, not even once the sheet is saved as CSV.
"""

import io
import re
from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from assessments.importing.texts import neutral

_POINTS = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,2})?")
_NOT_IN_A_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST: Final = 32_000  # a cell of Excel holds 32,767 characters
_NARROWEST, _WIDEST, _ROWS_LOOKED_AT = 8, 40, 200


def workbook_bytes(rows: Sequence[Sequence[str]], *, text_columns: int = 4) -> bytes:
    """The rows as .xlsx, the first one as titles that stay in sight; no cell is ever a formula.

    Behind the first ``text_columns`` what looks like points is a number; all else is text.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Scores")
    sheet.freeze_panes = "B2"
    for column in range(len(rows[0]) if rows else 0):
        longest = max(len(row[column]) for row in rows[:_ROWS_LOOKED_AT] if column < len(row))
        width = min(_WIDEST, max(_NARROWEST, longest + 2))
        sheet.column_dimensions[get_column_letter(column + 1)].width = width
    bold = Font(bold=True)
    for number, row in enumerate(rows):
        cells = [_cell(sheet, text, is_text=number == 0 or column < text_columns) for column, text in enumerate(row)]
        if number == 0:
            for cell in cells:
                cell.font = bold
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cell(sheet: WriteOnlyWorksheet, text: str, *, is_text: bool) -> Cell:
    if not is_text and _POINTS.fullmatch(text):
        return WriteOnlyCell(sheet, value=float(text))
    cell: Cell = WriteOnlyCell(sheet, value=_NOT_IN_A_CELL.sub("", neutral(text))[:_LONGEST] or None)
    if cell.value is not None:
        cell.data_type = "s"  # what begins with = would be taken for a formula
    if is_text:
        cell.number_format = "@"  # what is typed here stays as it is typed, zeros in front included
    return cell
