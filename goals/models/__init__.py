from goals.models.responses import Audience, ResponsePlan
from goals.models.strategies import StrategyCard

__all__ = ["Audience", "ResponsePlan", "StrategyCard"]
