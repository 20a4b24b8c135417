"""The report as JSON: the very view the page is built from, so that a program learns no more than its person may."""

from dataclasses import asdict

from rest_framework.decorators import api_view
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.access import READERS
from assessments.readers import open_report
from plc.schools.access import Viewer, for_roles


@for_roles(*READERS)
@api_view(["GET"])
def report(request: Request, district: str, assessment_id: int) -> Response:
    """``{"run": {...}, "pending": bool, "report": {...}}`` of the newest run this person may
    be given; 404 before there is one."""
    viewer: Viewer = request.viewer
    opened = open_report(viewer, assessment_id, part="api")
    run, view = opened.run, opened.view
    pending = opened.pending
    if run is None or view is None:
        raise NotFound("No report has been computed for this CFA yet.")
    return Response(
        {
            "run": {
                "number": run.number,
                "finished_at": run.finished_at,
                "data_version": run.data_version,
                "definitions": run.definitions,
            },
            "pending": bool(pending and pending.state != "failed"),
            "report": asdict(view),
        }
    )
