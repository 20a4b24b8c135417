"""Where a page of a team stands: addresses and breadcrumbs."""

from typing import Any

from django.urls import reverse

from plc.http.components import Crumb
from plc.schools.access import Viewer
from teams.models import Team


def address(viewer: Viewer, name: str, *args: Any) -> str:
    return reverse(f"teams:{name}", args=[viewer.district.slug, *args])


def crumbs(viewer: Viewer, team: Team, *more: Crumb) -> list[Crumb]:
    """Teams › team › …; the last one is the page itself and carries no link."""
    teams = Crumb(label="Teams", url=address(viewer, "teams"))
    return [teams, Crumb(label=team.name, url=address(viewer, "team", team.pk) if more else ""), *more]


def norms_crumb(viewer: Viewer, team: Team) -> Crumb:
    return Crumb(label="Norms", url=address(viewer, "norms", team.pk))
