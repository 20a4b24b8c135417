"""Steps on the way to a goal, and the team's looks in between."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from goals.access import MEMBERS, access_goal
from goals.access.ways import access_action_step
from goals.actions.ways import add_action_step, delete_action_step, note_check, settle_action_step
from goals.forms.ways import ActionStepForm, CheckForm
from goals.models import SmartGoal
from goals.views.places import address, crumbs
from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import for_roles, viewer_of
from plc.schools.forms import add_refusal, status_of


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_action_step(request: HttpRequest, district: str, goal_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        goal = access_goal(viewer, goal_id, to_change=request.method == "POST")
        initial = {"owner": viewer.staff.pk, "due_on": goal.due_on}
        form = ActionStepForm(request.POST or None, initial=initial, viewer=viewer, team=goal.team)
        if request.method == "POST" and form.is_valid():
            try:
                add_action_step(actor=viewer.staff, goal=goal, facts=form.facts, today=viewer.today)
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, "The step is there.")
                return redirect(address(viewer, "goal", goal.pk))
    return _page(request, goal, form, headline="Add a step", said="One thing that somebody does for this goal.")


@for_roles(*MEMBERS)
@require_POST
def settle_step(request: HttpRequest, district: str, action_step_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        step = access_action_step(viewer, action_step_id)
        is_done = "open" not in request.POST
        settle_action_step(actor=viewer.staff, step=step, is_done=is_done, today=viewer.today)
    return redirect(address(viewer, "goal", step.goal_id))


@for_roles(*MEMBERS)
@require_POST
def delete_step(request: HttpRequest, district: str, action_step_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        step = access_action_step(viewer, action_step_id)
        goal_id = step.goal_id
        delete_action_step(actor=viewer.staff, step=step, today=viewer.today)
    messages.success(request, "The step is deleted.")
    return redirect(address(viewer, "goal", goal_id))


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_check(request: HttpRequest, district: str, goal_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        goal = access_goal(viewer, goal_id, to_change=request.method == "POST")
        form = CheckForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                note_check(actor=viewer.staff, goal=goal, said=form.cleaned_data["said"], today=viewer.today)
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, "Noted, with where the goal stands today.")
                return redirect(address(viewer, "goal", goal.pk))
    return _page(request, goal, form, headline="Note an interim check", said="What you see half way, in your words.")


def _page(request: HttpRequest, goal: SmartGoal, form: Any, *, headline: str, said: str) -> HttpResponse:
    viewer = viewer_of(request)
    trail = [Crumb(label="Goals", url=address(viewer, "goals", goal.team_id))]
    trail += [Crumb(label=goal.skill, url=address(viewer, "goal", goal.pk)), Crumb(label=headline)]
    context = {
        "form": form,
        "save": headline,
        "headline": headline,
        "said": said,
        "back": address(viewer, "goal", goal.pk),
        "crumbs": crumbs(viewer, goal.team, *trail),
    }
    return render(request, "goals/form.html", context, status=status_of(form))
