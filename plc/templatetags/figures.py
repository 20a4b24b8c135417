"""The one place where numbers are rounded and results put into words (statistics.md, sections 0, 2 and 10).

Everything upstream keeps full precision; a page shows whole percents, rounded half up.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django import template

register = template.Library()

NO_BREAK: Final = "\u00a0"
# A sum of floats that should be 0.575 may sit at 0.57499999999999; nine decimals forgive the computation, nothing else.
FORGIVEN: Final = Decimal("1e-9")

Number = float | Decimal | str | None

REASONS: Final = {
    "n0": "Not tested yet.",
    "n_small": "Too few students to say more than the counts.",
    "one_item": "One item alone; there is nothing to compare it with.",
    "one_section": "Only one class so far; nothing to compare.",
    "zero_variance": "Everyone in this group has the same score.",
    "no_spread_team": "Everyone on the team has the same score.",
    "near_ceiling_or_floor": "Nearly everyone has this, or hardly anyone yet; nothing to compare.",
    "suppressed": "Hidden to protect students: fewer than 10 in this group.",
    "one_teacher": "Only one teacher’s classes so far: this would be their result and not the team’s.",
    "complementary": "Also hidden so the small group can’t be worked out.",
}

LABELS: Final = {
    "above_rest": "bright spot",
    "below_rest": "the other classes did clearly better here: ask what they did",
    "asks_for_help": "the rest did clearly better here: what would help?",
    "small_difference": "a real but small gap",
    "similar": "about the same as the rest",
    "not_clear": "can’t tell from one test",
    "not_tested": "not compared",
}

NUMBER_WORDS: Final = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

# Shade of an item = share of its points not yet earned, in five steps; statistics.md rules out shading a class.
HEAT_FLOORS: Final = (80, 65, 50, 35)


def exact(value: Number) -> Decimal | None:
    """The number as its shortest decimal, or None for one that is not there (None, "" or NaN)."""
    if value is None or value == "":
        return None
    number = Decimal(repr(float(value))) if isinstance(value, float) else Decimal(value)
    return None if number.is_nan() else number


def whole_percent(proportion: Decimal) -> int:
    """0.4803 → 48; half up, away from zero for a negative difference."""
    return int((proportion.quantize(FORGIVEN) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def clipped(proportion: Decimal) -> Decimal:
    return min(Decimal(1), max(Decimal(0), proportion))


@register.filter
def percent(proportion: Number) -> str:
    """0.4803 → "48 %" with a no-break space; nothing for a number that is not there."""
    number = exact(proportion)
    return "" if number is None else f"{whole_percent(number)}{NO_BREAK}%"


@register.filter
def percent_number(proportion: Number) -> str:
    """0.4803 → "48", for cells whose table already says percent."""
    number = exact(proportion)
    return "" if number is None else str(whole_percent(number))


@register.filter
def percent_range(low: Number, high: Number) -> str:
    """``{{ low|percent_range:high }}`` → "42 to 63", clipped to 0..100 for the eye; nothing when a limit is missing."""
    from_, to = exact(low), exact(high)
    if from_ is None or to is None:
        return ""
    return f"{whole_percent(clipped(from_))} to {whole_percent(clipped(to))}"


@register.filter
def percent_points(difference: Number) -> str:
    """A difference of proportions in words: 0.243 → "24 points", -0.01 → "1 point"; the sentence says which way."""
    number = exact(difference)
    return "" if number is None else plural(abs(whole_percent(number)), "point")


@register.filter
def signed_gap(difference: Number) -> str:
    """A difference with its direction: -0.014 → "−1 point", 0.27 → "27 points", nothing to either side → "0 points"."""
    number = exact(difference)
    if number is None:
        return ""
    return f"{'−' if whole_percent(number) < 0 else ''}{percent_points(difference)}"


@register.filter
def signed_points(difference: Number) -> str:
    """A limit of a difference: -0.043 → "−4", 0.12 → "12"."""
    number = exact(difference)
    return "" if number is None else str(whole_percent(number)).replace("-", "−")


@register.filter
def chance(probability: Number) -> str:
    """A p or q value for those who want one: 0.0312 → "0.031", 0.00009 → "under 0.0001"."""
    number = exact(probability)
    if number is None:
        return ""
    if number < Decimal("0.0001"):
        return "under 0.0001"
    places = Decimal("0.0001") if number < Decimal("0.01") else Decimal("0.001")
    return str(number.quantize(places, rounding=ROUND_HALF_UP))


@register.filter
def two_digits(value: Number) -> str:
    """A correlation or a reliability: 0.8031 → "0.80"."""
    number = exact(value)
    return "" if number is None else str(number.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)).replace("-", "−")


@register.filter
def gain_points(difference: Number) -> str:
    """A gain in a table: 0.083 → "+8", -0.02 → "−2", 0 → "0"; nothing for one that is not there."""
    number = exact(difference)
    if number is None:
        return ""
    whole = whole_percent(number)
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{abs(whole)}"


@register.filter
def gain_range(low: Number, high: Number) -> str:
    """``{{ low|gain_range:high }}`` → "−2 to +13"; nothing when a limit is missing."""
    from_, to = gain_points(low), gain_points(high)
    return f"{from_} to {to}" if from_ and to else ""


@register.filter
def points(value: Number) -> str:
    """Points as a teacher writes them: 2 → "2", 1.50 → "1.5"; at most two decimals, half up."""
    number = exact(value)
    if number is None:
        return ""
    return f"{number.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):,.2f}".rstrip("0").rstrip(".")


@register.filter
def in_points(value: Number) -> str:
    """Points with their noun: 1 → "1 point", 0.5 → "0.5 points", 1.00 → "1 point"."""
    said = points(value)
    return said and f"{said} {'point' if said == '1' else 'points'}"


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


@register.filter
def dot_x(proportion: Number) -> str:
    """Place on the 0..100 axis of the dot plot, clipped, always with a decimal point: 0.755 → "75.5"."""
    number = exact(proportion)
    return "" if number is None else f"{100 * clipped(number):.1f}".removesuffix(".0")


@register.filter
def heat_step(proportion: Number) -> str:
    """Shade of the heat table, from the percent as printed: 80 and more → "0" … under 35 → "4"; "" when not shown."""
    number = exact(proportion)
    return "" if number is None else str(sum(whole_percent(number) < floor for floor in HEAT_FLOORS))
