"""A team goes on in the next school year, as a team of its own."""

from django.db import transaction

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.actions.norms import copy_of_norms
from teams.actions.teams import form_team
from teams.models import RoleTerm, Team, TeamMember
from teams.queries import Wish, carried_over


@transaction.atomic
def carry_over(*, actor: StaffMember, team: Team, wish: Wish, seen: str) -> Team:
    """The new team exactly as it was shown (``seen`` is the digest of that); the old one is left as it is.

    Norms come as a draft: what last year's team agreed on, this year's has not. How classes are compared begins anew.
    """
    team = (
        Team.objects.select_for_update(of=("self",)).select_related("school", "school_year", "course").get(pk=team.pk)
    )
    if Team.objects.filter(follows=team).exists():
        raise Refusal(f"{team.name} has been carried over already.", "Open the new team from the list of teams.")
    if wish.school_year.starts_on < team.school_year.ends_on:
        raise Refusal("A team is carried over to a later school year.", "Choose a year after its own.")
    coming = carried_over(team, wish, today_in(actor.district))
    if coming.digest != seen:
        raise Refusal("The team has changed since this was shown.", "Look at it again; nothing has been carried over.")
    new = form_team(
        actor=actor,
        name=coming.name,
        school=team.school,
        school_year=coming.school_year,
        course=team.course,
        kind=team.kind,
        follows=team,
    )
    TeamMember.objects.bulk_create(
        TeamMember(team=new, staff_id=row.staff_id, part=row.part, starts_on=coming.starts_on) for row in coming.members
    )
    RoleTerm.objects.bulk_create(
        RoleTerm(
            team=new,
            staff_id=row.staff_id,
            role=row.role,
            custom_name=row.custom_name,
            starts_on=coming.starts_on,
        )
        for row in coming.terms
    )
    if coming.version is not None:
        copy_of_norms(new, coming.version, actor)
    counts = f"{len(coming.members)} members, {len(coming.terms)} roles, {len(coming.norms)} norms"
    record(actor=actor, verb="carry_over", subject=new, note=f"{team.name} to {new.school_year.name}: {counts}")
    return new
