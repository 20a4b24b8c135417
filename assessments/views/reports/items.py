"""Item by item: how hard each one was, in each class, what it goes with and what was chosen."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from assessments.disclosure.item_facts import ItemDetail, Without, WithRest, item_details
from assessments.readers import OpenedReport
from assessments.views.reports.frame import Asked, Part
from plc.templatetags.figures import percent, percent_range, plural

ORDERS: Final = (("paper", "As on the paper"), ("hardest", "Hardest for the team first"))


@dataclass(frozen=True)
class ShownItem:
    """An item with its facts in words; forty of them have too many figures to be put together one by one in a page."""

    detail: ItemDetail
    hardness: str = ""
    of_rest: str = ""
    of_ends: str = ""
    of_paper: str = ""


def shown_item(detail: ItemDetail) -> ShownItem:
    line, rest, without = detail.line, detail.rest, detail.without
    if line.team.withheld:
        return ShownItem(detail)
    return ShownItem(
        detail,
        hardness=_hardness(detail),
        of_rest=f"r = {rest.figure} ({rest.limits}){_roughly(rest)}" if rest else "",
        of_ends=_ends(detail),
        of_paper=(f"alpha {without.of_all}; without it {without.alpha}{_roughly(without)}" if without else ""),
    )


def _hardness(detail: ItemDetail) -> str:
    line = detail.line
    share, students = percent(line.team.value), plural(line.students, "student")
    if detail.is_right_or_wrong:
        said = (
            f"{share} of {students} got this right; with this many students it could easily be anywhere from "
            f"{percent_range(line.low, line.high)}\u00a0%."
        )
    else:
        said = f"{students} earned {share} of its points."
    blank = f"{line.blank:,} left it blank" if line.blank else "Nobody left it blank"
    return f"{said} {blank}{f'; {line.not_reached:,} more did not reach it' if line.not_reached else ''}."


def _ends(detail: ItemDetail) -> str:
    ends = detail.ends
    if ends is None:
        return ""
    upper, lower = percent(ends.upper), percent(ends.lower)
    if detail.is_right_or_wrong:
        return f"Of the strongest quarter, {upper} got it; of the weakest quarter, {lower}. {ends.says}"
    return f"The strongest quarter earned {upper} of its points; the weakest quarter, {lower}. {ends.says}"


def _roughly(found: WithRest | Without) -> str:
    return f", rough: {found.students} students" if found.is_rough else ""


def details_of(opened: OpenedReport) -> tuple[ItemDetail, ...]:
    """All items in the order of the paper, as this reader may know them."""
    if opened.run is None or opened.classes is None or opened.view is None:
        return ()
    return item_details(opened.run.figures, opened.classes, opened.view.items)


def _arrange(opened: OpenedReport, asked: Asked) -> dict[str, Any]:
    """``?skill=`` a standard of the paper and ``?order=hardest``; anything else is the whole paper in its own order."""
    standards = opened.run.figures["standards"] if opened.run else []
    skill = next((standard["id"] for standard in standards if str(standard["id"]) == asked.get("skill")), None)
    order = "hardest" if asked.get("order") == "hardest" else "paper"
    details = [detail for detail in details_of(opened) if skill is None or skill in detail.line.standard_ids]
    if order == "hardest":
        details.sort(key=_ease)
    wanted = {"skill": skill or "", "order": "" if order == "paper" else order}
    keep = urlencode({name: value for name, value in wanted.items() if value})
    return {
        "shown_items": [shown_item(detail) for detail in details],
        "rows": [detail.line for detail in details],
        "offered_skills": standards if len(standards) > 1 else [],
        "skill": skill,
        "orders": ORDERS,
        "order": order,
        "keep": f"&{keep}" if keep else "",
    }


def _ease(detail: ItemDetail) -> float:
    """The team's share of the points; an item without a figure comes last."""
    return 2.0 if detail.line.team.value is None else detail.line.team.value


PART = Part("report_items", "Items", "items.html", table="items", arrange=_arrange)
