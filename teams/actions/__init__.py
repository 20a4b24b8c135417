"""The verbs of teams: who is the first argument of each, and each leaves one line of history."""

from teams.actions.sharing import COMPARISON, comparison_decided, decide_sharing
from teams.actions.teams import add_member, assign_role, end_role_term, form_team, remove_member

__all__ = [
    "COMPARISON",
    "add_member",
    "assign_role",
    "comparison_decided",
    "decide_sharing",
    "end_role_term",
    "form_team",
    "remove_member",
]
