"""The district office's view of results: schools and standards of one course, and nothing below a school."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.access import access_totals, visible_totals
from assessments.disclosure.totals import TotalsTable, smallest_shown, totals_table
from assessments.exports.totals import total_rows
from assessments.importing import csv_bytes, workbook_bytes
from assessments.models import TotalsSnapshot
from assessments.queries.totals import schools_and_standards
from assessments.views.places import address
from plc.http.components import Tab
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.models import Role, School

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_roles(Role.DISTRICT_ADMIN)
@require_safe
def school_results(request: HttpRequest, district: str, course_id: int | None = None) -> HttpResponse:
    """The totals of one course; without one the first course by name."""
    viewer = viewer_of(request)
    said = {"smallest_group": smallest_shown(viewer.district.smallest_group)}
    courses = sorted(
        (snapshot.course for snapshot in visible_totals(viewer).defer("counted", "cells")),
        key=lambda course: (course.name, course.pk),
    )
    if course_id is None and not courses:
        return render(request, "assessments/totals/page.html", {"table": None, **said})
    snapshot = access_totals(viewer, courses[0].pk if course_id is None else course_id)
    table = _table(viewer, snapshot)
    context: dict[str, Any] = {
        **said,
        "snapshot": snapshot,
        "course": snapshot.course,
        "table": table,
        "other_schools": School.objects.count() - len(table.rows),
        "tabs": [
            Tab(
                label=course.name,
                url=address(viewer, "school_results", course.pk),
                current=course.pk == snapshot.course_id,
            )
            for course in courses
        ],
    }
    return render(request, "assessments/totals/page.html", context)


@for_roles(Role.DISTRICT_ADMIN)
@require_safe
def school_results_csv(request: HttpRequest, district: str, course_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    snapshot = access_totals(viewer, course_id)
    return _file(snapshot, "csv", csv_bytes(total_rows(_table(viewer, snapshot))), "text/csv")


@for_roles(Role.DISTRICT_ADMIN)
@require_safe
def school_results_workbook(request: HttpRequest, district: str, course_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    snapshot = access_totals(viewer, course_id)
    rows = total_rows(_table(viewer, snapshot))
    return _file(snapshot, "xlsx", workbook_bytes(rows, text_columns=len(rows[0])), WORKBOOK)


def _table(viewer: Viewer, snapshot: TotalsSnapshot) -> TotalsTable:
    schools, standards = schools_and_standards(snapshot.cells)
    return totals_table(snapshot.cells, schools, standards, viewer.district.smallest_group)


def _file(snapshot: TotalsSnapshot, kind: str, content: bytes, media: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media)
    name = f"schools-course-{snapshot.course_id}-totals-{snapshot.number}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
