"""Protocols: the district's, and a team's own."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal
from plc.schools.models import Role
from teams.access.meetings import access_district_protocol, access_team_protocol
from teams.access.teams import access_working_team
from teams.actions.protocols import adapt_protocol, change_protocol, retire_protocol
from teams.forms.meetings import AdaptForm, ProtocolForm, Stages, plans_of, stages_of
from teams.models import Protocol, Team
from teams.queries.protocols import plan_of, protocols_for
from teams.views.places import address, crumbs


@for_roles(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def district_protocols(request: HttpRequest, district: str) -> HttpResponse:
    """What every team begins with."""
    return _list(request, viewer_of(request), None)


@for_roles(Role.TEACHER)
@require_http_methods(["GET", "HEAD", "POST"])
def team_protocols(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    """What the team chooses from, and its own copies."""
    viewer = viewer_of(request)
    return _list(request, viewer, access_working_team(viewer, team_id))


@for_roles(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def district_protocol(request: HttpRequest, district: str, key: str) -> HttpResponse:
    viewer = viewer_of(request)
    return _page(request, viewer, access_district_protocol(viewer, key))


@for_roles(Role.TEACHER)
@require_http_methods(["GET", "HEAD", "POST"])
def team_protocol(request: HttpRequest, district: str, team_id: int, key: str) -> HttpResponse:
    viewer = viewer_of(request)
    return _page(request, viewer, access_team_protocol(viewer, team_id, key))


@for_roles(Role.DISTRICT_ADMIN)
@require_POST
def district_protocol_retired(request: HttpRequest, district: str, key: str) -> HttpResponse:
    viewer = viewer_of(request)
    return _retired(request, viewer, access_district_protocol(viewer, key))


@for_roles(Role.TEACHER)
@require_POST
def team_protocol_retired(request: HttpRequest, district: str, team_id: int, key: str) -> HttpResponse:
    viewer = viewer_of(request)
    return _retired(request, viewer, access_team_protocol(viewer, team_id, key))


def _page(request: HttpRequest, viewer: Viewer, found: Protocol) -> HttpResponse:
    plan = plan_of(found)
    form = ProtocolForm(request.POST or None, initial={"name": plan.name, "purpose": plan.purpose})
    stages = Stages(request.POST or None, initial=stages_of(plan.stages), prefix="stages")
    if request.method == "POST" and form.is_valid() and stages.is_valid():
        try:
            change_protocol(actor=viewer.staff, protocol=found, stages=plans_of(stages), **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{found.name} is saved. Meetings that are planned already keep their agenda.")
            return _back(viewer, found)
    context = {"protocol": found, "form": form, "stages": stages, "crumbs": _crumbs(viewer, found)}
    return render(request, "teams/meetings/protocol.html", context)


def _retired(request: HttpRequest, viewer: Viewer, found: Protocol) -> HttpResponse:
    retire_protocol(actor=viewer.staff, protocol=found)
    messages.success(request, f"{found.name} is no longer offered. What it reworded is offered again.")
    return _back(viewer, found)


def _list(request: HttpRequest, viewer: Viewer, team: Team | None) -> HttpResponse:
    if request.method == "POST":
        form = AdaptForm(request.POST, team=team)
        if not form.is_valid():
            raise Refusal("That protocol is not offered any more.", "Load the page again, and choose another.")
        source = form.choices[form.cleaned_data["source"]].plan
        copy = adapt_protocol(actor=viewer.staff, team=team, source=source)
        slug = viewer.district.slug
        if team is None:
            return redirect("teams:district_protocol", slug, copy.key)
        return redirect("teams:team_protocol", slug, team.pk, copy.key)
    trail: list[Any] = (
        crumbs(viewer, team, _meetings_crumb(viewer, team), Crumb(label="Protocols"))
        if team
        else [Crumb(label="Protocols")]
    )
    context = {"team": team, "choices": protocols_for(team), "crumbs": trail}
    return render(request, "teams/meetings/protocols.html", context)


def _back(viewer: Viewer, found: Protocol) -> HttpResponse:
    if found.team_id:
        return redirect("teams:team_protocols", viewer.district.slug, found.team_id)
    return redirect("teams:district_protocols", viewer.district.slug)


def _crumbs(viewer: Viewer, found: Protocol) -> list[Crumb]:
    if found.team is None:
        return [Crumb(label="Protocols", url=address(viewer, "district_protocols")), Crumb(label=found.name)]
    above = Crumb(label="Protocols", url=address(viewer, "team_protocols", found.team.pk))
    return crumbs(viewer, found.team, _meetings_crumb(viewer, found.team), above, Crumb(label=found.name))


def _meetings_crumb(viewer: Viewer, team: Team) -> Crumb:
    return Crumb(label="Meetings", url=address(viewer, "team_meetings", team.pk))
