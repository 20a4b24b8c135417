"""The writes of the room: one transaction and one history entry each."""

from goals.actions.responses import PlanFacts, change_plan, delete_plan, make_plan, settle_plan
from goals.actions.smart import GoalFacts, change_goal, close_goal, set_goal, take_evidence
from goals.actions.sources import Source
from goals.actions.strategies import (
    CardWords,
    change_card,
    delete_card,
    share_card_further,
    withdraw_card,
    write_card,
)

__all__ = [
    "CardWords",
    "GoalFacts",
    "PlanFacts",
    "Source",
    "change_card",
    "change_goal",
    "change_plan",
    "close_goal",
    "delete_card",
    "delete_plan",
    "make_plan",
    "set_goal",
    "settle_plan",
    "share_card_further",
    "take_evidence",
    "withdraw_card",
    "write_card",
]
