"""Real files, read in place: every score arrives as it stands in the file."""

import csv
from pathlib import Path
from typing import Any

import pytest

from assessments.cells import EXEMPT, points_text
from assessments.importing import (
    ImportPlan,
    ItemSpec,
    Mapping,
    RosterEntry,
    SkippedRow,
    Table,
    guess_mapping,
    plan_import,
    read_table,
    with_choices,
)
from tests.importing.class_file import SAMPLES


def sample(path: str) -> Path:
    found = SAMPLES / path
    if not found.exists():
        pytest.skip(f"the shared sample {path} is not here")
    return found


def records(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def planned(
    path: Path, items: list[ItemSpec], roster: list[RosterEntry], **choices: Any
) -> tuple[Table, Mapping, ImportPlan]:
    table = read_table(path.read_bytes(), path.name)
    mapping = guess_mapping(table, items, roster)
    if choices:
        mapping = with_choices(mapping, table, items, roster, **choices)
    return table, mapping, plan_import(table, mapping, items=items, roster=roster, saved={})


def test_czech_matura_as_a_team() -> None:
    path = sample("statistics/team_czmatura/scores.csv")
    items = [
        ItemSpec(n, i["item"], int(i["max_points"]) * 100, i["key"], i["options"])
        for n, i in enumerate(records(path.with_name("items.csv")), start=1)
    ]
    rows = records(path)
    roster = [RosterEntry(n, r["student"], "", ord(r["section"]), r["section"]) for n, r in enumerate(rows, start=1)]
    _table, mapping, plan = planned(path, items, roster)
    assert (mapping.problems, plan.problems, plan.unmatched) == ((), (), ())
    assert {column.holds for column in mapping.item_columns} == {"points"}
    assert (plan.new_students, plan.new_cells, plan.empty_cells) == (180, 180 * 30, 0)
    for change, row in zip(plan.changes, rows, strict=True):
        assert [points_text(cell) for cell in change.cells] == [row[item.label] for item in items]
        assert (change.status, change.section_id) == ("scored", ord(row["section"]))


def test_czech_matura_answers_are_scored_as_its_points_are() -> None:
    path = sample("statistics/team_czmatura/responses.csv")
    scores = {row["student"]: row for row in records(path.with_name("scores.csv"))}
    listed = [i for i in records(path.with_name("items.csv")) if i["key"]]
    items = [ItemSpec(n, i["item"], 200, i["key"], i["options"]) for n, i in enumerate(listed, start=1)]
    rows = records(path)
    roster = [RosterEntry(n, row["student"], "", 1, "A") for n, row in enumerate(rows, start=1)]
    _table, mapping, plan = planned(path, items, roster)
    assert {column.holds for column in mapping.item_columns} == {"answers"}
    by_student = {change.student_id: change for change in plan.changes}
    compared = 0
    for student_id, row in enumerate(rows, start=1):
        for index, item in enumerate(items):
            if row[item.label] in set("ABCDE"):
                change = by_student[student_id]
                assert change.answers[index] == row[item.label]
                assert points_text(change.cells[index]) == scores[row["student"]][item.label]
                compared += 1
    assert compared > 1300


def test_timss_with_items_that_were_not_given() -> None:
    path = sample("item-responses/timss2011-g4-austria-subset/responses.csv")
    labels = [row["item"] for row in records(path.with_name("item_domains.csv"))]
    rows = records(path)
    most = {label: max(int(row[label] or 0) for row in rows) for label in labels}
    items = [ItemSpec(n, label, most[label] * 100) for n, label in enumerate(labels, start=1)]
    roster = [RosterEntry(n, r["IDSTUD"], "", int(r["IDCLASS"]), r["IDCLASS"]) for n, r in enumerate(rows, start=1)]
    table, mapping, plan = planned(path, items, roster, empty_means="not_given")
    assert [table.header[c] for c in mapping.ignored_columns] == ["IDSCHOOL", "IDBOOK", "female"]
    assert (table.header[mapping.student_column or 0], table.header[mapping.section_column or 0]) == (
        "IDSTUD",
        "IDCLASS",
    )
    assert (len(plan.changes), plan.problems, plan.unmatched) == (1010, (), ())
    assert plan.empty_cells == sum(row[label] == "" for row in rows for label in labels)
    for change, row in zip(plan.changes, rows, strict=True):
        expected = [int(row[label]) * 100 if row[label] else EXEMPT for label in labels]
        assert list(change.cells) == expected
        assert change.section_id == int(row["IDCLASS"])
    assert ImportPlan.from_json(plan.to_json()) == plan


def test_canvas_gradebook_rows_that_are_no_students() -> None:
    path = sample("scores/canvas/gradebook.csv")
    titles = ["HW 1", "HW 2", "HW 3", "HW 4", "Q1", "Q2", "MT1", "MT2", "final exam"]
    most = [1, 1, 1, 1, 30, 30, 50, 50, 100]
    items = [ItemSpec(n, t, m * 100) for n, (t, m) in enumerate(zip(titles, most, strict=True), start=1)]
    table, mapping, plan = planned(path, items, [])
    assert mapping.skipped_rows == (SkippedRow(2, "max points"), SkippedRow(12, "test student"))
    assert sorted(mapping.position_of_column.values()) == list(range(1, 10))
    assert [p.kind for p in mapping.problems] == ["columns ignored"]
    assert table.header[mapping.student_column or 0] == "SIS User ID"
    assert len(plan.unmatched) == 9


def test_zipgrade_points() -> None:
    path = sample("scores/zipgrade/full-format-30-items.csv")
    items = [ItemSpec(n, f"Item {n}", 100) for n in range(1, 31)]
    rows = records(path)
    roster = [RosterEntry(n, row["StudentID"], "", 1, "2nd Period") for n, row in enumerate(rows, start=1)]
    _table, _mapping, plan = planned(path, items, roster, versions={"1": {}, "2": {}})
    assert (len(plan.changes), plan.problems) == (73, ())
    assert [sum(c.cells) for c in plan.changes] == [int(row["Earned Points"]) * 100 for row in rows]


def test_a_moodle_average_is_no_student() -> None:
    path = sample("scores/moodle/grades-quiz-1.csv")
    items = [ItemSpec(n, f"Q{n}", 237) for n in range(1, 9)]
    table, mapping, _plan = planned(path, items, [])
    assert mapping.skipped_rows == (SkippedRow(table.rows[-1].number, "summary"),)
    assert len(mapping.item_columns) == 8
    assert table.header[mapping.student_column or 0] == "Email address"
