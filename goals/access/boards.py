"""Whose dashboards a person opens: principals their schools', district admins the district's and each school's.

The two see other things on a school's: a principal its teams with their published totals, the district's office how
much goes on, and the school's totals (product rule 7).
"""

from django.db.models import Q, QuerySet
from django.http import Http404

from goals.models import Cycle, SavedFilter
from plc.schools.access import Viewer, access_led_school
from plc.schools.models import Role, School, SchoolYear
from teams.models import Team

__all__ = ["LEADERS", "access_led_school", "access_own_filter", "cycles_of_school", "leads", "teams_of_school"]

LEADERS = (Role.PRINCIPAL, Role.DISTRICT_ADMIN)


def leads(viewer: Viewer, school: School) -> bool:
    """Whether this person is its principal, and so reads its teams' published totals."""
    return school.pk in viewer.principal_school_ids


def year_of_now(viewer: Viewer) -> SchoolYear | None:
    """The school year of today; in a gap between two the latest that has begun."""
    return SchoolYear.objects.filter(starts_on__lte=viewer.today).order_by("-starts_on", "-pk").first()


def teams_of_school(viewer: Viewer, school: School, course_id: int | None = None) -> QuerySet[Team]:
    """The teams of the year at a school this person leads as its principal."""
    teams = Team.objects.filter(school=school, school_year=year_of_now(viewer)).order_by("name", "pk")
    if course_id is not None:
        teams = teams.filter(course=course_id)
    return teams.filter(school__in=viewer.principal_school_ids).select_related("course")


def cycles_of_school(viewer: Viewer, school: School) -> QuerySet[Cycle]:
    mine = Q(team__school=school, team__school__in=viewer.principal_school_ids)
    return Cycle.objects.filter(mine).select_related("team", "goal")


def access_own_filter(viewer: Viewer, filter_id: int) -> SavedFilter:
    found = SavedFilter.objects.filter(staff=viewer.staff, pk=filter_id).first()
    if found is None:
        raise Http404
    return found
