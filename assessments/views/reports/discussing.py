"""The run the team discussed: a button on the head of each report, for members."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from assessments import queries
from assessments.access import ENTERERS, access_teamed
from assessments.actions.discussing import say_discussed, take_back_discussed
from assessments.views.places import address
from plc.schools.access import Viewer, for_roles


@for_roles(*ENTERERS)
@require_POST
def report_discussed(request: HttpRequest, district: str, assessment_id: int, number: int) -> HttpResponse:
    """``said=yes`` or ``said=no``; back to where the button was."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    assessment = access_teamed(viewer, assessment_id)
    run = queries.run_numbered(assessment, number)
    if run is None or request.POST.get("said") not in {"yes", "no"}:
        raise Http404
    if request.POST["said"] == "yes":
        say_discussed(actor=viewer.staff, run=run)
        messages.success(request, f"Report run {number} is marked as the one you discussed.")
    else:
        take_back_discussed(actor=viewer.staff, run=run)
        messages.success(request, f"Report run {number} is no longer marked as discussed.")
    latest = queries.latest_runs([assessment])[assessment.pk]
    which = [] if latest.number == number else [number]
    return redirect(address(viewer, "report", assessment.pk, *which))
