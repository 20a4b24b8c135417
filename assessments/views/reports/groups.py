"""Groups: who needs what, skill by skill. Names are of one's own students; of the team there are counts."""

from typing import Any

from assessments.disclosure.needs import Need, needs
from assessments.readers import OpenedReport
from assessments.views.reports.frame import Part, inside_the_team
from assessments.views.reports.own_students import own_roll


def needs_of(opened: OpenedReport) -> tuple[Need, ...] | None:
    """None for a run from before students were kept with it."""
    roll, view = own_roll(opened), opened.view
    if roll is None or view is None:
        return None
    shown = [not metric.team.withheld for metric in (view.total, *view.skills)]
    return needs(roll, shown)


def _fill(opened: OpenedReport) -> dict[str, Any]:
    return {"needs": needs_of(opened)}


PART = Part("report_groups", "Groups", "groups.html", opens_for=inside_the_team, fill=_fill, table="groups")
