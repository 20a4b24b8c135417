"""Reads of the room, as nouns. Nothing here decides who may see; ``access`` has done so before."""

from teams.queries.teams import (
    current_staff,
    decisions_of,
    former_members,
    former_terms,
    members_of,
    possible_members,
    teams_with_members,
    unfinished_on,
)

__all__ = [
    "current_staff",
    "decisions_of",
    "former_members",
    "former_terms",
    "members_of",
    "possible_members",
    "teams_with_members",
    "unfinished_on",
]
