"""Response plans of a team: the list, making one from a shared need, changing, finishing and taking it back."""

import datetime

from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.queries import latest_runs
from goals import actions
from goals.access import MEMBERS, access_asked, access_plan, access_team_work, visible_plans
from goals.forms import PlanForm
from goals.models import ResponseGroup
from goals.views.places import address, crumbs, team_tabs
from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal, status_of
from teams.models import Team

SOON = datetime.timedelta(days=14)
MOST_NAMED = 5


@for_roles(*MEMBERS)
@require_safe
def plans(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_team_work(viewer, team_id)
    groups = ResponseGroup.objects.filter(plan=OuterRef("pk"))
    context = {
        "team": team,
        "viewer": viewer,
        "is_over": team.is_over_on(viewer.today),
        "page": page_of(request, visible_plans(viewer).filter(team=team).annotate(has_groups=Exists(groups))),
        "tabs": team_tabs(viewer, team, "plans"),
        "crumbs": crumbs(viewer, team, Crumb(label="Response plans")),
    }
    return render(request, "goals/plans.html", context)


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_plan(request: HttpRequest, district: str, assessment_id: int, standard_id: int) -> HttpResponse:
    """One reteach for the whole team; the report offers it where the classes share a need."""
    viewer = viewer_of(request)
    assessment, standard = access_asked(viewer, assessment_id, standard_id)
    team = assessment.team
    initial = {"owner": viewer.staff.pk, "due_on": min(viewer.today + SOON, team.last_day)}
    form = PlanForm(request.POST or None, initial=initial, viewer=viewer, team=team)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_plan(
                actor=viewer.staff,
                source=actions.Source(assessment, latest_runs([assessment]).get(assessment.pk), standard),
                facts=form.facts,
                today=viewer.today,
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"The reteach on {standard.short_name} is planned; your team sees it.")
            return redirect(address(viewer, "plan", made.pk))
    context = {
        "form": form,
        "known": list(visible_plans(viewer).filter(team=team, standard=standard, done_on__isnull=True)[:MOST_NAMED]),
        "save": "Save the plan",
        "headline": f"Plan one reteach on {standard.short_name}",
        "said": f"For the whole team, from {assessment.title}.",
        "back": address(viewer, "plans", team.pk),
        "crumbs": _crumbs(viewer, team, "Plan a reteach"),
    }
    return render(request, "goals/form.html", context, status=status_of(form))


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def change_plan(request: HttpRequest, district: str, plan_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_plan(viewer, plan_id, to_change=request.method == "POST")
        initial = {name: getattr(found, name) for name in ("audience", "what", "owner", "due_on")}
        form = PlanForm(request.POST or None, initial=initial, viewer=viewer, team=found.team)
        seen = request.POST.get("seen", found.seen)
        if request.method == "POST" and form.is_valid():
            try:
                actions.change_plan(actor=viewer.staff, plan=found, facts=form.facts, today=viewer.today, seen=seen)
            except Refusal as refusal:
                add_refusal(form, refusal)
                seen = found.seen
            else:
                messages.success(request, "The plan is changed.")
                return redirect(address(viewer, "plan", found.pk))
    context = {
        "form": form,
        "seen": seen,
        "save": "Save the plan",
        "take_back": address(viewer, "delete_plan", found.pk) if found.made_by_id == viewer.staff.pk else "",
        "headline": f"The reteach on {found.standard.short_name}",
        "said": f"From {found.assessment.title}. Every member of the team may change it.",
        "back": address(viewer, "plans", found.team_id),
        "crumbs": _crumbs(viewer, found.team, "Change the plan"),
    }
    return render(request, "goals/form.html", context, status=status_of(form))


@for_roles(*MEMBERS)
@require_POST
def settle_plan(request: HttpRequest, district: str, plan_id: int) -> HttpResponse:
    """``done=yes``: done today; anything else opens it again."""
    viewer = viewer_of(request)
    done_on = viewer.today if request.POST.get("done") == "yes" else None
    with transaction.atomic():
        found = access_plan(viewer, plan_id, to_change=True)
        actions.settle_plan(actor=viewer.staff, plan=found, done_on=done_on)
    return redirect(address(viewer, "plans", found.team_id))


@for_roles(*MEMBERS)
@require_POST
def delete_plan(request: HttpRequest, district: str, plan_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_plan(viewer, plan_id, to_change=True)
        actions.delete_plan(actor=viewer.staff, plan=found)
    messages.info(request, "The plan is taken back.")
    return redirect(address(viewer, "plans", found.team_id))


def _crumbs(viewer: Viewer, team: Team, label: str) -> list[Crumb]:
    return crumbs(
        viewer, team, Crumb(label="Response plans", url=address(viewer, "plans", team.pk)), Crumb(label=label)
    )
