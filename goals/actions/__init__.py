"""The writes of the room: one transaction and one history entry each."""

from goals.actions.card_files import add_card_file, remove_card_file
from goals.actions.responses import PlanFacts, change_plan, delete_plan, make_plan, settle_plan
from goals.actions.smart import Checked, GoalFacts, change_goal, close_goal, set_goal, take_evidence
from goals.actions.sources import Source
from goals.actions.strategies import (
    CardWords,
    change_card,
    delete_card,
    share_card_further,
    withdraw_card,
    write_card,
)
from goals.actions.trials import TrialFacts, change_trial, delete_trial, record_trial

__all__ = [
    "CardWords",
    "Checked",
    "GoalFacts",
    "PlanFacts",
    "Source",
    "TrialFacts",
    "add_card_file",
    "change_card",
    "change_goal",
    "change_plan",
    "change_trial",
    "close_goal",
    "delete_card",
    "delete_plan",
    "delete_trial",
    "make_plan",
    "record_trial",
    "remove_card_file",
    "set_goal",
    "settle_plan",
    "share_card_further",
    "take_evidence",
    "withdraw_card",
    "write_card",
]
