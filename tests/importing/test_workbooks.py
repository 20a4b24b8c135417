"""Excel workbooks: what a cell shows is what is read, the sheet with scores is found, and nothing large is opened."""

import datetime
import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from assessments.cells import EMPTY, NOT_REACHED
from assessments.importing import (
    ItemSpec,
    RosterEntry,
    Unreadable,
    guess_mapping,
    plan_import,
    read_table,
    template_rows,
    workbook_bytes,
)
from assessments.importing.limits import MAX_COLUMNS
from tests.importing.class_file import ITEMS, ROSTER, saved
from tests.importing.workbooks import with_part, workbook

CLASS = [["Student ID", "1", "2"], ["007", 1, 2], ["40711", 0, 1]]
KAHOOT = [
    ["Question Number", "Question", "Player", "Answer", "Correct / Incorrect", "Correct", "Score (points)"],
    ["1 Quiz", "3 × 4?", "ava :)", "A", "Correct", 1, 912],
    ["1 Quiz", "3 × 4?", "Jürgen", "B", "Incorrect", 0, 0],
    ["2 Quiz", "5 × 4?", "ava :)", "C", "Incorrect", 0, 0],
]


def test_numbers_dates_and_percents_are_read_as_they_are_shown() -> None:
    row = ["00711", 1.0, 2.5, 0.1 + 0.2, 1_033_455_469, 0.8, datetime.date(2026, 3, 4), True, 12, "1,5", None, 1e21]

    def formatted(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet["F2"].number_format = "0%"
        sheet["I2"].number_format = "00000"

    table = read_table(workbook({"A": [["id", *"bcdefghijkl"], row]}, formatted), "a.xlsx")
    assert table.rows[0].cells == (
        "00711", "1", "2.5", "0.3", "1033455469", "80%", "2026-03-04", "TRUE", "00012", "1,5", "", "1" + "0" * 21
    )  # fmt: skip
    assert (table.encoding, table.delimiter) == ("xlsx", "")


def test_formulas_are_read_as_their_last_values_and_never_run() -> None:
    content = workbook({"A": [["Student ID", "1"], ["40711", "=1+1"]]})
    assert read_table(content, "a.xlsx").rows[0].cells == ("40711",)


def test_the_sheet_that_looks_like_scores_is_read_and_the_others_are_named() -> None:
    content = workbook({"Notes": [["Dear", "all"], ["a", "b"], ["c", "d"], ["e", "f"]], "Scores": CLASS, "Empty": []})
    table = read_table(content, "a.xlsx")
    assert (table.sheet, table.other_sheets, table.header) == ("Scores", ("Notes",), ("Student ID", "1", "2"))
    assert read_table(content, "a.xlsx", sheet="Notes").header == ("Dear", "all")
    assert read_table(content, "a.xlsx", sheet="gone").sheet == "Scores"


def test_a_hidden_sheet_is_not_what_was_meant() -> None:
    def hidden(book: Workbook) -> None:
        book["Old"].sheet_state = "hidden"

    table = read_table(workbook({"Old": [*CLASS, ["1", 1, 1]], "New": CLASS}, hidden), "a.xlsx")
    assert (table.sheet, table.other_sheets) == ("New", ())


def test_a_title_over_merged_cells_is_no_header() -> None:
    def merged(book: Workbook) -> None:
        book.worksheets[0].merge_cells("A1:C1")

    table = read_table(workbook({"A": [["Unit 3"], [], *CLASS]}, merged), "a.xlsx")
    assert (table.header_number, table.rows[0].number, table.rows[0].cells) == (3, 4, ("007", "1", "2"))


def test_a_csv_named_xlsx_and_an_xlsx_named_csv_are_what_they_are() -> None:
    assert read_table(b"Student ID,1\n007,1\n", "scores.xlsx").rows[0].cells == ("007", "1")
    assert read_table(workbook({"A": CLASS}), "scores.csv").rows[0].cells == ("007", "1", "2")


def test_kahoot_answers_become_one_row_a_player() -> None:
    overview = [["Unit 3"], ["Played on", "4 Mar 2026"], ["Players", 2]]
    final = ["Rank", "Player", "Total Score (points)", "Correct Answers", "Incorrect Answers"]
    scores = [["Unit 3"], ["Final Scores"], final, [1, "ava :)", 912, 1, 1]]
    content = workbook({"Overview": overview, "Final Scores": scores, "RawReportData Data": KAHOOT})
    table = read_table(content, "kahoot.xlsx")
    items = (ItemSpec(1, "1", 200, "A", "ABCD"), ItemSpec(2, "2", 100))
    nicknames = [RosterEntry(1, "ava :)", "Brooks, Ava", 1, "P1"), RosterEntry(2, "Jürgen", "Park, Joon", 1, "P1")]
    mapping = guess_mapping(table, items, nicknames)
    plan = plan_import(table, mapping, items=items, roster=nicknames, saved={})
    assert (mapping.profile, table.sheet) == ("kahoot-answers", "RawReportData Data")
    assert {c.student_id: (c.cells, c.answers) for c in plan.changes} == {
        1: ((200, 0), ("A", "")),
        2: ((0, EMPTY), ("B", "")),
    }
    held = plan_import(table, guess_mapping(table, items, ROSTER), items=items, roster=ROSTER, saved={})
    assert (held.changes, len(held.unmatched)) == ((), 2)


def test_the_template_as_a_workbook_comes_back_without_a_change() -> None:
    before = saved(13, (300, NOT_REACHED, 200, 250), answers=("", "", "D", ""))
    content = workbook_bytes(template_rows(ITEMS, ROSTER, before))
    table = read_table(content, "template.xlsx")
    plan = plan_import(table, guess_mapping(table, ITEMS, ROSTER), items=ITEMS, roster=ROSTER, saved=before)
    assert (plan.changes, plan.problems, plan.unmatched) == ((), (), ())
    assert table.rows[2].cell(0) == "007"


def test_a_name_that_is_a_formula_is_written_as_text() -> None:
    evil = RosterEntry(9, "=cmd|' /C calc'!A0", "@SUM(1)\x00", 1, "+P1")
    content = workbook_bytes(template_rows(ITEMS, [evil]))
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert [cell.value for cell in sheet[2]][:3] == ["'=cmd|' /C calc'!A0", "'@SUM(1)", "'+P1"]
    table = read_table(content, "t.xlsx")
    plan = plan_import(table, guess_mapping(table, ITEMS, [evil]), items=ITEMS, roster=[evil], saved={})
    assert plan.unmatched == ()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (workbook({"A": []}), "This file is empty."),
        (workbook({"A": [["Student ID", "1"]]}), "This file has a header row but no students under it."),
        (workbook({"A": CLASS})[:900], "This workbook cannot be read"),
        (workbook({"A": CLASS})[:-40], "This workbook cannot be read"),
        (with_part(workbook({"A": CLASS}), "xl/workbook.xml", b"<oops"), "This workbook cannot be read"),
        (with_part(workbook({"A": CLASS}), "xl/worksheets/sheet1.xml", b"<oops"), "This workbook cannot be read"),
        (
            with_part(
                workbook({"A": CLASS}),
                "xl/workbook.xml",
                b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><workbook>&b;</workbook>',
            ),
            "This workbook cannot be read",
        ),
        (
            with_part(workbook({"A": CLASS}), "xl/media/image1.png", b"\0" * 40_000_000),
            "This workbook is far larger inside than its file is",
        ),
        (workbook({"A": [["Student ID", *["x"] * MAX_COLUMNS], ["1"]]}), "Row 1 has 4,001 columns"),
        (workbook({"A": [["Student ID", "1"], ["1", "x" * 2001]]}), "A cell in row 2, column B, has more than 2,000"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_so(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_table(content, "scores.xlsx")
    assert refusal.value.sentence.startswith(sentence)
    assert refusal.value.remedy.endswith(".")


def test_a_cell_at_the_end_of_the_sheet_costs_nothing() -> None:
    far = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' \
        b'<dimension ref="A1"/><sheetData>' \
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>Student ID</t></is></c><c r="B1"><v>1</v></c></row>' \
        b'<row r="2"><c r="A2"><v>7</v></c><c r="B2"><v>1</v></c><c r="XFD2"/></row>' \
        b'<row r="1048576"><c r="A1048576"/></row></sheetData></worksheet>'  # fmt: skip
    table = read_table(with_part(workbook({"A": CLASS}), "xl/worksheets/sheet1.xml", far), "a.xlsx")
    assert (table.header, [row.cells for row in table.rows]) == (("Student ID", "1"), [("7", "1")])
