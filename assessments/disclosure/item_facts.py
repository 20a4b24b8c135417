"""All there is to say about one item, to one reader: who it was hard for, what it goes with, what was chosen. Pure.

Sections 3 to 7 and 11 of statistics.md. What a reader's line of the item (:mod:`assessments.disclosure.items`) hides
is not here either; below the sizes of section 2 a sentence says why there is no figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Any, Final

from assessments.cells import CREDITED
from assessments.disclosure.groups import Classes, blind_percent
from assessments.disclosure.items import surprising
from assessments.disclosure.records import ItemLine
from assessments.importing import ItemSpec
from assessments.stats.comparison import Label
from assessments.stats.conventions import Reason
from assessments.stats.discrimination import ItemRest
from assessments.stats.options import BLANK_NAME, SEVERAL_NAME, OptionFlag, OptionResult
from assessments.stats.reading import ItemRestReading, UpperLowerReading, read_item_rest, read_upper_lower
from assessments.stats.report import ItemReport

CORRELATIONS_FROM: Final = 20
OPTIONS_FROM: Final = 30
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
class OptionLine:
    """One option, or "blank", or "several": how many chose it, in whole percents, and in each class."""

    name: str
    is_key: bool
    students: int
    percent: int
    upper: int | None
    lower: int | None
    by_class: tuple[int, ...]
    is_shared: bool = False

    @property
    def figures(self) -> tuple[str, ...]:
        """Students, then percent of all, of the strongest and of the weakest quarter, as they are printed."""
        shares = (self.percent, self.upper, self.lower)
        return (f"{self.students:,}", *("–" if share is None else f"{share}\u00a0%" for share in shares))


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
    no_options = _no_options(item, facts, smallest)
    places, no_option_classes = ((), "") if no_options else _classes_of_options(item, line, classes)
    return ItemDetail(
        line=line,
        rest=rest,
        no_rest=no_rest,
        ends=ends,
        no_ends=no_ends,
        without=without,
        no_without=no_without,
        options=() if no_options else tuple(_option(option, places, classes) for option in item.options or ()),
        no_options=no_options,
        of_options=() if no_options else _of_options(item.options or ()),
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
        return None, _from_on(max(CORRELATIONS_FROM, smallest), rest.n)
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
        return None, _from_on(max(OPTIONS_FROM, smallest), n)
    if found.d is None or found.p_upper is None or found.p_lower is None:
        return None, "Nobody of the strongest or of the weakest quarter was given this item."
    reading = read_upper_lower(found)
    return StrongAndWeak(found.p_upper, found.p_lower, n, UPPER_LOWER_SAYS[reading] if reading else ""), ""


def _without(item: ItemReport, classes: Classes, smallest: int) -> tuple[Without | None, str]:
    paper, dropped = classes.report.metrics[0].reliability, item.alpha_if_dropped
    if dropped.reason is Reason.ONE_ITEM:
        return None, "A paper of so few items can’t do without one."
    if paper.n < max(CORRELATIONS_FROM, smallest):
        return None, _from_on(max(CORRELATIONS_FROM, smallest), paper.n)
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


def _no_options(item: ItemReport, facts: dict[str, Any], smallest: int) -> str:
    """Why the options of an item are not shown; "" where they are."""
    spec = ItemSpec(1, facts["label"], facts["max_cell"], facts.get("key", ""), facts.get("options", ""))
    if not spec.choices:
        return "No answer options are on record for this item, so there is nothing to say about them."
    if facts.get("scoring") == CREDITED:
        return "Everyone has full points here, so the options are not held against a key."
    if item.options is None:
        return "Some answers are known only as points, so the options can’t be counted."
    least = max(OPTIONS_FROM, smallest)
    return _from_on(least, item.difficulty.n) if item.difficulty.n < least else ""


def _classes_of_options(item: ItemReport, line: ItemLine, classes: Classes) -> tuple[tuple[int, ...], str]:
    """The classes whose percents are shown beside the team's: with a hidden one among them, one's own alone.

    The counts of the team less those of the shown classes would say what nobody in the hidden ones chose.
    """
    if not item.options:
        return (), ""
    has_hidden = any(cell.withheld in {"suppressed", "complementary"} for cell in line.cells)
    counted = item.options[0].sections
    places = tuple(
        index
        for index, cell in zip(classes.order, line.cells, strict=True)
        if not cell.withheld and counted[index].p is not None and (index in classes.own or not has_hidden)
    )
    why = "The other classes are left out, so that a small class can’t be worked out." if has_hidden else ""
    return places, why


def _of_class(option: OptionResult, index: int, classes: Classes) -> float | None:
    section = option.sections[index]
    is_exact = index in classes.own or classes.reader.names == "named"
    return section.p if is_exact else blind_percent(section.p, section.n)


def _option(option: OptionResult, places: tuple[int, ...], classes: Classes) -> OptionLine:
    words = {BLANK_NAME: "left blank", SEVERAL_NAME: "several at once"}
    return OptionLine(
        name=words.get(option.option, option.option),
        is_key=option.is_key,
        students=option.n,
        percent=_whole(option.prop) or 0,
        upper=_whole(option.prop_upper),
        lower=_whole(option.prop_lower),
        by_class=tuple(_whole(_of_class(option, index, classes)) or 0 for index in places),
        is_shared=OptionFlag.SHARED_MISCONCEPTION in option.flags,
    )


def _of_options(options: Sequence[OptionResult]) -> tuple[str, ...]:
    """What to look at among the wrong options, the one that matters most first."""
    says = [
        f"{option.option} attracts strong students: check the key or the wording."
        for option in options
        if OptionFlag.ATTRACTS_STRONG in option.flags
    ]
    says += [
        f"{_whole(option.prop)}\u00a0% chose {option.option}: a shared misconception to talk about."
        for option in options
        if OptionFlag.SHARED_MISCONCEPTION in option.flags
    ]
    idle = [option.option for option in options if OptionFlag.NOT_TEMPTING in option.flags]
    if idle:
        says.append(f"Hardly anyone chose {' or '.join([', '.join(idle[:-1]), idle[-1]] if idle[1:] else idle)}.")
    return tuple(says)


def _surprises(item: ItemReport, line: ItemLine, classes: Classes) -> tuple[Surprise, ...]:
    marked = surprising(item, classes)
    return tuple(
        Surprise(classes.names[index], _whole(item.surprises[index].d) or 0, index in classes.own)
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


def _from_on(least: int, students: int) -> str:
    return f"Said from {least} students on; so far {students} {'has' if students == 1 else 'have'} taken it."


def _whole(share: float | None) -> int | None:
    return None if share is None else floor(100 * share + 0.5 + 1e-9)


def _alpha(alpha: float) -> str:
    return _hundredths(alpha) if alpha >= 0.005 else "near 0"


def _hundredths(figure: float) -> str:
    """-0.384 → "−0.38", with a true minus, which no spreadsheet takes for the start of a formula."""
    sign = "\u2212" if figure <= -0.005 else ""
    return f"{sign}{(_whole(abs(figure)) or 0) / 100:.2f}"
