"""The forms of the room."""

from teams.forms.carry_over import CarryOverForm
from teams.forms.norms import AnswerForm, BreachForm, NormForm, RatingForm, ReviewDayForm, ReviewForm
from teams.forms.teams import GuestForm, MemberForm, RoleTermForm, SharingForm, TeamForm

__all__ = [
    "AnswerForm",
    "BreachForm",
    "CarryOverForm",
    "GuestForm",
    "MemberForm",
    "NormForm",
    "RatingForm",
    "ReviewDayForm",
    "ReviewForm",
    "RoleTermForm",
    "SharingForm",
    "TeamForm",
]
