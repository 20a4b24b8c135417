"""Who has looked at one's class by name: what each opening of a named comparison left behind, for those it named."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.access import ENTERERS, access_assessment, own_section_ids
from assessments.queries.openings import openings_of
from assessments.views.places import address, crumbs
from assessments.views.reports.pages import PARTS
from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.schools.access import Viewer, for_roles

WORDS: Final = {part.route: part.label for part in PARTS} | {"api": "As data, through the API"}


@for_roles(*ENTERERS)
@require_safe
def report_openings(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """For those who teach a class of the CFA today; each reads of their own classes alone."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    assessment = access_assessment(viewer, assessment_id)
    own = own_section_ids(viewer, assessment)
    if not own:
        raise Http404
    page = page_of(request, openings_of(assessment, own, but=viewer.staff.pk))
    report = Crumb(label="Report", url=address(viewer, "report", assessment.pk))
    context: dict[str, Any] = {
        "assessment": assessment,
        "team": assessment.team,
        "page": page,
        "openings": [{**row, "said": _said(row["parts"])} for row in page],
        "crumbs": crumbs(viewer, assessment, report, Crumb(label="Who has looked")),
    }
    return render(request, "assessments/report/openings.html", context)


def _said(parts: list[str]) -> str:
    """In the order of the tabs, then files by their kind."""
    pages = [words for part, words in WORDS.items() if part in parts]
    files = sorted(part.upper() for part in parts if part not in WORDS)
    return ", ".join([*pages, *([f"As a file ({', '.join(files)})"] if files else [])])
