"""Where a SMART goal stands (section 13 of the definitions).

The goal is about these students, so reaching it is a count, not a test.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Final

import numpy as np

from assessments.stats.conventions import CUT_TOLERANCE, Interval, NotComputable, Reason
from assessments.stats.intervals import wilson

PROJECTED_FROM: Final = 3


class GoalStatus(StrEnum):
    """How a goal stands today."""

    MET = "met"
    ON_TRACK = "on_track"
    TOO_CLOSE_TO_CALL = "too_close_to_call"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Count:
    """``y`` of ``n`` students are proficient."""

    y: int
    n: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A proportion seen at ``time_share`` (0 at the start of the goal, 1 at its end)."""

    time_share: float
    proportion: float


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """Proportions, the Wilson interval of the current one, and the status.

    ``progress`` is the share of the way from baseline to target, below 0 or above 1 where that is so, None
    if the target does not lie above the baseline; ``projected`` is None with fewer than three checkpoints.
    """

    baseline: float
    current: float
    ci_low: float
    ci_high: float
    aim: float
    progress: float | None
    students_needed: int
    status: GoalStatus
    projected: float | None


def goal_progress(
    *,
    baseline: Count,
    current: Count,
    target: float,
    time_share: float,
    checkpoints: Sequence[Checkpoint] = (),
    project_to: float = 1.0,
) -> GoalProgress | NotComputable:
    """Compare ``current`` with the aim line from ``baseline`` to the proportion ``target`` at ``time_share``."""
    limits = wilson(current.y, current.n)
    if baseline.n == 0 or isinstance(limits, NotComputable):
        return NotComputable(Reason.N0)
    start, now = baseline.y / baseline.n, current.y / current.n
    aim = start + (target - start) * time_share
    needed = target * current.n - CUT_TOLERANCE
    return GoalProgress(
        baseline=start,
        current=now,
        ci_low=limits.low,
        ci_high=limits.high,
        aim=aim,
        progress=(now - start) / (target - start) if target > start else None,
        students_needed=max(0, ceil(needed) - current.y),
        status=_status(now, limits, aim, is_met=current.y >= needed),
        projected=_projection(checkpoints, project_to),
    )


def _status(now: float, limits: Interval, aim: float, *, is_met: bool) -> GoalStatus:
    if is_met:
        return GoalStatus.MET
    if now >= aim - CUT_TOLERANCE:
        return GoalStatus.ON_TRACK
    return GoalStatus.TOO_CLOSE_TO_CALL if limits.high >= aim else GoalStatus.BEHIND


def _projection(checkpoints: Sequence[Checkpoint], project_to: float) -> float | None:
    """Least squares line through the checkpoints at ``project_to``, clipped to 0..1; None if all are of one day."""
    if len(checkpoints) < PROJECTED_FROM:
        return None
    times = np.array([point.time_share for point in checkpoints])
    seen = np.array([point.proportion for point in checkpoints])
    off = times - times.mean()
    spread = float(off @ off)
    if spread == 0:
        return None
    slope = float(off @ seen) / spread
    return min(1.0, max(0.0, float(seen.mean()) + slope * (project_to - float(times.mean()))))
