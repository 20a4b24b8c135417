"""Which teams a person may open, and as what. Predicate and list come from the same place."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from plc.http.found import one_of
from plc.schools.access import Viewer
from plc.schools.models import Role
from plc.schools.models.dated import live_on
from plc.tenancy.kept import Kept
from teams.models import RoleTerm, Team, TeamGuest, TeamMember, TeamRole


@dataclass(frozen=True)
class Standing:
    """What this person is to one team today. A leader sees the team from outside; a member sees the work."""

    is_member: bool
    is_facilitator: bool
    is_principal: bool
    is_district_admin: bool

    @property
    def can_staff(self) -> bool:
        """May settle members and roles; the same people for whom ``staffable_teams`` lists the team."""
        return self.is_facilitator or self.is_principal or self.is_district_admin


def visible_teams(viewer: Viewer) -> QuerySet[Team]:
    """Own teams; a principal also the school's, and those that have them as a guest; a district admin all."""
    teams = Team.objects.select_related("school", "school_year", "course").order_by("name", "pk")
    if viewer.is_district_admin:
        return teams
    seen = Q(pk__in=_own_team_ids(viewer))
    if viewer.principal_school_ids:
        seen |= Q(school_id__in=viewer.principal_school_ids) | Q(pk__in=_guest_team_ids(viewer))
    return teams.filter(seen)


def own_teams(viewer: Viewer) -> QuerySet[Team]:
    """The teams this person is a member of today."""
    return (
        Team.objects.select_related("school", "school_year", "course")
        .filter(pk__in=_own_team_ids(viewer))
        .order_by("name", "pk")
    )


def teams_of_member(viewer: Viewer) -> dict[Team, bool]:
    """What ``own_teams`` holds, by name, and of each whether this person facilitates it; one query."""
    return {team: team.facilitates for team in _own_teams(viewer.values)}


def access_team(viewer: Viewer, team_id: int) -> Team:
    return one_of(visible_teams(viewer), team_id)


def staffable_teams(viewer: Viewer) -> QuerySet[Team]:
    """Teams whose members and roles this person settles: the facilitator, the school's principal, district admins.

    A team whose school year is over stays as it was.
    """
    return _staffed_teams(viewer).filter(_not_over(viewer))


def continuable_teams(viewer: Viewer) -> QuerySet[Team]:
    """Teams this person may carry over to the next school year, over or not, once."""
    return _staffed_teams(viewer).filter(next_teams__isnull=True)


def access_continuable_team(viewer: Viewer, team_id: int) -> Team:
    return one_of(continuable_teams(viewer), team_id)


def working_teams(viewer: Viewer) -> QuerySet[Team]:
    """Own teams in which something can still be written: their school year is not over."""
    return own_teams(viewer).filter(_not_over(viewer))


def access_working_team(viewer: Viewer, team_id: int) -> Team:
    return one_of(working_teams(viewer), team_id)


def access_staffable_team(viewer: Viewer, team_id: int) -> Team:
    return one_of(staffable_teams(viewer), team_id)


def access_facilitated_team(viewer: Viewer, team_id: int) -> Team:
    """What the team decides for itself is written down by its facilitator, and by nobody above the team."""
    return one_of(_led_teams(viewer), team_id)


def access_guest(viewer: Viewer, guest_id: int) -> TeamGuest:
    """An invitation that the team's facilitator may take back."""
    guests = TeamGuest.objects.filter(team__in=_led_teams(viewer), ends_on__gt=viewer.today)
    return one_of(guests.select_related("team", "team__school_year", "staff"), guest_id)


def is_guest(viewer: Viewer, team: Team) -> bool:
    """Invited by the team's facilitator, for today among other days."""
    return bool(viewer.principal_school_ids) and _guest_team_ids(viewer).filter(team=team).exists()


def access_team_member(viewer: Viewer, member_id: int) -> TeamMember:
    members = TeamMember.objects.filter(team__in=staffable_teams(viewer)).select_related(
        "team", "team__school_year", "staff"
    )
    return one_of(members, member_id)


def access_role_term(viewer: Viewer, term_id: int) -> RoleTerm:
    terms = RoleTerm.objects.filter(team__in=staffable_teams(viewer)).select_related("team", "staff")
    return one_of(terms, term_id)


def standing_in(viewer: Viewer, team: Team) -> Standing:
    facilitates = _facilitates.first(viewer.values, team.pk)
    return Standing(
        is_member=facilitates is not None,
        is_facilitator=bool(facilitates),
        is_principal=team.school_id in viewer.principal_school_ids,
        is_district_admin=viewer.is_district_admin,
    )


def led_by(viewer: Viewer) -> Q:
    """Teams in which this person evaluates somebody: all for the district's office; for a principal those of their
    school, and all across schools, whose members may be theirs."""
    if viewer.is_district_admin:
        return Q(pk__isnull=False)
    leads = Q(school_id__in=viewer.principal_school_ids)
    return leads | Q(school__isnull=True) if viewer.principal_school_ids else leads


def _membership(values: tuple[Any, ...], team_id: int) -> QuerySet[TeamMember, bool]:
    viewer = Viewer.of_values(*values)
    own = _own_team_ids(viewer).filter(team=team_id)
    return own.annotate(facilitates=_leading(viewer, "team")).values_list("facilitates", flat=True)[:1]


def _leading(viewer: Viewer, team: str) -> Exists:
    terms = RoleTerm.objects.filter(live_on(viewer.today), staff=viewer.staff, role=TeamRole.FACILITATOR)
    return Exists(terms.filter(team=OuterRef(team)))


def _with_leading(values: tuple[Any, ...]) -> QuerySet[Team]:
    viewer = Viewer.of_values(*values)
    return own_teams(viewer).annotate(facilitates=_leading(viewer, "pk"))


# Of a member alone: whether this person facilitates the team.
_facilitates = Kept(_membership)
_own_teams = Kept[Any](_with_leading)


def facilitated_team_ids(viewer: Viewer) -> QuerySet[RoleTerm, Any]:
    """Ids of the teams this person facilitates today, for a filter. A term without membership counts for nothing."""
    return RoleTerm.objects.filter(
        live_on(viewer.today), staff=viewer.staff, role=TeamRole.FACILITATOR, team_id__in=_own_team_ids(viewer)
    ).values("team_id")


def _led_teams(viewer: Viewer) -> QuerySet[Team]:
    return working_teams(viewer).filter(pk__in=facilitated_team_ids(viewer))


def _staffed_teams(viewer: Viewer) -> QuerySet[Team]:
    teams = visible_teams(viewer)
    if viewer.is_district_admin:
        return teams
    return teams.filter(Q(pk__in=facilitated_team_ids(viewer)) | Q(school_id__in=viewer.principal_school_ids))


def _not_over(viewer: Viewer) -> Q:
    return Q(school_year__ends_on__gt=viewer.today)


def _guest_team_ids(viewer: Viewer) -> QuerySet[TeamGuest, Any]:
    """Only while they lead a school: an invitation is to a principal, not to a person."""
    return TeamGuest.objects.filter(live_on(viewer.today), staff=viewer.staff).values("team_id")


def _own_team_ids(viewer: Viewer) -> QuerySet[TeamMember, Any]:
    """Teams are worked in as a teacher of their school: whoever leads it, or has gone to another one, is outside."""
    as_teacher = Q(team__school_id__in=viewer.teacher_school_ids)
    if Role.TEACHER in viewer.roles:
        as_teacher |= Q(team__school__isnull=True)
    return TeamMember.objects.filter(live_on(viewer.today), as_teacher, staff=viewer.staff).values("team_id")
