"""The district's words for the steps, and templates of cycles: the district's and each team's own."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from goals.access import MEMBERS
from goals.access.cycles import TEMPLATE_KEEPERS, access_own_cycle, access_template
from goals.actions import cycle_words as actions
from goals.cycle_texts import SHIPPED, STEPS, TemplatePlan
from goals.forms.cycles import TemplateNameForm, TemplateSteps, WordingForm, initial_offsets, offsets_of
from goals.models import CycleTemplate
from goals.queries.cycle_words import plan_like, saved_templates, template_plan, wording
from goals.views.places import address, crumbs
from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal, status_of
from plc.schools.models import Role
from teams.access import access_working_team
from teams.models import Team


@for_roles(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_words(request: HttpRequest, district: str) -> HttpResponse:
    """What this district calls the ten steps."""
    viewer = viewer_of(request)
    words = wording()
    form = WordingForm(request.POST or None, initial={**words.labels, "by_pdsa": words.by_pdsa})
    if request.method == "POST" and form.is_valid():
        actions.reword_steps(actor=viewer.staff, labels=form.labels, by_pdsa=form.cleaned_data["by_pdsa"])
        messages.success(request, "Saved. Every team’s cycle says it this way now.")
        return redirect(address(viewer, "cycle_words"))
    context = {
        "form": form,
        "templates": [template_plan(row) for row in saved_templates(None)],
        "crumbs": [Crumb(label="Cycles")],
    }
    return render(request, "goals/cycles/words.html", context, status=status_of(form))


@for_roles(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def new_district_template(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    trail = [Crumb(label="Cycles", url=address(viewer, "cycle_words")), Crumb(label="A new template")]
    return _new(request, viewer, None, trail)


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def team_templates(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    """What the team can begin a cycle from, and a template of its own."""
    viewer = viewer_of(request)
    team = access_working_team(viewer, team_id)
    own = [row for row in saved_templates(team) if row.team_id == team.pk]
    trail = [*_team_trail(viewer, team), Crumb(label="Templates")]
    return _new(request, viewer, team, trail, [template_plan(row) for row in own])


@for_roles(*TEMPLATE_KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, district: str, template_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = access_template(viewer, template_id)
    plan = template_plan(found)
    name = TemplateNameForm(request.POST or None, initial={"name": plan.name})
    steps = TemplateSteps(request.POST or None, initial=initial_offsets(plan), prefix="steps")
    if request.method == "POST" and name.is_valid() and steps.is_valid():
        try:
            actions.change_template(actor=viewer.staff, template=found, steps=offsets_of(steps), **name.cleaned_data)
        except Refusal as refusal:
            add_refusal(name, refusal)
        else:
            messages.success(request, f"{found.name} is saved. Cycles that are begun keep their steps and days.")
            return redirect(_home_of(viewer, found))
    context = {
        "template": found,
        "name": name,
        "steps": steps,
        "rows": _rows(steps),
        "back": _home_of(viewer, found),
        "crumbs": _trail(viewer, found),
    }
    return render(request, "goals/cycles/template.html", context, status=status_of(name, steps))


@for_roles(*TEMPLATE_KEEPERS)
@require_POST
def retire_template(request: HttpRequest, district: str, template_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = access_template(viewer, template_id)
    actions.retire_template(actor=viewer.staff, template=found)
    messages.info(request, f"{found.name} is no longer offered.")
    return redirect(_home_of(viewer, found))


@for_roles(*MEMBERS)
@require_POST
def save_as_template(request: HttpRequest, district: str, cycle_id: int) -> HttpResponse:
    """The team begins its next cycles with the steps and days of this one."""
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_own_cycle(viewer, cycle_id)
        like = plan_like(found)
        made = actions.save_template(actor=viewer.staff, team=found.team, name=found.title[:80], steps=like.steps)
    messages.success(request, f"{made.name} is a template of your team now. Give it the name you like.")
    return redirect(address(viewer, "template", made.pk))


def _new(
    request: HttpRequest, viewer: Viewer, team: Team | None, trail: list[Crumb], own: list[TemplatePlan] | None = None
) -> HttpResponse:
    """With ``own`` it stands below the team's own templates, else on a page of its own."""
    name = TemplateNameForm(request.POST or None)
    steps = TemplateSteps(request.POST or None, initial=initial_offsets(SHIPPED[0]), prefix="steps")
    back = address(viewer, "team_templates", team.pk) if team else address(viewer, "cycle_words")
    if request.method == "POST" and name.is_valid() and steps.is_valid():
        try:
            made = actions.save_template(actor=viewer.staff, team=team, steps=offsets_of(steps), **name.cleaned_data)
        except Refusal as refusal:
            add_refusal(name, refusal)
        else:
            messages.success(request, f"{made.name} is saved.")
            return redirect(back)
    context = {
        "template": None,
        "team": team,
        "own": own,
        "name": name,
        "steps": steps,
        "rows": _rows(steps),
        "back": back,
        "crumbs": trail,
    }
    page = "goals/cycles/template.html" if own is None else "goals/cycles/templates.html"
    return render(request, page, context, status=status_of(name, steps))


def _rows(steps: Any) -> list[tuple[int, str, Any]]:
    """Each step's number and name, as this district calls it, with its fields."""
    words = wording()
    return [
        (number, words.label(plan.key), form)
        for number, (plan, form) in enumerate(zip(STEPS, steps.forms, strict=False), start=1)
    ]


def _trail(viewer: Viewer, found: CycleTemplate) -> list[Crumb]:
    if found.team is None:
        return [Crumb(label="Cycles", url=address(viewer, "cycle_words")), Crumb(label=found.name)]
    above = Crumb(label="Templates", url=address(viewer, "team_templates", found.team.pk))
    return [*_team_trail(viewer, found.team), above, Crumb(label=found.name)]


def _team_trail(viewer: Viewer, team: Team) -> list[Crumb]:
    return crumbs(viewer, team, Crumb(label="Cycles", url=address(viewer, "year", team.pk)))


def _home_of(viewer: Viewer, found: CycleTemplate) -> str:
    if found.team_id is None:
        return address(viewer, "cycle_words")
    return address(viewer, "team_templates", found.team_id)
