"""The nouns of teams."""

from teams.models.agreements import Agreement, BelowRest, Disclosure, Headline, PrincipalSees
from teams.models.teams import RoleTerm, Team, TeamDecision, TeamMember, TeamRole

__all__ = [
    "Agreement",
    "BelowRest",
    "Disclosure",
    "Headline",
    "PrincipalSees",
    "RoleTerm",
    "Team",
    "TeamDecision",
    "TeamMember",
    "TeamRole",
]
