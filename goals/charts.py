"""The run chart of a goal, in the coordinates of its drawing. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH, HEIGHT = 640, 280
LEFT, RIGHT, TOP, BOTTOM = 52, 600, 20, 236
GRID: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class GridLine:
    y: float
    label: str


@dataclass(frozen=True)
class ChartPoint:
    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True)
class RunChart:
    """Lines and points; ``path`` joins the points, ``aim`` goes from the baseline to the target."""

    grid: tuple[GridLine, ...]
    points: tuple[ChartPoint, ...]
    path: str
    aim: tuple[float, float, float, float]
    target_y: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def run_chart(shares: Sequence[tuple[float, float, float, float]], target: float) -> RunChart:
    """``shares``: time, share, low and high of each point, all 0..1, the baseline first; ``target`` 0..1."""
    points = tuple(ChartPoint(_x(time), _y(share), _y(low), _y(high)) for time, share, low, high in shares)
    first = points[0]
    return RunChart(
        grid=tuple(GridLine(_y(share), f"{share:.0%}".replace("%", "\u00a0%")) for share in GRID),
        points=points,
        path=" ".join(f"{point.x:g},{point.y:g}" for point in points),
        aim=(first.x, first.y, float(RIGHT), _y(target)),
        target_y=_y(target),
    )


def _x(time: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * time, 1)


def _y(share: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * share, 1)
