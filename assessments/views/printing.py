"""The paper to hand out: a cover with its table of items, and answer sheets. Reading only."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import queries
from assessments.access import ENTERERS, access_teamed, enterable_sections
from assessments.models import Assessment, Item, ItemKind
from assessments.notation import read_options
from assessments.views.places import crumbs
from plc.http.components import Crumb
from plc.schools.access import Viewer, for_roles, viewer_of


@dataclass(frozen=True)
class Line:
    """One line of the answer sheet: bubbles to fill, a row of levels, or a box for points."""

    item: Item
    letters: tuple[str, ...]
    several: bool

    @property
    def is_bubbles(self) -> bool:
        return bool(self.letters)


@for_roles(*ENTERERS)
@require_safe
def print_cfa(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """``?section=`` prints a sheet for each student of that class, with the name; without it one blank sheet."""
    viewer = viewer_of(request)
    subject = access_teamed(viewer, assessment_id)
    sections = [row.section for row in enterable_sections(viewer).filter(assessment=subject)]
    asked = request.GET.get("section", "")
    section = next((each for each in sections if str(each.pk) == asked), None)
    if asked and section is None:
        raise Http404
    items = queries.items_with_standards(subject.current_version)
    context = {
        "assessment": subject,
        "crumbs": crumbs(viewer, subject, Crumb(label="Print")),
        "items": items,
        "with_rubric": [item for item in items if any(item.rubric)],
        "lines": [_line(item) for item in items],
        "total": queries.total_points(items),
        "targets": queries.targets_of(subject),
        "sections": sections,
        "section": section,
        "names": _names(viewer, subject, section.pk) if section else [""],
        "with_cover": request.GET.get("part") != "sheets",
        "with_sheets": request.GET.get("part") != "cover",
        "part": request.GET.get("part", "all"),
    }
    return render(request, "assessments/building/print.html", context)


def _names(viewer: Viewer, subject: Assessment, section_id: int) -> list[str]:
    return [entry.name for entry in queries.roster(subject, [section_id], viewer.today)]


def _line(item: Item) -> Line:
    if item.kind == ItemKind.SELECTED:
        return Line(item, tuple(read_options(item.options)), any(len(part) > 1 for part in item.key.split("|")))
    if item.kind == ItemKind.RUBRIC:
        return Line(item, tuple(str(level) for level in range(item.max_cell // 100 + 1)), several=False)
    return Line(item, (), several=False)
