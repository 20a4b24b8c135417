"""The score grid: the papers of one section, or of all one may enter, handed to the page's script as they stand."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.access import ENTERERS, access_entry, access_section_entry
from assessments.cells import DROPPED, points_text
from assessments.models import Assessment, AssessmentSection
from assessments.models.years import is_year_over
from assessments.queries.grid import grid_papers
from assessments.views.places import address, crumbs
from plc.http.components import Crumb
from plc.schools.access import Viewer, for_roles

ATTEMPTS = (1, 2)
ATTEMPT_WORDS = {1: "First attempt", 2: "Second attempt"}


@dataclass(frozen=True)
class Choice:
    """One of a few ways to see the page."""

    label: str
    url: str
    current: bool


@for_roles(*ENTERERS)
@require_safe
def section_entry(request: HttpRequest, district: str, assessment_id: int, section_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject, row = access_section_entry(viewer, assessment_id, section_id)
    return _page(request, viewer, subject, [row], row)


@for_roles(*ENTERERS)
@require_safe
def team_entry(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject, rows = access_entry(viewer, assessment_id)
    return _page(request, viewer, subject, rows, None)


def _page(
    request: HttpRequest,
    viewer: Viewer,
    assessment: Assessment,
    rows: list[AssessmentSection],
    only: AssessmentSection | None,
) -> HttpResponse:
    attempt = _attempt(request)
    papers = grid_papers(assessment, rows, viewer.today, attempt=attempt).as_plain()
    where = only.section.name if only else "all classes" if len(rows) > 1 else rows[0].section.name
    here = _here(viewer, assessment, only)
    context = {
        "assessment": assessment,
        "is_over": is_year_over(assessment.team_id),
        "where": where,
        "section": only.section if only else None,
        "sections": [row.section for row in rows],
        "crumbs": crumbs(viewer, assessment, Crumb(label=f"Scores, {where}")),
        "papers": papers,
        "points": points_text(sum(item["max"] for item in papers["items"] if item["scoring"] != DROPPED)),
        "has_letters": any(item["choices"] for item in papers["items"]),
        "attempts": [
            Choice(words, here if each == 1 else f"{here}?attempt={each}", each == attempt)
            for each, words in ATTEMPT_WORDS.items()
        ],
        "places": _places(viewer, assessment, only),
        "scope": f"{assessment.pk}:{only.section_id if only else 'all'}:{attempt}",
    }
    return render(request, "assessments/grid.html", context)


def _attempt(request: HttpRequest) -> int:
    asked = request.GET.get("attempt", "1")
    if asked not in {str(each) for each in ATTEMPTS}:
        raise Http404
    return int(asked)


def _here(viewer: Viewer, assessment: Assessment, only: AssessmentSection | None) -> str:
    if only:
        return address(viewer, "section_entry", assessment.pk, only.section_id)
    return address(viewer, "team_entry", assessment.pk)


def _places(viewer: Viewer, assessment: Assessment, only: AssessmentSection | None) -> list[Choice]:
    """The grids of this CFA one may open: each class, and all of them where there are several."""
    mine = access_entry(viewer, assessment.pk)[1]
    if len(mine) < 2:
        return []
    each = [
        Choice(
            row.section.name,
            address(viewer, "section_entry", assessment.pk, row.section_id),
            only is not None and row.section_id == only.section_id,
        )
        for row in mine
    ]
    return [*each, Choice("All classes", address(viewer, "team_entry", assessment.pk), only is None)]
