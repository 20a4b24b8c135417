"""Item by item: how hard each one was, in each class, what it goes with and what was chosen."""

from typing import Any, Final
from urllib.parse import urlencode

from assessments.disclosure.item_facts import ItemDetail, item_details
from assessments.readers import OpenedReport
from assessments.views.reports.frame import Asked, Part

ORDERS: Final = (("paper", "As on the paper"), ("hardest", "Hardest for the team first"))


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
        "details": details,
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
