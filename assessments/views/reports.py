"""The comparison report, from the stored run: nothing is computed while somebody waits."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from assessments import queries
from assessments.access import ENTERERS, READERS, access_assessment, access_entry, enterable_sections, may_build
from assessments.disclosure import disclosed
from assessments.models import Assessment, ReportRun, RunState
from assessments.queries.changes import what_changed
from assessments.readers import reader_of
from assessments.tasks import request_run
from assessments.views.places import address as address_of
from assessments.views.places import crumbs
from assessments.what_changed import said
from plc.http.components import Crumb
from plc.schools.access import Viewer, for_roles


@for_roles(*READERS)
@require_safe
def report(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject = access_assessment(viewer, assessment_id)
    return render(request, "assessments/report.html", _latest(viewer, subject))


@for_roles(*READERS)
@require_safe
def report_run(request: HttpRequest, district: str, assessment_id: int, number: int) -> HttpResponse:
    """An earlier run, as it was."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject = access_assessment(viewer, assessment_id)
    run = ReportRun.objects.filter(assessment=subject, number=number, state=RunState.DONE).first()
    if run is None:
        raise Http404
    latest = queries.latest_run(subject)
    if latest != run and not reader_of(viewer, subject, run).sees_sections:
        raise Http404  # a team's total before and after one late paper is that paper
    as_it_was: dict[str, Any] = {"is_fixed": True, "pending": None, "failed": None}
    if latest and latest != run:
        as_it_was["changed_since"] = _said(viewer, subject, run, latest)
    return render(request, "assessments/report.html", _context(viewer, subject, run, _state(subject)) | as_it_was)


@for_roles(*READERS)
@require_safe
def report_live(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """The part of the report page that changes, or 204 while the reader's copy (``?have=``) is still right."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject = access_assessment(viewer, assessment_id)
    if request.GET.get("have") == _state(subject):
        response = HttpResponse(status=204)
    else:
        response = render(request, "assessments/_report.html", _latest(viewer, subject))
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


def _state(assessment: Assessment) -> str:
    """What the page shows, as a short text: the newest finished run and whatever is on its way."""
    rows = (
        ReportRun.objects.filter(assessment=assessment)
        .order_by("-number")
        .values_list("number", "state", "attempts")[:3]
    )
    return "_".join(f"{number}{state[0]}{attempts}" for number, state, attempts in rows) or "none"


def _latest(viewer: Viewer, assessment: Assessment) -> dict[str, Any]:
    # Read before what it stands for: a run that ends between the two makes a page that looks once too often, while the
    # other way round it would say "being computed" and never look again.
    state = _state(assessment)
    return _context(viewer, assessment, queries.latest_run(assessment), state)


def _said(viewer: Viewer, assessment: Assessment, since: ReportRun, until: ReportRun) -> tuple[str, ...]:
    """What is different in one run from an earlier one, as far as this reader may know."""
    reader = reader_of(viewer, assessment, until)
    return said(what_changed(assessment, since, until, reader.own_section_ids), reader)


def _context(viewer: Viewer, assessment: Assessment, run: ReportRun | None, state: str) -> dict[str, Any]:
    pending = queries.pending_run(assessment)
    failed = pending if pending and pending.state == RunState.FAILED else None
    reader = reader_of(viewer, assessment, run)
    before = queries.run_before(run) if run else None
    return {
        "assessment": assessment,
        "team": assessment.team,
        "crumbs": crumbs(viewer, assessment, Crumb(label="Report")),
        "run": run,
        "run_before": before if reader.sees_sections else None,
        "changed": _said(viewer, assessment, before, run) if run and before else (),
        "since": before.number if before else None,
        "may_correct": reader.sees_sections and assessment.is_locked and may_build(viewer, assessment),
        "pending": None if failed else pending,
        "failed": failed,
        "view": disclosed(run.figures, reader) if run else None,
        "reader": reader,
        "state": state,
        "may_try_again": bool(failed) and enterable_sections(viewer).filter(assessment=assessment).exists(),
        "smallest_group": viewer.district.smallest_group,
    }
