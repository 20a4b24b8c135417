"""My class: its students by level and by skill, next to the team. Opens to those who teach one of the classes."""

from typing import Any

from assessments.disclosure.students import OwnClass, own_classes
from assessments.readers import OpenedReport
from assessments.views.reports.frame import Part, with_own_classes
from assessments.views.reports.own_students import own_roll


def own_classes_of(opened: OpenedReport) -> tuple[OwnClass, ...] | None:
    """None for a run from before students were kept with it."""
    roll, view = own_roll(opened), opened.view
    if roll is None or view is None:
        return None
    team = [metric.team.value for metric in (view.total, *view.skills)]
    return own_classes(roll, team)


def _fill(opened: OpenedReport) -> dict[str, Any]:
    has_levels = bool(opened.classes and opened.classes.report.settings.levels)
    return {"own_classes": own_classes_of(opened), "has_levels": has_levels}


PART = Part("report_class", "My class", "my_class.html", opens_for=with_own_classes, fill=_fill, table="class")
