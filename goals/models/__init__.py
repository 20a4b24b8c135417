from goals.models.responses import Audience, ResponsePlan
from goals.models.smart import EvidencePoint, SmartGoal
from goals.models.strategies import WORDS, CardFile, FileKind, Reach, StrategyCard
from goals.models.trials import Showing, Trial

__all__ = [
    "WORDS",
    "Audience",
    "CardFile",
    "EvidencePoint",
    "FileKind",
    "Reach",
    "ResponsePlan",
    "Showing",
    "SmartGoal",
    "StrategyCard",
    "Trial",
]
