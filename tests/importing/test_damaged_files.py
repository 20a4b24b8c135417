"""Ten thousand malformed files: each is read or refused in a sentence; none is an error."""

from collections import Counter

import pytest

from assessments.importing import (
    NO_COLUMN,
    ImportPlan,
    ItemSpec,
    Mapping,
    Unreadable,
    guess_mapping,
    left_out_rows,
    plan_import,
    read_table,
    with_choices,
)
from tests.importing.class_file import ITEMS, ROSTER
from tests.importing.damaging import damaged_texts, damaged_workbooks

SEED = 20_260_302
ONE = (ItemSpec(1, "Total", 2000, "", ""),)


def came_to(content: bytes, turn: int) -> str:
    """What the file was known as, or that it was refused; every fifth plan also goes through its JSON."""
    try:
        table = read_table(content, "damaged.csv")
    except Unreadable as refusal:
        assert refusal.sentence.endswith(".")
        assert refusal.remedy.endswith(".")
        return "refused"
    items = ONE if turn % 7 == 0 else ITEMS
    mapping = guess_mapping(table, items, ROSTER)
    if turn % 3 == 0:
        last = len(table.header) - 1
        mapping = with_choices(
            mapping,
            table,
            items,
            ROSTER,
            student_column=0,
            name_columns=[],
            status_column=NO_COLUMN,
            item_columns={last: 1} if last else {},
            attempt_column=last,
            attempt_rule="best",
            versions={"1": {}},
        )
    plan = plan_import(table, mapping, items=items, roster=ROSTER, saved={})
    if turn % 5 == 0:
        assert Mapping.from_json(mapping.to_json()) == mapping
        assert ImportPlan.from_json(plan.to_json()) == plan
        assert len(left_out_rows(table, plan)) <= len(table.rows) + 1
    for change in plan.changes:
        assert len(change.cells) == len(items)
        assert all(cell <= item.max_cell for cell, item in zip(change.cells, items, strict=True))
    return mapping.profile


def test_some_damaged_texts() -> None:
    assert sum(Counter(came_to(content, turn) for turn, content in enumerate(damaged_texts(7, 400))).values()) == 400


@pytest.mark.thorough
@pytest.mark.parametrize("part", range(4))
def test_damaged_texts(part: int) -> None:
    outcomes = Counter(
        came_to(content, turn) for turn, content in enumerate(damaged_texts(SEED + part, 2_450), start=1)
    )
    assert sum(outcomes.values()) == 2_450
    # The damage is done in such doses that every kind of file is still known now and then.
    assert len(outcomes) >= 10
    assert outcomes["refused"] > 50


@pytest.mark.thorough
def test_damaged_workbooks() -> None:
    outcomes = Counter(came_to(content, turn) for turn, content in enumerate(damaged_workbooks(SEED, 400), start=1))
    assert sum(outcomes.values()) == 400
    assert outcomes["refused"] > 20
    assert outcomes["generic"] > 20
