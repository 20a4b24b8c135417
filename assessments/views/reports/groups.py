"""Groups: who needs what, skill by skill. Names are of one's own students; of the team there are counts."""

from typing import Any

from assessments import queries
from assessments.disclosure.needs import needs
from assessments.disclosure.students import Roll, own_student_ids
from assessments.readers import OpenedReport
from assessments.views.reports.frame import Part, inside_the_team


def _fill(opened: OpenedReport) -> dict[str, Any]:
    run, classes, view = opened.run, opened.classes, opened.view
    if run is None or classes is None or view is None:
        return {}
    stored = queries.students_of_run(run)
    if not stored:
        return {"needs": None}
    names = queries.list_names(own_student_ids(stored, classes))
    roll = Roll(run.figures, stored, classes, names)
    shown = [not metric.team.withheld for metric in (view.total, *view.skills)]
    return {"needs": needs(roll, shown)}


PART = Part("report_groups", "Groups", "groups.html", opens_for=inside_the_team, fill=_fill)
