"""The list of teams, forming one, and a team's home: who belongs to it, and what it agreed on."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.http.refusals import Refusal
from plc.schools.access import EVERYONE, for_roles, viewer_of
from plc.schools.forms import add_refusal
from plc.schools.models import Role
from teams import actions
from teams.access import access_team, continuable_teams, is_guest, standing_in, visible_teams
from teams.forms import TeamForm
from teams.models import KIND_WORDS, NormState, Team
from teams.queries import (
    answer_owed_by,
    guests_of,
    later_years,
    members_of,
    norms_states,
    teams_with_members,
    turns_of,
    version_in,
)
from teams.views.places import address, crumbs


@for_roles(*EVERYONE)
@require_safe
def teams(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "page": page_of(request, teams_with_members(visible_teams(viewer), viewer.today)),
        "can_form": viewer.is_district_admin or bool(viewer.principal_school_ids),
    }
    return render(request, "teams/teams.html", context)


@for_roles(Role.DISTRICT_ADMIN, Role.PRINCIPAL)
@require_http_methods(["GET", "HEAD", "POST"])
def new_team(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    form = TeamForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        try:
            team = actions.form_team(actor=viewer.staff, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{team.name} is formed. Now add its members.")
            return redirect("teams:people", district, team.pk)
    words = [KIND_WORDS[kind] for kind in KIND_WORDS]
    top = Crumb(label="Teams", url=address(viewer, "teams"))
    context = {"form": form, "kinds": words, "crumbs": (top, Crumb(label="A new team"))}
    return render(request, "teams/new_team.html", context)


@for_roles(*EVERYONE)
@require_safe
def team(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_team(viewer, team_id)
    standing = standing_in(viewer, team)
    works_here = standing.is_member and not team.is_over_on(viewer.today)
    guests = [guest for guest in guests_of(team) if guest.is_ahead_or_live_on(viewer.today)]
    context = {
        "team": team,
        "standing": standing,
        "is_guest": not standing.is_member and is_guest(viewer, team),
        "is_over": team.is_over_on(viewer.today),
        "next_team": _visible_next(team, visible_teams(viewer)) if team.is_over_on(viewer.today) else None,
        "can_carry_over": later_years(team).exists() and continuable_teams(viewer).filter(pk=team.pk).exists(),
        "can_staff": standing.can_staff and not team.is_over_on(viewer.today),
        "works_here": works_here,
        "members": members_of(team, viewer.today),
        "turns": turns_of(team, viewer.today),
        "guests": guests,
        "norms": norms_states([team], viewer.today)[team.pk],
        "adopted": version_in(team, NormState.ADOPTED),
        "owed": answer_owed_by(viewer.staff, team, viewer.today) if works_here else None,
        "viewer_staff_id": viewer.staff.pk,
        "today": viewer.today,
        "crumbs": crumbs(viewer, team),
    }
    return render(request, "teams/team.html", context)


def _visible_next(team: Team, visible: QuerySet[Team]) -> Team | None:
    return visible.filter(follows=team).first()
