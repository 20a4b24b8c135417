"""At a glance: which skills are solid and which need work, who is missing, what to check before anybody compares."""

from typing import Any

from assessments import queries
from assessments.queries.growth import reported_rechecks
from assessments.readers import OpenedReport
from assessments.views.reports.frame import Part, changes_between


def _fill(opened: OpenedReport) -> dict[str, Any]:
    run, reader = opened.run, opened.reader
    if run is None:
        return {}
    if opened.is_fixed:
        latest = queries.latest_run(opened.assessment)
        return {"changed_since": changes_between(opened, run, latest) if latest and latest != run else ()}
    before = queries.run_before(run)
    return {
        "run_before": before if reader.is_inside else None,
        "changed": changes_between(opened, before, run) if before else (),
        "since": before.number if before else None,
        "rechecks": reported_rechecks(opened.assessment),
    }


PART = Part("report", "At a glance", "glance.html", fill=_fill)
