"""The writes of the room: one transaction and one history entry each."""

from goals.actions.responses import (
    CardWords,
    PlanFacts,
    Source,
    change_card,
    change_plan,
    delete_card,
    delete_plan,
    make_plan,
    settle_plan,
    withdraw_card,
    write_card,
)
from goals.actions.smart import GoalFacts, change_goal, close_goal, set_goal, take_evidence

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
    "take_evidence",
    "withdraw_card",
    "write_card",
]
