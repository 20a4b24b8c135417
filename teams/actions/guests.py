"""Asking a principal to a meeting, and taking that back."""

import datetime

from django.db import transaction

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.actions.teams import open_team
from teams.models import Team, TeamGuest


@transaction.atomic
def invite_guest(
    *,
    actor: StaffMember,
    team: Team,
    staff: StaffMember,
    occasion: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
) -> TeamGuest:
    """``ends_on`` is the first day on which the guest is one no more; a guest never stays past the school year."""
    team = open_team(team, actor)
    if ends_on <= max(starts_on, today_in(actor.district)):
        raise Refusal("An invitation covers at least one day that is still to come.", "Choose a later last day.")
    if ends_on > team.school_year.ends_on:
        raise Refusal(f"The team’s year ends before {ends_on:%B %-d, %Y}.", "Choose an earlier last day.")
    overlapping = TeamGuest.objects.filter(team=team, staff=staff, starts_on__lt=ends_on, ends_on__gt=starts_on)
    if overlapping.exists():
        raise Refusal(f"{staff.name} is invited for some of these days already.", "End that invitation first.")
    guest: TeamGuest = TeamGuest.objects.create(
        team=team,
        staff=staff,
        occasion=" ".join(occasion.split()),
        starts_on=starts_on,
        ends_on=ends_on,
        invited_by=actor,
    )
    record(actor=actor, verb="invite_guest", subject=guest, note=f"{team.name}, {starts_on} until {ends_on}")
    return guest


@transaction.atomic
def end_guest(*, actor: StaffMember, guest: TeamGuest) -> TeamGuest:
    """From today on; one for later days is taken back whole. The line stays for all to read."""
    team = open_team(guest.team, actor)
    guest.refresh_from_db(fields=["starts_on", "ends_on"])
    today = today_in(actor.district)
    if not guest.is_ahead_or_live_on(today):
        raise Refusal("This invitation is over already.")
    guest.ends_on = max(today, guest.starts_on)
    guest.ended_by = actor
    guest.save(update_fields=["ends_on", "ended_by"])
    record(actor=actor, verb="end_guest", subject=guest, note=f"{team.name}, until {guest.ends_on}")
    return guest
