"""Where a page of this room stands: breadcrumbs and addresses."""

from typing import Any

from django.urls import reverse

from assessments.models import Assessment
from plc.http.components import Crumb
from plc.schools.access import Viewer


def address(viewer: Viewer, name: str, *args: Any) -> str:
    return reverse(f"assessments:{name}", args=[viewer.district.slug, *args])


def crumbs(viewer: Viewer, assessment: Assessment, *more: Crumb) -> list[Crumb]:
    """Home › team › CFA › …; the last one is the page itself and carries no link."""
    home = Crumb(label="Home", url=reverse("goals:home", args=[viewer.district.slug]))
    team = Crumb(label=assessment.team.name, url=reverse("teams:team", args=[viewer.district.slug, assessment.team_id]))
    if not more:
        return [home, team, Crumb(label=assessment.title)]
    return [home, team, Crumb(label=assessment.title, url=address(viewer, "cfa", assessment.pk)), *more]
