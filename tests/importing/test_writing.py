"""The template and the rows left out: safe to open, and read back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.cells import BLANK, EMPTY, EXEMPT, NOT_REACHED
from assessments.importing import (
    ItemSpec,
    RosterEntry,
    SavedResult,
    csv_bytes,
    guess_mapping,
    left_out_rows,
    plan_import,
    read_table,
    template_rows,
)
from tests.importing.class_file import HEADER, ITEMS, ROSTER, plan_of, saved

LETTERS = (*ITEMS, ItemSpec(5, "4", 100, key="X", options="BNX"))


def test_the_template_has_a_row_for_each_student() -> None:
    before = saved(11, (150, BLANK, EMPTY, EXEMPT)) | saved(12, (EMPTY,) * 4, "make_up")
    rows = template_rows(ITEMS, [*ROSTER, RosterEntry(14, "s-14", "Park, Joon", 2, "Period 2")], before)
    assert rows[0] == HEADER.split(",")
    assert rows[1] == ["40711", "Brooks, Ava", "Period 2", "present", "1.5", "B", "", "X"]
    assert rows[2] == ["40712", "Dang, Minh", "Period 2", "make-up due", "", "", "", ""]
    assert rows[4] == ["s-14", "Park, Joon", "Period 4", "", "", "", "", ""]
    assert len(rows) == 5


def test_a_code_is_a_word_where_its_letter_is_an_option() -> None:
    for code, word in ((BLANK, "blank"), (NOT_REACHED, "not reached"), (EXEMPT, "EX")):
        assert template_rows(LETTERS, ROSTER, saved(11, (EMPTY, EMPTY, EMPTY, EMPTY, code)))[1][-1] == word


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(text: str) -> None:
    content = csv_bytes([["id", "x"], [text, "1"]])
    assert content.startswith(b"\xef\xbb\xbfid,x\r\n")
    assert content.decode("utf-8-sig").split("\r\n", 1)[1].lstrip('"').startswith("'" + text[0])


def test_harmless_text_is_written_as_it_is() -> None:
    assert csv_bytes([["a'b", "1-2", 'say "x", y']]) == b'\xef\xbb\xbfa\'b,1-2,"say ""x"", y"\r\n'


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cf", "Zl", "Zp")), max_size=12)
IDS = st.text("0123456789abcXYZ-+=@._ '", min_size=1, max_size=8).filter(lambda t: t == t.strip() and t not in ("'",))
CELLS = st.sampled_from([EMPTY, BLANK, NOT_REACHED, EXEMPT, 0, 100, 75])


@given(
    people=st.lists(
        st.tuples(IDS, WORDS, st.integers(1, 2)), min_size=1, max_size=5, unique_by=lambda person: person[0]
    ),
    papers=st.lists(st.tuples(*[CELLS] * 5), max_size=5),
)
def test_the_template_reads_back_without_a_problem_or_a_change(
    people: list[tuple[str, str, int]], papers: list[tuple[int, ...]]
) -> None:
    roster = [
        RosterEntry(n, i, name, section, f"Period {section}") for n, (i, name, section) in enumerate(people, start=1)
    ]
    status = {True: "scored", False: "absent"}
    before = {
        n: SavedResult(n, 1, 1, status[any(c != EMPTY for c in cells)], cells, ("",) * 5)
        for n, cells in enumerate(papers[: len(roster)], start=1)
    }
    table = read_table(csv_bytes(template_rows(LETTERS, roster, before)), "template.csv")
    mapping = guess_mapping(table, LETTERS, roster)
    assert mapping.problems == ()
    plan = plan_import(table, mapping, items=LETTERS, roster=roster, saved=before)
    assert (plan.changes, plan.problems, plan.unmatched, plan.skipped_rows) == ((), (), (), 0)
    assert plan.unchanged_students == len(roster)


def test_the_rows_left_out_say_why_and_can_be_corrected_and_read_again() -> None:
    text = f"{HEADER}\n40711,Ava,,,9,=2,,\n40712,Minh,,,1,,,\n999,Who,,,2\n"
    table = read_table(text.encode(), "class.csv")
    rows = left_out_rows(table, plan_of(text))
    assert rows[0] == ["Row in your file", "What to look at", *HEADER.split(",")]
    assert [row[0] for row in rows[1:]] == ["2", "4"]
    assert rows[1][1].startswith("E: “9” is more than the 3 points of this item. Fix the sheet")
    assert " · F: “=2” is a formula, not a score." in rows[1][1]
    assert rows[2][2:] == ["999", "Who", "", "", "2", "", "", ""]
    rows[1][6:8] = ["3", "1"]
    plan = plan_of(csv_bytes(rows).decode("utf-8-sig"))
    assert (plan.problems, [c.cells[:2] for c in plan.changes], len(plan.unmatched)) == ((), [(300, 100)], 1)
