"""The nouns of teams."""

from teams.models.agreements import Agreement, BelowRest, Disclosure, Headline, PrincipalSees
from teams.models.guests import TeamGuest
from teams.models.kinds import KIND_WORDS, KindWords, MemberPart, TeamKind
from teams.models.norms import (
    Norm,
    NormAnswer,
    NormHeading,
    NormPulse,
    NormRating,
    NormReview,
    NormState,
    NormVersion,
    ReviewOutcome,
)
from teams.models.teams import RoleTerm, Team, TeamDecision, TeamMember, TeamRole

__all__ = [
    "KIND_WORDS",
    "Agreement",
    "BelowRest",
    "Disclosure",
    "Headline",
    "KindWords",
    "MemberPart",
    "Norm",
    "NormAnswer",
    "NormHeading",
    "NormPulse",
    "NormRating",
    "NormReview",
    "NormState",
    "NormVersion",
    "PrincipalSees",
    "ReviewOutcome",
    "RoleTerm",
    "Team",
    "TeamDecision",
    "TeamGuest",
    "TeamKind",
    "TeamMember",
    "TeamRole",
]
