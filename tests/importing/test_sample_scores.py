"""Every score file of the shared samples, by name: what it is known as, and what is counted in it.

The folder is listed, so a new file fails until it has a line here.
"""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from assessments.cells import BLANK, points_text
from assessments.importing import (
    ImportPlan,
    ItemSpec,
    Mapping,
    RosterEntry,
    Table,
    guess_mapping,
    plan_import,
    read_table,
    versions_in,
    with_choices,
)
from assessments.importing.profiles import PROFILES
from tests.importing.class_file import SAMPLES

SCORES = SAMPLES / "scores"
ZIPGRADE = "zipgrade/full-format-30-items.csv"
QUIZ = "canvas/quiz-student-analysis.csv"


@dataclass(frozen=True)
class Known:
    """``items`` is how many the CFA has; ``skipped`` counts the rows that are no students, by why."""

    profile: str
    rows: int
    columns: int
    students: int
    items: int = 5
    mapped: int = 0
    header_row: int = 1
    skipped: dict[str, int] = field(default_factory=dict)
    id_title: str = ""


FILES = {
    "assessment-vendors/access--2021_to_2025_sample_anonymized_file_ACCESS.csv": Known(
        "generic", 5, 166, 5, id_title="District Student ID"
    ),
    "assessment-vendors/cmas--sample_anonymized_file.csv": Known(
        "generic", 5, 161, 5, id_title="LocalStudentIdentifier"
    ),
    "assessment-vendors/dibels_8_benchmark--sample_anonymized_file.csv": Known(
        "generic", 5, 105, 5, id_title="Student Primary ID"
    ),
    "assessment-vendors/fastbridge_cbmmath--sample_anonymized_file_cbmm_auto.csv": Known(
        "generic", 5, 316, 5, id_title="Local ID"
    ),
    "assessment-vendors/fountas_and_pinnell--sample_anonymized_file_FnP.csv": Known(
        "generic", 10, 29, 10, id_title="StudentID"
    ),
    "assessment-vendors/i-ready--sample_anonymized_file_ela.csv": Known("generic", 5, 65, 2, id_title="Student ID"),
    "assessment-vendors/istation--sample_anonymized_file.csv": Known("generic", 5, 81, 5, id_title="STUDENT_ID"),
    "assessment-vendors/map_growth--sample_anonymized_file.csv": Known("generic", 7, 143, 6, id_title="StudentID"),
    "assessment-vendors/staar_interim--sample_anonymized_file.csv": Known(
        "response-strings", 5, 85, 5, items=22, mapped=22, id_title="LOCAL-STUDENT-ID"
    ),
    "assessment-vendors/star--SR_Dashboard_Standards_v2_sample_anonymized_file.csv": Known(
        "generic", 5, 21, 5, id_title="StudentIdentifier"
    ),
    "assessment-vendors/star--SR_sample_anonymized_file.csv": Known("generic", 5, 126, 5, id_title="StudentIdentifier"),
    "assessment-vendors/template_bundle--sample_anonymized_file.csv": Known("generic", 5, 15, 5, id_title="studentId"),
    "canvas/course-roster.csv": Known("generic", 10, 3, 10, id_title="Student ID"),
    "canvas/gradebook.csv": Known(
        "canvas-gradebook", 11, 38, 9, items=1, id_title="SIS User ID", skipped={"max points": 1, "test student": 1}
    ),
    QUIZ: Known("canvas-quiz", 13, 19, 8, items=6, id_title="sis_id", skipped={"another attempt": 5}),
    "contoso-marks/studentsectionmark.csv": Known("generic", 1044, 11, 99, id_title="student_id"),
    "gradescope/gs_demo.csv": Known("gradescope-course", 10, 44, 10, items=1, id_title="SID"),
    "gradescope/simple_syllabus_data.csv": Known("gradescope-course", 5, 20, 5, items=1, id_title="SID"),
    "kahoot/report-lecture-1.xlsx": Known(
        "kahoot-totals", 5, 5, 5, items=1, mapped=1, header_row=3, id_title="Player"
    ),
    "moodle/gradebook-export.csv": Known("moodle-gradebook", 2, 10, 2, items=1, id_title="Email address"),
    "moodle/grades-quiz-1.csv": Known(
        "moodle-grades", 27, 18, 26, items=8, mapped=8, id_title="Email address", skipped={"summary": 1}
    ),
    "moodle/responses-quiz-1.csv": Known("moodle-responses", 26, 12, 26, items=2, id_title="Email address"),
    ZIPGRADE: Known("zipgrade-full", 73, 132, 73, items=30, mapped=30, id_title="StudentID"),
}  # fmt: skip


def plain_items(count: int, most: int = 100) -> list[ItemSpec]:
    return [ItemSpec(n, f"Item {n}", most * 100) for n in range(1, count + 1)]


QUIZ_ITEMS = [
    *plain_items(3),
    ItemSpec(4, "4", 100, "ABC", "ABCDE"),
    ItemSpec(5, "5", 100, "D", "ABCD"),
    *plain_items(6)[5:],
]


def content_of(name: str) -> bytes:
    path = SCORES / name
    if not path.exists():
        pytest.skip(f"the shared sample scores/{name} is not here")
    return path.read_bytes()


def table_of(name: str) -> Table:
    return read_table(content_of(name), name)


def roster_of(table: Table, mapping: Mapping) -> list[RosterEntry]:
    """Everybody in the file, each once: what a class would be that all wrote it."""
    skipped = {row.row for row in mapping.skipped_rows}
    ids = dict.fromkeys(
        row.cell(mapping.student_column or 0) for row in table.rows if row.number not in skipped
    )  # fmt: skip
    return [RosterEntry(n, local_id, f"Student {n}", 1, "All") for n, local_id in enumerate(ids, start=1)]


def plan_of_sample(name: str, items: list[ItemSpec], **choices: Any) -> tuple[Table, Mapping, ImportPlan]:
    """Read, guess, choose, plan: for a class of everybody in the file."""
    table = table_of(name)
    roster = roster_of(table, guess_mapping(table, items, []))
    mapping = guess_mapping(table, items, roster)
    if choices:
        mapping = with_choices(mapping, table, items, roster, **choices)
    return table, mapping, plan_import(table, mapping, items=items, roster=roster, saved={})


def test_every_file_has_its_line() -> None:
    if not SCORES.exists():
        pytest.skip("the shared samples are not here")
    assert {path.relative_to(SCORES).as_posix() for path in SCORES.rglob("*") if path.is_file()} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_known_and_counted(name: str) -> None:
    known = FILES[name]
    table, mapping, plan = plan_of_sample(name, plain_items(known.items))
    skipped = Counter(row.why for row in mapping.skipped_rows)
    students = {row.cell(mapping.student_column or 0) for row in table.rows} - {
        table.rows[at].cell(mapping.student_column or 0)
        for at, row in enumerate(table.rows)
        if any(s.row == row.number and s.why != "another attempt" for s in mapping.skipped_rows)
    }
    assert (mapping.profile, table.header_number, len(table.rows), table.width_in_file) == (
        known.profile,
        known.header_row,
        known.rows,
        known.columns,
    )
    assert (len(students), dict(skipped), len(mapping.item_columns)) == (known.students, known.skipped, known.mapped)
    assert (table.header[mapping.student_column] if mapping.student_column is not None else "") == known.id_title
    assert mapping.profile in PROFILES
    assert Mapping.from_json(mapping.to_json()) == mapping
    assert ImportPlan.from_json(plan.to_json()) == plan
    if not mapping.is_ready:
        assert not plan.changes
        assert all(problem.leaves_out == "file" for problem in plan.problems)


def test_a_file_under_another_name_is_the_same_file() -> None:
    content = content_of("kahoot/report-lecture-1.xlsx")
    assert read_table(content, "scores.csv") == read_table(content, "report-lecture-1.xlsx")
    text = content_of(ZIPGRADE)
    assert read_table(text, "scores.xlsx") == read_table(text, "full-format-30-items.csv")


def zipgrade_items(table: Table, version: str) -> list[ItemSpec]:
    """The items of one key version: its printed keys, one point each."""
    row = next(row for row in table.rows if row.cell(11) == version)
    return [ItemSpec(n, str(n), 100, row.cell(12 + 4 * (n - 1) + 1), "ABCD") for n in range(1, 31)]


def test_zipgrade_two_key_versions_are_never_pooled_by_themselves() -> None:
    table, mapping, plan = plan_of_sample(ZIPGRADE, plain_items(30))
    assert versions_in(table, mapping.version_column) == {"1": 38, "2": 35}
    assert [problem.kind for problem in mapping.problems if problem.stops] == ["key versions"]
    assert (plan.changes, plan.problems[0].kind) == ((), "key versions")


@pytest.mark.parametrize(("version", "papers"), [("1", 38), ("2", 35)])
def test_zipgrade_the_version_whose_key_is_the_key_here_is_taken(version: str, papers: int) -> None:
    table = table_of(ZIPGRADE)
    items = zipgrade_items(table, version)
    _table, mapping, plan = plan_of_sample(ZIPGRADE, items)
    assert [taken.version for taken in mapping.versions] == [version]
    assert {column.holds for column in mapping.item_columns} == {"answers"}
    assert (len(plan.changes), {p.kind for p in plan.problems}) == (papers, {"other key version"})
    assert len(plan.problems) == 73 - papers
    earned = {row.number: row.cell(6) for row in table.rows}
    assert all(points_text(sum(c for c in change.cells if c > 0)) == earned[change.row] for change in plan.changes)


def test_zipgrade_blank_answers_are_blank_unless_they_were_given_points() -> None:
    table = table_of(ZIPGRADE)
    blank = given = 0
    for version in ("1", "2"):
        _table, _mapping, plan = plan_of_sample(ZIPGRADE, zipgrade_items(table, version))
        cells = [
            pair for change in plan.changes for pair in zip(change.cells, change.answers, strict=True) if not pair[1]
        ]
        blank += sum(cell == BLANK for cell, _answer in cells)
        given += sum(cell == 100 for cell, _answer in cells)
    # Of the 7 empty answers 5 were given the point by hand, and keep it.
    assert (blank, given) == (2, 5)


def test_zipgrade_both_versions_by_a_map_are_the_sum_of_their_points() -> None:
    table = table_of(ZIPGRADE)
    points = {n: 12 + 4 * (n - 1) + 2 for n in range(1, 31)}
    turned = {points[n]: 31 - n for n in points}
    _table, mapping, plan = plan_of_sample(ZIPGRADE, plain_items(30, most=1), versions={"1": {}, "2": turned})
    assert mapping.is_ready
    assert (len(plan.changes), plan.problems) == (73, ())
    by_row = {row.number: row for row in table.rows}
    for change in plan.changes:
        row = by_row[change.row]
        assert Decimal(sum(change.cells)) / 100 == Decimal(row.cell(6))
        first = row.cell(points[1]) if row.cell(11) == "1" else row.cell(points[30])
        assert points_text(change.cells[0]) == first


def test_zipgrade_another_key_is_said() -> None:
    table = table_of(ZIPGRADE)
    items = zipgrade_items(table, "1")
    wrong = [*items[:4], ItemSpec(5, "5", 100, "A", "ABCD"), *items[5:]]
    roster = roster_of(table, guess_mapping(table, wrong, []))
    mapping = guess_mapping(table, wrong, roster)
    assert [problem.kind for problem in mapping.problems if problem.stops] == ["key versions"]
    mapping = with_choices(mapping, table, wrong, roster, versions={"1": {}})
    said = [problem.sentence for problem in mapping.problems if problem.kind == "scored otherwise"]
    assert len(said) == 1
    assert said[0].startswith("By the key here some answers earn other points than the file gives them: item 5 (")


@pytest.mark.parametrize(
    ("rule", "attempt"), [("first", {"49234574": "1", "49234720": "1"}), ("last", {"49234574": "2", "49234720": "2"})]
)
def test_canvas_quiz_attempts_fold_to_one_a_student(rule: str, attempt: dict[str, str]) -> None:
    table, mapping, plan = plan_of_sample(QUIZ, QUIZ_ITEMS, attempt_rule=rule)
    assert (plan.skipped_rows, plan.unmatched) == (5, ())
    left = {row.row for row in mapping.skipped_rows}
    taken = {row.cell(1): row.cell(3) for row in table.rows if row.number not in left}
    assert len(taken) == 8
    assert attempt.items() <= taken.items()


def test_canvas_quiz_letters_are_answers_where_the_item_has_options() -> None:
    table, mapping, plan = plan_of_sample(QUIZ, QUIZ_ITEMS)
    assert [(c.position, c.holds) for c in mapping.item_columns if c.holds == "answers"] == [
        (4, "answers"),
        (5, "answers"),
    ]
    house = next(change for change in plan.changes if change.row == table.rows[0].number)
    assert (house.answers[3], house.cells[3], house.answers[4], house.cells[4]) == ("CDE", 0, "D", 100)
    said = [problem.sentence for problem in mapping.problems if problem.kind == "worth nothing"]
    assert said == ["6 questions give 0 points in Canvas, so their points are not taken."]


def test_a_gradebook_offers_its_assignments_and_none_of_its_totals() -> None:
    table = table_of("canvas/gradebook.csv")
    layout = PROFILES["canvas-gradebook"].layout
    assert layout is not None
    wholes = layout(table).wholes
    assert [whole.title for whole in wholes] == [
        "HW 1", "HW 2", "HW 3", "HW 4", "Q1", "Q2", "MT1", "MT2", "final exam"
    ]  # fmt: skip
    assert len(table.header) - 5 - len(wholes) == 24
    _table, mapping, plan = plan_of_sample("canvas/gradebook.csv", [ItemSpec(1, "Total", 5000)], item_columns={11: 1})
    assert mapping.is_ready
    assert (len(plan.changes), plan.problems) == (9, ())


def test_a_gradebook_says_that_it_has_whole_assignments_only() -> None:
    _table, mapping, _plan = plan_of_sample("gradescope/gs_demo.csv", plain_items(20))
    said = next(problem for problem in mapping.problems if problem.stops)
    assert said.sentence.startswith(
        "This looks like Gradescope, course grades, with one score for each of 10 assignments"
    )
    assert said.remedy == "This CFA has 20 items: upload a file with a column for each."


def test_answers_in_one_cell_are_read_by_their_place() -> None:
    items = [ItemSpec(n, str(n), 100, "D" if n in (2, 3) else "", "ABCD" if n in (2, 3) else "") for n in range(1, 23)]
    items[18] = ItemSpec(19, "19", 200)
    name = "assessment-vendors/staar_interim--sample_anonymized_file.csv"
    table, mapping, plan = plan_of_sample(name, items)
    assert {c.position: c.holds for c in mapping.item_columns}[2] == "answers"
    first = plan.changes[0]
    # CDD  CACDBDBA DCAA DDC beside 1101110010011000002100: by the key here item 3 would be right.
    assert first.answers[:3] == ("", "D", "D")
    assert [points_text(cell) for cell in first.cells] == list("1101110010011000002100")
    assert {problem.kind for problem in mapping.problems} >= {"scored otherwise"}
    assert table.letters(mapping.item_columns[0].column) in ("AU", "AY")


def test_kahoot_players_are_held_and_their_speed_is_not_read() -> None:
    table = table_of("kahoot/report-lecture-1.xlsx")
    items = [ItemSpec(1, "Total", 3000)]
    class_list = [RosterEntry(1, "40711", "Brooks, Ava", 1, "Period 1")]
    mapping = guess_mapping(table, items, class_list)
    plan = plan_import(table, mapping, items=items, roster=class_list, saved={})
    assert (plan.changes, len(plan.unmatched)) == ((), 5)
    assert table.header[mapping.item_columns[0].column] == "Correct Answers"
    assert (table.sheet, table.other_sheets) == ("Final Scores", ("Overview",))


def test_moodle_what_nobody_has_graded_is_not_a_zero() -> None:
    table = table_of("moodle/grades-quiz-1.csv")
    assert table.rows[-1].cell(0) == "Overall average"
    _table, _mapping, plan = plan_of_sample(
        "moodle/grades-quiz-1.csv", [ItemSpec(n, f"Q{n}", 237) for n in range(1, 9)]
    )
    assert (len(plan.changes), plan.problems) == (26, ())
    sums = {row.number: row.cell(9) for row in table.rows}
    for change in plan.changes:
        # Moodle rounds each question and the sum apart from one another.
        assert abs(Decimal(sum(change.cells)) / 100 - Decimal(sums[change.row])) <= Decimal("0.05")
