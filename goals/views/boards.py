"""Dashboards: of a school for its principal, of the district for its office, and what each keeps to look at again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from goals.access.boards import LEADERS, access_led_school, access_own_filter, leads
from goals.actions.filters import delete_filter, save_filter
from goals.forms.boards import DISTRICT_CHOICES, SCHOOL_CHOICES, BoardForm, SaveFilterForm
from goals.queries.boards import BoardFilter, saved_filters
from goals.queries.district_board import district_board, school_lines
from goals.queries.lately import happened_in, since_day
from goals.queries.school_board import school_board
from goals.queries.wider import open_wider_goals, wider_views
from goals.views.places import address
from plc.http.components import Crumb, Tab
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, for_roles, led_schools, viewer_of
from plc.schools.models import Course, Role, School


@for_roles(*LEADERS)
@require_safe
def board(request: HttpRequest, district: str) -> HttpResponse:
    """The district's for its office; a principal goes to their school's."""
    viewer = viewer_of(request)
    if not viewer.is_district_admin:
        school = led_schools(viewer)[0]
        return redirect(address(viewer, "school_board", school.pk))
    form = _form(request, DISTRICT_CHOICES, one_course=True)
    wanted = form.wanted
    found = district_board(viewer, wanted)
    context = {
        **_common(viewer, None, form, wanted),
        "found": found,
        "wider": wider_views(open_wider_goals(None), viewer),
        "crumbs": [Crumb(label="Home", url=address(viewer, "home")), Crumb(label="Dashboard")],
    }
    return render(request, "goals/boards/district.html", context)


@for_roles(*LEADERS)
@require_safe
def school_board_page(request: HttpRequest, district: str, school_id: int) -> HttpResponse:
    """For its principal team by team; for the district's office how much goes on, and the school's totals."""
    viewer = viewer_of(request)
    school = access_led_school(viewer, school_id)
    form = _form(request, SCHOOL_CHOICES)
    wanted = form.wanted
    crumbs = [Crumb(label="Home", url=address(viewer, "home"))]
    if viewer.is_district_admin:
        crumbs.append(Crumb(label="Dashboard", url=address(viewer, "board")))
    context = {
        **_common(viewer, school, form, wanted),
        "wider": wider_views(open_wider_goals(school), viewer),
        "crumbs": [*crumbs, Crumb(label=school.name)],
    }
    if not leads(viewer, school):
        context["line"] = school_lines(viewer, wanted.days, school)[0]
        return render(request, "goals/boards/school_of_district.html", context)
    others = [each for each in led_schools(viewer) if each.pk in viewer.principal_school_ids]
    context |= {
        "found": school_board(viewer, school, wanted),
        "happened": happened_in(viewer, school, since_day(viewer.today, wanted.days)),
        "tabs": [
            Tab(label=each.name, url=address(viewer, "school_board", each.pk), current=each.pk == school.pk)
            for each in others
        ]
        if len(others) > 1
        else [],
    }
    return render(request, "goals/boards/school.html", context)


@for_roles(Role.DISTRICT_ADMIN)
@require_POST
def keep_district_filter(request: HttpRequest, district: str) -> HttpResponse:
    return _keep(request, None, DISTRICT_CHOICES)


@for_roles(*LEADERS)
@require_POST
def keep_school_filter(request: HttpRequest, district: str, school_id: int) -> HttpResponse:
    return _keep(request, access_led_school(viewer_of(request), school_id), SCHOOL_CHOICES)


@for_roles(*LEADERS)
@require_POST
def drop_filter(request: HttpRequest, district: str, filter_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    saved = access_own_filter(viewer, filter_id)
    delete_filter(actor=viewer.staff, saved=saved)
    messages.success(request, f"“{saved.name}” is no longer kept.")
    return redirect(_place(viewer, saved.school))


def _keep(request: HttpRequest, school: School | None, choices: Any) -> HttpResponse:
    viewer = viewer_of(request)
    wanted = _form(request, choices, request.POST).wanted
    form = SaveFilterForm(request.POST)
    if not form.is_valid():
        messages.error(request, "A view needs a name of at most 40 letters.")
    else:
        name = form.cleaned_data["name"]
        try:
            is_new = save_filter(actor=viewer.staff, school=school, name=name, chosen=wanted.address)
        except Refusal as refusal:
            messages.error(request, f"{refusal.sentence} {refusal.remedy}")
        else:
            replaced = "" if is_new else " What was kept under that name is replaced."
            messages.success(request, f"Kept as “{name}”.{replaced}")
    return redirect(_place(viewer, school) + wanted.address)


def _place(viewer: Viewer, school: School | None) -> str:
    return address(viewer, "school_board", school.pk) if school else address(viewer, "board")


def _form(request: HttpRequest, choices: Any, said: QueryDict | None = None, *, one_course: bool = False) -> BoardForm:
    said = request.GET if said is None else said
    return BoardForm(said, choices=choices, courses=Course.objects.order_by("name", "pk"), one_course=one_course)


def _common(viewer: Viewer, school: School | None, form: BoardForm, wanted: BoardFilter) -> dict[str, Any]:
    kept = list(saved_filters(viewer, school))
    place = _place(viewer, school)
    return {
        "form": form.showing(wanted),
        "wanted": wanted,
        "shown": form.words_of(wanted) if wanted.address else "",
        "school": school,
        "place": place,
        "kept": [(row, place + row.chosen, row.chosen == wanted.address) for row in kept],
        "keep": address(viewer, "keep_school_filter", school.pk) if school else address(viewer, "keep_district_filter"),
        "smallest_group": viewer.district.smallest_group,
    }
