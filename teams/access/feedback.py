"""Who talks with a team about what it made: its members, and who leads its school. Never the district's office."""

from django.db.models import Q, QuerySet

from plc.http.found import one_of
from plc.schools.access import Viewer
from plc.schools.models import Role
from teams.access.teams import own_teams, visible_teams
from teams.models import Feedback, Team

TALKERS = (Role.TEACHER, Role.PRINCIPAL)


def talking_teams(viewer: Viewer) -> QuerySet[Team]:
    """Own teams, and the teams of a school one leads; one across schools talks among its members."""
    own = own_teams(viewer).order_by().values("pk")
    return visible_teams(viewer).filter(Q(pk__in=own) | Q(school_id__in=viewer.principal_school_ids))


def access_talking_team(viewer: Viewer, team_id: int) -> Team:
    return one_of(talking_teams(viewer), team_id)


def visible_feedback(viewer: Viewer) -> QuerySet[Feedback]:
    return (
        Feedback.objects.filter(team__in=talking_teams(viewer).order_by().values("pk"))
        .select_related("team", "team__school_year", "begun_by")
        .order_by("-last_at", "-pk")
    )


def access_feedback(viewer: Viewer, feedback_id: int, *, to_change: bool = False) -> Feedback:
    """One conversation; ``to_change`` locks its row."""
    rows = visible_feedback(viewer)
    return one_of(rows.select_for_update(of=("self",)) if to_change else rows, feedback_id)
