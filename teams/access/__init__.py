"""Which teams a person may open, and as what; ids pass here only."""

from teams.access.teams import (
    Standing,
    access_facilitated_team,
    access_role_term,
    access_staffable_team,
    access_team,
    access_team_member,
    facilitated_team_ids,
    own_teams,
    staffable_teams,
    standing_in,
    visible_teams,
)

__all__ = [
    "Standing",
    "access_facilitated_team",
    "access_role_term",
    "access_staffable_team",
    "access_team",
    "access_team_member",
    "facilitated_team_ids",
    "own_teams",
    "staffable_teams",
    "standing_in",
    "visible_teams",
]
