"""Supportive conditions: a team's planning time, what it asks for and the answers; and all that waits for one's own."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.http.refusals import Refusal
from plc.schools.access import EVERYONE, Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal
from plc.schools.models import Role
from teams.access.support import (
    access_answerable_request,
    access_asked_request,
    access_asking_team,
    access_planning_time,
    access_supported_team,
    answerable_requests,
)
from teams.access.teams import standing_in
from teams.actions import support as actions
from teams.forms.support import AnswerForm, PlanningTimeForm, RequestForm
from teams.models import SupportState, Team
from teams.news.support import see_support
from teams.queries.support import UNDER_WAY, planning_times, requests_of
from teams.views.places import address, crumbs


@for_roles(*EVERYONE)
@require_safe
def support(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    return _page(request, viewer, access_supported_team(viewer, team_id))


@for_roles(Role.PRINCIPAL, Role.DISTRICT_ADMIN)
@require_safe
def requests(request: HttpRequest, district: str) -> HttpResponse:
    """What waits for this person's answer, the oldest first; then what was answered."""
    viewer = viewer_of(request)
    asked = answerable_requests(viewer)
    waiting = list(asked.filter(state=SupportState.WAITING).order_by("asked_at", "pk")[:100])
    page = page_of(request, asked.exclude(state=SupportState.WAITING))
    see_support(viewer, [*waiting, *page])
    context = {"waiting": waiting, "page": page, "answer_form": AnswerForm(), "under_way": UNDER_WAY}
    return render(request, "teams/support/requests.html", context)


@for_roles(*EVERYONE)
@require_POST
def new_request(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_asking_team(viewer, team_id)
    form = RequestForm(request.POST, auto_id="request_%s")
    if form.is_valid():
        actions.ask_for_support(actor=viewer.staff, team=team, **form.cleaned_data)
        who = "Your principal" if team.school_id else "The district office"
        messages.success(request, f"Asked. {who} is told, and the answer appears here.")
        return redirect(address(viewer, "support", team.pk))
    return _page(request, viewer, team, request_form=form)


@for_roles(Role.PRINCIPAL, Role.DISTRICT_ADMIN)
@require_POST
def answer_request(request: HttpRequest, district: str, request_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    asked = access_answerable_request(viewer, request_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            actions.answer_support(actor=viewer.staff, request=asked, **form.cleaned_data)
        except Refusal as refusal:
            messages.error(request, " ".join(filter(None, (refusal.sentence, refusal.remedy))))
        else:
            messages.success(request, f"{asked.team.name} is told.")
    else:
        messages.error(request, "Choose one of the three answers.")
    back = request.POST.get("back") == "team"
    return redirect(address(viewer, "support", asked.team.pk) if back else address(viewer, "requests"))


@for_roles(*EVERYONE)
@require_POST
def settle_request(request: HttpRequest, district: str, request_id: int) -> HttpResponse:
    """The team has it, or takes the request back."""
    viewer = viewer_of(request)
    asked = access_asked_request(viewer, request_id)
    team = asked.team
    if request.POST.get("how") == "withdraw":
        actions.withdraw_support(actor=viewer.staff, request=asked)
        messages.info(request, "The request is taken back.")
    else:
        actions.receive_support(actor=viewer.staff, request=asked)
        messages.success(request, "Noted: the team has it.")
    return redirect(address(viewer, "support", team.pk))


@for_roles(*EVERYONE)
@require_POST
def new_planning_time(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_asking_team(viewer, team_id)
    form = PlanningTimeForm(request.POST, auto_id="time_%s")
    if form.is_valid():
        try:
            actions.add_planning_time(actor=viewer.staff, team=team, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The team’s planning time is noted.")
            return redirect(address(viewer, "support", team.pk))
    return _page(request, viewer, team, time_form=form)


@for_roles(*EVERYONE)
@require_POST
def remove_planning_time(request: HttpRequest, district: str, time_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    time = access_planning_time(viewer, time_id)
    team = time.team
    actions.remove_planning_time(actor=viewer.staff, time=time)
    messages.info(request, "Removed.")
    return redirect(address(viewer, "support", team.pk))


def _page(request: HttpRequest, viewer: Viewer, team: Team, **bound: forms.Form) -> HttpResponse:
    standing = standing_in(viewer, team)
    works_here = standing.is_member and not team.is_over_on(viewer.today)
    page = page_of(request, requests_of(team))
    see_support(viewer, list(page))
    context: dict[str, Any] = {
        "team": team,
        "is_member": works_here,
        "answers": standing.is_principal or (viewer.is_district_admin and team.school_id is None),
        "times": planning_times(team),
        "page": page,
        "under_way": UNDER_WAY,
        "answer_form": AnswerForm(),
        "crumbs": crumbs(viewer, team, Crumb(label="Time and support")),
    }
    if works_here:
        context["request_form"] = RequestForm(auto_id="request_%s")
        context["time_form"] = PlanningTimeForm(auto_id="time_%s")
    return render(request, "teams/support/support.html", {**context, **bound}, status=422 if bound else 200)
