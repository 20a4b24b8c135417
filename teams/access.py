"""Which teams a person may open, and as what. Predicate and list come from the same place."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from plc.schools.access import Viewer
from plc.schools.models.dated import live_on
from teams.models import RoleTerm, Team, TeamMember, TeamRole


@dataclass(frozen=True)
class Standing:
    """What this person is to one team today. A leader sees the team from outside; a member sees the work."""

    is_member: bool
    is_facilitator: bool
    is_principal: bool
    is_district_admin: bool


def visible_teams(viewer: Viewer) -> QuerySet[Team]:
    """Own teams; a principal also the teams of the school; a district admin all teams of the district."""
    teams = Team.objects.select_related("school", "school_year", "course").order_by("name", "pk")
    if viewer.is_district_admin:
        return teams
    return teams.filter(Q(pk__in=_own_team_ids(viewer)) | Q(school_id__in=viewer.principal_school_ids))


def own_teams(viewer: Viewer) -> QuerySet[Team]:
    """The teams this person is a member of today."""
    return (
        Team.objects.select_related("school", "school_year", "course")
        .filter(pk__in=_own_team_ids(viewer))
        .order_by("name", "pk")
    )


def access_team(viewer: Viewer, team_id: int) -> Team:
    team = visible_teams(viewer).filter(pk=team_id).first()
    if team is None:
        raise Http404
    return team


def standing_in(viewer: Viewer, team: Team) -> Standing:
    is_member = TeamMember.objects.filter(live_on(viewer.today), team=team, staff=viewer.staff).exists()
    is_facilitator = (
        is_member
        and RoleTerm.objects.filter(
            live_on(viewer.today), team=team, staff=viewer.staff, role=TeamRole.FACILITATOR
        ).exists()
    )
    return Standing(
        is_member=is_member,
        is_facilitator=is_facilitator,
        is_principal=team.school_id in viewer.principal_school_ids,
        is_district_admin=viewer.is_district_admin,
    )


def facilitated_team_ids(viewer: Viewer) -> QuerySet[RoleTerm]:
    """Ids of the teams this person facilitates today, for use in a filter. A term without membership counts for nothing."""
    return RoleTerm.objects.filter(
        live_on(viewer.today), staff=viewer.staff, role=TeamRole.FACILITATOR, team_id__in=_own_team_ids(viewer)
    ).values("team_id")


def _own_team_ids(viewer: Viewer) -> QuerySet[TeamMember]:
    return TeamMember.objects.filter(live_on(viewer.today), staff=viewer.staff).values("team_id")
