"""A CFA's page: how far its papers are, the ways in, what was saved, and the paper itself."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.access import READERS, access_assessment, enterable_sections, readable_assessments, visible_uploads
from assessments.models import Item
from assessments.views.places import crumbs
from plc.schools.access import Viewer, for_roles

ON_A_PAGE = 50


@for_roles(*READERS)
@require_safe
def cfas(request: HttpRequest, district: str) -> HttpResponse:
    """Every CFA this person may open, newest window first."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    page = Paginator(readable_assessments(viewer), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    progress, runs = queries.progress_of(shown, viewer.today), queries.latest_runs(shown)
    rows = [(each, queries.totals(progress[each.pk]), runs.get(each.pk)) for each in shown]
    return render(request, "assessments/cfas.html", {"page": page, "rows": rows, "viewer": viewer})


@for_roles(*READERS)
@require_safe
def cfa(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject = access_assessment(viewer, assessment_id)
    enterable = {row.section_id for row in enterable_sections(viewer).filter(assessment=subject)}
    progress = queries.section_progress(subject, viewer.today)
    items = (
        Item.objects.filter(version_id=subject.current_version_id).prefetch_related("standards").order_by("position")
    )
    context = {
        "assessment": subject,
        "crumbs": crumbs(viewer, subject),
        "sections": [(row, row.section_id in enterable) for row in progress],
        "may_enter": bool(enterable),
        "totals": queries.totals(progress),
        "items": items,
        "run": queries.latest_run(subject),
        "pending": queries.pending_run(subject),
        "uploads": visible_uploads(viewer).filter(assessment=subject).defer("content", "plan", "mapping")[:10],
        "version": subject.current_version,
    }
    return render(request, "assessments/cfa.html", context)
