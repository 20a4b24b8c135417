"""A small class and the shortest way from the text of a file to its plan."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assessments.cells import EMPTY
from assessments.importing import (
    ImportPlan,
    ItemSpec,
    RosterEntry,
    SavedResult,
    guess_mapping,
    plan_import,
    read_table,
    with_choices,
)

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"

ITEMS = (
    ItemSpec(1, "1a", 300),
    ItemSpec(2, "1b", 100),
    ItemSpec(3, "2", 200, key="D", options="ABCDE"),
    ItemSpec(4, "3", 500),
)
ROSTER = (
    RosterEntry(11, "40711", "Brooks, Ava", 2, "Period 2"),
    RosterEntry(12, "40712", "Dang, Minh", 2, "Period 2"),
    RosterEntry(13, "007", "Kaur, Simran", 2, "Period 2"),
    RosterEntry(14, "s-14", "Park, Joon", 4, "Period 4"),
)
HEADER = "Student ID,Name,Section,Status,1a,1b,2,3"


def saved(student_id: int, cells: Iterable[int], status: str = "scored", **facts: Any) -> dict[int, SavedResult]:
    """``{student_id: result}`` of version 3 in section 2, without answers unless given."""
    cells = tuple(cells)
    known = {"version": 3, "section_id": 2, "answers": ("",) * len(cells), **facts}
    return {student_id: SavedResult(student_id=student_id, status=status, cells=cells, **known)}


def plan_of(
    text: str,
    *,
    items: Iterable[ItemSpec] = ITEMS,
    roster: Iterable[RosterEntry] = ROSTER,
    saved: Mapping[int, SavedResult] | None = None,
    elsewhere: Mapping[str, str] | None = None,
    **choices: Any,
) -> ImportPlan:
    """Read, guess, choose, plan."""
    items, roster = tuple(items), tuple(roster)
    table = read_table(text.encode(), "class.csv")
    mapping = guess_mapping(table, items, roster)
    if choices:
        mapping = with_choices(mapping, table, items, roster, **choices)
    return plan_import(table, mapping, items=items, roster=roster, saved=saved or {}, students_elsewhere=elsewhere)


def plan_of_cell(cell: str, item: ItemSpec, before: int = EMPTY, delimiter: str = ",", **choices: Any) -> ImportPlan:
    """The plan of one cell of one student, another student's plain 1 beside it."""
    quoted = f'"{cell}"' if delimiter in cell else cell
    text = f"id{delimiter}{item.label}\n40711{delimiter}{quoted}\n"
    already = saved(11, [before]) if before != EMPTY else {}
    return plan_of(text, items=[item], saved=already, **choices)
