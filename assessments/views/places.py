"""Where a page of this room stands: breadcrumbs and addresses."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from assessments.models import Assessment, Item
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


def said_of(items: Sequence[Item]) -> str:
    """Items made one after another, as a sentence names them: item 4; items 4 and 5; items 4 to 9."""
    first, last = items[0].label, items[-1].label
    if len(items) == 1:
        return f"item {first}"
    return f"items {first} {'and' if len(items) == 2 else 'to'} {last}"
