"""Whose goals of schools and of the district a person reads and sets; and which a team's goal may serve.

As with what a place stands for: principals set their schools', district admins the district's, who works there reads.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from goals.models import WiderGoal
from plc.schools.access import Viewer
from plc.schools.models import School
from teams.access.commitments import EDITORS, may_edit, own_places
from teams.models import Team

__all__ = ["EDITORS", "access_own_wider_goal", "access_wider_goal", "may_edit", "places_led", "readable_wider_goals"]


def readable_wider_goals(viewer: Viewer) -> QuerySet[WiderGoal]:
    """The district's and those of own schools; a district admin reads all."""
    goals = WiderGoal.objects.select_related("school", "part_of", "owner").order_by("closed_on", "due_on", "pk")
    return goals if viewer.is_district_admin else goals.filter(own_places(viewer))


def places_led(viewer: Viewer) -> list[School | None]:
    """Where this person sets goals; None is the district."""
    schools: list[School | None] = list(School.objects.filter(pk__in=viewer.principal_school_ids).order_by("name"))
    return [None, *schools] if viewer.is_district_admin else schools


def access_place_led(viewer: Viewer, school_id: int | None) -> School | None:
    if not may_edit(viewer, school_id):
        raise Http404
    return None if school_id is None else School.objects.get(pk=school_id)


def access_wider_goal(viewer: Viewer, wider_goal_id: int) -> WiderGoal:
    return _one(readable_wider_goals(viewer), wider_goal_id)


def access_own_wider_goal(viewer: Viewer, wider_goal_id: int, *, to_change: bool = False) -> WiderGoal:
    """One that this person sets; ``to_change`` locks its row."""
    mine = Q(school_id__in=viewer.principal_school_ids)
    if viewer.is_district_admin:
        mine |= Q(school__isnull=True)
    goals = readable_wider_goals(viewer).filter(mine)
    return _one(goals.select_for_update(of=("self",)) if to_change else goals, wider_goal_id)


def served_by(team: Team, *, also: int | None = None) -> QuerySet[WiderGoal]:
    """Open goals that one of this team may serve, its school's and the district's; ``also`` the one (id) it serves."""
    near = Q(school__isnull=True)
    if team.school_id is not None:
        near |= Q(school_id=team.school_id)
    offered = Q(closed_on__isnull=True) | Q(pk=also)
    return WiderGoal.objects.filter(near, offered).select_related("school").order_by("school", "due_on")


def _one(rows: QuerySet[Any], pk: int) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
