"""The verbs of a team: forming it, its members and their roles, and what it decides about disclosure."""

import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.dispatch import Signal

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.audit import record
from plc.schools.models import Course, School, SchoolYear, StaffMember
from teams.models import (
    BelowRest,
    Disclosure,
    Headline,
    PrincipalSees,
    RoleTerm,
    Team,
    TeamDecision,
    TeamMember,
    TeamRole,
)
from teams.queries import unfinished_on

COMPARISON: Final = frozenset({"headline", "min_diff"})
"""What of a decision the figures of a report depend on."""
# Sent inside the decision's transaction. Rooms above compute reports; this one does not know them.
comparison_decided = Signal()


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


@transaction.atomic
def decide_sharing(
    *,
    actor: StaffMember,
    team: Team,
    disclosure: str,
    below_rest: str,
    principal_sees: str,
    headline: str,
    min_diff: int,
) -> TeamDecision | None:
    """What the team agreed to show each other and how it compares; who wrote it down and when stays with the team.

    None, and nothing is written, where all of it is on record already.
    """
    team = locked(team)
    decided = {
        "disclosure": Disclosure(disclosure),
        "below_rest": BelowRest(below_rest),
        "principal_sees": PrincipalSees(principal_sees),
        "headline": Headline(headline),
        "min_diff": min_diff,
    }
    changed = {name for name, value in decided.items() if getattr(team, name) != value}
    if not changed and team.disclosure_decided_on is not None:
        return None
    for name, value in decided.items():
        setattr(team, name, value)
    team.disclosure_decided_on = today_in(actor.district)
    team.disclosure_decided_by = actor
    team.save(update_fields=[*decided, "disclosure_decided_on", "disclosure_decided_by"])
    decision: TeamDecision = TeamDecision.objects.create(team=team, recorded_by=actor, **decided)
    said = ", ".join(f"{name} {value}" for name, value in decided.items() if name in changed) or "as it was"
    record(actor=actor, verb="decide_sharing", subject=team, note=f"{team.name}: {said}")
    if changed & COMPARISON:
        comparison_decided.send(sender=Team, team=team, actor=actor)
    return decision


def locked(team: Team) -> Team:
    row: Team = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    return row


def check_not_past(ends_on: datetime.date, actor: StaffMember) -> None:
    if ends_on < today_in(actor.district):
        raise Refusal("This can end today or later, not in the past.", "Choose today to end it at once.")


def check_unfinished(fact: TeamMember | RoleTerm, actor: StaffMember) -> None:
    if fact.ends_on is not None and fact.ends_on <= today_in(actor.district):
        raise Refusal(f"This has already ended, on {fact.ends_on:%B %-d, %Y}.")
