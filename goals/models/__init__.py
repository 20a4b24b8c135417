from goals.models.cycles import STEP_CHOICES, Cycle, CycleStep, CycleTarget, CycleTemplate, CycleWording, TemplateStep
from goals.models.responses import Audience, ResponsePlan
from goals.models.smart import EvidencePoint, SmartGoal
from goals.models.strategies import WORDS, CardFile, FileKind, Reach, StrategyCard
from goals.models.trials import Showing, Trial

__all__ = [
    "STEP_CHOICES",
    "WORDS",
    "Audience",
    "CardFile",
    "Cycle",
    "CycleStep",
    "CycleTarget",
    "CycleTemplate",
    "CycleWording",
    "EvidencePoint",
    "FileKind",
    "Reach",
    "ResponsePlan",
    "Showing",
    "SmartGoal",
    "StrategyCard",
    "TemplateStep",
    "Trial",
]
