"""Keys typed in the order of the paper, for many items at once."""

import pytest

from assessments.importing.key_list import KeyedItem, key_list, typed_keys

FIVE = [KeyedItem(str(number), "ABCDE", "") for number in range(1, 6)]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("B C A D,E B|C", ("B", "C", "A", "D,E", "B|C")),
        ("b, c, a, d", ("b", "c", "a", "d")),
        ("B;C;A", ("B", "C", "A")),
        ("1. B\n2. C\n3. D and E\n", ("B", "C", "D,E")),
        ("1.B 2.C", ("B", "C")),
        ("B or C A | D", ("B|C", "A|D")),
        ("BCADE", ("B", "C", "A", "D", "E")),  # as many letters as there are items
        ("BCA", ("BCA",)),
        ("B - C", ("B", "-", "C")),
        ("  \n ", ()),
    ],
)
def test_keys_are_parted_as_a_person_writes_them(typed: str, keys: tuple[str, ...]) -> None:
    assert typed_keys(typed, 5) == keys


def test_each_key_goes_to_the_item_in_its_place() -> None:
    read = key_list("B C A D,E B|C", FIVE)
    assert [line.becomes for line in read.lines] == ["B", "C", "A", "DE", "B|C"]
    assert read.is_clear
    assert len(read.changes) == 5
    assert all(line.is_new for line in read.lines)


def test_a_dash_and_a_short_list_leave_keys_as_they_are() -> None:
    items = [KeyedItem("1", "ABCD", "A"), KeyedItem("2", "ABCD", "B"), KeyedItem("3", "ABCD", "C")]
    read = key_list("– D", items)
    assert [(line.was, line.becomes, line.overwrites) for line in read.lines] == [
        ("A", "A", False),
        ("B", "D", True),
        ("C", "C", False),
    ]
    assert [line.label for line in read.changes] == ["2"]


def test_what_does_not_fit_is_said_of_its_item_and_stays_as_it_was() -> None:
    items = [KeyedItem("1", "ABCD", "A"), KeyedItem("2", "", ""), KeyedItem("3", "ABCD", "C", is_agreed=True)]
    read = key_list("E B D A A", items)
    assert [line.becomes for line in read.lines] == ["A", "", "C"]
    assert read.lines[0].sentence == "“E” is not an answer to this item. Use A, B, C, D; write B|C to accept either."
    assert read.lines[1].sentence.startswith("This item has no options, so it has no key.")
    assert read.lines[2].sentence.startswith("Students have answered this item.")
    assert read.beyond == ("A", "A")
    assert not read.is_clear


def test_the_key_an_answered_item_has_already_is_no_objection() -> None:
    assert key_list("C", [KeyedItem("3", "ABCD", "C", is_agreed=True)]).is_clear
