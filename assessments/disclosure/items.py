"""The items as one reader is given them, and which of them ask for a look at their key."""

from typing import Any

from assessments.cells import CREDITED, points_text
from assessments.disclosure.groups import COUNTS_ONLY_BELOW, Classes, hidden_groups, whole_percent
from assessments.disclosure.records import Cell, ItemLine
from assessments.stats.display import ItemShowing, item_showing
from assessments.stats.items import SectionItem
from assessments.stats.options import OptionFlag
from assessments.stats.report import ItemReport


def item_lines(figures: dict[str, Any], classes: Classes) -> tuple[ItemLine, ...]:
    codes = {standard["id"]: standard["code"] or standard["short_name"] for standard in figures["standards"]}
    reader, lines = classes.reader, []
    for item, facts in zip(classes.report.items, figures["items"], strict=True):
        sizes = {index: (item.sections[index].n, None) for index in classes.order}
        hidden, total_hidden = hidden_groups(sizes, classes.own, item.difficulty.n, reader.smallest_group)
        difficulty = item.difficulty
        shown = difficulty.n >= reader.smallest_group and not total_hidden
        lines.append(
            ItemLine(
                name=printed_name(facts),
                codes=", ".join(codes[standard_id] for standard_id in facts["standard_ids"]),
                max_points=points_text(facts["max_cell"]),
                team=Cell(difficulty.p) if shown else Cell(withheld="suppressed" if difficulty.n else "n0"),
                students=difficulty.n if shown else None,
                blank=difficulty.n_blank if shown else None,
                not_reached=difficulty.n_not_reached if shown else None,
                low=difficulty.ci_low if shown else None,
                high=difficulty.ci_high if shown else None,
                cells=tuple(
                    _item_cell(item.sections[index], hidden.get(index, ""), index in classes.own, reader.names)
                    for index in classes.order
                ),
                question="Check the key" if shown and needs_a_look_at_its_key(item) else "",
                item_id=facts["id"],
                better_key=better_key(item) if shown else "",
                is_credited=facts.get("scoring") == CREDITED,
            )
        )
    return tuple(lines)


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


def _item_cell(section: SectionItem, hidden: str, is_mine: bool, names: str) -> Cell:
    if section.n == 0:
        return Cell(withheld="n0")
    if hidden:
        return Cell(withheld=hidden)
    if is_mine and section.n < COUNTS_ONLY_BELOW:
        return Cell(withheld="n_small")
    return Cell(section.p if is_mine or names == "named" else whole_percent(section.p))
