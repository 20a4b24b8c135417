"""Carrying a team over to the next school year: chosen, shown, and done as it was shown."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import EVERYONE, for_roles, viewer_of
from plc.schools.forms import add_refusal, status_of
from teams import actions
from teams.access import access_continuable_team, visible_teams
from teams.forms import CarryOverForm
from teams.queries import carriable_members, carried_over, later_years
from teams.views.places import crumbs


@for_roles(*EVERYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def carry_over(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    """Choices are sent to be shown first; only with the digest of what was shown is anything done."""
    viewer = viewer_of(request)
    team = access_continuable_team(viewer, team_id)
    members = carriable_members(team, viewer.today)
    form = CarryOverForm(request.POST if request.method == "POST" else None, team=team, members=members)
    context: dict[str, Any] = {"team": team, "form": form, "has_year": later_years(team).exists()}
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen")
        if seen and "again" not in request.POST:
            try:
                new = actions.carry_over(actor=viewer.staff, team=team, wish=form.wish, seen=seen)
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                said = f"{new.name} goes on in {new.school_year.name}."
                messages.success(request, f"{said} The team of {team.school_year.name} stays as it is.")
                if visible_teams(viewer).filter(pk=new.pk).exists():
                    return redirect("teams:team", district, new.pk)
                return redirect("teams:team", district, team.pk)
        context["coming"] = carried_over(team, form.wish, viewer.today)
    context["crumbs"] = crumbs(viewer, team, Crumb(label="Carry over"))
    return render(request, "teams/carry_over.html", context, status=status_of(form))
