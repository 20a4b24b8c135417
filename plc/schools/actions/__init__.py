"""The verbs of places and people: who is the first argument of each, and each leaves one line of history."""

from plc.schools.actions.calendar import add_free_days, remove_free_days
from plc.schools.actions.invitations import accept_invitation, invite_staff, resend_invitation, withdraw_invitation
from plc.schools.actions.notices import choose_digest, choose_quiet_hours, see, see_everything, set_digest_time, tell
from plc.schools.actions.places import add_school
from plc.schools.actions.roles import add_role, end_role
from plc.schools.actions.years import add_school_year

__all__ = [
    "accept_invitation",
    "add_free_days",
    "add_role",
    "add_school",
    "add_school_year",
    "choose_digest",
    "choose_quiet_hours",
    "end_role",
    "invite_staff",
    "remove_free_days",
    "resend_invitation",
    "see",
    "see_everything",
    "set_digest_time",
    "tell",
    "withdraw_invitation",
]
