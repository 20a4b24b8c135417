"""A plan in words: where, what, what to do, and how much of it."""

from assessments.importing import ItemSpec, RosterEntry, guess_mapping, plan_import, read_table
from assessments.preview import Preview, preview_of

ITEMS = (ItemSpec(1, "1", 100), ItemSpec(2, "2", 300))
ROSTER = [RosterEntry(n, str(100 + n), f"Student {n}", 1, "Period 1") for n in range(1, 13)]


def shown(*rows: str) -> Preview:
    table = read_table("\n".join(("Student ID,1,2", *rows)).encode(), "scores.csv")
    plan = plan_import(table, guess_mapping(table, ITEMS, ROSTER), items=ITEMS, roster=ROSTER, saved={})
    return preview_of(plan, ITEMS, {entry.student_id: entry for entry in ROSTER})


def test_a_few_cells_are_named_one_by_one() -> None:
    problems = shown("101,1,4", "102,1,4", "103,1,3").problems
    assert [(p.where, p.where_note) for p in problems] == [
        ("Row 2, column C", "Student 1 · 2"),
        ("Row 3, column C", "Student 2 · 2"),
    ]
    assert problems[0].what == "“4” is more than the 3 points of this item."


def test_the_same_mistake_all_down_a_column_is_one_thing_to_mend() -> None:
    problems = shown(*(f"{100 + n},1,4" for n in range(1, 13)), "101,1,4").problems
    assert [(p.where, p.where_note) for p in problems] == [("Column C, 12 rows", "2 · rows 2, 3, 4, 5, 6 and 7 more")]


def test_different_values_in_one_column_stay_apart() -> None:
    problems = shown(*(f"{100 + n},1,{n}" for n in range(4, 10))).problems
    assert len(problems) == 6
