"""What a leader's home page says: each team of a school at team level, the district at a glance."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from assessments.models import AssessmentSection
from plc.schools.access import Viewer
from plc.schools.models import Invitation, Membership, School, SectionStaff
from plc.schools.models.dated import live_on
from plc.schools.models.people import initials_of
from plc.schools.queries import SchoolCounts, school_counts
from plc.tenancy.kept import Kept
from teams.access.support import answerable_requests
from teams.models import SupportState, Team, TeamMember
from teams.queries.meetings import meeting_counts
from teams.queries.norms import NormsState, norms_states


@dataclass(frozen=True)
class Standing:
    """Where one team of a school is as a team: its norms, its meetings of the year, what waits for an answer."""

    members: int
    norms: str
    norms_kind: str  # of the chip
    held: int
    due: int
    waiting: int


def team_standings(viewer: Viewer, teams: Sequence[Team]) -> dict[int, Standing]:
    """By team id, at team level only; a fixed number of queries."""
    norms = norms_states(teams, viewer.today)
    first = min((team.school_year.starts_on for team in teams), default=viewer.today)
    meetings = meeting_counts(teams, first, timezone.now())
    ids = frozenset(team.pk for team in teams)
    members, waiting = dict(_members(ids, viewer.today)), dict(_requests(viewer.values, ids))
    found = {}
    for team in teams:
        words, kind = _norms_words(norms[team.pk])
        counts = meetings.get(team.pk)
        found[team.pk] = Standing(
            members.get(team.pk, 0),
            words,
            kind,
            counts.held if counts else 0,
            counts.due if counts else 0,
            waiting.get(team.pk, 0),
        )
    return found


def _members_of(ids: frozenset[int], today: datetime.date) -> QuerySet[Any, Any]:
    rows = TeamMember.objects.filter(live_on(today), team__in=ids).values_list("team_id")
    return rows.annotate(n=Count("staff_id", distinct=True))


def _requests_of(values: tuple[Any, ...], ids: frozenset[int]) -> QuerySet[Any, Any]:
    asked = answerable_requests(Viewer.of_values(*values)).filter(team__in=ids, state=SupportState.WAITING)
    return asked.order_by().values_list("team_id").annotate(n=Count("pk"))


_members = Kept[tuple[int, int]](_members_of)
_requests = Kept[tuple[int, int]](_requests_of)


def _norms_words(state: NormsState) -> tuple[str, str]:
    if state.adopted is None:
        return ("Being agreed", "now") if state.has_open else ("None yet", "wait")
    return ("Review is due", "now") if state.is_overdue else ("Current", "done")


@dataclass(frozen=True)
class DistrictGlance:
    schools: list[SchoolCounts]
    students: int
    staff: int
    invitations: list[tuple[Invitation, str, str]]
    teams: dict[int, int]


def district_glance(viewer: Viewer) -> DistrictGlance:
    """Schools with their counts, and the newest invitations."""
    schools = school_counts(School.objects.order_by("name"), viewer.today)
    teams = dict(Team.objects.filter(school__isnull=False).values_list("school_id").annotate(n=Count("pk")))
    now = timezone.now()
    newest = Invitation.objects.select_related("school").order_by("-sent_at", "-pk")[:5]
    invitations = [(row, initials_of(row.name), row.state(now)) for row in newest]
    return DistrictGlance(
        schools=schools,
        students=sum(row.students for row in schools),
        staff=Membership.objects.filter(live_on(viewer.today)).values("staff_id").distinct().count(),
        invitations=invitations,
        teams=teams,
    )


def sections_without_teacher(viewer: Viewer) -> int:
    """Sections of running CFAs that nobody teaches today, so that nobody is asked for their papers."""
    taught = SectionStaff.objects.filter(live_on(viewer.today), section_id=OuterRef("section_id"))
    rows = AssessmentSection.objects.filter(
        assessment__opens_on__lte=viewer.today, assessment__closes_on__gte=viewer.today
    ).exclude(Exists(taught))
    return rows.values("section_id").distinct().order_by().count()
