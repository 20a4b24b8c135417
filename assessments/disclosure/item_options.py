"""The options of one item, to one reader: who chose what, in which classes, and what to look at. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Any, Final

from assessments.cells import CREDITED
from assessments.disclosure.groups import Classes, blind_percent
from assessments.disclosure.records import ItemLine
from assessments.importing import ItemSpec
from assessments.stats.options import BLANK_NAME, SEVERAL_NAME, OptionFlag, OptionResult
from assessments.stats.report import ItemReport

OPTIONS_FROM: Final = 30


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


def why_no_options(item: ItemReport, facts: dict[str, Any], smallest: int) -> str:
    """Why the options of an item are not shown; "" where they are."""
    spec = ItemSpec(1, facts["label"], facts["max_cell"], facts.get("key", ""), facts.get("options", ""))
    if not spec.choices:
        return "No answer options are on record for this item, so there is nothing to say about them."
    if facts.get("scoring") == CREDITED:
        return "Everyone has full points here, so the options are not held against a key."
    if item.options is None:
        return "Some answers are known only as points, so the options can’t be counted."
    least = max(OPTIONS_FROM, smallest)
    return said_from(least, item.difficulty.n) if item.difficulty.n < least else ""


def classes_of_options(item: ItemReport, line: ItemLine, classes: Classes) -> tuple[tuple[int, ...], str]:
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


def option_line(option: OptionResult, places: tuple[int, ...], classes: Classes) -> OptionLine:
    words = {BLANK_NAME: "left blank", SEVERAL_NAME: "several at once"}
    return OptionLine(
        name=words.get(option.option, option.option),
        is_key=option.is_key,
        students=option.n,
        percent=whole(option.prop) or 0,
        upper=whole(option.prop_upper),
        lower=whole(option.prop_lower),
        by_class=tuple(whole(_of_class(option, index, classes)) or 0 for index in places),
        is_shared=OptionFlag.SHARED_MISCONCEPTION in option.flags,
    )


def says_of_options(options: Sequence[OptionResult]) -> tuple[str, ...]:
    """What to look at among the wrong options, the one that matters most first."""
    says = [
        f"{option.option} attracts strong students: check the key or the wording."
        for option in options
        if OptionFlag.ATTRACTS_STRONG in option.flags
    ]
    says += [
        f"{whole(option.prop)}\u00a0% chose {option.option}: a shared misconception to talk about."
        for option in options
        if OptionFlag.SHARED_MISCONCEPTION in option.flags
    ]
    idle = [option.option for option in options if OptionFlag.NOT_TEMPTING in option.flags]
    if idle:
        says.append(f"Hardly anyone chose {' or '.join([', '.join(idle[:-1]), idle[-1]] if idle[1:] else idle)}.")
    return tuple(says)


def said_from(least: int, students: int) -> str:
    return f"Said from {least} students on; so far {students} {'has' if students == 1 else 'have'} taken it."


def whole(share: float | None) -> int | None:
    return None if share is None else floor(100 * share + 0.5 + 1e-9)
