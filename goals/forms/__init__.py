"""What people fill in here. A form checks its own fields; whether the act is possible is for the action to say."""

from goals.forms.cards import CardForm
from goals.forms.plans import PlanForm
from goals.forms.smart import CloseGoalForm, GoalForm, NewGoalForm

__all__ = ["CardForm", "CloseGoalForm", "GoalForm", "NewGoalForm", "PlanForm"]
