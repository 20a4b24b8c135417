"""The verbs of teams: who is the first argument of each, and each leaves one line of history."""

from teams.actions.carry_over import carry_over
from teams.actions.consent import answer_norms, hold_review, move_review
from teams.actions.guests import end_guest, invite_guest
from teams.actions.members import add_member, remove_member
from teams.actions.norms import (
    begin_norms,
    move_norm,
    propose_norms,
    remove_norm,
    write_norm,
    write_protocol,
)
from teams.actions.pulses import close_ratings, rate_norms
from teams.actions.roles import assign_role, end_role_term, rotate_role
from teams.actions.sharing import COMPARISON, comparison_decided, decide_sharing
from teams.actions.teams import form_team

__all__ = [
    "COMPARISON",
    "add_member",
    "answer_norms",
    "assign_role",
    "begin_norms",
    "carry_over",
    "close_ratings",
    "comparison_decided",
    "decide_sharing",
    "end_guest",
    "end_role_term",
    "form_team",
    "hold_review",
    "invite_guest",
    "move_norm",
    "move_review",
    "propose_norms",
    "rate_norms",
    "remove_member",
    "remove_norm",
    "rotate_role",
    "write_norm",
    "write_protocol",
]
