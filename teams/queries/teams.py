"""Reads of teams: who belongs, who has which role, and how that was before."""

import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from plc.schools.models import Membership, Role, StaffMember
from plc.schools.models.dated import live_on
from plc.schools.queries import teachers_at
from teams.models import RoleTerm, Team, TeamDecision, TeamGuest, TeamMember, TeamRole


def teams_with_members(teams: QuerySet[Team], today: datetime.date) -> QuerySet[Team]:
    """Each team with ``member_count`` of today and, as ``facilitators``, the role terms that hold today."""
    terms = RoleTerm.objects.filter(live_on(today), role=TeamRole.FACILITATOR).select_related("staff")
    return teams.annotate(
        member_count=Count("members__staff_id", distinct=True, filter=live_on(today, prefix="members__"))
    ).prefetch_related(Prefetch("role_terms", queryset=terms.order_by("staff__name"), to_attr="facilitators"))


def members_of(team: Team, today: datetime.date) -> QuerySet[TeamMember]:
    """Members today or soon, by name; ``terms`` holds each one's role terms that hold today or are ahead."""
    terms = RoleTerm.objects.filter(unfinished_on(today), team=team).order_by("starts_on", "pk")
    return (
        TeamMember.objects.filter(unfinished_on(today), team=team)
        .select_related("staff")
        .prefetch_related(Prefetch("staff__role_terms", queryset=terms, to_attr="terms"))
        .order_by("staff__name", "pk")
    )


def former_members(team: Team, today: datetime.date) -> QuerySet[TeamMember]:
    return (
        TeamMember.objects.filter(team=team, ends_on__lte=today)
        .select_related("staff")
        .order_by("-ends_on", "staff__name")
    )


def former_terms(team: Team, today: datetime.date) -> QuerySet[RoleTerm]:
    return RoleTerm.objects.filter(team=team, ends_on__lte=today).select_related("staff").order_by("-ends_on", "pk")


def decisions_of(team: Team) -> QuerySet[TeamDecision]:
    """What the team has decided about its comparison, the newest first."""
    return (
        TeamDecision.objects.filter(team=team)
        .select_related("recorded_by", "norm_version")
        .order_by("-recorded_at", "-pk")
    )


def possible_members(team: Team, today: datetime.date) -> QuerySet[StaffMember]:
    """Teachers of the team's school (of the district, for a team across schools) who are not in the team.

    Those who lead are not among them: a principal in the team would read what teams share with each other alone.
    """
    present = TeamMember.objects.filter(unfinished_on(today), team=team).values("staff_id")
    return teachers_at(team.school, today).exclude(pk__in=present)


def possible_guests(team: Team, today: datetime.date) -> QuerySet[StaffMember]:
    """The principals of the district: of the team's own school first, by name."""
    held = Membership.objects.filter(live_on(today), role=Role.PRINCIPAL)
    own = held.filter(school=team.school_id, staff_id=OuterRef("pk"))
    return (
        StaffMember.objects.filter(pk__in=held.values("staff_id"))
        .annotate(is_own=Exists(own))
        .order_by("-is_own", "name", "pk")
    )


def guests_of(team: Team) -> QuerySet[TeamGuest]:
    """Every invitation there has been, the latest days first."""
    return (
        TeamGuest.objects.filter(team=team)
        .select_related("staff", "invited_by", "ended_by")
        .order_by("-starts_on", "-pk")
    )


def working_members(
    team: Team, today: datetime.date, *, member_on: datetime.date | None = None
) -> QuerySet[StaffMember]:
    """Who works in the team today: a member, and a teacher of its school, as ``access`` has it too.

    ``member_on`` asks for the members of another day, as of a school year that is over.
    """
    present = TeamMember.objects.filter(live_on(member_on or today), team=team).values("staff_id")
    return teachers_at(team.school, today).filter(pk__in=present)


def leaders_of(team: Team, today: datetime.date) -> QuerySet[Membership]:
    """Who evaluates people in the team: the school's principals and the district's admins. Of a team across schools
    every principal is one, because any of its members may be theirs."""
    principals = Q(role=Role.PRINCIPAL, school=team.school_id) if team.school_id else Q(role=Role.PRINCIPAL)
    return Membership.objects.filter(live_on(today), principals | Q(role=Role.DISTRICT_ADMIN))


def current_staff(team: Team, today: datetime.date) -> QuerySet[StaffMember]:
    """The people a role may be given to: members whose time has not ended."""
    present = TeamMember.objects.filter(unfinished_on(today), team=team).values("staff_id")
    return StaffMember.objects.filter(pk__in=present).order_by("name", "pk")


def unfinished_on(day: datetime.date) -> Q:
    """Holds on this day, or will later."""
    return Q(ends_on__isnull=True) | Q(ends_on__gt=day)
