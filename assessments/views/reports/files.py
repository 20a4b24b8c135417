"""Files of a report: what is on screen as CSV and XLSX, its pictures as SVG and PNG, the hand-out as PDF."""

import re
from collections.abc import Callable
from typing import Final
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from assessments.access import READERS
from assessments.disclosure import classes_of, view_of
from assessments.disclosure.gains import gain_picture
from assessments.exports import tables
from assessments.exports.gain_chart import gain_chart
from assessments.exports.growth import from_to, growth_appendix, growth_rows
from assessments.exports.handout import handout
from assessments.exports.item_chart import item_chart
from assessments.exports.skill_chart import skill_chart
from assessments.exports.typesetting import handout_pdf, picture_png
from assessments.importing import csv_bytes, workbook_bytes
from assessments.readers import OpenedReport, open_report
from assessments.views.reports.groups import needs_of
from assessments.views.reports.growth import growth_of
from assessments.views.reports.items import details_of
from assessments.views.reports.my_class import own_classes_of
from plc.schools.access import Viewer, for_roles

MEDIA: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
}
NAME: Final = re.compile(r"([a-z-]+?)(?:-([0-9]{1,3}))?\.([a-z]+)")
OF_OWN_STUDENTS: Final = {"class": "report_class", "groups": "report_groups", "growth": "report_growth"}
TEXT_COLUMNS: Final = {"skills": 2, "items": 2, "class": 2, "groups": 5, "growth": 3}


@for_roles(*READERS)
@require_safe
def report_file(
    request: HttpRequest, district: str, assessment_id: int, file: str, number: int | None = None
) -> HttpResponse:
    """``skills.csv``, ``items.xlsx``, ``class.csv``, ``groups.csv``, ``growth.csv``, ``skill-0.svg`` (the whole
    paper), ``items.png``, ``growth.svg``, ``hand-out.pdf``; anything else, and what this reader's report has no page
    for, is a 404.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    opened = open_report(viewer, assessment_id, number, part=_part(file))
    content, kind = _content(opened, file)
    response = HttpResponse(content, content_type=MEDIA[kind])
    run = opened.run.number if opened.run else 0
    response["Content-Disposition"] = f'attachment; filename="cfa-{assessment_id}-run-{run}-{file}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _part(file: str) -> str:
    """As the log of openings has it: the kind of file, or the page of own students that it holds."""
    named = NAME.fullmatch(file)
    if named is None or named[3] not in MEDIA:
        raise Http404
    return OF_OWN_STUDENTS.get(named[1], named[3])


def _content(opened: OpenedReport, file: str) -> tuple[bytes, str]:
    named = NAME.fullmatch(file)
    if named is None or opened.run is None:
        raise Http404
    name, place, kind = named.groups()
    if kind in {"csv", "xlsx"} and name in TABLES and place is None:
        rows = TABLES[name](opened)
        if rows is None:
            raise Http404
        text_columns = TEXT_COLUMNS[name]
        return csv_bytes(rows) if kind == "csv" else workbook_bytes(rows, text_columns=text_columns), kind
    if kind in {"svg", "png"}:
        svg = _picture(opened, name, place)
        return svg.encode() if kind == "svg" else picture_png(svg), kind
    if file == "hand-out.pdf":
        return _handout(opened), kind
    raise Http404


def _skills(opened: OpenedReport) -> tables.Rows | None:
    return tables.skill_rows(opened.view, opened.reader.smallest_group) if opened.view else None


def _items(opened: OpenedReport) -> tables.Rows | None:
    details = details_of(opened)
    return tables.full_item_rows(opened.view, details, opened.reader.smallest_group) if opened.view else None


def _class(opened: OpenedReport) -> tables.Rows | None:
    found = own_classes_of(opened) if opened.reader.own_section_ids else None
    return tables.class_rows(found) if found else None


def _groups(opened: OpenedReport) -> tables.Rows | None:
    found = needs_of(opened) if opened.reader.own_section_ids else None
    return tables.need_rows(found) if found else None


def _growth(opened: OpenedReport) -> tables.Rows | None:
    found = growth_of(opened)
    return growth_rows(found.growth, opened.reader.smallest_group) if found else None


TABLES: Final[dict[str, Callable[[OpenedReport], tables.Rows | None]]] = {
    "skills": _skills,
    "items": _items,
    "class": _class,
    "groups": _groups,
    "growth": _growth,
}


def _picture(opened: OpenedReport, name: str, place: str | None) -> str:
    view, smallest = opened.view, opened.reader.smallest_group
    if view is None:
        raise Http404
    if name == "items" and place is None:
        return item_chart(view, smallest)
    if name == "growth" and place is None:
        return _growth_picture(opened)
    metrics = (view.total, *view.skills)
    if name != "skill" or place is None or int(place) >= len(metrics):
        raise Http404
    return skill_chart(metrics[int(place)], smallest)


def _growth_picture(opened: OpenedReport) -> str:
    found = growth_of(opened)
    picture = gain_picture(found.growth) if found else None
    if found is None or picture is None:
        raise Http404
    return gain_chart(picture, from_to(found.first_title, opened.assessment.title), opened.reader.smallest_group)


def _handout(opened: OpenedReport) -> bytes:
    """As a colleague with no class of it reads it: on the table, "yours" would tell everybody whose class is whose."""
    run, assessment = opened.run, opened.assessment
    if run is None or run.finished_at is None:
        raise Http404
    reader = opened.reader.on_the_table
    classes = classes_of(run.figures, reader)
    growth = growth_of(opened, classes)
    made_at = run.finished_at.astimezone(ZoneInfo(opened.viewer.district.time_zone))
    says = handout(
        view_of(run.figures, classes),
        reader,
        title=assessment.title,
        team=assessment.team.name,
        run=run.number,
        made_at=made_at,
        definitions=run.definitions,
        smallest_group=reader.smallest_group,
    )
    if growth:
        says |= growth_appendix(growth.growth, from_to(growth.first_title, assessment.title), reader.smallest_group)
    return handout_pdf(says, made_at)
