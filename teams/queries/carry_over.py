"""What of a team would come along into the next school year: made before it is done, and done exactly so."""

import datetime
import hashlib
from dataclasses import dataclass

from django.db.models import QuerySet

from plc.schools.models import SchoolYear, StaffMember
from plc.schools.models.dated import live_on
from teams.models import Norm, NormState, NormVersion, RoleTerm, Team, TeamMember
from teams.queries.norms import norms_in
from teams.queries.teams import working_members


@dataclass(frozen=True)
class Wish:
    """What a person chose to carry over."""

    name: str
    school_year: SchoolYear
    staff: tuple[StaffMember, ...]
    with_roles: bool
    with_norms: bool


@dataclass(frozen=True)
class CarryOver:
    """The new team as it would be. ``starts_on`` is the new year's first day, or today if that is past."""

    name: str
    school_year: SchoolYear
    starts_on: datetime.date
    members: tuple[TeamMember, ...]
    staying: tuple[StaffMember, ...]
    terms: tuple[RoleTerm, ...]
    norms: tuple[Norm, ...]
    version: NormVersion | None

    @property
    def digest(self) -> str:
        """Another one, once anything of it would be otherwise than it was shown."""
        facts = [
            self.name,
            self.school_year.pk,
            self.starts_on,
            sorted((row.staff_id, row.part) for row in self.members),
            sorted((row.staff_id, row.role, row.custom_name) for row in self.terms),
            [(norm.heading, norm.commitment) for norm in self.norms],
        ]
        return hashlib.sha256(repr(facts).encode()).hexdigest()


def later_years(team: Team) -> QuerySet[SchoolYear]:
    return SchoolYear.objects.filter(starts_on__gte=team.school_year.ends_on).order_by("starts_on")


def carriable_members(team: Team, today: datetime.date) -> list[TeamMember]:
    """Who is in the team today, or was on its last day, and still teaches where it is."""
    day = min(today, team.last_day)
    rows = TeamMember.objects.filter(live_on(day), team=team, staff__in=working_members(team, today, member_on=day))
    return list(rows.select_related("staff").order_by("staff__name", "pk"))


def carried_over(team: Team, wish: Wish, today: datetime.date) -> CarryOver:
    chosen = {staff.pk for staff in wish.staff}
    possible = carriable_members(team, today)
    members = tuple(row for row in possible if row.staff_id in chosen)
    coming = {row.staff_id for row in members}
    day = min(today, team.last_day)
    terms = RoleTerm.objects.filter(live_on(day), team=team, staff_id__in=coming).select_related("staff")
    version = NormVersion.objects.filter(team=team, state=NormState.ADOPTED).first() if wish.with_norms else None
    return CarryOver(
        name=wish.name,
        school_year=wish.school_year,
        starts_on=max(today, wish.school_year.starts_on),
        members=members,
        staying=tuple(row.staff for row in possible if row.staff_id not in chosen),
        terms=tuple(terms.order_by("role", "custom_name", "pk")) if wish.with_roles else (),
        norms=tuple(norms_in(version)) if version else (),
        version=version,
    )
