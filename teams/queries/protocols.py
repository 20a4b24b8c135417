"""The protocols a team can choose from: the shipped ones, the district's wording of them, the team's own."""

from dataclasses import dataclass

from teams.models import Protocol, Team
from teams.protocol_texts import SHIPPED, ProtocolPlan


@dataclass(frozen=True)
class ProtocolChoice:
    """One protocol. ``value`` names it in a form; ``protocol`` is None for one that nobody has reworded."""

    value: str
    plan: ProtocolPlan
    protocol: Protocol | None

    @property
    def owner(self) -> str:
        """Whose words these are."""
        if self.protocol is None:
            return "Comes with the product"
        return "Our own" if self.protocol.team_id else "The district’s"

    @property
    def is_of_team(self) -> bool:
        return self.protocol is not None and self.protocol.team_id is not None


def protocols_for(team: Team | None) -> list[ProtocolChoice]:
    """What a team may choose, or without a team what the district has. Two queries.

    The shipped order first; a copy stands in the place of what it rewords, the team's before the district's.
    """
    rows = Protocol.objects.filter(retired_at__isnull=True, team__isnull=True)
    if team is not None:
        rows = rows | Protocol.objects.filter(retired_at__isnull=True, team=team)
    # The team's come last, and so take the place of the district's.
    own = sorted(rows.prefetch_related("stages"), key=lambda row: (row.team_id is not None, row.name, row.pk))
    by_key = {plan.key: ProtocolChoice(plan.key, plan, None) for plan in SHIPPED}
    for row in own:
        by_key[row.key or f"own-{row.pk}"] = ProtocolChoice(str(row.pk), plan_of(row), row)
    return list(by_key.values())


def choice_named(team: Team | None, value: str) -> ProtocolChoice | None:
    return next((choice for choice in protocols_for(team) if choice.value == value), None)


def plan_of(protocol: Protocol) -> ProtocolPlan:
    stages = sorted(protocol.stages.all(), key=lambda stage: stage.position)
    return ProtocolPlan(
        key=protocol.key,
        name=protocol.name,
        purpose=protocol.purpose,
        stages=tuple(stage.plan for stage in stages),
    )
