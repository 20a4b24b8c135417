"""Whatever the file: an answer, never an exception other than Unreadable; and every plan survives its JSON."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.cells import EMPTY, MAX_POINTS, PER_POINT
from assessments.importing import (
    EMPTY_MEANINGS,
    ImportPlan,
    Mapping,
    Unreadable,
    csv_bytes,
    guess_mapping,
    left_out_rows,
    plan_import,
    read_table,
    with_choices,
)
from tests.importing.class_file import HEADER, ITEMS, ROSTER, saved

LIKELY = st.sampled_from(
    ["", "0", "1", "2.5", "1,5", "B", "n", "X", "D", "BD", "80%", "4 / 5", "EX", "N/A", "abs", "absent", "present",
     "clear", "-1", "=1+1", "40711", "40712", "7", "007", "1.23E+09", "Period 2", "Brooks, Ava", "Points Possible",
     "Average", "id", "1a", "Q1", '"', "'", "\n", "\r", ";", "\t", "é", "\x00", "1" * 40, "%", "/", "1/0", "0/0",
     "E+", "१", "²"]
)  # fmt: skip
ROWS = st.lists(st.lists(LIKELY, max_size=10), min_size=1, max_size=8)
BEFORE = saved(11, (300, EMPTY, 0, 500)) | saved(12, (EMPTY,) * 4, "absent")


def consider(content: bytes, empty_means: str) -> None:
    try:
        table = read_table(content, "any.csv")
    except Unreadable as refusal:
        assert refusal.sentence.endswith(".")
        assert refusal.remedy.endswith(".")
        return
    guess = guess_mapping(table, ITEMS, ROSTER)
    mapping = with_choices(guess, table, ITEMS, ROSTER, empty_means=empty_means)
    assert Mapping.from_json(mapping.to_json()) == mapping
    plan = plan_import(table, mapping, items=ITEMS, roster=ROSTER, saved=BEFORE)
    again = ImportPlan.from_json(plan.to_json())
    assert (again, again.digest()) == (plan, plan.digest())
    for change in plan.changes:
        assert (change.status == "scored") == any(cell != EMPTY for cell in change.cells)
        assert all(
            -4 <= cell <= item.max_cell <= MAX_POINTS * PER_POINT
            for cell, item in zip(change.cells, ITEMS, strict=True)
        )
        touched = {p for p in range(1, 5) if (change.cells[p - 1], change.answers[p - 1])
                   != (change.before_cells[p - 1], change.before_answers[p - 1])}  # fmt: skip
        assert touched == {*change.new_positions, *change.changed_positions}
    for said in [*plan.problems, *plan.unmatched]:
        assert said.sentence.endswith((".", "?"))
        assert "!" not in said.remedy
    read_table(csv_bytes(left_out_rows(table, plan)) + b"x,x\r\n", "left-out.csv")


@settings(deadline=None)  # how busy the machine is says nothing about a file
@given(content=st.binary(max_size=400), empty_means=st.sampled_from(EMPTY_MEANINGS))
def test_any_bytes(content: bytes, empty_means: str) -> None:
    consider(content, empty_means)


@settings(deadline=None)  # how busy the machine is says nothing about a file
@given(text=st.text(max_size=400), encoding=st.sampled_from(["utf-8", "utf-16"]))
def test_any_text(text: str, encoding: str) -> None:
    consider(text.encode(encoding, "ignore"), "unchanged")


@settings(deadline=None)  # how busy the machine is says nothing about a file
@given(rows=ROWS, delimiter=st.sampled_from([",", ";", "\t"]), empty_means=st.sampled_from(EMPTY_MEANINGS))
def test_any_table(rows: list[list[str]], delimiter: str, empty_means: str) -> None:
    text = "\n".join(delimiter.join(row) for row in [HEADER.split(","), *rows])
    consider(text.encode(), empty_means)


@settings(deadline=None)  # how busy the machine is says nothing about a file
@given(rows=ROWS)
def test_any_table_under_any_header(rows: list[list[str]]) -> None:
    consider(csv_bytes(rows), "blank")
