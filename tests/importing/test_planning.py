"""Rows to a plan: what is new, changed, unchanged, asked about or held back."""

import re

import pytest

from assessments.cells import BLANK, EMPTY, EXEMPT, NOT_REACHED
from assessments.importing import (
    ImportPlan,
    NearStudent,
    PlannedResult,
    RosterEntry,
    guess_mapping,
    plan_import,
    read_table,
    with_choices,
)
from tests.importing.class_file import HEADER, ITEMS, ROSTER, plan_of, saved

AVA = "40711,Ava,Period 2"


def only_problem(plan: ImportPlan, leaves_out: str) -> tuple[str, str, str]:
    (problem,) = plan.problems
    assert problem.leaves_out == leaves_out
    return problem.kind, problem.sentence, problem.remedy


def test_first_scores() -> None:
    plan = plan_of(f"{HEADER}\n{AVA},,3,,D,2.5\n")
    assert plan.changes == (
        PlannedResult(
            row=2,
            student_id=11,
            section_id=2,
            status="scored",
            cells=(300, EMPTY, 200, 250),
            answers=("", "", "D", ""),
            before_version=0,
            before_status="",
            before_cells=(EMPTY,) * 4,
            before_answers=("",) * 4,
            new_positions=(1, 3, 4),
            changed_positions=(),
        ),
    )
    assert (plan.new_cells, plan.new_students, plan.changed_cells, plan.empty_cells) == (3, 1, 0, 1)
    assert (plan.rows_read, plan.students_not_in_file, plan.status_students) == (1, 3, 0)


def test_new_changed_unchanged_and_empty_cells_are_told_apart() -> None:
    before = saved(11, (300, 100, EMPTY, 250), version=7) | saved(12, (100, 0, 0, 0))
    plan = plan_of(f"{HEADER}\n{AVA},,3,0,D,\n40712,,,,1,0,0,0\n", saved=before)
    (change,) = plan.changes
    assert (change.before_version, change.before_cells) == (7, (300, 100, EMPTY, 250))
    assert change.cells == (300, 0, 200, 250)
    assert (change.new_positions, change.changed_positions) == ((3,), (2,))
    assert (plan.new_cells, plan.changed_cells, plan.changed_students) == (1, 1, 1)
    assert (plan.unchanged_cells, plan.unchanged_students, plan.empty_cells) == (5, 1, 1)


def test_the_order_of_columns_and_rows_is_the_files() -> None:
    plan = plan_of("3,1a,Student ID\n5,1,40712\n4,0,40711\n")
    assert [(c.row, c.student_id, c.cells) for c in plan.changes] == [
        (2, 12, (100, EMPTY, EMPTY, 500)),
        (3, 11, (0, EMPTY, EMPTY, 400)),
    ]


def test_an_empty_cell_changes_nothing() -> None:
    plan = plan_of(f"{HEADER}\n{AVA},,,,,\n", saved=saved(11, (300, 0, BLANK, 100)))
    assert (plan.changes, plan.problems, plan.empty_cells, plan.unchanged_students) == ((), (), 4, 1)


@pytest.mark.parametrize(
    ("meaning", "cell"), [("unchanged", EMPTY), ("blank", BLANK), ("not_reached", NOT_REACHED), ("not_given", EXEMPT)]
)
def test_what_an_empty_cell_means_can_be_chosen(meaning: str, cell: int) -> None:
    assert plan_of(f"{HEADER}\n{AVA},,3,,,\n", empty_means=meaning).changes[0].cells == (300, cell, cell, cell)


@pytest.mark.parametrize("meaning", ["blank", "not_reached", "not_given"])
def test_an_empty_cell_never_changes_a_saved_score_whatever_it_means(meaning: str) -> None:
    plan = plan_of(f"{HEADER}\n{AVA},,2,,,\n", saved=saved(11, (300, 0, EXEMPT, 100)), empty_means=meaning)
    assert plan.changes[0].cells == (200, 0, EXEMPT, 100)


def test_a_wholly_empty_row_is_not_taken_for_a_blank_paper() -> None:
    plan = plan_of(f"{HEADER}\n{AVA},,,,,\n", empty_means="blank")
    assert only_problem(plan, "row")[1] == "No item of Brooks, Ava has an entry. Absent?"
    present = plan_of(f"{HEADER}\n{AVA},present,,,,\n", empty_means="blank")
    assert present.changes[0].cells == (BLANK,) * 4


def test_items_without_a_column_stay_empty_whatever_empty_means() -> None:
    plan = plan_of("id,1a,1b\n40711,2,\n", empty_means="not_given")
    assert plan.changes[0].cells == (200, EXEMPT, EMPTY, EMPTY)


def test_clear_empties_a_saved_score() -> None:
    before = saved(11, (300, 100, 200, EMPTY), answers=("", "", "D", ""))
    plan = plan_of(f"{HEADER}\n{AVA},,,clear,CLEAR,\n", saved=before)
    (change,) = plan.changes
    assert (change.cells, change.answers, change.changed_positions) == ((300, EMPTY, EMPTY, EMPTY), ("",) * 4, (2, 3))
    assert change.status == "scored"


def test_clearing_the_last_score_leaves_the_student_not_assessed() -> None:
    plan = plan_of(f"{HEADER}\n{AVA},,clear,,,\n", saved=saved(11, (300, EMPTY, EMPTY, EMPTY)))
    assert (plan.changes[0].status, plan.changes[0].cells, plan.status_students) == ("not_assessed", (EMPTY,) * 4, 1)


def test_one_bad_cell_leaves_the_rest_of_its_row_in() -> None:
    plan = plan_of(f"{HEADER}\n{AVA},,3,2,D,=1+1\n", saved=saved(11, (EMPTY, 100, EMPTY, 400)))
    assert plan.changes[0].cells == (300, 100, 200, 400)
    assert [(p.row, p.column, p.title, p.value) for p in plan.problems] == [(2, "F", "1b", "2"), (2, "H", "3", "=1+1")]
    assert (plan.problem_cells, plan.problem_rows) == (2, 0)


def test_an_answer_is_kept_by_equal_points_and_dropped_by_others() -> None:
    before = saved(11, (EMPTY, EMPTY, 200, EMPTY), answers=("", "", "D", ""))
    assert plan_of("id,2\n40711,2\n", saved=before).changes == ()
    assert plan_of("id,2\n40711,0\n", saved=before).changes[0].answers[2] == ""
    other = plan_of("id,2\n40711,A\n", saved=saved(11, (EMPTY, EMPTY, 0, EMPTY), answers=("", "", "C", "")))
    assert (other.changes[0].cells[2], other.changes[0].answers[2]) == (0, "A")
    assert other.changes[0].changed_positions == (3,)


@pytest.mark.parametrize(
    ("word", "status"),
    [("absent", "absent"), ("ABS", "absent"), ("A", "absent"), ("excused", "exempt"), ("exempt", "exempt"),
     ("Make-up due", "make_up"), ("makeup", "make_up"), ("not assessed", "not_assessed"), ("N/A", "not_assessed")],
)  # fmt: skip
def test_status_words(word: str, status: str) -> None:
    plan = plan_of(f"{HEADER}\n{AVA},{word},,,,\n")
    (change,) = plan.changes
    assert (change.status, change.cells, plan.status_students, plan.new_cells) == (status, (EMPTY,) * 4, 1, 0)
    assert plan_of(f"{HEADER}\n{AVA},{word},,,,\n", saved=saved(11, (EMPTY,) * 4, status)).changes == ()


def test_a_status_we_do_not_know_is_left_out_alone() -> None:
    plan = plan_of(f"{HEADER}\n{AVA},late,3,,,\n")
    assert plan.changes[0].status == "scored"
    kind, sentence, remedy = only_problem(plan, "cell")
    assert (kind, sentence) == ("unknown status", "“late” is not a status we know.")
    assert remedy.startswith("Write one of present, absent, exempt, make-up due and not assessed.")
    assert plan.problems[0].column == "D"


@pytest.mark.parametrize("cells", ["3,,,", "B,,,", "X,,,", "nine,,,"])
def test_absent_and_an_entry_contradict_each_other(cells: str) -> None:
    plan = plan_of(f"{HEADER}\n{AVA},absent,{cells}\n")
    assert plan.changes == ()
    assert only_problem(plan, "row")[:2] == ("status and scores", "The file says absent, but 1 item has an entry.")


def test_the_same_word_in_status_and_cells_says_it_once() -> None:
    plan = plan_of(f"{HEADER}\n{AVA},absent,abs,abs,abs,abs\n")
    assert (plan.changes[0].status, plan.problems, plan.empty_cells) == ("absent", (), 4)


def test_absent_does_not_silently_cover_saved_scores() -> None:
    before = saved(11, (300, EMPTY, 100, EMPTY))
    plan = plan_of(f"{HEADER}\n{AVA},absent,,,,\n", saved=before)
    assert only_problem(plan, "row")[1] == "The file says absent, but 2 saved scores would stay."
    cleared = plan_of(f"{HEADER}\n{AVA},absent,clear,,clear,\n", saved=before)
    assert (cleared.changes[0].status, cleared.changes[0].cells) == ("absent", (EMPTY,) * 4)


@pytest.mark.parametrize("word", ["", "present"])
def test_scores_make_an_absent_student_scored(word: str) -> None:
    plan = plan_of(f"{HEADER}\n{AVA},{word},3,,,\n", saved=saved(11, (EMPTY,) * 4, "absent"))
    (change,) = plan.changes
    assert (change.status, change.before_status, plan.status_students) == ("scored", "absent", 1)


def test_present_without_scores_does_not_undo_absent() -> None:
    plan = plan_of(f"{HEADER}\n{AVA},present,,,,\n", saved=saved(11, (EMPTY,) * 4, "absent"))
    assert only_problem(plan, "row")[1] == "The file says present, but the row has no scores. Saved is absent."
    assert plan_of(f"{HEADER}\n{AVA},present,,,,\n").changes == ()


@pytest.mark.parametrize("word", ["abs", "Absent", "make-up", "excused", "exempt"])
def test_a_word_for_a_whole_paper_in_one_cell_is_asked_about(word: str) -> None:
    plan = plan_of(f"{HEADER}\n{AVA},,3,{word},D,2\n", saved=saved(11, (EMPTY, 100, EMPTY, EMPTY)))
    assert plan.changes[0].cells == (300, 100, 200, 200)
    kind, sentence, remedy = only_problem(plan, "cell")
    assert kind == "status word"
    assert sentence == f"“{word}” is a word for a whole paper, but it stands in the column of one item."
    assert "An empty cell would change nothing. The saved score, 1, stays." in remedy


def test_a_row_of_nothing_but_such_words_is_one_problem() -> None:
    plan = plan_of(f"{HEADER}\n{AVA},,abs,abs,abs,abs\n")
    assert only_problem(plan, "row")[2] == "Write absent in a column titled Status and leave the items empty."


def test_the_same_student_in_two_rows_that_differ() -> None:
    plan = plan_of(f"{HEADER}\n{AVA},,3,,,\n40712,,,,1,,,\n{AVA},,2,,,\n")
    assert [change.student_id for change in plan.changes] == [12]
    assert [(p.row, p.leaves_out) for p in plan.problems] == [(2, "row"), (4, "row")]
    assert plan.problems[0].sentence == "Rows 2 and 4 are both for Brooks, Ava and do not say the same."
    assert plan.problem_rows == 2


def test_the_same_row_twice_counts_once() -> None:
    plan = plan_of(f"{HEADER}\n{AVA},,3,,,\n{AVA},,3,,,\n")
    assert ([c.row for c in plan.changes], plan.problems, plan.new_cells) == ([2], (), 1)


def test_a_row_longer_than_the_header_is_not_read() -> None:
    plan = plan_of(f"{HEADER}\n40711,Brooks, Ava,Period 2,,3,1,D,2\n40712,,,,1,,,,,\n")
    assert [c.student_id for c in plan.changes] == [12]
    assert only_problem(plan, "row")[1].startswith("This row has 9 cells, but there are only 8 column titles")


def test_two_sections_are_told_apart_by_the_section_column() -> None:
    roster = [*ROSTER, RosterEntry(11, "40711", "Brooks, Ava", 4, "Period 4")]
    assert plan_of(f"{HEADER}\n40711,,period 4,,3,,,\n", roster=roster).changes[0].section_id == 4
    plan = plan_of(f"{HEADER}\n40711,,,,3,,,\n40712,,Period 2,,1,,,\n", roster=roster)
    assert [c.student_id for c in plan.changes] == [12]
    kind, sentence, remedy = only_problem(plan, "row")
    assert (kind, sentence) == ("two sections", "Brooks, Ava is in Period 2 and Period 4.")
    assert remedy == "Say which one these scores belong to, in a column titled Section."


def test_a_saved_result_keeps_its_section() -> None:
    roster = [*ROSTER, RosterEntry(11, "40711", "Brooks, Ava", 4, "Period 4")]
    before = saved(11, (EMPTY,) * 4, section_id=9)
    assert plan_of(f"{HEADER}\n40711,,Period 4,,3,,,\n", roster=roster, saved=before).changes[0].section_id == 9
    assert plan_of("id,1a\n40711,3\n", roster=roster, saved=before).changes[0].section_id == 9


def test_two_students_with_one_id_are_asked_about() -> None:
    roster = [*ROSTER, RosterEntry(99, "40711", "Roe, Bo", 4, "Period 4")]
    plan = plan_of("id,1a\n40711,3\n", roster=roster)
    sentence = "Brooks, Ava (Period 2) and Roe, Bo (Period 4) have the same ID, 40711."
    assert only_problem(plan, "row")[:2] == ("two students", sentence)
    assert plan_of(f"{HEADER}\n40711,,Period 4,,3,,,\n", roster=roster).changes[0].student_id == 99


def test_another_section_in_the_file_is_said_and_the_roster_decides() -> None:
    plan = plan_of(f"{HEADER}\n40711,,Period 4,,3,,,\n40712,,Period 2,,1,,,\n40713,,Elsewhere,,,,,\n")
    assert plan.changes[0].section_id == 2
    sentence = "The file has Brooks, Ava in “Period 4”, the roster in Period 2."
    assert only_problem(plan, "nothing")[:2] == ("other section", sentence)


def test_an_unknown_id_is_held_and_never_matched_by_name() -> None:
    plan = plan_of(f'{HEADER}\n99999,"Brooks, Ava",,,3,1,,\n')
    assert plan.changes == ()
    (row,) = plan.unmatched
    assert (row.row, row.shown_id, row.shown_name, row.scores) == (2, "99999", "Brooks, Ava", 2)
    assert row.sentence == "“99999” is not the ID of a student in these sections."
    assert row.near == (NearStudent(11, "40711", "Brooks, Ava", "the name is the same or nearly so", False),)
    assert row.remedy == "Brooks, Ava (ID 40711) is close and has no scores yet. We never match by guess."


@pytest.mark.parametrize(
    ("shown", "near"),
    [
        ("7", ["007"]),
        ("0040711", ["40711"]),
        ("40711.0", ["40711"]),
        ("S-14", ["s-14"]),
        ("s14", ["s-14"]),
        ("4.0711E+04", ["40711"]),
        ("4.07E+04", ["40711", "40712"]),
        ("4,07E+04", ["40711", "40712"]),
        ("4E+04", ["40711", "40712"]),
        ("4.08E+04", []),
        ("E+04", []),
        ("1E+99999", []),
        ("40719", []),
    ],
)
def test_ids_a_spreadsheet_has_changed_are_suggested_only(shown: str, near: list[str]) -> None:
    plan = plan_of(f'id,1a\n"{shown}",3\n')
    assert plan.changes == ()
    assert [student.local_id for student in plan.unmatched[0].near] == near


@pytest.mark.parametrize("name", ["Ava Brooks", "brooks ava", "Brooks, Eva", "Broks, Ava", "Brookss, Ava"])
def test_names_one_letter_apart_are_suggested(name: str) -> None:
    plan = plan_of(f'id,Name,1a\n,"{name}",3\n', saved=saved(11, (100,) * 4))
    (row,) = plan.unmatched
    assert [(s.student_id, s.has_scores) for s in row.near] == [(11, True)]
    assert row.sentence == f"This row has no student ID; the name is “{name}”."


def test_a_row_with_neither_id_nor_scores_is_nothing() -> None:
    plan = plan_of(f"{HEADER}\n{AVA},,3,,,\n,Printed on Monday,,,,,,\n")
    assert (plan.unmatched, plan.problems, plan.rows_read) == ((), (), 2)


def test_a_student_elsewhere_is_said_to_be_there() -> None:
    plan = plan_of("id,1a\n555,3\n", elsewhere={"555": "Imani Young is in Period 5 (Ms. Roe)."})
    assert plan.unmatched[0].sentence == "Imani Young is in Period 5 (Ms. Roe)."
    assert plan.unmatched[0].remedy == "Add the student to one of these sections first, or leave the row out."


def test_ids_kept_as_text_by_excel_are_ids() -> None:
    assert plan_of('id,1a\n"=""007""",3\n').changes[0].student_id == 13


def test_rows_that_are_no_students_are_counted_apart() -> None:
    plan = plan_of(f"{HEADER}\nPoints Possible,,,,3,1,2,5\n{AVA},,3,,,\nAverage,,,,3,,,\n")
    assert (plan.rows_read, plan.skipped_rows, len(plan.changes), plan.unmatched) == (3, 2, 1, ())


def test_a_mapping_that_is_not_ready_plans_nothing() -> None:
    plan = plan_of("id,1a,1a\n40711,1,2\n")
    assert (plan.changes, plan.new_cells) == ((), 0)
    assert only_problem(plan, "file")[0] == "two columns for one item"


def test_columns_beyond_z_have_two_letters() -> None:
    titles = ",".join(f"x{n}" for n in range(26))
    plan = plan_of(f"id,{titles},1a\n40711{',' * 26},9\n{'40712' + ',' * 26},1\n", item_columns={27: 1})
    assert plan.problems[0].column == "AB"


def test_the_digest_is_that_of_the_plan_and_of_nothing_else() -> None:
    one, same, other = (plan_of(f"{HEADER}\n{AVA},,{score},,,\n") for score in ("3", "3", "2"))
    assert one.digest() == same.digest() == ImportPlan.from_json(one.to_json()).digest()
    assert re.fullmatch("[0-9a-f]{64}", one.digest())
    assert one.digest() != other.digest()


def test_a_plan_of_another_format_is_refused() -> None:
    text = plan_of(f"{HEADER}\n{AVA},,3,,,\n").to_json()
    with pytest.raises(ValueError, match="another format"):
        ImportPlan.from_json(text.replace('"format":2', '"format":3'))


def test_what_does_not_belong_together_is_a_mistake_of_the_program() -> None:
    table = read_table(f"{HEADER}\n{AVA},,3,,,\n".encode(), "class.csv")
    mapping = guess_mapping(table, ITEMS, ROSTER)
    with pytest.raises(ValueError, match="number of items"):
        plan_import(table, mapping, items=ITEMS, roster=ROSTER, saved=saved(11, (1, 2)))
    with pytest.raises(ValueError, match="items this assessment"):
        plan_import(table, mapping, items=ITEMS[:2], roster=ROSTER, saved={})
    with pytest.raises(ValueError, match="without a gap"):
        plan_import(table, mapping, items=ITEMS[1:], roster=ROSTER, saved={})
    beyond = with_choices(mapping, table, ITEMS, ROSTER, status_column=40)
    with pytest.raises(ValueError, match="columns this table"):
        plan_import(table, beyond, items=ITEMS, roster=ROSTER, saved={})
