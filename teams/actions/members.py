"""Who belongs to a team, and from when until when."""

import datetime

from django.db import transaction

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.actions.consent import adopt_if_agreed
from teams.actions.teams import check_not_past, check_unfinished, open_team
from teams.models import MemberPart, RoleTerm, Team, TeamMember
from teams.queries import unfinished_on


@transaction.atomic
def add_member(
    *,
    actor: StaffMember,
    team: Team,
    staff: StaffMember,
    starts_on: datetime.date,
    part: str = MemberPart.TEACHER,
) -> TeamMember:
    team = open_team(team, actor)  # two clicks at once give one member, not two
    if TeamMember.objects.filter(unfinished_on(starts_on), team=team, staff=staff).exists():
        raise Refusal(f"{staff.name} is already in the team at that time.")
    member: TeamMember = TeamMember.objects.create(team=team, staff=staff, starts_on=starts_on, part=MemberPart(part))
    said = f"{team.name}, {member.get_part_display().lower()} from {starts_on.isoformat()}"
    record(actor=actor, verb="add_member", subject=member, note=said)
    return member


@transaction.atomic
def remove_member(*, actor: StaffMember, member: TeamMember, ends_on: datetime.date) -> TeamMember:
    """The person leaves the team on ``ends_on``, and whatever role they have there ends with it."""
    check_not_past(ends_on, actor)
    team = open_team(member.team, actor)
    member.refresh_from_db(fields=["starts_on", "ends_on"])
    check_unfinished(member, actor)
    member.ends_on = max(ends_on, member.starts_on)
    member.save(update_fields=["ends_on"])
    for term in RoleTerm.objects.filter(unfinished_on(ends_on), team=team, staff_id=member.staff_id):
        term.ends_on = max(ends_on, term.starts_on)
        term.save(update_fields=["ends_on"])
    adopt_if_agreed(team, today_in(actor.district))
    record(actor=actor, verb="remove_member", subject=member, note=f"{team.name}, from {member.ends_on.isoformat()}")
    return member
