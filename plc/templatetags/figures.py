"""The one place where numbers are rounded and results put into words (statistics.md, sections 0, 2 and 10).

Everything upstream keeps full precision; a page shows whole percents, rounded half up.
"""

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django import template

register = template.Library()

NO_BREAK: Final = "\u00a0"
# A sum of floats that should be 0.575 may sit at 0.57499999999999; nine decimals forgive the computation, nothing else.
FORGIVEN: Final = Decimal("1e-9")

Proportion = float | Decimal | None

REASONS: Final = {
    "n0": "Not tested yet.",
    "n_small": "Too few students to say more than the counts.",
    "one_item": "One item alone; there is nothing to compare it with.",
    "one_section": "Only one class so far; nothing to compare.",
    "zero_variance": "Everyone in this group has the same score.",
    "no_spread_team": "Everyone on the team has the same score.",
    "near_ceiling_or_floor": "Nearly everyone has this, or hardly anyone yet; nothing to compare.",
    "suppressed": "Hidden to protect students: fewer than 10 in this group.",
    "complementary": "Also hidden so the small group can’t be worked out.",
}

LABELS: Final = {
    "above_rest": "bright spot",
    "below_rest": "the other classes did clearly better here: ask what they did",
    "small_difference": "a real but small gap",
    "similar": "about the same as the rest",
    "not_clear": "can’t tell from one test",
    "not_tested": "not compared",
}

NUMBER_WORDS: Final = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

# Shade of an item = share of its points not yet earned, in five steps; statistics.md rules out shading a class.
HEAT_FLOORS: Final = (80, 65, 50, 35)


def whole_percent(proportion: float | Decimal) -> int:
    """0.4803 → 48; half up, away from zero for a negative difference."""
    exact = Decimal(repr(proportion)) if isinstance(proportion, float) else Decimal(proportion)
    return int((exact.quantize(FORGIVEN) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def is_missing(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


@register.filter
def percent(proportion: Proportion) -> str:
    """0.4803 → "48 %" with a no-break space; nothing for a number that is not there."""
    return "" if is_missing(proportion) else f"{whole_percent(proportion)}{NO_BREAK}%"  # type: ignore[arg-type]


@register.filter
def percent_number(proportion: Proportion) -> str:
    """0.4803 → "48", for cells whose table already says percent."""
    return "" if is_missing(proportion) else str(whole_percent(proportion))  # type: ignore[arg-type]


@register.filter
def percent_range(low: Proportion, high: Proportion) -> str:
    """``{{ low|percent_range:high }}`` → "42 to 63", clipped to 0..100 for the eye; nothing when a limit is missing."""
    if is_missing(low) or is_missing(high):
        return ""
    return f"{whole_percent(clipped(low))} to {whole_percent(clipped(high))}"


@register.filter
def percent_points(difference: Proportion) -> str:
    """A difference of proportions in words: 0.243 → "24 points", -0.01 → "1 point"; direction is said by the sentence."""
    return "" if is_missing(difference) else plural(abs(whole_percent(difference)), "point")  # type: ignore[arg-type]


@register.filter
def points(value: float | Decimal | None) -> str:
    """Points as a teacher writes them: 2 → "2", 1.50 → "1.5"; at most two decimals, half up."""
    if is_missing(value):
        return ""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)  # type: ignore[arg-type]
    text = f"{exact.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):,.2f}"
    return text.rstrip("0").rstrip(".")


@register.filter
def count_of(part: int | None, whole: int | None) -> str:
    """``{{ tested|count_of:enrolled }}`` → "24 of 28"."""
    return "" if part is None or whole is None else f"{part:,} of {whole:,}"


@register.filter
def plural(count: int | None, noun: str) -> str:
    """``{{ 24|plural:"student" }}`` → "24 students"; an odd plural after a comma: "class,classes"."""
    if count is None:
        return ""
    one, _, many = noun.partition(",")
    return f"{count:,} {one if count == 1 else many or one + 's'}"


@register.filter
def in_words(count: int | None) -> str:
    """Small counts as a sentence says them: 3 → "three"; from ten on the figures."""
    if count is None:
        return ""
    return NUMBER_WORDS[count] if 0 <= count < len(NUMBER_WORDS) else f"{count:,}"


@register.filter
def reason_words(reason: str | None, smallest_group: int | None = None) -> str:
    """A reason code as a sentence; ``smallest_group`` is the district's own threshold where it is not 10."""
    if not reason:
        return ""
    sentence = REASONS[str(reason)]
    return sentence.replace("10", str(smallest_group)) if smallest_group and reason == "suppressed" else sentence


@register.filter
def label_words(label: str | None) -> str:
    """A comparison label of statistics.md, section 10, in the words a team uses."""
    return LABELS[str(label)] if label else ""


def clipped(proportion: Proportion) -> float:
    return min(1.0, max(0.0, float(proportion)))  # type: ignore[arg-type]


def coordinate(value: float) -> str:
    """One decimal and always a point: a chart must not move with the language of the page."""
    return f"{value:.1f}".removesuffix(".0")


@register.filter
def dot_x(proportion: Proportion) -> str:
    """Place on the 0..100 axis of the dot plot, clipped: 0.755 → "75.5"."""
    return "" if is_missing(proportion) else coordinate(100 * clipped(proportion))


@register.filter
def heat_step(proportion: Proportion) -> str:
    """Shade class of the heat table from the percent as printed: 80 and more → "0" … under 35 → "4"; "" when not shown."""
    if is_missing(proportion):
        return ""
    shown = whole_percent(proportion)  # type: ignore[arg-type]
    return str(sum(shown < floor for floor in HEAT_FLOORS))
