"""One cell: points, a code, an answer, or a question back that leaves it out."""

import pytest

from assessments.cells import BLANK, EMPTY, EXEMPT, NOT_REACHED
from assessments.importing import ItemSpec, guess_mapping, read_table
from tests.importing.class_file import plan_of_cell

THREE = ItemSpec(1, "8", 300)
ONE = ItemSpec(1, "8", 100)
CHOICE = ItemSpec(1, "8", 200, key="D", options="ABCDE")
SEVERAL = ItemSpec(1, "8", 200, key="BD", options="ABCDE")
EITHER = ItemSpec(1, "8", 200, key="B|AC", options="ABCDE")
KEYED = ItemSpec(1, "8", 200, key="C")
KEYLESS = ItemSpec(1, "8", 200, options="ABCDE")
DIGITS = ItemSpec(1, "8", 100, key="3", options="1234")


@pytest.mark.parametrize(
    ("text", "item", "cell"),
    [
        ("0", THREE, 0),
        ("3", THREE, 300),
        ("3.0", THREE, 300),
        ("03", THREE, 300),
        ("1.5", THREE, 150),
        (".25", THREE, 25),
        ("2.", THREE, 200),
        ("1.500", THREE, 150),
        ("2.75", THREE, 275),
        (" 2 ", THREE, 200),
        ("80%", THREE, 240),
        ("100 %", THREE, 300),
        ("0%", THREE, 0),
        ("2 / 3", THREE, 200),
        ("2.50/3.00", THREE, 250),
        ("B", THREE, BLANK),
        ("b", THREE, BLANK),
        ("n", THREE, NOT_REACHED),
        ("X", THREE, EXEMPT),
        ("EX", THREE, EXEMPT),
        ("-", THREE, BLANK),
        ("–", THREE, BLANK),
        ("Blank", THREE, BLANK),
        ("not reached", THREE, NOT_REACHED),
        ("'-", THREE, BLANK),
    ],
)
def test_points_and_codes(text: str, item: ItemSpec, cell: int) -> None:
    plan = plan_of_cell(text, item)
    assert plan.problems == ()
    assert (plan.changes[0].cells, plan.changes[0].answers) == ((cell,), ("",))


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_decimal_comma_is_plain_where_commas_do_not_separate(delimiter: str) -> None:
    assert plan_of_cell("1,5", THREE, delimiter=delimiter).changes[0].cells == (150,)
    assert plan_of_cell("1,5 / 3", THREE, delimiter=delimiter).changes[0].cells == (150,)


@pytest.mark.parametrize(
    ("text", "item", "cell", "answer"),
    [
        ("D", CHOICE, 200, "D"),
        ("d", CHOICE, 200, "D"),
        ("A", CHOICE, 0, "A"),
        ("B", CHOICE, 0, "B"),
        ("DB", CHOICE, 0, "BD"),
        ("-", CHOICE, BLANK, ""),
        ("blank", CHOICE, BLANK, ""),
        ("N", CHOICE, NOT_REACHED, ""),
        ("X", CHOICE, EXEMPT, ""),
        ("ex", CHOICE, EXEMPT, ""),
        ("BD", SEVERAL, 200, "BD"),
        ("D, B", SEVERAL, 200, "BD"),
        ("b&d", SEVERAL, 200, "BD"),
        ("B", SEVERAL, 0, "B"),
        ("BDE", SEVERAL, 0, "BDE"),
        ("B", EITHER, 200, "B"),
        ("CA", EITHER, 200, "AC"),
        ("C", EITHER, 0, "C"),
        ("C", KEYED, 200, "C"),
        ("B", KEYED, 0, "B"),
        ("4", DIGITS, 0, "4"),
    ],
)
def test_answers_are_scored_by_the_key_and_kept(text: str, item: ItemSpec, cell: int, answer: str) -> None:
    plan = plan_of_cell(text, item)
    assert plan.problems == ()
    assert (plan.changes[0].cells, plan.changes[0].answers) == ((cell,), (answer,))


def test_digits_chosen_as_answers() -> None:
    assert plan_of_cell("3", DIGITS, holds={1: "answers"}).changes[0].answers == ("3",)
    assert plan_of_cell("1", DIGITS, holds={1: "points"}).changes[0].cells == (100,)
    assert plan_of_cell("1", DIGITS, holds={1: "points"}).changes[0].answers == ("",)


@pytest.mark.parametrize(
    ("text", "item", "kind", "sentence", "remedy"),
    [
        ("4", THREE, "above max", "“4” is more than the 3 points of this item.", "Fix the sheet"),
        ("2", ONE, "above max", "“2” is more than the 1 point of this item.", "Fix the sheet"),
        ("120%", THREE, "above max", "“120%” is more than the 3 points of this item.", "Fix the sheet"),
        ("9" * 12, THREE, "above max", f"“{'9' * 12}” is more than", "Fix the sheet"),
        ("9" * 50, THREE, "not a score", f"“{'9' * 50}” is not a score.", "Write points from 0 to 3"),
        ("-1", THREE, "negative", "“-1” is less than zero.", "Scores begin at 0."),
        ("−2", THREE, "negative", "“−2” is less than zero.", "Scores begin at 0."),
        ("1.255", THREE, "too many decimals", "“1.255” has more than two decimals.", "Round it"),
        ("33.33%", ONE, "too many decimals", "“33.33%” has more than two decimals.", "Round it"),
        ("1,5", THREE, "decimal comma", "“1,5” could mean 1.5 or 15.", "If it is 1.5, write it with a point."),
        ("4 / 5", THREE, "other max", "“4 / 5” is out of 5, but this item has 3.", "Write the points alone"),
        ("=1+1", THREE, "formula", "“=1+1” is a formula, not a score.", "Replace it by its value"),
        ("+2", THREE, "formula", "“+2” is a formula, not a score.", "Replace it by its value"),
        ("@SUM(A1)", THREE, "formula", "“@SUM(A1)” is a formula, not a score.", "Replace it by its value"),
        ("N/A", THREE, "not applicable", "“N/A” could mean not given", "Write X if"),
        ("#N/A", THREE, "not applicable", "“#N/A” could mean not given", "Write X if"),
        ("good", THREE, "not a score", "“good” is not a score.", "B for blank, N for not reached or X for not given."),
        ("1e2", THREE, "not a score", "“1e2” is not a score.", "Write points from 0 to 3"),
        ("٣", THREE, "not a score", "“٣” is not a score.", "Write points from 0 to 3"),
        ("A", THREE, "not a score", "“A” is not a score.", "Write points from 0 to 3"),
        ("F", CHOICE, "not a score", "“F” is not a score.", "or an answer made of ABCDE."),
        ("BB", SEVERAL, "not a score", "“BB” is not a score.", "or an answer made of ABCDE."),
        ("A", KEYLESS, "no key", "“A” is an answer, but item 8 has no key yet.", "Add the key"),
    ],
)
def test_what_cannot_be_read_is_asked_about_and_left_out(
    text: str, item: ItemSpec, kind: str, sentence: str, remedy: str
) -> None:
    plan = plan_of_cell(text, item, before=100)
    assert plan.changes == ()
    (problem,) = plan.problems
    assert (problem.kind, problem.leaves_out) == (kind, "cell")
    assert problem.sentence.startswith(sentence)
    assert remedy in problem.remedy
    assert problem.remedy.endswith("The saved score, 1, stays.")
    where = (problem.row, problem.column, problem.title, problem.student, problem.position, problem.student_id)
    assert where == (2, "B", "8", "Brooks, Ava", 1, 11)


def test_nothing_is_said_of_a_saved_score_where_there_is_none() -> None:
    assert "stays" not in plan_of_cell("4", THREE, before=EMPTY).problems[0].remedy
    assert plan_of_cell("4", THREE, before=BLANK).problems[0].remedy.endswith("The saved entry, B, stays.")


@pytest.mark.parametrize(("text", "suggestion"), [("1,5", "1.5"), ("1.255", "1.26"), ("N/A", "X"), ("4", "")])
def test_what_it_may_have_meant_is_offered(text: str, suggestion: str) -> None:
    assert plan_of_cell(text, THREE).problems[0].suggestion == suggestion


@pytest.mark.parametrize(("stray", "points"), [("7", 100), ("1", 100), ("7", 1000), ("1.5", 1000), ("50%", 100)])
def test_a_number_among_answers_is_a_slip_and_makes_no_points(stray: str, points: int) -> None:
    item = ItemSpec(1, "8", points, key="C", options="ABCD")
    (problem,) = plan_of_cell(stray, item, holds={1: "answers"}).problems
    assert (problem.kind, problem.row, problem.column, problem.value) == ("number among answers", 2, "B", stray)
    assert problem.sentence == f"“{stray}” is a number, but this column has the answers A, B, C, D."
    assert problem.remedy.startswith("Write the letter that was chosen.")


def test_one_stray_number_does_not_make_every_letter_of_its_column_a_question() -> None:
    item = ItemSpec(1, "8", 100, key="B", options="ABCD")
    table = read_table(b"Student ID,8\n40711,B\n40712,7\n007,A\n40713,B\n40714,C\n40715,B\n", "scores.csv")
    mapping = guess_mapping(table, [item], [])
    assert [column.holds for column in mapping.item_columns] == ["answers"]


def test_a_letter_that_is_code_and_option_is_asked_about_in_a_mixed_column() -> None:
    (problem,) = plan_of_cell("B", CHOICE, holds={1: "mixed"}).problems
    assert problem.sentence == "“B” could mean blank or the answer B: this column has both points and answers."
    assert plan_of_cell("C", CHOICE, holds={1: "mixed"}).changes[0].answers == ("C",)
    assert plan_of_cell("B", CHOICE, holds={1: "points"}).changes[0].cells == (BLANK,)
    (problem,) = plan_of_cell("C", CHOICE, holds={1: "points"}).problems
    assert problem.sentence == "“C” is an answer, but this column is read as points."
