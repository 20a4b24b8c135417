"""How we know: methods, definitions, and where the run came from."""

from typing import Any

from assessments import queries
from assessments.disclosure.methods import methods
from assessments.readers import OpenedReport
from assessments.views.reports.frame import Part


def _fill(opened: OpenedReport) -> dict[str, Any]:
    before = queries.run_before(opened.run) if opened.run and opened.reader.sees_sections else None
    if opened.run is None or opened.classes is None:
        return {}
    return {"run_before": before, "methods": methods(opened.run.figures, opened.classes)}


PART = Part("report_how", "How we know", "how.html", fill=_fill)
