"""What a team decides about its comparison, written down."""

from typing import Final

from django.db import transaction
from django.dispatch import Signal

from plc.schools.access import today_in
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.actions.teams import open_team
from teams.models import (
    BelowRest,
    Disclosure,
    Headline,
    NormState,
    NormVersion,
    PrincipalSees,
    Team,
    TeamDecision,
)

COMPARISON: Final = frozenset({"headline", "min_diff"})
"""What of a decision the figures of a report depend on."""
# Sent inside the decision's transaction. Rooms above compute reports; this one does not know them.
comparison_decided = Signal()


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
    team = open_team(team, actor)
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
    adopted = NormVersion.objects.filter(team=team, state=NormState.ADOPTED).first()
    decision: TeamDecision = TeamDecision.objects.create(team=team, recorded_by=actor, norm_version=adopted, **decided)
    said = ", ".join(f"{name} {value}" for name, value in decided.items() if name in changed) or "as it was"
    record(actor=actor, verb="decide_sharing", subject=team, note=f"{team.name}: {said}")
    if changed & COMPARISON:
        comparison_decided.send(sender=Team, team=team, actor=actor)
    return decision
