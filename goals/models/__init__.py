from goals.models.cycles import STEP_CHOICES, Cycle, CycleStep, CycleTarget, CycleTemplate, CycleWording, TemplateStep
from goals.models.filters import SavedFilter
from goals.models.groups import (
    GroupKind,
    GroupMember,
    GroupSession,
    GroupTime,
    Leaving,
    NamesOpening,
    Outcome,
    PlanClass,
    Presence,
    ResponseGroup,
    SessionAttendance,
    Way,
)
from goals.models.responses import Audience, ResponsePlan
from goals.models.smart import EvidencePoint, SmartGoal
from goals.models.standings import GoalStanding, StandingChange, TeamTotal
from goals.models.strategies import WORDS, CardFile, FileKind, Reach, StrategyCard
from goals.models.trials import Showing, Trial
from goals.models.ways import ActionStep, InterimCheck
from goals.models.wider import WiderGoal
from goals.models.year_end import HandOver

__all__ = [
    "STEP_CHOICES",
    "WORDS",
    "ActionStep",
    "Audience",
    "CardFile",
    "Cycle",
    "CycleStep",
    "CycleTarget",
    "CycleTemplate",
    "CycleWording",
    "EvidencePoint",
    "FileKind",
    "GoalStanding",
    "GroupKind",
    "GroupMember",
    "GroupSession",
    "GroupTime",
    "HandOver",
    "InterimCheck",
    "Leaving",
    "NamesOpening",
    "Outcome",
    "PlanClass",
    "Presence",
    "Reach",
    "ResponseGroup",
    "ResponsePlan",
    "SavedFilter",
    "SessionAttendance",
    "Showing",
    "SmartGoal",
    "StandingChange",
    "StrategyCard",
    "TeamTotal",
    "TemplateStep",
    "Trial",
    "Way",
    "WiderGoal",
]
