"""Progress over the year: a class as students by standards, one student's year, and the table to take along."""

import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateformat import format as formatted
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from assessments.access import taught_section_ids
from assessments.importing import csv_bytes, workbook_bytes
from goals.access import MEMBERS
from goals.access.classes import access_followed_class, access_own_student, followed_classes
from goals.exports.tracker import TEXT_COLUMNS, tracker_rows
from goals.progress import SIGNS, WORDS, Attempt, Progress
from goals.queries.tracker import Tracker, TrackerFilter, tracker
from goals.views.places import address
from plc.http.components import Crumb
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.templatetags.figures import percent, plural
from plc.templatetags.progress import ProgressCell

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEGEND = [(SIGNS[each], WORDS[each]) for each in WORDS]


@for_roles(*MEMBERS)
@require_safe
def classes(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    taught = taught_section_ids(viewer)
    found = list(followed_classes(viewer))
    context = {
        "own": [section for section in found if section.pk in taught],
        "entered": [section for section in found if section.pk not in taught],
        "crumbs": [_home(viewer), Crumb(label="Progress")],
    }
    return render(request, "goals/classes.html", context)


@for_roles(*MEMBERS)
@require_safe
def class_progress(request: HttpRequest, district: str, section_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    section = access_followed_class(viewer, section_id)
    wanted = _wanted(request)
    found = tracker(viewer, section, wanted)
    is_own = section.pk in taught_section_ids(viewer)
    context = {
        "section": section,
        "found": found,
        "lines": [
            (*_name_of(viewer, line, section, is_own), line, _cells(viewer, found, line)) for line in found.lines
        ],
        "wanted": wanted,
        "keep": _kept(wanted),
        "legend": LEGEND,
        "crumbs": [_home(viewer), _progress(viewer), Crumb(label=section.name)],
    }
    return render(request, "goals/tracker.html", context)


@for_roles(*MEMBERS)
@require_safe
def class_progress_csv(request: HttpRequest, district: str, section_id: int) -> HttpResponse:
    return _file(csv_bytes(_rows(request, section_id)), "text/csv; charset=utf-8", f"progress-{section_id}.csv")


@for_roles(*MEMBERS)
@require_safe
def class_progress_workbook(request: HttpRequest, district: str, section_id: int) -> HttpResponse:
    content = workbook_bytes(_rows(request, section_id), text_columns=TEXT_COLUMNS)
    return _file(content, WORKBOOK, f"progress-{section_id}.xlsx")


@for_roles(*MEMBERS)
@require_safe
def student_year(request: HttpRequest, district: str, section_id: int, student_id: int) -> HttpResponse:
    """For those who teach the student today: every attempt on every standard of this class's CFAs, in their order."""
    viewer = viewer_of(request)
    section, student = access_own_student(viewer, section_id, student_id)
    found = tracker(viewer, section, TrackerFilter(), [student])
    (line,) = found.lines
    context = {
        "section": section,
        "student": student,
        "line": line,
        "standards": [
            (column.standard, cell, [(attempt, _history(viewer, attempt, student_id)) for attempt in cell.attempts])
            for column, cell in zip(found.columns, line.cells, strict=True)
        ],
        "legend": LEGEND,
        "crumbs": [
            _home(viewer),
            _progress(viewer),
            Crumb(label=section.name, url=address(viewer, "class_progress", section.pk)),
            Crumb(label=f"{student.given_name} {student.family_name}"),
        ],
    }
    return render(request, "goals/student_year.html", context)


def _rows(request: HttpRequest, section_id: int) -> list[list[str]]:
    viewer = viewer_of(request)
    found = tracker(viewer, access_followed_class(viewer, section_id), _wanted(request))
    standards = [(column.standard.code, column.standard.short_name) for column in found.columns]
    return tracker_rows(
        (
            line.student.list_name,
            line.student.local_id,
            [(*standard, cell) for standard, cell in zip(standards, line.cells, strict=True)],
        )
        for line in found.lines
    )


def _file(content: bytes, media: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _wanted(request: HttpRequest) -> TrackerFilter:
    """From the address, which names no student; what makes no sense is not asked for."""
    standard = request.GET.get("standard", "")
    return TrackerFilter(
        standard_id=int(standard) if standard.isdecimal() and len(standard) < 18 else None,
        since=_day(request.GET.get("since", "")),
        until=_day(request.GET.get("until", "")),
    )


def _day(text: str) -> datetime.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _kept(wanted: TrackerFilter) -> str:
    asked = {"standard": wanted.standard_id, "since": wanted.since, "until": wanted.until}
    kept = urlencode({name: str(value) for name, value in asked.items() if value})
    return f"?{kept}" if kept else ""


def _name_of(viewer: Viewer, line: Any, section: Any, is_own: bool) -> tuple[str, str]:
    """The student with the address of the year's page, which own teachers alone have."""
    url = address(viewer, "student_year", section.pk, line.student.pk) if is_own else ""
    return line.student.list_name, url


def _cells(viewer: Viewer, found: Tracker, line: Any) -> list[ProgressCell]:
    labels = [column.standard.code or column.standard.short_name for column in found.columns]
    return [_cell(viewer, label, cell, line.student.pk) for label, cell in zip(labels, line.cells, strict=True)]


def _cell(viewer: Viewer, label: str, cell: Progress, student_id: int) -> ProgressCell:
    first, latest, missing = cell.first, cell.latest, cell.missing
    if latest is None:
        if missing is None:
            return ProgressCell(label, "none")
        return ProgressCell(
            label,
            "missing",
            word=missing.word,
            day=_short(missing.on),
            source=missing.title,
            url=_history(viewer, missing, student_id),
        )
    return ProgressCell(
        label,
        str(latest.standing),
        sign=latest.sign,
        word=latest.word,
        share=_whole(latest.share or 0.0),
        first=_whole(first.share or 0.0) if first is not None and first is not latest else "",
        since=f"{missing.word} {_short(missing.on)}" if missing else "",
        hint=plural(latest.items, "item") if latest.hint else "",
        day=_short(latest.on),
        source=latest.title,
        url=_history(viewer, latest, student_id),
    )


def _history(viewer: Viewer, attempt: Attempt, student_id: int) -> str:
    """The paper behind it; none where it was taken in a class whose papers are not this person's to see."""
    if attempt.missing == "elsewhere":
        return ""
    before, _, after = _paper_of_nobody(viewer.district.slug, attempt.assessment_id).rpartition("/0/")
    return f"{before}/{student_id}/{after}"


# A class's year has hundreds of cells of a few dozen shares, days and CFAs.
@lru_cache(maxsize=1000)
def _paper_of_nobody(slug: str, assessment_id: int) -> str:
    return reverse("assessments:student_history", args=[slug, assessment_id, 0])


@lru_cache(maxsize=4000)
def _whole(share: float) -> str:
    return percent(share)


@lru_cache(maxsize=1000)
def _short(day: datetime.date) -> str:
    return formatted(day, "M j")


def _home(viewer: Viewer) -> Crumb:
    return Crumb(label="Home", url=address(viewer, "home"))


def _progress(viewer: Viewer) -> Crumb:
    return Crumb(label="Progress", url=address(viewer, "classes"))
