"""The pages of the comparison report, one a part; all from the stored run."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from assessments import queries
from assessments.access import ENTERERS, READERS, access_entry
from assessments.models import Assessment, RunState
from assessments.readers import state_of
from assessments.tasks import request_run
from assessments.views.places import address as address_of
from assessments.views.reports import glance, groups, growth, items, methods, my_class, skills
from assessments.views.reports.frame import Part, answer, context, opened_part
from plc.schools.access import Viewer, for_roles

PARTS: tuple[Part, ...] = (glance.PART, skills.PART, items.PART, my_class.PART, groups.PART, growth.PART, methods.PART)


@for_roles(*READERS)
@require_safe
def report(request: HttpRequest, district: str, assessment_id: int, number: int | None = None) -> HttpResponse:
    return answer(request, PARTS, glance.PART, assessment_id, number)


@for_roles(*READERS)
@require_safe
def report_skills(request: HttpRequest, district: str, assessment_id: int, number: int | None = None) -> HttpResponse:
    return answer(request, PARTS, skills.PART, assessment_id, number)


@for_roles(*READERS)
@require_safe
def report_items(request: HttpRequest, district: str, assessment_id: int, number: int | None = None) -> HttpResponse:
    return answer(request, PARTS, items.PART, assessment_id, number)


@for_roles(*ENTERERS)
@require_safe
def report_class(request: HttpRequest, district: str, assessment_id: int, number: int | None = None) -> HttpResponse:
    return answer(request, PARTS, my_class.PART, assessment_id, number)


@for_roles(*ENTERERS)
@require_safe
def report_groups(request: HttpRequest, district: str, assessment_id: int, number: int | None = None) -> HttpResponse:
    return answer(request, PARTS, groups.PART, assessment_id, number)


@for_roles(*READERS)
@require_safe
def report_growth(request: HttpRequest, district: str, assessment_id: int, number: int | None = None) -> HttpResponse:
    return answer(request, PARTS, growth.PART, assessment_id, number)


@for_roles(*READERS)
@require_safe
def report_how(request: HttpRequest, district: str, assessment_id: int, number: int | None = None) -> HttpResponse:
    return answer(request, PARTS, methods.PART, assessment_id, number)


@for_roles(*READERS)
@require_safe
def report_live(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """What changes of the page of ``?part=``, or 204 while the reader's copy (``?have=``) is still right."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    named = request.GET.get("part", glance.PART.route)
    part = next((part for part in PARTS if part.route == named), None)
    if part is None:
        raise Http404
    if request.GET.get("have") == state_of(viewer, assessment_id):
        response = HttpResponse(status=204)
    else:
        opened = opened_part(viewer, part, assessment_id)
        response = render(request, "assessments/report/_page.html", context(opened, PARTS, part, request.GET))
    patch_cache_control(response, no_store=True)
    return response


@for_roles(*ENTERERS)
@require_POST
def report_again(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """Try a failed run once more, as a new run."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject, _ = access_entry(viewer, assessment_id)
    with transaction.atomic():
        locked = Assessment.objects.select_for_update().get(pk=subject.pk)
        newest = queries.pending_run(locked)
        if newest is not None and newest.state == RunState.FAILED:
            request_run(assessment=locked, actor=viewer.staff)
            messages.info(request, "The report is being computed again.")
    return redirect(address_of(viewer, "report", subject.pk))
