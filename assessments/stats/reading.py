"""How a number is read: the bands of sections 1, 4, 5 and 7 of the definitions. The words belong to the pages."""

from enum import StrEnum
from typing import Final

from assessments.stats.conventions import CUT_TOLERANCE
from assessments.stats.discrimination import ItemRest, UpperLower
from assessments.stats.reliability import Reliability

SEPARATES_FROM: Final = 0.30
ACCEPTABLE_FROM: Final = 0.15
STRONG_FROM: Final = 0.40
FAIR_FROM: Final = 0.20
GOOD_FROM: Final = 0.70
ENOUGH_FROM: Final = 0.50


class ItemRestReading(StrEnum):
    """Of the item-rest correlation."""

    SEPARATES_WELL = "separates_well"
    ACCEPTABLE = "acceptable"
    LOOK_AT_THIS_ITEM = "look_at_this_item"
    CHECK_KEY = "check_key"


class UpperLowerReading(StrEnum):
    """Of the upper-lower index."""

    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"
    CHECK_KEY = "check_key"


class AlphaReading(StrEnum):
    """Of Cronbach's alpha, for a test that is there to be talked about."""

    GOOD = "good"
    ENOUGH_FOR_GROUPS = "enough_for_groups"
    TOO_SHORT_OR_TOO_MIXED = "too_short_or_too_mixed"


class FewItems(StrEnum):
    """What a standard measured by very few items calls for."""

    HINT = "hint"
    READ_WITH_CARE = "read_with_care"


def read_item_rest(rest: ItemRest) -> ItemRestReading | None:
    """The key is in question only if the whole interval lies below 0; None without a correlation."""
    if rest.r is None:
        return None
    if rest.ci_high is not None and rest.ci_high < 0:
        return ItemRestReading.CHECK_KEY
    if _reaches(rest.r, SEPARATES_FROM):
        return ItemRestReading.SEPARATES_WELL
    return ItemRestReading.ACCEPTABLE if _reaches(rest.r, ACCEPTABLE_FROM) else ItemRestReading.LOOK_AT_THIS_ITEM


def read_upper_lower(index: UpperLower) -> UpperLowerReading | None:
    """None without an index."""
    if index.d is None:
        return None
    if not _reaches(index.d, 0.0):
        return UpperLowerReading.CHECK_KEY
    if _reaches(index.d, STRONG_FROM):
        return UpperLowerReading.STRONG
    return UpperLowerReading.FAIR if _reaches(index.d, FAIR_FROM) else UpperLowerReading.WEAK


def read_alpha(reliability: Reliability) -> AlphaReading | None:
    """None without an alpha; one below 0 is stored as it is and said to be near 0."""
    if reliability.alpha is None:
        return None
    if _reaches(reliability.alpha, GOOD_FROM):
        return AlphaReading.GOOD
    is_enough = _reaches(reliability.alpha, ENOUGH_FROM)
    return AlphaReading.ENOUGH_FOR_GROUPS if is_enough else AlphaReading.TOO_SHORT_OR_TOO_MIXED


def _reaches(value: float, band: float) -> bool:
    """Seven tenths less three tenths is four tenths, whatever the last bit says."""
    return value >= band - CUT_TOLERANCE


def few_items(n_items: int) -> FewItems | None:
    """What a metric of ``n_items`` items is to be said with; None from three items on."""
    return {1: FewItems.HINT, 2: FewItems.READ_WITH_CARE}.get(n_items)
