"""Keys as people write them, answers as they earn, and what a paper has earned of the items that count."""

import pytest

from assessments.cells import (
    BLANK,
    COUNTED,
    CREDITED,
    DROPPED,
    EMPTY,
    EXEMPT,
    NOT_REACHED,
    PaperSum,
    counted_cell,
    paper_sum,
)
from assessments.importing import ItemSpec
from assessments.importing.keys import UnreadableKey, points_by_key, read_key, right_answers
from assessments.rescoring import Marked, entered_as_points, rescored


@pytest.mark.parametrize(
    ("text", "key"), [("b", "B"), ("D, b", "BD"), ("B or C", "B|C"), ("c|b|c", "C|B"), ("b;d | a", "BD|A")]
)
def test_a_key_is_stored_one_way(text: str, key: str) -> None:
    assert read_key(text, "ABCD") == key


@pytest.mark.parametrize("text", ["", "E", "B or", "BB", "B|E", "1"])
def test_what_is_no_key_is_said(text: str) -> None:
    with pytest.raises(UnreadableKey, match="A, B, C, D"):
        read_key(text, "ABCD")


@pytest.mark.parametrize(
    ("answer", "key", "points"),
    [
        ("B", "B", 200),
        ("C", "B", 0),
        ("BD", "BD", 200),
        ("B", "BD", 0),
        ("C", "B|C", 200),
        ("E", "B", 0),
        ("B", "", None),
    ],
)
def test_an_answer_earns_all_or_nothing(answer: str, key: str, points: int | None) -> None:
    assert points_by_key(answer, ItemSpec(1, "1", 200, key, "ABCD")) == points


def test_right_answers_are_the_alternatives() -> None:
    assert right_answers(ItemSpec(1, "1", 100, "DB|A|x", "ABCD")) == ("BD", "A")


def test_only_answers_are_scored_anew_and_what_is_restored_wins() -> None:
    papers = [
        Marked(1, 1, 100, "B"),
        Marked(2, 1, 0, "C"),
        Marked(3, 1, 100, ""),
        Marked(4, 2, 0, "C"),
        Marked(5, 1, 0, "C"),
    ]
    item = ItemSpec(1, "1", 100, "C", "ABCD")
    assert rescored(papers, item, {(5, 1): 50}) == {(1, 1): 0, (2, 1): 100, (4, 2): 100, (5, 1): 50}
    assert entered_as_points(papers) == 1


@pytest.mark.parametrize(
    ("cell", "scoring", "counts"),
    [
        (50, COUNTED, 50),
        (50, DROPPED, None),
        (0, CREDITED, 100),
        (BLANK, CREDITED, 100),
        (NOT_REACHED, CREDITED, 100),
        (EMPTY, CREDITED, 100),
        (EXEMPT, CREDITED, EXEMPT),
    ],
)
def test_how_a_cell_counts(cell: int, scoring: str, counts: int | None) -> None:
    assert counted_cell(cell, 100, scoring) == counts


def test_what_a_paper_has_earned_follows_the_items_that_count() -> None:
    cells = (100, BLANK, EXEMPT, EMPTY, 50)
    assert paper_sum((cell, 100, COUNTED) for cell in cells) == PaperSum(150, 300)
    assert paper_sum((cell, 100, CREDITED) for cell in cells) == PaperSum(400, 400)
    assert paper_sum(zip(cells, (100,) * 5, (DROPPED, *(COUNTED,) * 4), strict=True)) == PaperSum(50, 200)
    assert paper_sum((cell, 100, DROPPED) for cell in cells) is None
    assert paper_sum((EMPTY, 100, CREDITED) for _ in range(3)) is None
