"""95 % intervals (sections 4, 8 and 10 of the definitions), for arrays and for single numbers.

Wilson 1927, JASA 22:209 (see Brown, Cai & DasGupta 2001, Stat Sci 16:101); Newcombe 1998, Stat Med 17:873,
method 10; Student's t; Fisher's z. The array functions give NaN where there is no interval.
"""

from typing import Any

import numpy as np
from scipy import special

from assessments.stats.conventions import Z95, FloatArray, Interval, NotComputable, Reason


def wilson_limits(y: Any, n: Any) -> tuple[FloatArray, FloatArray]:
    """Wilson limits, no continuity correction, for ``y`` of ``n``; NaN where n = 0."""
    y, n = np.asarray(y, dtype=np.float64), np.asarray(n, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = y / n
        scale = 1 + Z95**2 / n
        centre = (p + Z95**2 / (2 * n)) / scale
        half = Z95 * np.sqrt(p * (1 - p) / n + Z95**2 / (4 * n**2)) / scale
    low, high = centre - half, centre + half
    return np.where((y == 0) & (n > 0), 0.0, low), np.where((y == n) & (n > 0), 1.0, high)


def wilson(y: int, n: int) -> Interval | NotComputable:
    """Wilson interval of the proportion ``y`` of ``n``."""
    if n == 0:
        return NotComputable(Reason.N0)
    low, high = wilson_limits(y, n)
    return Interval(float(low), float(high))


def newcombe_limits(y1: Any, n1: Any, y2: Any, n2: Any) -> tuple[FloatArray, FloatArray]:
    """Newcombe's hybrid score limits for the difference y1/n1 - y2/n2; NaN where n1 or n2 is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, p2 = np.asarray(y1, dtype=np.float64) / n1, np.asarray(y2, dtype=np.float64) / n2
    low1, high1 = wilson_limits(y1, n1)
    low2, high2 = wilson_limits(y2, n2)
    d = p1 - p2
    low = d - np.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    high = d + np.sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return low, high


def newcombe(y1: int, n1: int, y2: int, n2: int) -> Interval | NotComputable:
    """Interval of the difference between the proportions ``y1`` of ``n1`` and ``y2`` of ``n2``."""
    if n1 == 0 or n2 == 0:
        return NotComputable(Reason.N0)
    low, high = newcombe_limits(y1, n1, y2, n2)
    return Interval(float(low), float(high))


def t_quantile(df: Any) -> FloatArray:
    """The .975 quantile of Student's t for each ``df``; NaN where df < 1."""
    distinct, where = np.unique(np.asarray(df, dtype=np.float64), return_inverse=True)
    quantile = np.full(distinct.shape, np.nan)
    is_defined = distinct >= 1
    quantile[is_defined] = special.stdtrit(distinct[is_defined], 0.975)
    result: FloatArray = quantile[where].reshape(np.shape(df))
    return result


def fisher_limits(r: Any, n: Any) -> tuple[FloatArray, FloatArray]:
    """Fisher's z limits of a correlation ``r`` over ``n`` > 3 pairs; a correlation of ±1 has limits ±1."""
    r = np.asarray(r, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = Z95 / np.sqrt(np.asarray(n, dtype=np.float64) - 3)
        centre = np.arctanh(r)
        return np.tanh(centre - half), np.tanh(centre + half)
