from goals.models.responses import Audience, ResponsePlan
from goals.models.smart import EvidencePoint, SmartGoal
from goals.models.strategies import StrategyCard

__all__ = ["Audience", "EvidencePoint", "ResponsePlan", "SmartGoal", "StrategyCard"]
