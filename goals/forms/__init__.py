"""What people fill in here. A form checks its own fields; whether the act is possible is for the action to say."""

from goals.forms.cards import CardFileForm, CardForm, ShareForm
from goals.forms.plans import PlanForm
from goals.forms.smart import CloseGoalForm, GoalForm, NewGoalForm
from goals.forms.trials import TrialForm

__all__ = ["CardFileForm", "CardForm", "CloseGoalForm", "GoalForm", "NewGoalForm", "PlanForm", "ShareForm", "TrialForm"]
