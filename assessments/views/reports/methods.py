"""How we know: methods, definitions, and where the run came from."""

from typing import Any

from assessments import queries
from assessments.disclosure.methods import methods
from assessments.readers import OpenedReport
from assessments.views.reports.frame import Part


def _fill(opened: OpenedReport) -> dict[str, Any]:
    if opened.run is None or opened.classes is None:
        return {}
    return {
        "earlier_runs": queries.runs_until(opened.run) if opened.reader.is_inside else (),
        "methods": methods(opened.run.figures, opened.classes),
    }


PART = Part("report_how", "How we know", "how.html", fill=_fill)
