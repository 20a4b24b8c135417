"""The verbs of roles: a term begins, ends, or passes to the next one."""

import datetime
from dataclasses import dataclass

from django.db import transaction

from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.actions.teams import check_not_past, check_unfinished, open_team
from teams.models import RoleTerm, Team, TeamMember, TeamRole
from teams.queries import unfinished_on


@transaction.atomic
def assign_role(
    *,
    actor: StaffMember,
    team: Team,
    staff: StaffMember,
    role: str,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    custom_name: str = "",
) -> RoleTerm:
    """A member's term in one role. Terms of several people may overlap: some teams facilitate in pairs."""
    team = open_team(team, actor)
    term = _begin(team, staff, _Role(TeamRole(role), _named(role, custom_name)), starts_on, ends_on)
    said = f"{team.name}, {term.label.lower()} from {starts_on.isoformat()}"
    record(actor=actor, verb="assign_role", subject=term, note=said)
    return term


@transaction.atomic
def rotate_role(*, actor: StaffMember, term: RoleTerm, to: StaffMember, starts_on: datetime.date) -> RoleTerm:
    """The next one's turn: the term ends on the day on which the new one begins, which is as long as it was."""
    check_not_past(starts_on, actor)
    team = open_team(term.team, actor)
    term.refresh_from_db(fields=["starts_on", "ends_on"])
    check_unfinished(term, actor)
    if to.pk == term.staff_id:
        raise Refusal(f"{to.name} has this role now.", "Choose somebody else.")
    length = term.ends_on - term.starts_on if term.ends_on else None
    term.ends_on = max(starts_on, term.starts_on)
    term.save(update_fields=["ends_on"])
    ends_on = min(starts_on + length, team.school_year.ends_on) if length else None
    new = _begin(team, to, _Role(term.role, term.custom_name), starts_on, ends_on)
    record(actor=actor, verb="rotate_role", subject=new, note=f"{team.name}, {new.label.lower()} from {starts_on}")
    return new


@dataclass(frozen=True)
class _Role:
    role: str
    custom_name: str

    @property
    def label(self) -> str:
        return (self.custom_name or str(TeamRole(self.role).label)).lower()


def _named(role: str, custom_name: str) -> str:
    name = " ".join(custom_name.split())
    if role == TeamRole.CUSTOM and not name:
        raise Refusal("Another role needs a name.", "Say what your team calls it, such as snack captain.")
    return name if role == TeamRole.CUSTOM else ""


def _begin(
    team: Team, staff: StaffMember, role: _Role, starts_on: datetime.date, ends_on: datetime.date | None
) -> RoleTerm:
    if ends_on is not None and ends_on <= starts_on:
        raise Refusal("A role ends after its first day.", "Choose a later last day, or leave it open.")
    if not TeamMember.objects.filter(
        unfinished_on(starts_on), team=team, staff=staff, starts_on__lte=starts_on
    ).exists():
        raise Refusal(f"{staff.name} is not in the team on that day.", "Add the member first, or choose a later day.")
    if RoleTerm.objects.filter(
        unfinished_on(starts_on), team=team, staff=staff, role=role.role, custom_name=role.custom_name
    ).exists():
        raise Refusal(f"{staff.name} is already {role.label} then.", "End that term first.")
    term: RoleTerm = RoleTerm.objects.create(
        team=team, staff=staff, role=role.role, custom_name=role.custom_name, starts_on=starts_on, ends_on=ends_on
    )
    return term


@transaction.atomic
def end_role_term(*, actor: StaffMember, term: RoleTerm, ends_on: datetime.date) -> RoleTerm:
    check_not_past(ends_on, actor)
    team = open_team(term.team, actor)
    term.refresh_from_db(fields=["starts_on", "ends_on"])
    check_unfinished(term, actor)
    term.ends_on = max(ends_on, term.starts_on)
    term.save(update_fields=["ends_on"])
    said = f"{team.name}, {term.label.lower()} until {term.ends_on.isoformat()}"
    record(actor=actor, verb="end_role_term", subject=term, note=said)
    return term
