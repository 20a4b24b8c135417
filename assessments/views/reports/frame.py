"""What the parts of a report share: the opened run, the head of the page, the tabs. Nothing is computed here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.access import enterable_sections, may_build
from assessments.disclosure import Reader
from assessments.disclosure.report_words import report_words
from assessments.models import ReportRun, RunState
from assessments.news import see_report
from assessments.queries.changes import what_changed
from assessments.readers import OpenedReport, open_report
from assessments.views.places import crumbs
from assessments.what_changed import said
from plc.http.components import Crumb, Tab
from plc.schools.access import Viewer

Fill = Callable[[OpenedReport], dict[str, Any]]
Asked = Mapping[str, str]


def everyone(reader: Reader) -> bool:
    return True


def inside_the_team(reader: Reader) -> bool:
    return reader.is_inside


def with_own_classes(reader: Reader) -> bool:
    return bool(reader.own_section_ids)


@dataclass(frozen=True)
class Part:
    """One part of the report: its route, its tab, its template below ``assessments/report/``, what only it needs.

    ``fill`` is called where there is a run; its names are added to the template's. ``table`` names its figures as a
    file; see ``files``. ``tabbed`` is whether this CFA's report has its tab. ``arrange`` is as ``fill``, for a page
    that is asked in its address to show less or in another order; ``keep`` of it is that part of the address.
    """

    route: str
    label: str
    template: str
    opens_for: Callable[[Reader], bool] = everyone
    fill: Fill = lambda opened: {}
    table: str = ""
    tabbed: Callable[[OpenedReport], bool] = lambda opened: True
    arrange: Callable[[OpenedReport, Asked], dict[str, Any]] = lambda opened, asked: {}


def answer(
    request: HttpRequest, parts: tuple[Part, ...], part: Part, assessment_id: int, number: int | None
) -> HttpResponse:
    """The page of one part."""
    opened = opened_part(request.viewer, part, assessment_id, number)  # type: ignore[attr-defined]
    return render(request, "assessments/report/page.html", context(opened, parts, part, request.GET))


def opened_part(viewer: Viewer, part: Part, assessment_id: int, number: int | None = None) -> OpenedReport:
    opened = open_report(viewer, assessment_id, number, part=part.route)
    if not part.opens_for(opened.reader):
        raise Http404
    see_report(viewer, opened.run)
    return opened


def context(opened: OpenedReport, parts: tuple[Part, ...], part: Part, asked: Asked) -> dict[str, Any]:
    viewer, assessment, run, reader = opened.viewer, opened.assessment, opened.run, opened.reader
    pending = opened.pending
    failed = pending if pending and pending.state == RunState.FAILED else None
    return {
        "assessment": assessment,
        "team": assessment.team,
        "crumbs": crumbs(viewer, assessment, Crumb(label="Report")),
        "tabs": _tabs(opened, parts, part) if run else [],
        "part": part,
        "part_template": f"assessments/report/{part.template}",
        "run": run,
        "is_fixed": opened.is_fixed,
        "is_behind": opened.is_behind,
        "files": _files(opened) if run else "",
        "pending": None if failed else pending,
        "failed": failed,
        "view": opened.view,
        "words": report_words(opened.view, viewer.district.smallest_group) if opened.view else None,
        "reader": reader,
        "state": opened.state,
        "may_discuss": bool(run) and reader.is_member,
        "may_correct": reader.is_inside and assessment.is_locked and may_build(viewer, assessment),
        "may_try_again": bool(failed) and enterable_sections(viewer).filter(assessment=assessment).exists(),
        "smallest_group": viewer.district.smallest_group,
    } | (part.fill(opened) | part.arrange(opened, asked) if run else {})


def _tabs(opened: OpenedReport, parts: tuple[Part, ...], current: Part) -> list[Tab]:
    slug, assessment = opened.viewer.district.slug, opened.assessment
    which = [opened.run.number] if opened.is_fixed and opened.run else []
    return [
        Tab(
            label=part.label,
            url=reverse(f"assessments:{part.route}", args=[slug, assessment.pk, *which]),
            current=part is current,
        )
        for part in parts
        if part.opens_for(opened.reader) and (part.tabbed(opened) or part is current)
    ]


def _files(opened: OpenedReport) -> str:
    """The address that a file's name is added to."""
    which = [opened.run.number] if opened.is_fixed and opened.run else []
    args = [opened.viewer.district.slug, opened.assessment.pk, *which, "f"]
    return reverse("assessments:report_file", args=args).removesuffix("f")


def changes_between(opened: OpenedReport, since: ReportRun, until: ReportRun) -> tuple[str, ...]:
    """What is different in one run from an earlier one, as far as this reader may know."""
    return said(what_changed(opened.assessment, since, until, opened.reader.own_section_ids), opened.reader)
