"""The bands a number is read in, each from both sides of its edge."""

import pytest

from assessments.stats.conventions import Reason
from assessments.stats.discrimination import ItemRest, UpperLower
from assessments.stats.reading import few_items, read_alpha, read_item_rest, read_upper_lower
from assessments.stats.reliability import Reliability


@pytest.mark.parametrize(
    ("r", "ci_high", "reading"),
    [
        (0.30, 0.5, "separates_well"),
        (0.2999, 0.5, "acceptable"),
        (0.15, 0.4, "acceptable"),
        (0.1499, 0.4, "look_at_this_item"),
        (-0.2, 0.01, "look_at_this_item"),
        (-0.2, -0.01, "check_key"),
    ],
)
def test_item_rest(r: float, ci_high: float, reading: str) -> None:
    assert read_item_rest(ItemRest(40, r, -1.0, ci_high, None)) == reading


@pytest.mark.parametrize(
    ("d", "reading"),
    [(0.7 - 0.3, "strong"), (0.39, "fair"), (0.9 - 0.7, "fair"), (0.19, "weak"), (0.0, "weak"), (-0.01, "check_key")],
)
def test_upper_lower(d: float, reading: str) -> None:
    assert read_upper_lower(UpperLower(10, 0.5, 0.5 - d, d, None)) == reading


@pytest.mark.parametrize(
    ("alpha", "reading"),
    [
        (0.70, "good"),
        (0.69, "enough_for_groups"),
        (0.50, "enough_for_groups"),
        (0.49, "too_short_or_too_mixed"),
        (-0.4, "too_short_or_too_mixed"),
    ],
)
def test_alpha(alpha: float, reading: str) -> None:
    assert read_alpha(Reliability(30, 5, alpha, 0.0, 1.0, 1.0, 1.0, 0.1, 3, 30, None)) == reading


def test_nothing_is_read_where_there_is_no_number() -> None:
    reason = Reason.N_SMALL
    assert read_item_rest(ItemRest(4, None, None, None, reason)) is None
    assert read_upper_lower(UpperLower(None, None, None, None, reason)) is None
    assert read_alpha(Reliability(1, 5, None, None, None, None, None, None, None, 1, reason)) is None


def test_a_standard_of_one_or_two_items_says_so() -> None:
    assert [few_items(n) for n in (1, 2, 3)] == ["hint", "read_with_care", None]
