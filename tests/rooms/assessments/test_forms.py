"""What a person says about the columns of a file."""

from assessments.forms import MappingForm
from assessments.importing import ItemSpec, RosterEntry, guess_mapping, read_table

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
    return MappingForm({**columns, **posted}, table=TABLE, items=ITEMS, mapping=mapping)


def test_a_column_of_letters_and_points_is_settled_by_a_person() -> None:
    asked = form()
    assert asked.fields["column-1"].initial == "item-1-mixed"
    assert ("item-1-answers", "Item 1: chosen letters") in asked.fields["column-1"].choices
    said = form(**{"column-1": "item-1-answers"})
    assert said.is_valid()
    assert [(c.position, c.holds) for c in said.remap(ROSTER).item_columns] == [(1, "answers"), (2, "points")]


def test_an_item_without_options_is_points_and_nothing_else() -> None:
    offered = [value for value, _ in form().fields["column-2"].choices if value.startswith("item-2")]
    assert offered == ["item-2-points"]


def test_two_columns_cannot_both_be_the_student() -> None:
    twice = form(**{"column-1": "student"})
    assert not twice.is_valid()
    assert "Columns A and B cannot both be the student ID." in twice.non_field_errors()[0]
