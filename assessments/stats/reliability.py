"""Cronbach's alpha, the standard error of measurement, borderline students (section 7 of the definitions).

Cronbach 1951, Psychometrika 16:297; Kuder & Richardson 1937, Psychometrika 2:151 (KR-20 is alpha for 0/1 items);
interval: Feldt, Woodruff & Salih 1987, Appl Psychol Meas 11:93.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special

from assessments.stats.conventions import (
    CUT_TOLERANCE,
    FLAT_VARIANCE,
    FloatArray,
    Interval,
    NotComputable,
    Reason,
)
from assessments.stats.responses import Code, Responses
from assessments.stats.scores import MetricScores, Tested

DROPPED_FROM: Final = 3


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of one metric, over ``n`` students with all its ``k`` items.

    ``sd_points`` and ``sem_points`` in points, ``sem_percent`` as a proportion of the metric's points;
    ``n_near_cut`` of ``n_scored`` students score within one SEM of the cut.
    """

    n: int
    k: int
    alpha: float | None
    ci_low: float | None
    ci_high: float | None
    sd_points: float | None
    sem_points: float | None
    sem_percent: float | None
    n_near_cut: int | None
    n_scored: int
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class AlphaIfDropped:
    """Alpha of the total without one item."""

    alpha: float | None
    reason: Reason | None


def feldt_interval(alpha: float, n: int, k: int) -> Interval | NotComputable:
    """Feldt's interval of an alpha from ``n`` students and ``k`` items."""
    if k < 2:
        return NotComputable(Reason.ONE_ITEM)
    if n < 2:
        return NotComputable(Reason.N_SMALL)
    return _feldt(alpha, n, k)


def _feldt(alpha: float, n: int, k: int) -> Interval:
    df1, df2 = n - 1, (n - 1) * (k - 1)
    low = 1 - (1 - alpha) * special.fdtri(df1, df2, 0.975)
    high = 1 - (1 - alpha) * special.fdtri(df1, df2, 0.025)
    return Interval(float(low), float(high))


def _complete_points(tested: Tested, items: list[int]) -> FloatArray:
    """[k, n] points of the students without an exempt or missing cell among ``items``."""
    is_complete = (tested.codes[items] < Code.EXEMPT).all(axis=0)
    points = tested.points[items]
    return points if is_complete.all() else points[:, is_complete]


def reliability(responses: Responses, tested: Tested, scores: MetricScores, metric: int, cut: float) -> Reliability:
    """Alpha with its interval, SEM and the number of borderline students of one metric."""
    items = list(responses.metrics[metric].items)
    points = _complete_points(tested, items)
    k, n = points.shape
    y = scores.y[metric]
    n_scored = int((~np.isnan(y)).sum())
    max_points = float(np.asarray(responses.max_points)[items].sum())
    variance = float(points.sum(axis=0).var(ddof=1)) if n > 1 else 0.0
    if k < 2 or n < 2 or variance < FLAT_VARIANCE * max_points**2:
        reason = Reason.ONE_ITEM if k < 2 else Reason.N_SMALL if n < 2 else Reason.ZERO_VARIANCE
        return Reliability(n, k, None, None, None, None, None, None, None, n_scored, reason)
    alpha = k / (k - 1) * (1 - float(points.var(axis=1, ddof=1).sum()) / variance)
    limits = _feldt(alpha, n, k)
    sem = (variance * (1 - max(0.0, alpha))) ** 0.5
    with np.errstate(invalid="ignore"):
        n_near_cut = int((np.abs(y - cut) <= sem / max_points + CUT_TOLERANCE).sum())
    return Reliability(
        n=n,
        k=k,
        alpha=alpha,
        ci_low=limits.low,
        ci_high=limits.high,
        sd_points=variance**0.5,
        sem_points=sem,
        sem_percent=sem / max_points,
        n_near_cut=n_near_cut,
        n_scored=n_scored,
        reason=None,
    )


def alphas_if_dropped(responses: Responses, tested: Tested) -> list[AlphaIfDropped]:
    """Alpha of the other k - 1 items, for each item of the test."""
    k = len(responses.max_points)
    if k < DROPPED_FROM:
        return [AlphaIfDropped(None, Reason.ONE_ITEM)] * k
    points = _complete_points(tested, list(range(k)))
    n = points.shape[1]
    if n < 2:
        return [AlphaIfDropped(None, Reason.N_SMALL)] * k
    centred = points - points.mean(axis=1, keepdims=True)
    total = centred.sum(axis=0)
    variances = (centred**2).sum(axis=1) / (n - 1)
    with_total = (centred * total).sum(axis=1) / (n - 1)
    variance_without = float((total * total).sum()) / (n - 1) - 2 * with_total + variances
    max_without = float(np.sum(responses.max_points)) - np.asarray(responses.max_points)
    results = []
    for item in range(k):
        rest = float(variance_without[item])
        # Found by subtraction, so what is only rounding must be told from the variances it was taken from.
        if rest <= max(FLAT_VARIANCE * max_without[item] ** 2, 1e-12 * float(variances[item])):
            results.append(AlphaIfDropped(None, Reason.ZERO_VARIANCE))
            continue
        others = float(variances.sum() - variances[item])
        results.append(AlphaIfDropped((k - 1) / (k - 2) * (1 - others / rest), None))
    return results
