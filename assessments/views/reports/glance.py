"""At a glance: which skills are solid and which need work, who is missing, what to check before anybody compares."""

from typing import Any

from assessments import queries
from assessments.disclosure.offers import needed_standard, spots
from assessments.models import ReportRun
from assessments.queries.growth import reported_rechecks
from assessments.queries.published import published_runs
from assessments.readers import OpenedReport
from assessments.views.reports.frame import Part, changes_between
from assessments.views.reports.since import since
from teams.access import own_teams


def _fill(opened: OpenedReport) -> dict[str, Any]:
    run = opened.run
    if run is None:
        return {}
    if opened.is_fixed:
        latest = queries.latest_run(opened.assessment) if opened.reader.is_inside else run
        return _spots(opened) | {"since": since(opened, run, latest) if latest and latest != run else None}
    before, discussed = _before(opened, run)
    return _spots(opened) | {
        "may_plan": own_teams(opened.viewer).filter(pk=opened.assessment.team_id).exists(),
        "since": since(opened, discussed, run) if discussed else None,
        "run_before": before if before != discussed else None,
        "changed": changes_between(opened, before, run) if before and before != discussed else (),
        "rechecks": reported_rechecks(opened.assessment),
    }


def _before(opened: OpenedReport, run: ReportRun) -> tuple[ReportRun | None, ReportRun | None]:
    """The run before this one and the last one discussed; for readers outside, of the runs they were given."""
    if opened.reader.is_inside:
        return queries.run_before(run), queries.discussed_before(run)
    earlier = published_runs(opened.assessment).filter(number__lt=run.number)
    return earlier.first(), earlier.filter(discussed_at__isnull=False).first()


def _spots(opened: OpenedReport) -> dict[str, Any]:
    run, view, classes = opened.run, opened.view, opened.classes
    if run is None or view is None or classes is None:
        return {}
    return {"spots": spots(view, classes, run.figures), "needed_standard": needed_standard(view, run.figures)}


PART = Part("report", "At a glance", "glance.html", fill=_fill)
