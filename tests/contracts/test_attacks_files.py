"""Files made to be larger, or to say more, than they look."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from assessments.importing import Unreadable
from assessments.importing.workbook import workbook_sheets


def workbook_with(rows: str) -> bytes:
    """A workbook whose only sheet has these rows."""
    made, content = io.BytesIO(), io.BytesIO()
    Workbook().save(made)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            sheet = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()
            new.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return content.getvalue()


def test_an_empty_cell_at_the_far_end_of_each_row_is_not_walked_to_for_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessments.importing.workbook._MAX_PLACES", 100_000)
    far = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="XFD{n}"/></row>' for n in range(1, 11))
    content = workbook_with(far)
    with pytest.raises(Unreadable, match="far larger inside"):
        workbook_sheets(content)


def test_a_few_rows_that_are_formatted_to_the_end_are_read() -> None:
    far = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="XFD{n}"/></row>' for n in range(1, 4))
    (sheet,) = workbook_sheets(workbook_with(far))
    assert sheet.records == ((1, ("1",)), (2, ("2",)), (3, ("3",)))
