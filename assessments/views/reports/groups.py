"""Groups: who needs what, skill by skill. Names are of one's own students; of the team there are counts."""

from typing import Any

from assessments import queries
from assessments.disclosure.needs import Need, needs
from assessments.disclosure.students import Roll, own_student_ids
from assessments.readers import OpenedReport
from assessments.views.reports.frame import Part, inside_the_team


def needs_of(opened: OpenedReport) -> tuple[Need, ...] | None:
    """None for a run from before students were kept with it."""
    run, classes, view = opened.run, opened.classes, opened.view
    if run is None or classes is None or view is None:
        return None
    stored = queries.students_of_run(run)
    if not stored:
        return None
    names = queries.list_names(own_student_ids(stored, classes))
    shown = [not metric.team.withheld for metric in (view.total, *view.skills)]
    return needs(Roll(run.figures, stored, classes, names), shown)


def _fill(opened: OpenedReport) -> dict[str, Any]:
    return {"needs": needs_of(opened)}


PART = Part("report_groups", "Groups", "groups.html", opens_for=inside_the_team, fill=_fill, table="groups")
