"""Whose turn it is: the roles of a team, who has each, and who has waited longest for it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from plc.schools.models import StaffMember
from plc.schools.models.dated import live_on
from teams.models import MemberPart, RoleTerm, Team, TeamMember, TeamRole
from teams.queries.teams import working_members


@dataclass(frozen=True)
class Turn:
    """One role of a team. ``holders`` have it today; ``next`` has waited longest for it, None where nobody is left."""

    role: str
    custom_name: str
    label: str
    holders: tuple[RoleTerm, ...]
    next: StaffMember | None
    next_had_it_until: datetime.date | None

    def is_of(self, term: RoleTerm) -> bool:
        return self.role == term.role and self.custom_name == term.custom_name

    @property
    def ends_on(self) -> datetime.date | None:
        """When the turn is over, if that has been said."""
        return min((term.ends_on for term in self.holders if term.ends_on), default=None)


def turns_of(team: Team, today: datetime.date) -> list[Turn]:
    """Every role the team uses: the four that each team has, and those it has made up and holds today."""
    members = list(working_members(team, today))
    terms = list(RoleTerm.objects.filter(team=team).select_related("staff").order_by("starts_on", "pk"))
    held = [term for term in terms if term.is_live_on(today)]
    busy = {term.staff_id for term in held}
    members.sort(key=lambda member: (member.pk in busy, member.name, member.pk))
    made_up = sorted({term.custom_name for term in held if term.role == TeamRole.CUSTOM})
    roles = [(str(role), "") for role in TeamRole if role != TeamRole.CUSTOM]
    roles += [(str(TeamRole.CUSTOM), name) for name in made_up]
    # Whoever facilitates enters for every class: that is not suggested for those who come to help.
    helpers = TeamMember.objects.filter(live_on(today), team=team).exclude(part=MemberPart.TEACHER)
    helping = set(helpers.values_list("staff_id", flat=True))
    teaching = [member for member in members if member.pk not in helping]
    asked = {str(TeamRole.FACILITATOR): teaching}
    return [
        _turn(
            role,
            name,
            asked.get(role, members),
            [term for term in terms if (term.role, term.custom_name) == (role, name)],
            today,
        )
        for role, name in roles
    ]


def _turn(role: str, name: str, members: list[StaffMember], of_role: list[RoleTerm], today: datetime.date) -> Turn:
    """``members`` stand in the order in which they are asked where several have never had it."""
    holders = tuple(term for term in of_role if term.is_live_on(today))
    settled = {term.staff_id for term in of_role if term.ends_on is None or term.ends_on > today}
    until = last_days(of_role)
    free = [member for member in members if member.pk not in settled]
    first = min(free, key=lambda member: until.get(member.pk, datetime.date.min), default=None)
    return Turn(
        role=role,
        custom_name=name,
        label=name or str(TeamRole(role).label),
        holders=holders,
        next=first,
        next_had_it_until=until.get(first.pk) if first else None,
    )


def last_days(terms: Iterable[RoleTerm]) -> dict[int, datetime.date]:
    """Until when each person last had the role, by staff id; who never had it is not in it."""
    last: dict[int, datetime.date] = {}
    for term in terms:
        if term.ends_on is not None:
            last[term.staff_id] = max(term.ends_on, last.get(term.staff_id, datetime.date.min))
    return last
