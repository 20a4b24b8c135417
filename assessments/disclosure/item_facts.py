"""All there is to say about one item, to one reader: who it was hard for, what it goes with, what was chosen. Pure.

Sections 3 to 7 and 11 of statistics.md. What a reader's line of the item (:mod:`assessments.disclosure.items`) hides
is not here either; below the sizes of section 2 a sentence says why there is no figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from assessments.disclosure.groups import Classes
from assessments.disclosure.item_options import (
    OPTIONS_FROM,
    OptionLine,
    classes_of_options,
    option_line,
    said_from,
    says_of_options,
    whole,
    why_no_options,
)
from assessments.disclosure.items import surprising
from assessments.disclosure.records import ItemLine
from assessments.stats.comparison import Label
from assessments.stats.conventions import Reason
from assessments.stats.discrimination import ItemRest
from assessments.stats.reading import ItemRestReading, UpperLowerReading, read_item_rest, read_upper_lower
from assessments.stats.report import ItemReport

CORRELATIONS_FROM: Final = 20
ROUGH_BELOW: Final = 50
UPPER_LOWER_SAYS: Final = {
    UpperLowerReading.CHECK_KEY: "Check the key: the weakest quarter did better here than the strongest.",
    UpperLowerReading.WEAK: "It hardly tells the two apart.",
    UpperLowerReading.FAIR: "It tells the two fairly well apart.",
    UpperLowerReading.STRONG: "It tells the two well apart.",
}
HELD_TOGETHER: Final = 0.02
"""A change of alpha by less than this is no change to speak of."""


@dataclass(frozen=True)
class WithRest:
    """How the item goes with the score on all others: r and its limits, and what they say."""

    r: float
    low: float
    high: float
    students: int
    says: str

    @property
    def is_rough(self) -> bool:
        return self.students < ROUGH_BELOW

    @property
    def figure(self) -> str:
        """0.28"""
        return _hundredths(self.r)

    @property
    def limits(self) -> str:
        """0.12 to 0.42"""
        return f"{_hundredths(self.low)} to {_hundredths(self.high)}"


@dataclass(frozen=True)
class StrongAndWeak:
    """Share of the item's points in the strongest and the weakest 27 %, and what the gap says."""

    upper: float
    lower: float
    students: int
    says: str

    @property
    def is_rough(self) -> bool:
        return self.students < ROUGH_BELOW


@dataclass(frozen=True)
class Without:
    """Alpha of the paper, and of the paper without the item; "near 0" for one that is not above 0."""

    of_all: str
    alpha: str
    students: int
    says: str

    @property
    def is_rough(self) -> bool:
        return self.students < ROUGH_BELOW


@dataclass(frozen=True)
class Surprise:
    """A class that went better on the item than its overall result suggests, by so many points."""

    class_name: str
    points: int
    is_mine: bool


@dataclass(frozen=True)
class ItemDetail:
    """One item in full. A figure that is None has its reason in the sentence beside it."""

    line: ItemLine
    rest: WithRest | None = None
    no_rest: str = ""
    ends: StrongAndWeak | None = None
    no_ends: str = ""
    without: Without | None = None
    no_without: str = ""
    options: tuple[OptionLine, ...] = ()
    no_options: str = ""
    of_options: tuple[str, ...] = ()
    option_classes: tuple[str, ...] = ()
    no_option_classes: str = ""
    surprises: tuple[Surprise, ...] = ()
    own_below: tuple[str, ...] = ()

    @property
    def is_right_or_wrong(self) -> bool:
        return self.line.low is not None

    @property
    def has_key(self) -> bool:
        return any(option.is_key for option in self.options)

    @property
    def shared(self) -> OptionLine | None:
        """The wrong option that many chose."""
        return next((option for option in self.options if option.is_shared), None)


def item_details(figures: dict[str, Any], classes: Classes, lines: Sequence[ItemLine]) -> tuple[ItemDetail, ...]:
    """In the order of the paper. ``lines`` are this reader's, from :func:`item_lines`: they decide what is hidden."""
    return tuple(
        _detail(item, facts, line, classes)
        for item, facts, line in zip(classes.report.items, figures["items"], lines, strict=True)
    )


def _detail(item: ItemReport, facts: dict[str, Any], line: ItemLine, classes: Classes) -> ItemDetail:
    if line.team.withheld:
        return ItemDetail(line)
    smallest = classes.reader.smallest_group
    is_right_or_wrong = line.low is not None
    rest, no_rest = _with_rest(item, is_right_or_wrong, smallest)
    ends, no_ends = _strong_and_weak(item, smallest)
    without, no_without = _without(item, classes, smallest)
    no_options = why_no_options(item, facts, smallest)
    places, no_option_classes = ((), "") if no_options else classes_of_options(item, line, classes)
    return ItemDetail(
        line=line,
        rest=rest,
        no_rest=no_rest,
        ends=ends,
        no_ends=no_ends,
        without=without,
        no_without=no_without,
        options=() if no_options else tuple(option_line(option, places, classes) for option in item.options or ()),
        no_options=no_options,
        of_options=() if no_options else says_of_options(item.options or ()),
        option_classes=tuple(classes.names[index] for index in places),
        no_option_classes=no_option_classes,
        surprises=() if line.question else _surprises(item, line, classes),
        own_below=_own_below(item, line, classes),
    )


def _with_rest(item: ItemReport, is_right_or_wrong: bool, smallest: int) -> tuple[WithRest | None, str]:
    rest = item.rest
    if rest.reason is Reason.ONE_ITEM:
        return None, "It is the only item, so there is no rest of the test to hold it against."
    if rest.n < max(CORRELATIONS_FROM, smallest):
        return None, said_from(max(CORRELATIONS_FROM, smallest), rest.n)
    if rest.r is None or rest.ci_low is None or rest.ci_high is None:
        return None, "Everyone has the same score here or on the rest of the test, so there is nothing to compare."
    return WithRest(rest.r, rest.ci_low, rest.ci_high, rest.n, _of_rest(rest, is_right_or_wrong)), ""


def _of_rest(rest: ItemRest, is_right_or_wrong: bool) -> str:
    did = "got this one right" if is_right_or_wrong else "earned the points of this one"
    reading = read_item_rest(rest)
    if reading is ItemRestReading.CHECK_KEY:
        return "Check the answer key: the better students did on the rest of the test, the less they earned here."
    if reading is ItemRestReading.SEPARATES_WELL:
        return f"Students who did well on the rest of the test usually {did} too."
    if reading is ItemRestReading.ACCEPTABLE:
        return f"Students who did well on the rest of the test {did} a little more often than others."
    return "Look at this item: how students did on the rest of the test says little about how they did here."


def _strong_and_weak(item: ItemReport, smallest: int) -> tuple[StrongAndWeak | None, str]:
    found, n = item.discrimination, item.difficulty.n
    if n < max(OPTIONS_FROM, smallest) or found.reason is Reason.N_SMALL:
        return None, said_from(max(OPTIONS_FROM, smallest), n)
    if found.d is None or found.p_upper is None or found.p_lower is None:
        return None, "Nobody of the strongest or of the weakest quarter was given this item."
    reading = read_upper_lower(found)
    return StrongAndWeak(found.p_upper, found.p_lower, n, UPPER_LOWER_SAYS[reading] if reading else ""), ""


def _without(item: ItemReport, classes: Classes, smallest: int) -> tuple[Without | None, str]:
    paper, dropped = classes.report.metrics[0].reliability, item.alpha_if_dropped
    if dropped.reason is Reason.ONE_ITEM:
        return None, "A paper of so few items can’t do without one."
    if paper.n < max(CORRELATIONS_FROM, smallest):
        return None, said_from(max(CORRELATIONS_FROM, smallest), paper.n)
    if dropped.alpha is None or paper.alpha is None:
        return None, "Everyone has the same score on the paper or on the rest of it."
    change = dropped.alpha - paper.alpha
    if change >= HELD_TOGETHER:
        says = "Without it the paper would hold together a little better: look at this item."
    elif change <= -HELD_TOGETHER:
        says = "It helps: without it the paper would hold together less well."
    else:
        says = "Without it the paper would hold together about as well."
    return Without(_alpha(paper.alpha), _alpha(dropped.alpha), paper.n, says), ""


def _surprises(item: ItemReport, line: ItemLine, classes: Classes) -> tuple[Surprise, ...]:
    marked = surprising(item, classes)
    return tuple(
        Surprise(classes.names[index], whole(item.surprises[index].d) or 0, index in classes.own)
        for index, cell in zip(classes.order, line.cells, strict=True)
        if index in marked and not cell.withheld
    )


def _own_below(item: ItemReport, line: ItemLine, classes: Classes) -> tuple[str, ...]:
    """The reader's own classes in which it went less well: for their teacher alone."""
    return tuple(
        classes.names[index]
        for index, cell in zip(classes.order, line.cells, strict=True)
        if index in classes.own and not cell.withheld and item.surprises[index].label is Label.BELOW_REST
    )


def _alpha(alpha: float) -> str:
    return _hundredths(alpha) if alpha >= 0.005 else "near 0"


def _hundredths(figure: float) -> str:
    """-0.384 → "−0.38", with a true minus, which no spreadsheet takes for the start of a formula."""
    sign = "\u2212" if figure <= -0.005 else ""
    return f"{sign}{(whole(abs(figure)) or 0) / 100:.2f}"
