"""Goals of the school and of the district: the list, setting one, its page with what adds up to it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from goals.access import MEMBERS, access_goal
from goals.access.wider import (
    access_own_wider_goal,
    access_place_led,
    access_wider_goal,
    may_edit,
    places_led,
    readable_wider_goals,
)
from goals.actions.wider import change_wider_goal, close_wider_goal, serve_goal, set_wider_goal
from goals.forms import CloseGoalForm
from goals.forms.wider import ServeForm, WiderGoalForm
from goals.queries.wider import wider_views
from goals.views.places import address, crumbs
from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.http.refusals import Refusal
from plc.schools.access import EVERYONE, Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal, status_of
from plc.schools.models import Role, School, SchoolYear
from plc.schools.models.dated import live_on


@for_roles(*EVERYONE)
@require_safe
def wider_goals(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    page = page_of(request, readable_wider_goals(viewer))
    context = {
        "page": page,
        "views": wider_views(list(page), viewer),
        "places": places_led(viewer),
        "crumbs": [Crumb(label="Home", url=address(viewer, "home")), Crumb(label="Goals we share")],
    }
    return render(request, "goals/wider_goals.html", context)


@for_roles(*EVERYONE)
@require_safe
def wider_goal(request: HttpRequest, district: str, wider_goal_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    goal = access_wider_goal(viewer, wider_goal_id)
    (view,) = wider_views([goal], viewer, with_parts=True)
    context = {
        "view": view,
        "goal": goal,
        "may_edit": may_edit(viewer, goal.school_id) and goal.closed_on is None,
        "crumbs": _crumbs(viewer, goal.title),
    }
    return render(request, "goals/wider_goal.html", context)


@for_roles(Role.PRINCIPAL)
@require_http_methods(["GET", "HEAD", "POST"])
def new_school_goal(request: HttpRequest, district: str, school_id: int) -> HttpResponse:
    return _new(request, access_place_led(viewer_of(request), school_id))


@for_roles(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def new_district_goal(request: HttpRequest, district: str) -> HttpResponse:
    return _new(request, access_place_led(viewer_of(request), None))


def _new(request: HttpRequest, school: School | None) -> HttpResponse:
    viewer = viewer_of(request)
    year = SchoolYear.objects.filter(live_on(viewer.today)).first()
    initial = {"starts_on": year.starts_on if year else viewer.today, "due_on": year.ends_on if year else None}
    form = WiderGoalForm(request.POST or None, initial=initial, school=school)
    if request.method == "POST" and form.is_valid():
        try:
            goal = set_wider_goal(actor=viewer.staff, school=school, facts=form.facts, today=viewer.today)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The goal is set. Teams can now say that theirs serve it.")
            return redirect(address(viewer, "wider_goal", goal.pk))
    said = f"For {school.name if school else viewer.district.name}. Its counts come from the goals that serve it."
    return _form_page(request, form, headline="Set a goal", said=said, back=address(viewer, "wider_goals"))


@for_roles(Role.PRINCIPAL, Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def change_wider(request: HttpRequest, district: str, wider_goal_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        goal = access_own_wider_goal(viewer, wider_goal_id, to_change=request.method == "POST")
        initial = {name: getattr(goal, name) for name in WiderGoalForm.base_fields}
        form = WiderGoalForm(request.POST or None, initial=initial, school=goal.school)
        if request.method == "POST" and form.is_valid():
            try:
                change_wider_goal(actor=viewer.staff, goal=goal, facts=form.facts, today=viewer.today)
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, "The goal is changed.")
                return redirect(address(viewer, "wider_goal", goal.pk))
    back = address(viewer, "wider_goal", goal.pk)
    return _form_page(request, form, headline="Change the goal", said=f"For {goal.place}.", back=back)


@for_roles(Role.PRINCIPAL, Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def close_wider(request: HttpRequest, district: str, wider_goal_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        goal = access_own_wider_goal(viewer, wider_goal_id, to_change=request.method == "POST")
        form = CloseGoalForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data["reflection"]
            close_wider_goal(actor=viewer.staff, goal=goal, reflection=said, today=viewer.today)
            messages.success(request, "The goal is closed, with what you learned.")
            return redirect(address(viewer, "wider_goal", goal.pk))
    said = "It stays readable; no further goal can serve it."
    back = address(viewer, "wider_goal", goal.pk)
    return _form_page(request, form, headline="Close the goal", said=said, back=back)


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def serve(request: HttpRequest, district: str, goal_id: int) -> HttpResponse:
    """A team says which goal of the school or district its own serves."""
    viewer = viewer_of(request)
    with transaction.atomic():
        goal = access_goal(viewer, goal_id, to_change=request.method == "POST")
        form = ServeForm(request.POST or None, initial={"wider": goal.serves_id}, team=goal.team)
        if request.method == "POST" and form.is_valid():
            try:
                serve_goal(actor=viewer.staff, goal=goal, wider=form.cleaned_data["wider"])
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, "Kept.")
                return redirect(address(viewer, "goal", goal.pk))
    context = {
        "form": form,
        "save": "Keep",
        "headline": "Which goal does it serve?",
        "said": f"{goal.skill}, {goal.team.name}.",
        "back": address(viewer, "goal", goal.pk),
        "crumbs": crumbs(viewer, goal.team, Crumb(label="Goals", url=address(viewer, "goals", goal.team_id))),
    }
    return render(request, "goals/form.html", context, status=status_of(form))


def _form_page(request: HttpRequest, form: Any, *, headline: str, said: str, back: str) -> HttpResponse:
    context = {
        "form": form,
        "save": headline,
        "headline": headline,
        "said": said,
        "back": back,
        "crumbs": _crumbs(viewer_of(request), headline),
    }
    return render(request, "goals/form.html", context, status=status_of(form))


def _crumbs(viewer: Viewer, label: str) -> list[Crumb]:
    shared = Crumb(label="Goals we share", url=address(viewer, "wider_goals"))
    return [Crumb(label="Home", url=address(viewer, "home")), shared, Crumb(label=label)]
