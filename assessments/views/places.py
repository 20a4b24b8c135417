"""Where a page of this room stands: breadcrumbs and addresses."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from assessments.models import Assessment
from plc.schools.access import Viewer


@dataclass(frozen=True)
class Crumb:
    label: str
    url: str = ""


def address(viewer: Viewer, name: str, *args: Any) -> str:
    return reverse(f"assessments:{name}", args=[viewer.district.slug, *args])


def crumbs(viewer: Viewer, assessment: Assessment, *more: Crumb) -> list[Crumb]:
    """Home › team › CFA › …; the last one is the page itself and carries no link."""
    home = Crumb("Home", reverse("goals:home", args=[viewer.district.slug]))
    team = Crumb(assessment.team.name, reverse("teams:team", args=[viewer.district.slug, assessment.team_id]))
    if not more:
        return [home, team, Crumb(assessment.title)]
    return [home, team, Crumb(assessment.title, address(viewer, "cfa", assessment.pk)), *more]
