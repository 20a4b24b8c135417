"""Forming a team, and what every change to one asks first."""

import datetime

from django.db import IntegrityError, transaction

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.audit import record
from plc.schools.models import Course, School, SchoolYear, StaffMember
from teams.models import RoleTerm, Team, TeamKind, TeamMember


@transaction.atomic
def form_team(
    *,
    actor: StaffMember,
    name: str,
    school: School | None,
    school_year: SchoolYear,
    course: Course | None = None,
    kind: str = "",
    follows: Team | None = None,
) -> Team:
    """A new team, still without members; without a school it reaches across schools.

    ``kind`` may be left open: it is then a team of one course, or one across schools.
    """
    name = " ".join(name.split())
    kind = TeamKind(kind or (TeamKind.COURSE if school else TeamKind.ACROSS))
    check_kind_fits(kind, school)
    try:
        with transaction.atomic():
            team: Team = Team.objects.create(
                name=name, kind=kind, school=school, school_year=school_year, course=course, follows=follows
            )
    except IntegrityError as error:
        place = school.name if school else "the district"
        raise Refusal(
            f"{place} already has a team named {name} in {school_year.name}.", "Choose another name."
        ) from error
    record(actor=actor, verb="form_team", subject=team, note=name)
    return team


def open_team(team: Team, actor: StaffMember) -> Team:
    """The team, locked for this transaction. One whose school year is over is read, and changed no more."""
    row: Team = Team.objects.select_for_update(of=("self",)).select_related("school", "school_year").get(pk=team.pk)
    if row.is_over_on(today_in(actor.district)):
        raise Refusal(
            f"{row.name} belongs to {row.school_year.name}, which is over. It can be read, not changed.",
            "Carry the team over to the next school year, and change it there.",
        )
    return row


def check_kind_fits(kind: str, school: School | None) -> None:
    if kind == TeamKind.ACROSS and school is not None:
        raise Refusal("A team across schools belongs to no single school.", "Leave the school open, or choose a kind.")
    if kind == TeamKind.COURSE and school is None:
        raise Refusal(
            "A team of one grade or course belongs to a school.",
            "Choose the school, or the kind “Same course at several schools”.",
        )


def check_not_past(ends_on: datetime.date, actor: StaffMember) -> None:
    if ends_on < today_in(actor.district):
        raise Refusal("This can end today or later, not in the past.", "Choose today to end it at once.")


def check_unfinished(fact: TeamMember | RoleTerm, actor: StaffMember) -> None:
    if fact.ends_on is not None and fact.ends_on <= today_in(actor.district):
        raise Refusal(f"This has already ended, on {fact.ends_on:%B %-d, %Y}.")
