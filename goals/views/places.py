"""Where a page of this room stands: breadcrumbs and addresses."""

from typing import Any

from django.urls import reverse

from plc.http.components import Crumb, Tab
from plc.schools.access import Viewer
from teams.models import Team


def address(viewer: Viewer, name: str, *args: Any) -> str:
    return reverse(f"goals:{name}", args=[viewer.district.slug, *args])


def crumbs(viewer: Viewer, team: Team, *more: Crumb) -> list[Crumb]:
    """Home › team › …; the last one is the page itself and carries no link."""
    home = Crumb(label="Home", url=address(viewer, "home"))
    return [home, Crumb(label=team.name, url=reverse("teams:team", args=[viewer.district.slug, team.pk])), *more]


def team_tabs(viewer: Viewer, team: Team, current: str) -> list[Tab]:
    return [
        Tab(label=label, url=address(viewer, name, team.pk), current=name == current)
        for name, label in (("goals", "Goals"), ("strategies", "Strategies"), ("plans", "Response plans"))
    ]
