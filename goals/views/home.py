"""The first screen after sign-in: what does my team need from me now?"""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals.queries.home import school_team_cards, teachers_page
from goals.queries.leaders import district_glance, sections_without_teacher, team_standings
from goals.queries.needs import needs_of
from plc.schools.access import EVERYONE, Viewer, for_roles
from plc.schools.models import Role
from teams.access import teams_of_member


def greeting(hour: int) -> str:
    """By the district's clock."""
    if hour < 12:
        return "Good morning"
    return "Good afternoon" if hour < 18 else "Good evening"


@for_roles(*EVERYONE)
@require_safe
def home(request: HttpRequest, district: str) -> HttpResponse:
    """One page, made of the parts this person's roles ask for; somebody with two roles gets both."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "viewer": viewer,
        "first_name": viewer.staff.name.split()[0],
        "greeting": greeting(timezone.now().astimezone(ZoneInfo(viewer.district.time_zone)).hour),
    }
    if Role.TEACHER in viewer.roles:
        teams = teams_of_member(viewer)
        context |= {"page": teachers_page(viewer, teams), "needs": needs_of(viewer, teams)}
    if Role.PRINCIPAL in viewer.roles:
        cards = school_team_cards(viewer)
        standings = team_standings(viewer, [card.team for card in cards])
        context |= {
            "school_cards": [(card, standings[card.team.pk]) for card in cards],
            "asked": sum(standing.waiting for standing in standings.values()),
            "ready": [card for card in cards if card.progress and card.progress.is_complete],
            "waiting": [card for card in cards if card.progress and not card.progress.is_complete],
        }
    if viewer.is_district_admin:
        context["glance"] = district_glance(viewer)
        context["untaught"] = sections_without_teacher(viewer)
    return render(request, "goals/home.html", context)
