"""The verbs of a team: forming it, its members and their roles."""

import datetime

from django.db import IntegrityError, transaction

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.audit import record
from plc.schools.models import Course, School, SchoolYear, StaffMember
from teams.models import RoleTerm, Team, TeamMember, TeamRole
from teams.queries import unfinished_on


@transaction.atomic
def form_team(
    *, actor: StaffMember, name: str, school: School | None, school_year: SchoolYear, course: Course | None
) -> Team:
    """A new team, still without members; without a school it reaches across schools."""
    name = " ".join(name.split())
    try:
        with transaction.atomic():
            team: Team = Team.objects.create(name=name, school=school, school_year=school_year, course=course)
    except IntegrityError as error:
        place = school.name if school else "the district"
        raise Refusal(
            f"{place} already has a team named {name} in {school_year.name}.", "Choose another name."
        ) from error
    record(actor=actor, verb="form_team", subject=team, note=name)
    return team


@transaction.atomic
def add_member(*, actor: StaffMember, team: Team, staff: StaffMember, starts_on: datetime.date) -> TeamMember:
    team = locked(team)  # two clicks at once give one member, not two
    if TeamMember.objects.filter(unfinished_on(starts_on), team=team, staff=staff).exists():
        raise Refusal(f"{staff.name} is already in the team at that time.")
    member: TeamMember = TeamMember.objects.create(team=team, staff=staff, starts_on=starts_on)
    record(actor=actor, verb="add_member", subject=member, note=f"{team.name}, from {starts_on.isoformat()}")
    return member


@transaction.atomic
def remove_member(*, actor: StaffMember, member: TeamMember, ends_on: datetime.date) -> TeamMember:
    """The person leaves the team on ``ends_on``, and whatever role they have there ends with it."""
    check_not_past(ends_on, actor)
    team = locked(member.team)
    member.refresh_from_db(fields=["starts_on", "ends_on"])
    check_unfinished(member, actor)
    member.ends_on = max(ends_on, member.starts_on)
    member.save(update_fields=["ends_on"])
    for term in RoleTerm.objects.filter(unfinished_on(ends_on), team=team, staff_id=member.staff_id):
        term.ends_on = max(ends_on, term.starts_on)
        term.save(update_fields=["ends_on"])
    record(actor=actor, verb="remove_member", subject=member, note=f"{team.name}, from {member.ends_on.isoformat()}")
    return member


@transaction.atomic
def assign_role(
    *,
    actor: StaffMember,
    team: Team,
    staff: StaffMember,
    role: str,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
) -> RoleTerm:
    """A member's term in one role. Terms of several people may overlap: some teams facilitate in pairs."""
    team = locked(team)
    label = TeamRole(role).label.lower()
    if ends_on is not None and ends_on <= starts_on:
        raise Refusal("A role ends after its first day.", "Choose a later last day, or leave it open.")
    if not TeamMember.objects.filter(
        unfinished_on(starts_on), team=team, staff=staff, starts_on__lte=starts_on
    ).exists():
        raise Refusal(f"{staff.name} is not in the team on that day.", "Add the member first, or choose a later day.")
    if RoleTerm.objects.filter(unfinished_on(starts_on), team=team, staff=staff, role=role).exists():
        raise Refusal(f"{staff.name} is already {label} then.", "End that term first.")
    term: RoleTerm = RoleTerm.objects.create(team=team, staff=staff, role=role, starts_on=starts_on, ends_on=ends_on)
    record(actor=actor, verb="assign_role", subject=term, note=f"{team.name}, {label} from {starts_on.isoformat()}")
    return term


@transaction.atomic
def end_role_term(*, actor: StaffMember, term: RoleTerm, ends_on: datetime.date) -> RoleTerm:
    check_not_past(ends_on, actor)
    team = locked(term.team)
    term.refresh_from_db(fields=["starts_on", "ends_on"])
    check_unfinished(term, actor)
    term.ends_on = max(ends_on, term.starts_on)
    term.save(update_fields=["ends_on"])
    label = TeamRole(term.role).label.lower()
    record(
        actor=actor, verb="end_role_term", subject=term, note=f"{team.name}, {label} until {term.ends_on.isoformat()}"
    )
    return term


def locked(team: Team) -> Team:
    row: Team = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    return row


def check_not_past(ends_on: datetime.date, actor: StaffMember) -> None:
    if ends_on < today_in(actor.district):
        raise Refusal("This can end today or later, not in the past.", "Choose today to end it at once.")


def check_unfinished(fact: TeamMember | RoleTerm, actor: StaffMember) -> None:
    if fact.ends_on is not None and fact.ends_on <= today_in(actor.district):
        raise Refusal(f"This has already ended, on {fact.ends_on:%B %-d, %Y}.")
