"""What happened: to one student's paper, by one upload, in the whole CFA."""

import datetime
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.access import ENTERERS, access_correcting, access_student, access_upload, may_build
from assessments.cells import paper_sum, points_text
from assessments.models import ChangeKind, Item, Result
from assessments.queries.history import (
    HistoryFilter,
    PaperChange,
    history_lines,
    paper_changes,
    people_of_history,
    pieces_of_history,
    student_changes,
    student_conflicts,
    students_of_history,
    upload_changes,
)
from assessments.timeline import cell_words
from assessments.views.places import address, crumbs
from plc.http.components import Crumb
from plc.schools.access import for_roles, viewer_of

LINES_ON_A_PAGE = 30
PAPERS_ON_A_PAGE = 50


@for_roles(*ENTERERS)
@require_safe
def student_history(request: HttpRequest, district: str, assessment_id: int, student_id: int) -> HttpResponse:
    """One student's papers as they stand, and all that ever happened to them."""
    viewer = viewer_of(request)
    subject, student, hidden = access_student(viewer, assessment_id, student_id)
    changes = student_changes(subject, student, hidden)
    papers = Result.objects.filter(assessment=subject, student=student).exclude(attempt__in=hidden)
    papers = papers.select_related("section", "teacher", "version").order_by("attempt")
    items = queries.items_of(subject)
    shown = [_paper(row, items, changes, subject.closes_on) for row in papers]
    context = {
        "assessment": subject,
        "student": student,
        "crumbs": crumbs(viewer, subject, Crumb(label=f"{student.given_name} {student.family_name}")),
        "papers": shown,
        "latest": max((row.attempt for row in papers), default=None),
        "changes": changes,
        "conflicts": student_conflicts(subject, student, hidden),
        "may_audit": may_build(viewer, subject),
    }
    return render(request, "assessments/history/student.html", context)


def _paper(row: Result, items: list[Item], changes: list[PaperChange], closes_on: datetime.date) -> dict[str, object]:
    """One attempt as it stands: its sum, and each cell with the change that made it what it is."""
    made_by = {}
    for change in reversed([change for change in changes if change.attempt == row.attempt]):
        made_by.update({cell.identity: change.change for cell in change.cells})
    answers = [*row.answers, *("" for _ in range(len(row.cells) - len(row.answers)))]
    is_current = items and items[0].version_id == row.version_id
    cells = list(zip(items, row.cells, answers, strict=True)) if is_current else []
    total = paper_sum((cell, item.max_cell, item.scoring) for item, cell, _ in cells)
    return {
        "row": row,
        "points": f"{points_text(total.earned)} of {points_text(total.possible)}" if total else "",
        "cells": [(item, cell_words(cell, answer), made_by.get(item.identity)) for item, cell, answer in cells],
        "is_late": bool(row.scored_on and row.scored_on > closes_on),
    }


@for_roles(*ENTERERS)
@require_safe
def upload_history(request: HttpRequest, district: str, upload_id: int) -> HttpResponse:
    """What an upload changed, cell by cell, and what taking it back changed."""
    viewer = viewer_of(request)
    subject = access_upload(viewer, upload_id)
    page = Paginator(upload_changes(subject), PAPERS_ON_A_PAGE).get_page(request.GET.get("page"))
    above = Crumb(label="Upload", url=address(viewer, "upload_preview", subject.pk))
    context = {
        "upload": subject,
        "assessment": subject.assessment,
        "crumbs": crumbs(viewer, subject.assessment, above, Crumb(label="What it changed")),
        "page": page,
        "changes": paper_changes(subject.assessment, page.object_list),
    }
    return render(request, "assessments/history/upload.html", context)


@for_roles(*ENTERERS)
@require_safe
def history(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """Every change of a CFA, newest first, for the team's facilitator; typing of one person in a row is one line."""
    viewer = viewer_of(request)
    subject = access_correcting(viewer, assessment_id)
    kind = request.GET.get("kind", "")
    wanted = HistoryFilter(
        person_id=_number(request.GET.get("person", "")),
        student_id=_number(request.GET.get("student", "")),
        kind=kind if kind in ChangeKind.values else "",
    )
    page = Paginator(pieces_of_history(subject, wanted), LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    asked = {"person": wanted.person_id, "student": wanted.student_id, "kind": wanted.kind}
    kept = urlencode({name: value for name, value in asked.items() if value})
    context = {
        "assessment": subject,
        "crumbs": crumbs(viewer, subject, Crumb(label="History")),
        "page": page,
        "lines": history_lines(subject, list(page.object_list)),
        "wanted": wanted,
        "is_filtered": bool(kept),
        "keep": f"&{kept}" if kept else "",
        "people": people_of_history(subject),
        "students": students_of_history(subject),
        "kinds": ChangeKind.choices,
    }
    return render(request, "assessments/history/list.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None
