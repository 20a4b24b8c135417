"""Bytes to a table, or one sentence and one remedy."""

import io
import zipfile

import pytest

from assessments.importing import MAX_BYTES, Unreadable, read_table
from assessments.importing.limits import MAX_CELL_LENGTH, MAX_COLUMNS, MAX_ROWS

PLAIN = "id,1,2\ns1,1,0\ns2,0,1\n"


def cells(content: bytes) -> list[tuple[str, ...]]:
    table = read_table(content, "scores.csv")
    return [table.header, *(row.cells for row in table.rows)]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (PLAIN.encode(), "utf-8"),
        (PLAIN.encode("utf-8-sig"), "utf-8-sig"),
        (PLAIN.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + PLAIN.encode("utf-16-be"), "utf-16"),
        (PLAIN.encode("utf-16-le"), "utf-16-le"),
        (PLAIN.encode("utf-16-be"), "utf-16-be"),
        (PLAIN.encode("utf-32"), "utf-32"),
    ],
)
def test_unicode_in_its_usual_coats(content: bytes, encoding: str) -> None:
    assert cells(content) == [("id", "1", "2"), ("s1", "1", "0"), ("s2", "0", "1")]
    assert read_table(content, "scores.csv").encoding == encoding


@pytest.mark.parametrize(
    ("name", "encoding", "found"),
    [
        ("Müller, Zoë", "utf-8", "utf-8"),
        ("Müller “Zoë”", "cp1252", "cp1252"),
        ("山田太郎 𝑑 אבג", "utf-8", "utf-8"),
    ],
)
def test_names_keep_their_letters(name: str, encoding: str, found: str) -> None:
    table = read_table(f'id,name,1\ns1,"{name}",1\n'.encode(encoding), "scores.csv")
    assert table.rows[0].cells == ("s1", name, "1")
    assert table.encoding == found


def test_bytes_that_windows_1252_lacks_are_read_as_latin_1() -> None:
    table = read_table(b"id,name,1\ns1,Jos\xe9\x81,1\n", "scores.csv")
    assert (table.rows[0].cell(1), table.encoding) == ("José", "latin-1")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    table = read_table(PLAIN.replace(",", delimiter).encode(), "scores.csv")
    assert (table.delimiter, table.header, len(table.rows)) == (delimiter, ("id", "1", "2"), 2)


def test_decimal_commas_do_not_make_a_semicolon_file_a_comma_file() -> None:
    table = read_table(b"id;1;2\ns1;1,5;2,5\ns2;0,5;1,5\n", "scores.csv")
    assert (table.delimiter, table.rows[0].cells) == (";", ("s1", "1,5", "2,5"))


def test_names_with_commas_do_not_make_a_tab_file_a_comma_file() -> None:
    table = read_table(b"id\tname\t1\ns1\tLee, Ann\t1\ns2\tRoe, Bo\t0\n", "scores.tsv")
    assert (table.delimiter, table.rows[1].cells) == ("\t", ("s2", "Roe, Bo", "0"))


def test_the_line_excel_names_its_separator_in_is_no_row() -> None:
    table = read_table(b"sep=;\r\nid;1\r\ns1;1\r\n", "scores.csv")
    assert (table.delimiter, table.header, table.rows[0].number) == (";", ("id", "1"), 2)


def test_mixed_line_ends_and_no_last_one() -> None:
    assert cells(b"id,1\ra,1\r\nb,2\nc,3") == [("id", "1"), ("a", "1"), ("b", "2"), ("c", "3")]


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    table = read_table(b'\n"id","a\nb"\n\n s1 , 1\n,,\n"s\r\n2",3\n\n', "scores.csv")
    assert table.header_number == 2
    assert table.header == ("id", "a\nb")
    assert [(row.number, row.cells) for row in table.rows] == [(4, ("s1", "1")), (6, ("s\r\n2", "3"))]


def test_ragged_rows_keep_their_cells_and_read_as_empty_beyond_them() -> None:
    table = read_table(b"id,1,2\ns1\ns2,1,2,3,4\n", "scores.csv")
    assert table.rows[0].cell(2) == ""
    assert table.rows[1].cells == ("s2", "1", "2", "3", "4")


def test_nul_and_marks_in_the_middle_are_dropped() -> None:
    assert cells(b"id,1\ns\x001,1\n\xef\xbb\xbfs2,0\n" + b"s3,1\n" * 20)[1:3] == [("s1", "1"), ("s2", "0")]


def test_a_header_below_lines_of_labels_is_found() -> None:
    content = b"Teacher Name:,Roe,\nClass:,Math 7,\nPoints Possible:,3,\nStudent Num,Student Name,Score\n17,Lee,3\n"
    table = read_table(content, "template.csv")
    assert (table.header, table.header_number, table.rows[0].number) == (("Student Num", "Student Name", "Score"), 4, 5)


def zip_of(name: str, size: int = 10) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"0" * size)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "sentence", "remedy"),
    [
        (b"", "a.csv", "This file is empty.", "Choose the file"),
        (b"\xef\xbb\xbf \r\n\t\n", "a.csv", "This file is empty.", "Choose the file"),
        (b"id,1,2\n", "a.csv", "This file has a header row but no students under it.", "Fill in one row"),
        (b"id,1,2\n,,\n\n", "a.csv", "This file has a header row but no students under it.", "Fill in one row"),
        (b"%PDF-1.7 scores", "a.csv", "This is a PDF document, not a CSV file or Excel", "CSV"),
        (b"\x89PNG\r\n\x1a\n", "a.csv", "This is a picture, not a CSV file or Excel", "CSV"),
        (b"\xff\xd8\xff\xe0", "a.csv", "This is a picture, not a CSV file or Excel", "CSV"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1",
            "a.xls",
            "This is an older Excel workbook (.xls), or one with a password",
            "or CSV",
        ),
        (b"\x1f\x8b\x08", "a.csv", "This is a compressed archive", "Unpack it"),
        (
            zip_of("bomb.csv", 50_000_000),
            "scores.csv",
            "This is a zip archive, not a CSV file or Excel",
            "save it as CSV",
        ),
        (zip_of("xl/workbook.xml"), "scores.csv", "This workbook cannot be read", "as CSV"),
        (zip_of("anything"), "scores.xlsx", "This workbook cannot be read", "as CSV"),
        (b"<!DOCTYPE html><table>", "a.xls", "This is a web page or XML file, not a CSV file or Excel", "as CSV"),
        (b'{"students": [1, 2]}', "a.csv", "This is a JSON file, not a CSV file or Excel", "CSV"),
        (bytes(range(256)) * 20, "a.csv", "This file is not text", "Export the scores as CSV"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "a.csv", "This file is not text", "Export the scores as CSV"),
        (b"s1 1 0\ns2 0 1\n", "a.csv", "This file has only one column", "Save the whole table as CSV"),
        (b'id,1\ns1,"1\ns2,0\ns3,1\n', "a.csv", "A quotation mark in row 2, column B, is opened", "begins with “1”"),
        (b"id,1\n" + b"s,1\n" * (MAX_ROWS + 1), "a.csv", "This file has more than 120,000 rows.", "one section"),
        (
            b"id" + b",1" * MAX_COLUMNS + b"\ns1,1\n",
            "a.csv",
            "Row 1 has 4,001 columns; the most we read is 4,000.",
            "leave",
        ),
        (b"id,1\ns1," + b"x" * 2001 + b"\n", "a.csv", "A cell in row 2, column B, has more than 2,000", "Shorten it"),
        (b"id,1\ns1," + b"x" * 200_000 + b"\n", "a.csv", "A cell in row 2", "Shorten it"),
        (b"x" * (MAX_BYTES + 1), "a.csv", "This file has 20.1 MB; the most we read is 20 MB.", "one section"),
    ],
)
def test_what_is_no_table_says_so_in_one_sentence(content: bytes, name: str, sentence: str, remedy: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_table(content, name)
    assert refusal.value.sentence.startswith(sentence)
    assert remedy in refusal.value.remedy
    for said in (refusal.value.sentence, refusal.value.remedy):
        assert said.endswith(".")
        assert "!" not in said


def test_fifty_megabytes_are_refused_by_both_sizes() -> None:
    with pytest.raises(Unreadable, match=r"^This file has 50 MB; the most we read is 20 MB\.$"):
        read_table(bytes(50 * 1024 * 1024), "scores.csv")


def test_the_limits_themselves_are_read() -> None:
    rows = read_table(b"id,1\n" + b"s,1\n" * MAX_ROWS, "a.csv").rows
    assert len(rows) == MAX_ROWS
    wide = read_table(b"id" + b",1" * (MAX_COLUMNS - 1) + b"\ns1," + b"x" * MAX_CELL_LENGTH + b"\n", "a.csv")
    assert (len(wide.header), len(wide.rows[0].cell(1))) == (MAX_COLUMNS, MAX_CELL_LENGTH)
