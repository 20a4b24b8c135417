"""Reads of planning time and requests for support, and who is told of them."""

import datetime

from django.db.models import Q, QuerySet

from plc.schools.models import Membership, Role
from plc.schools.models.dated import live_on
from teams.models import PlanningTime, SupportRequest, SupportState, Team, TeamMember

# Answered, but the team still waits for it.
UNDER_WAY = (SupportState.AGREED, SupportState.PARTLY)


def planning_times(team: Team) -> QuerySet[PlanningTime]:
    return PlanningTime.objects.filter(team=team).order_by("weekday", "starts_at")


def requests_of(team: Team) -> QuerySet[SupportRequest]:
    """Everything the team asked for, the newest first."""
    requests = SupportRequest.objects.filter(team=team).select_related("team", "asked_by", "answered_by")
    return requests.order_by("-asked_at", "-pk")


def who_answers(team: Team, today: datetime.date) -> list[int]:
    """Staff ids of the school's principals; of the district's admins for a team across schools."""
    answering = Q(role=Role.PRINCIPAL, school_id=team.school_id) if team.school_id else Q(role=Role.DISTRICT_ADMIN)
    return list(Membership.objects.filter(live_on(today), answering).values_list("staff_id", flat=True).distinct())


def members_today(team: Team, today: datetime.date) -> list[int]:
    return list(TeamMember.objects.filter(live_on(today), team=team).values_list("staff_id", flat=True))
