"""Titles and values to a mapping; a person's choices; what it says about itself."""

import pytest

from assessments.importing import (
    NO_COLUMN,
    ItemColumn,
    ItemSpec,
    Mapping,
    RosterEntry,
    SkippedRow,
    Table,
    guess_mapping,
    read_table,
    with_choices,
)
from tests.importing.class_file import HEADER, ITEMS, ROSTER

PLAIN_ITEMS = tuple(ItemSpec(n, label, 200) for n, label in enumerate(["b1", "b3.1", "b3.2"], start=1))


def table_of(text: str) -> Table:
    return read_table(text.encode(), "class.csv")


def guessed(text: str, items: tuple[ItemSpec, ...] = PLAIN_ITEMS, roster: tuple[RosterEntry, ...] = ROSTER) -> Mapping:
    return guess_mapping(table_of(text), items, roster)


@pytest.mark.parametrize(
    "title",
    ["student", "Student ID", "ID", "id", "SIS ID", "sis_id", "SIS User ID", "Local ID", "IDSTUD", "Number", "customid",
     "Student_Number", "StudentID", "STUDENT-ID", " Student  Number ", "Perm #"],
)  # fmt: skip
def test_the_column_of_ids_is_known_by_its_title(title: str) -> None:
    mapping = guessed(f"x,{title},b1\n,unknown,1\n")
    assert mapping.student_column == 1
    assert mapping.is_ready


def test_of_two_titles_the_one_with_more_ids_of_the_roster_wins() -> None:
    assert guessed("Student ID,SIS ID,b1\n9,40711,1\n40712,40712,1\n8,007,1\n").student_column == 1


def test_ids_under_another_title_are_found_by_their_values() -> None:
    assert guessed("Lernende,Klasse,b1\n40711,x,1\n40712,x,1\n").student_column == 0


def test_scores_that_happen_to_be_ids_are_not_taken_for_the_ids() -> None:
    roster = tuple(RosterEntry(n, str(n), f"Name {n}", 2, "Period 2") for n in range(4))
    mapping = guessed("Kind,Total,b1\na,1,1\nb,1,0\nc,1,1\nd,2,0\n", roster=roster)
    assert mapping.student_column is None


@pytest.mark.parametrize(
    ("titles", "positions"),
    [
        ("b1,b3.1,b3.2", {1: 1, 2: 2, 3: 3}),
        ("B1, B3.1 ,b 3.2", {1: 1, 2: 2, 3: 3}),
        ("b3.2,total,B_1", {1: 3, 3: 1}),
        ("1,2,3", {1: 1, 2: 2, 3: 3}),
        ("Q1,q 2,Q.3", {1: 1, 2: 2, 3: 3}),
        ("Item 1,item_3,ITEM2", {1: 1, 2: 3, 3: 2}),
        ("Question 1,Question 02,question 3", {1: 1, 2: 2, 3: 3}),
        ("Q. 1 /0.79,Q. 2 /0.26,3: Title (5.0 pts)", {1: 1, 2: 2, 3: 3}),
        ("b1 (2),b3.1 /2,b3.2 [4]", {1: 1, 2: 2, 3: 3}),
        ("Points1,Stu1,Points2", {1: 1, 3: 2}),
        ("b1,Q2,3", {1: 1}),
        ("4,0,Q9", {}),
    ],
)
def test_items_are_known_by_label_or_by_number(titles: str, positions: dict[int, int]) -> None:
    assert guessed(f"id,{titles}\n40711,1,1,1\n").position_of_column == positions


def test_numbers_mean_labels_once_a_label_is_a_number() -> None:
    items = tuple(ItemSpec(n, label, 200) for n, label in enumerate(["1", "2", "4"], start=1))
    assert guessed("id,Q4,3,Item 1\n40711,1,1,1\n", items).position_of_column == {1: 3, 3: 1}


def test_labels_that_differ_only_by_case_are_told_apart() -> None:
    items = (ItemSpec(1, "1a", 100), ItemSpec(2, "1A", 100))
    assert guessed("id,1A,1a\n40711,1,1\n", items).position_of_column == {1: 2, 2: 1}


def test_names_section_and_status_have_their_columns() -> None:
    mapping = guessed("Last Name,First Name,id,Class,Section,Status,b1\nRoe,Bo,40711,z,period 2,present,1\n")
    assert (mapping.name_columns, mapping.section_column, mapping.status_column) == ((0, 1), 4, 5)


def test_a_section_column_that_names_none_of_our_sections_is_not_used() -> None:
    mapping = guessed("id,Section,b1\n40711,A,1\n")
    assert mapping.section_column is None
    assert mapping.ignored_columns == (1,)


def test_points_keys_averages_and_test_students_are_no_students() -> None:
    mapping = guessed(
        "Student,ID,b1,b3.1,b3.2\n    Points Possible,,2.00,2,(read only)\nKey,,1,1,1\n"
        '"Max, Kim",,1,1,1\n"Brooks, Ava",40711,1,1,1\n"Student, Test",,1,0,1\nOverall average,,1,1,1\n'
    )
    assert mapping.student_column == 1
    assert mapping.skipped_rows == (
        SkippedRow(2, "max points"),
        SkippedRow(3, "answer key"),
        SkippedRow(6, "test student"),
        SkippedRow(7, "summary"),
    )


def test_a_student_whose_id_is_such_a_word_is_still_a_student() -> None:
    roster = (RosterEntry(1, "max", "Max", 2, "Period 2"),)
    assert guessed("id,b1\nmax,1\nmean,1\n", roster=roster).skipped_rows == (SkippedRow(3, "summary"),)


def test_other_max_points_are_said() -> None:
    mapping = guessed("id,b1,b3.1\nmax points,2,3\n40711,1,1\n")
    said = [p for p in mapping.problems if p.kind == "max points differ"]
    assert [p.sentence for p in said] == ["Row 2 gives item b3.1 3 points; here it has 2."]
    assert said[0].columns == ("C",)


@pytest.mark.parametrize(
    ("text", "kind", "sentence", "stops"),
    [
        ("child,b1\nx,1\n", "no student column", "No column of this file has the student IDs.", True),
        ("id,total\n40711,1\n", "no item columns", "No column title names an item of this assessment.", True),
        ("id,b1,B1\n40711,1,1\n", "two columns for one item", "Columns B (b1) and C (B1) are both for item b1.", True),
        ("id,b1,total\n40711,1,1\n", "columns ignored", "1 column is not used: C (total).", False),
        ("id,b1\n40711,1\n", "items without a column", "The file has no column for items b3.1 and b3.2.", False),
    ],
)  # fmt: skip
def test_problems_of_a_mapping(text: str, kind: str, sentence: str, stops: bool) -> None:
    mapping = guessed(text)
    problem = next(p for p in mapping.problems if p.kind == kind)
    assert problem.sentence.startswith(sentence)
    assert problem.stops is stops
    assert mapping.is_ready is not stops


@pytest.mark.parametrize(
    ("column_cells", "other_cells", "holds"),
    [
        (["2", "0", "B"], ["", "", ""], "points"),
        (["A", "D", "B"], ["", "", ""], "answers"),
        (["A", "2", "B"], ["", "", ""], "mixed"),
        (["A", "2", "1"], ["", "", ""], "mixed"),
        (["B", "B", "B"], ["", "", ""], "answers"),
        (["B", "B", "B"], ["2", "0", "2"], "points"),
        (["B", "B", "B"], ["A", "C", "A"], "answers"),
        (["BD", "", "-"], ["", "", ""], "answers"),
    ],
)
def test_a_column_of_a_choice_item_has_points_or_answers(
    column_cells: list[str], other_cells: list[str], holds: str
) -> None:
    items = tuple(ItemSpec(n, f"c{n}", 200, key="D", options="ABCDE") for n in (1, 2))
    rows = zip(["40711", "40712", "007"], column_cells, other_cells, strict=True)
    text = "id,c1,c2\n" + "".join(f"{','.join(row)}\n" for row in rows)
    assert guessed(text, items).item_columns[0] == ItemColumn(1, 1, holds)


@pytest.mark.parametrize(("values", "holds"), [(["1", "4", "2"], "answers"), (["1", "0", "1"], "points")])
def test_digits_are_answers_only_where_points_cannot_be(values: list[str], holds: str) -> None:
    items = (ItemSpec(1, "c1", 100, key="3", options="1234"),)
    text = "id,c1\n" + "".join(f"{i},{v}\n" for i, v in zip(["40711", "40712", "007"], values, strict=True))
    assert guessed(text, items).item_columns[0].holds == holds


def test_a_person_chooses_otherwise() -> None:
    table = table_of("a,b,c,d,e\nxyz,40711,1,2,absent\n")
    first = guess_mapping(table, PLAIN_ITEMS, ROSTER)
    assert not first.is_ready
    chosen = with_choices(
        first,
        table,
        PLAIN_ITEMS,
        ROSTER,
        student_column=1,
        name_columns=[0],
        status_column=4,
        item_columns={2: 3, 3: 1},
        empty_means="blank",
    )
    assert chosen.is_ready
    assert (chosen.student_column, chosen.name_columns, chosen.status_column, chosen.empty_means) == (
        1,
        (0,),
        4,
        "blank",
    )
    assert chosen.position_of_column == {2: 3, 3: 1}
    again = with_choices(chosen, table, PLAIN_ITEMS, ROSTER, status_column=NO_COLUMN)
    assert (again.status_column, again.student_column, again.ignored_columns) == (None, 1, (4,))


def test_one_column_for_two_things_stops() -> None:
    table = table_of("id,b1,b3.1\n40711,1,1\n")
    chosen = with_choices(guess_mapping(table, PLAIN_ITEMS, ROSTER), table, PLAIN_ITEMS, ROSTER, status_column=1)
    assert [p.kind for p in chosen.problems if p.stops] == ["one column used twice"]


def test_a_chosen_holding_stays_when_other_things_are_chosen() -> None:
    table = table_of(f"{HEADER}\n40711,,,,1,1,B,1\n")
    mapping = with_choices(guess_mapping(table, ITEMS, ROSTER), table, ITEMS, ROSTER, holds={6: "points"})
    later = with_choices(mapping, table, ITEMS, ROSTER, empty_means="not_given")
    assert {c.column: c.holds for c in later.item_columns}[6] == "points"


def test_json_and_back() -> None:
    mapping = guessed("Student,ID,Section,b1,b1,x\nPoints Possible,,,1,1,1\nAva,40711,Period 2,1,1,1\n")
    assert mapping.problems
    assert mapping.skipped_rows
    assert Mapping.from_json(mapping.to_json()) == mapping


def test_an_average_at_the_foot_says_nothing_about_a_column_of_answers() -> None:
    items = (ItemSpec(1, "1", 100, "C", "ABCD"), ItemSpec(2, "2", 100, "A", "ABCD"))
    roster = [RosterEntry(n, f"10{n}", f"Student {n}", 1, "Period 1") for n in range(1, 4)]
    content = b"Student ID,1,2\n101,C,A\n102,D,A\n103,C,B\nClass mean,0.7,0.7\n"
    mapping = guess_mapping(read_table(content, "scores.csv"), items, roster)
    assert [column.holds for column in mapping.item_columns] == ["answers", "answers"]
