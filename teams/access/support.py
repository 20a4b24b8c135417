"""Who asks for support and who answers: members ask; the school's principal answers, the district for teams across."""

from django.db.models import Q, QuerySet

from plc.http.found import one_of
from plc.schools.access import Viewer
from teams.access.teams import own_teams, visible_teams, working_teams
from teams.models import PlanningTime, SupportRequest, Team


def supported_teams(viewer: Viewer) -> QuerySet[Team]:
    """Teams whose planning time and requests this person reads: own ones, those of a school they lead, and all of them
    for the district's office. What a team asks its own principal for is no guest's."""
    teams = visible_teams(viewer)
    if viewer.is_district_admin:
        return teams
    own = own_teams(viewer).order_by().values("pk")
    return teams.filter(Q(pk__in=own) | Q(school_id__in=viewer.principal_school_ids))


def access_supported_team(viewer: Viewer, team_id: int) -> Team:
    return one_of(supported_teams(viewer), team_id)


def access_asking_team(viewer: Viewer, team_id: int) -> Team:
    """A team of one's own whose year is not over: its members ask, and settle when they plan together."""
    return one_of(working_teams(viewer), team_id)


def answerable_requests(viewer: Viewer) -> QuerySet[SupportRequest]:
    """Requests this person answers: of the teams of a school they lead; of teams across schools, by the district."""
    answered = Q(team__school_id__in=viewer.principal_school_ids)
    if viewer.is_district_admin:
        answered |= Q(team__school__isnull=True)
    return _requests().filter(answered)


def access_answerable_request(viewer: Viewer, request_id: int) -> SupportRequest:
    """Locked, to be answered."""
    return one_of(answerable_requests(viewer).select_for_update(of=("self",)), request_id)


def access_asked_request(viewer: Viewer, request_id: int) -> SupportRequest:
    """A request of an own team, locked, to be taken back or marked as met."""
    own = _requests().filter(team__in=working_teams(viewer).order_by())
    return one_of(own.select_for_update(of=("self",)), request_id)


def access_planning_time(viewer: Viewer, time_id: int) -> PlanningTime:
    times = PlanningTime.objects.filter(team__in=working_teams(viewer).order_by()).select_related("team")
    return one_of(times, time_id)


def _requests() -> QuerySet[SupportRequest]:
    return SupportRequest.objects.select_related("team", "team__school", "asked_by", "answered_by").order_by(
        "-asked_at", "-pk"
    )
