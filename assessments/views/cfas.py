"""A CFA's page: how far its papers are, the ways in, what was saved, and the paper itself."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.access import READERS, access_assessment
from assessments.models import Item
from assessments.models.years import is_year_over
from assessments.queries.listed import readable_ids, rows_of
from assessments.queries.progress import second_attempts
from assessments.views.places import crumbs
from assessments.views.upload_pages import newest_uploads, section_ids
from plc.schools.access import Viewer, for_roles
from teams.access import standing_in, teams_of_member

ON_A_PAGE = 50


@for_roles(*READERS)
@require_safe
def cfas(request: HttpRequest, district: str) -> HttpResponse:
    """Every CFA this person may open, newest window first."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    page = Paginator(readable_ids(viewer), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = rows_of(page)
    progress, runs = queries.progress_of(shown, viewer.today), queries.latest_runs(shown)
    rows = [(each, queries.summed(progress[each.pk]), runs.get(each.pk)) for each in shown]
    return render(request, "assessments/cfas.html", {"page": page, "rows": rows, **_own_work(viewer)})


@for_roles(*READERS)
@require_safe
def cfa(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject = access_assessment(viewer, assessment_id)
    enterable = section_ids(viewer, subject)
    standing, is_over = standing_in(viewer, subject.team), is_year_over(subject.team_id)
    progress = queries.section_progress(subject, viewer.today)
    items = (
        Item.objects.filter(version_id=subject.current_version_id).prefetch_related("standards").order_by("position")
    )
    context = {
        "assessment": subject,
        "crumbs": crumbs(viewer, subject),
        "sections": [(row, row.section_id in enterable) for row in progress],
        "may_enter": bool(enterable),
        "may_enter_all": len(enterable) > 1,
        "totals": queries.summed(progress),
        "items": items,
        "run": queries.latest_runs([subject]).get(subject.pk),
        "pending": queries.pending_run(subject),
        "late": sum(row.late for row in progress),
        "second_attempts": second_attempts(subject),
        "uploads": newest_uploads(viewer, subject),
        "version": subject.current_version,
        "is_teamed": standing.is_member,
        "builds": standing.is_facilitator and not is_over,
        "is_over": is_over,
        "may_talk": standing.is_member or standing.is_principal,
    }
    return render(request, "assessments/cfa.html", context)


def _own_work(viewer: Viewer) -> dict[str, Any]:
    """What this person may begin or look up from the list: a CFA of a team facilitated, the banks of one's teams."""
    teams = teams_of_member(viewer)
    return {"may_begin": any(teams.values()), "teams": list(teams)}
