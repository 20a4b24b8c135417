"""The items as one reader is given them, and which of them ask for a look before anybody compares."""

from typing import Any

from assessments.cells import CREDITED, points_text
from assessments.disclosure.groups import COUNTS_ONLY_BELOW, Classes, blind_percent
from assessments.disclosure.records import Cell, ItemLine
from assessments.stats.comparison import Label
from assessments.stats.display import ItemShowing, item_showing
from assessments.stats.items import SectionItem
from assessments.stats.options import OptionFlag
from assessments.stats.report import ItemReport


def item_lines(figures: dict[str, Any], classes: Classes) -> tuple[ItemLine, ...]:
    codes = {standard["id"]: standard["code"] or standard["short_name"] for standard in figures["standards"]}
    return tuple(
        _line(item, facts, codes, classes) for item, facts in zip(classes.report.items, figures["items"], strict=True)
    )


def _line(item: ItemReport, facts: dict[str, Any], codes: dict[int, str], classes: Classes) -> ItemLine:
    smallest_group, difficulty = classes.reader.smallest_group, item.difficulty
    groups = {index: (item.sections[index].n, _right(item.sections[index])) for index in classes.order}
    hidden, total_hidden = classes.hidden_in(groups, [section.n for section in item.sections])
    shown = difficulty.n >= smallest_group and not total_hidden
    question = "Check the key" if shown and needs_a_look_at_its_key(item) else ""
    marked = surprising(item, classes) if shown and not question else frozenset()
    cells = (_item_cell(index, item, hidden.get(index, ""), index in marked, classes) for index in classes.order)
    return ItemLine(
        name=printed_name(facts),
        codes=", ".join(codes[standard_id] for standard_id in facts["standard_ids"]),
        max_points=points_text(facts["max_cell"]),
        team=Cell(difficulty.p) if shown else Cell(withheld=(total_hidden or "suppressed") if difficulty.n else "n0"),
        students=difficulty.n if shown else None,
        blank=difficulty.n_blank if shown else None,
        not_reached=difficulty.n_not_reached if shown else None,
        low=difficulty.ci_low if shown else None,
        high=difficulty.ci_high if shown else None,
        cells=tuple(cells),
        question=question,
        item_id=facts["id"],
        better_key=better_key(item) if shown else "",
        is_credited=facts.get("scoring") == CREDITED,
        differs=shown and _differs(item, hidden, marked, classes),
        classes_given=_classes_given(item) if classes.order else 0,
        standard_ids=tuple(facts["standard_ids"]),
    )


def printed_name(facts: dict[str, Any]) -> str:
    return f"{facts['label']}. {facts['prompt']}" if facts["prompt"] else f"Item {facts['label']}"


def needs_a_look_at_its_key(item: ItemReport) -> bool:
    """Students who did well on the rest usually got this one wrong, or chose one wrong option, beyond doubt.

    Sections 4 and 6 of statistics.md. An option that attracts strong students is raised before anybody compares only
    where it goes with the rest of the test better than the key does; else it is something to read about the option.
    """
    rest = item.rest
    is_reversed = (
        rest.ci_high is not None
        and rest.ci_high < 0
        and item_showing(rest.n) not in {ItemShowing.NOTHING, ItemShowing.DIFFICULTY}
    )
    return is_reversed or bool(better_key(item))


def better_key(item: ItemReport) -> str:
    """The wrong option that goes best with the rest of the test, if it attracts strong students more than the key."""
    strong = [
        option
        for option in item.options or ()
        if OptionFlag.ATTRACTS_STRONG in option.flags
        and option.r_rest is not None
        and option.ci_low is not None
        and option.ci_low > 0
        and option.r_rest > (item.rest.r if item.rest.r is not None else 0.0)
    ]
    return max(strong, key=lambda option: option.r_rest or 0.0).option if strong else ""


def surprising(item: ItemReport, classes: Classes) -> frozenset[int]:
    """Classes that did better on the item than their overall result suggests, as far as this reader is given marks.

    Of two classes the one would mark the other as the lower: there the item is asked about, and neither is marked.
    """
    if _classes_given(item) <= 2:
        return frozenset()
    return frozenset(
        index
        for index in classes.order
        if item.surprises[index].label is Label.ABOVE_REST and (index in classes.own or classes.reader.marks != "none")
    )


def _differs(item: ItemReport, hidden: dict[int, str], marked: frozenset[int], classes: Classes) -> bool:
    """Whether one of the classes this reader is shown did less well on it than its overall result suggests.

    Which one is for its own teacher to read. So it is said only where it could be one of two colleagues' classes, by
    what is not the reader's own and not marked as better; of two classes in all each knows the other anyway.
    """
    below = {
        index for index in classes.order if index not in hidden and item.surprises[index].label is Label.BELOW_REST
    }
    if classes.reader.marks == "none" or not below:
        return False
    own, could_be = set(classes.own), set(classes.order) - set(hidden) - set(classes.own) - marked
    could_be = {index for index in could_be if item.sections[index].n}
    is_told = classes.reader.marks == "all" or _classes_given(item) == 2
    return is_told or bool(below & own) or len(could_be) > 1


def _classes_given(item: ItemReport) -> int:
    return sum(section.n > 0 for section in item.sections)


def _right(section: SectionItem) -> int:
    """All of the class, none of it, or one for anything between: what is known of each if all or none were right."""
    if not section.p:
        return 0
    return section.n if section.p >= 1 else 1


def _item_cell(index: int, item: ItemReport, hidden: str, is_surprise: bool, classes: Classes) -> Cell:
    section, is_mine = item.sections[index], index in classes.own
    if section.n == 0:
        return Cell(withheld="n0")
    if hidden:
        return Cell(withheld=hidden)
    if is_mine and section.n < COUNTS_ONLY_BELOW:
        return Cell(withheld="n_small")
    is_exact = is_mine or classes.reader.names == "named"
    return Cell(section.p if is_exact else blind_percent(section.p, section.n), is_surprise=is_surprise)
