"""What a person says about the columns of a file."""

import pytest

from assessments.forms import MappingForm
from assessments.importing import ItemSpec, RosterEntry, guess_mapping, read_table, with_choices
from assessments.importing.sheet import sheet_of

ITEMS = (ItemSpec(1, "1", 100, "C", "ABCD"), ItemSpec(2, "2", 300))
ROSTER = [RosterEntry(1, "101", "Abbott, Ana", 1, "Period 1"), RosterEntry(2, "102", "Cruz, Ben", 1, "Period 1")]
TABLE = read_table(b"Student ID,1,2\n101,C,3\n102,1,2\n", "scores.csv")


def form(**posted: str) -> MappingForm:
    mapping = guess_mapping(TABLE, ITEMS, ROSTER)
    columns = {
        "column-0": "student",
        "column-1": "item-1-mixed",
        "column-2": "item-2-points",
        "empty_means": "unchanged",
    }
    return MappingForm({**columns, **posted}, sheet=sheet_of(TABLE, mapping, ""), items=ITEMS, mapping=mapping)


def test_a_column_of_letters_and_points_is_settled_by_a_person() -> None:
    asked = form()
    assert asked.fields["column-1"].initial == "item-1-mixed"
    assert ("item-1-answers", "Item 1: chosen letters") in asked.fields["column-1"].choices
    said = form(**{"column-1": "item-1-answers"})
    assert said.is_valid()
    mapping = with_choices(said.remap(), TABLE, ITEMS, ROSTER)
    assert [(c.position, c.holds) for c in mapping.item_columns] == [(1, "answers"), (2, "points")]


def test_an_item_without_options_is_points_and_nothing_else() -> None:
    offered = [value for value, _ in form().fields["column-2"].choices if value.startswith("item-2")]
    assert offered == ["item-2-points"]


def test_two_columns_cannot_both_be_the_student() -> None:
    twice = form(**{"column-1": "student"})
    assert not twice.is_valid()
    assert "Columns A and B cannot both be the student ID." in twice.non_field_errors()[0]


def test_the_examples_are_those_of_the_file() -> None:
    assert form().fields["column-2"].help_text == "Such as 3 · 2"


def of_versions(**posted: str) -> MappingForm:
    table = read_table(b"Student ID,Key Version,1,2\n101,A,C,3\n102,B,1,2\n", "scores.csv")
    mapping = with_choices(guess_mapping(table, ITEMS, ROSTER), table, ITEMS, ROSTER, version_column=1)
    columns = {"column-0": "student", "column-1": "version", "column-2": "item-1-points", "column-3": "item-2-points"}
    said = {**columns, "empty_means": "unchanged", "version-0": "take", "version-1": "order", **posted}
    return MappingForm(said, sheet=sheet_of(table, mapping, ""), items=ITEMS, mapping=mapping)


def test_a_key_version_is_mapped_item_by_item() -> None:
    said = of_versions(**{"order-1": "2 1"})
    assert said.fields["order-1"].initial == "1 2"
    assert said.is_valid(), said.errors
    versions = said.remap().versions
    assert [(each.version, each.positions) for each in versions] == [("A", ()), ("B", ((2, 2), (3, 1)))]
    again = of_versions(**{"order-1": "– 1"})
    assert again.is_valid()
    assert again.remap().versions[1].positions == ((3, 1),)


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        ("2", "These are 1 for 2 columns of items. Write one for each column."),
        ("2 7", "There is no item 7. The items are 1, 2."),
        ("2 2", "Item 2 is there twice. Each item stands in one column."),
    ],
)
def test_an_order_that_cannot_be_is_said_at_its_field(order: str, sentence: str) -> None:
    assert of_versions(**{"order-1": order}).errors["order-1"] == [sentence]


def test_key_versions_are_taken_one_by_one() -> None:
    table = read_table(b"Student ID,Key Version,1,2\n101,A,C,3\n102,B,1,2\n", "scores.csv")
    mapping = with_choices(guess_mapping(table, ITEMS, ROSTER), table, ITEMS, ROSTER, version_column=1)
    columns = {"column-0": "student", "column-1": "version", "column-2": "item-1-points", "column-3": "item-2-points"}
    said = MappingForm(
        {**columns, "empty_means": "unchanged", "version-0": "take", "version-1": "hold"},
        sheet=sheet_of(table, mapping, ""),
        items=ITEMS,
        mapping=mapping,
    )
    assert said.is_valid(), said.errors
    assert [each.version for each in said.remap().versions] == ["A"]
