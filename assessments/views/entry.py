"""Scores of one section on one plain page: works with a keyboard, a phone and no script."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import queries
from assessments.access import ENTERERS, access_section_entry
from assessments.actions import NewPaper, save_results
from assessments.actions.saving import SavedMeanwhile
from assessments.cells import EMPTY
from assessments.entry import STATUS_UNSAID, TypedPaper, saved_papers, typed_papers
from assessments.models import Assessment, AssessmentSection, ChangeKind, ResultStatus
from assessments.models.years import is_year_over
from assessments.views.places import address, crumbs
from plc.http.components import Crumb
from plc.schools.access import Viewer, for_roles


@for_roles(*ENTERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def section_entry_plain(request: HttpRequest, district: str, assessment_id: int, section_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject, row = access_section_entry(viewer, assessment_id, section_id)
    items = queries.item_specs(queries.items_of(subject))
    entries = queries.roster(subject, [section_id], viewer.today)
    saved = queries.saved_results(subject, [entry.student_id for entry in entries])
    if request.method != "POST":
        return _page(request, viewer, subject, row, saved_papers(entries, items, saved))
    papers = typed_papers(request.POST.dict(), entries, items, saved)
    if not all(paper.is_readable for paper in papers):
        return _page(request, viewer, subject, row, papers, status=422)
    try:
        change = save_results(
            actor=viewer.staff,
            assessment=subject,
            papers=[_new_paper(paper, section_id) for paper in papers if paper.status != STATUS_UNSAID],
            kind=ChangeKind.ENTRY,
            today=viewer.today,
        )
    except SavedMeanwhile as conflict:
        # Between our reading and our saving: merge again with what is there now; nothing typed is lost.
        saved = queries.saved_results(subject, [entry.student_id for entry in entries])
        papers = typed_papers(request.POST.dict(), entries, items, saved)
        return _page(request, viewer, subject, row, papers, conflict=conflict, status=409)
    if change is None:
        messages.info(request, "Nothing was different, so nothing was saved.")
    else:
        what = "1 paper" if change.papers == 1 else f"{change.papers} papers"
        messages.success(request, f"Saved {what}. The report reruns in seconds.")
    return redirect(address(viewer, "section_entry_plain", subject.pk, section_id))


def _new_paper(paper: TypedPaper, section_id: int) -> NewPaper:
    return NewPaper(paper.student_id, section_id, paper.status, paper.cells, paper.answers, based_on=paper.based_on)


def _page(
    request: HttpRequest,
    viewer: Viewer,
    assessment: Assessment,
    row: AssessmentSection,
    papers: list[TypedPaper],
    *,
    conflict: SavedMeanwhile | None = None,
    status: int = 200,
) -> HttpResponse:
    items = queries.items_of(assessment)
    complete = sum(1 for p in papers if p.status == ResultStatus.SCORED and EMPTY not in p.cells)
    away = sum(1 for p in papers if p.status not in {STATUS_UNSAID, ResultStatus.SCORED})
    context = {
        "assessment": assessment,
        "is_over": is_year_over(assessment.team_id),
        "section": row.section,
        "crumbs": crumbs(viewer, assessment, Crumb(label=f"Scores, {row.section.name}")),
        "items": items,
        "papers": papers,
        "statuses": ResultStatus.choices,
        "complete": complete,
        "away": away,
        "first_problem": next((cell for p in papers for cell in p.notes), None),
        "problems": sum(len(p.notes) + bool(p.note) for p in papers),
        "conflict": conflict,
        "columns": len(items) + 3,
    }
    return render(request, "assessments/section_entry_plain.html", context, status=status)
