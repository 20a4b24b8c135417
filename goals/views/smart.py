"""SMART goals of a team: the list, setting one, its page with the run chart, changing and closing it."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from goals import actions
from goals.access import MEMBERS, access_goal, access_team_work, visible_goals
from goals.access.cycles import access_own_cycle
from goals.actions.cycles import link_goal
from goals.charts import run_chart
from goals.forms import CloseGoalForm, GoalForm, NewGoalForm
from goals.models import ActionStep, InterimCheck, SmartGoal
from goals.queries.smart import STATUS_WORDS, Baseline, GoalView, baselines_of, goal_views
from goals.views.places import address, crumbs, team_tabs
from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal, status_of
from teams.access import own_teams
from teams.models import Team

MOST_DIGITS = 17  # of an id that the database can look for
A_UNIT = datetime.timedelta(days=56)


@for_roles(*MEMBERS)
@require_safe
def goals(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_team_work(viewer, team_id)
    page = page_of(request, visible_goals(viewer).filter(team=team))
    context = {
        "team": team,
        "is_over": team.is_over_on(viewer.today),
        "page": page,
        "views": goal_views(list(page), viewer.today),
        "tabs": team_tabs(viewer, team, "goals"),
        "crumbs": crumbs(viewer, team, Crumb(label="Goals")),
    }
    return render(request, "goals/goals.html", context)


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_goal(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_team_work(viewer, team_id)
    earlier = _earlier(request, viewer)
    baselines = baselines_of(team)
    initial = {"owner": viewer.staff.pk, "due_on": min(viewer.today + A_UNIT, team.last_day)}
    initial |= _said_before(earlier, baselines)
    form = NewGoalForm(request.POST or None, initial=initial, viewer=viewer, team=team, baselines=baselines)
    if "check" in request.POST:
        form.ask_only_for_the_check()
    elif request.method == "POST" and form.is_valid():
        chosen = form.chosen
        try:
            # A cycle that takes no goal leaves none behind: sent again, there would be two.
            with transaction.atomic():
                goal = actions.set_goal(
                    actor=viewer.staff,
                    team=team,
                    run=chosen.run,
                    baseline=chosen.count,
                    facts=form.facts,
                    today=viewer.today,
                    checked=form.checked,
                    follows=earlier,
                )
                back = _into_cycle(request, viewer, goal)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The goal is set. Each CFA on this skill adds a point by itself.")
            return redirect(back or address(viewer, "goal", goal.pk))
    if not form.baselines:
        context = {"team": team, "crumbs": _crumbs(viewer, team, "Set a goal")}
        return render(request, "goals/no_baseline.html", context)
    context = {
        "form": form,
        "save": "Set the goal",
        "headline": "Set a SMART goal",
        "said": f"For the students of {team.name}, from where your results are now.",
        "back": address(viewer, "goals", team.pk),
        "crumbs": _crumbs(viewer, team, "Set a goal"),
    }
    return render(request, "goals/new_goal.html", context, status=status_of(form))


@for_roles(*MEMBERS)
@require_safe
def carry_goal(request: HttpRequest, district: str, goal_id: int) -> HttpResponse:
    """On into a new goal with the same words, from where results are now; in the team that carries this one on."""
    viewer = viewer_of(request)
    found = access_goal(viewer, goal_id)
    team = own_teams(viewer).filter(follows=found.team_id).first() or found.team
    return redirect(f"{address(viewer, 'new_goal', team.pk)}?from={found.pk}")


def _earlier(request: HttpRequest, viewer: Viewer) -> SmartGoal | None:
    asked = request.GET.get("from", "")
    return access_goal(viewer, int(asked)) if asked.isdecimal() and len(asked) <= MOST_DIGITS else None


def _said_before(earlier: SmartGoal | None, baselines: Sequence[Baseline]) -> dict[str, Any]:
    """Its words, and as the start what the latest report says of its skill."""
    if earlier is None:
        return {}
    names = ("skill", "target", "steps", "why", "resources")
    starts = (each.key for each in baselines if each.count.standard_id == earlier.standard_id)
    return {name: getattr(earlier, name) for name in names} | {"baseline": next(starts, None)}


def _into_cycle(request: HttpRequest, viewer: Viewer, goal: SmartGoal) -> str:
    """With ``?cycle=`` the goal is that cycle's as well; the address to go back to. In the transaction that set it."""
    asked = request.GET.get("cycle", "")
    if not asked.isdecimal() or len(asked) > MOST_DIGITS:
        return ""
    cycle = access_own_cycle(viewer, int(asked), to_change=True)
    if cycle.team_id != goal.team_id:
        raise Http404
    link_goal(actor=viewer.staff, cycle=cycle, goal=goal)
    return address(viewer, "cycle", cycle.pk)


@for_roles(*MEMBERS)
@require_safe
def goal(request: HttpRequest, district: str, goal_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = access_goal(viewer, goal_id)
    (view,) = goal_views([found], viewer.today)
    context = {
        "view": view,
        "action_steps": ActionStep.objects.filter(goal=found)
        .select_related("owner", "done_by")
        .order_by("due_on", "pk"),
        "checks": [
            (row, STATUS_WORDS[row.status].lower() if row.status else "waiting for its first CFA")
            for row in InterimCheck.objects.filter(goal=found).select_related("made_by").order_by("-on", "-pk")
        ],
        "goal": found,
        "writes": found.closed_on is None and not found.team.is_over_on(viewer.today),
        "chart": run_chart([(dot.time, dot.share, dot.low, dot.high) for dot in _dots(view)], view.target),
        "today": viewer.today,
        "crumbs": _crumbs(viewer, found.team, found.skill),
    }
    return render(request, "goals/goal.html", context)


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def change_goal(request: HttpRequest, district: str, goal_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_goal(viewer, goal_id, to_change=request.method == "POST")
        initial = {name: getattr(found, name) for name in GoalForm.base_fields}
        form = GoalForm(request.POST or None, initial=initial, viewer=viewer, team=found.team)
        seen = request.POST.get("seen", found.seen)
        if request.method == "POST" and form.is_valid():
            try:
                actions.change_goal(actor=viewer.staff, goal=found, facts=form.facts, today=viewer.today, seen=seen)
            except Refusal as refusal:
                add_refusal(form, refusal)
                seen = found.seen
            else:
                messages.success(request, "The goal is changed.")
                return redirect(address(viewer, "goal", found.pk))
    said = "Where it starts stays as it was. Every member of the team may change the rest."
    return _form_page(request, found, form, headline="Change the goal", said=said, seen=seen)


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def close_goal(request: HttpRequest, district: str, goal_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_goal(viewer, goal_id, to_change=request.method == "POST")
        form = CloseGoalForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            reflection = form.cleaned_data["reflection"]
            try:
                actions.close_goal(actor=viewer.staff, goal=found, reflection=reflection, today=viewer.today)
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, "The goal is closed, with what you learned.")
                return redirect(address(viewer, "goal", found.pk))
    left = ActionStep.objects.filter(goal=found, done_on__isnull=True).count()
    steps = f" {left} {'step is' if left == 1 else 'steps are'} not marked as done." if left else ""
    said = f"It stays readable; no further CFA adds to it.{steps}"
    return _form_page(request, found, form, headline="Close the goal", said=said)


def _form_page(
    request: HttpRequest, goal: SmartGoal, form: Any, *, headline: str, said: str, seen: str = ""
) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "form": form,
        "seen": seen,
        "save": headline,
        "headline": headline,
        "said": said,
        "back": address(viewer, "goal", goal.pk),
        "crumbs": _crumbs(viewer, goal.team, headline),
    }
    return render(request, "goals/form.html", context, status=status_of(form))


def _dots(view: GoalView) -> tuple[Any, ...]:
    return (view.baseline, *view.dots)


def _crumbs(viewer: Viewer, team: Team, label: str) -> list[Crumb]:
    return crumbs(viewer, team, Crumb(label="Goals", url=address(viewer, "goals", team.pk)), Crumb(label=label))
