"""How well an item separates students (sections 4 and 5 of the definitions).

Item-rest correlation: Henrysson 1963, Psychometrika 28:211. Upper-lower 27 % index: Kelley 1939, J Educ Psychol
30:17; Ebel & Frisbie 1991, Essentials of Educational Measurement.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from assessments.stats.conventions import FLAT_VARIANCE, BoolArray, FloatArray, Reason
from assessments.stats.intervals import fisher_limits
from assessments.stats.responses import Responses
from assessments.stats.scores import MetricScores, Tested

CORRELATION_FROM: Final = 10
GROUPS_FROM: Final = 30
GROUP_SHARE: Final = 0.27
TIE: Final = 1e-12


@dataclass(frozen=True, slots=True)
class ItemRest:
    """Correlation of the item with the score on all other items, over ``n`` students who have both."""

    n: int
    r: float | None
    ci_low: float | None
    ci_high: float | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class UpperLower:
    """Mean share of the item's points in the ``g`` strongest and the ``g`` weakest students, and the difference."""

    g: int | None
    p_upper: float | None
    p_lower: float | None
    d: float | None
    reason: Reason | None


@dataclass(frozen=True, eq=False)
class ExtremeGroups:
    """Weights [n] of the students in the upper and lower groups of ``g``; those tied at the edge share its places.

    ``n_scored`` students have a total score. The index of section 5 and the flags of section 6 need 30 of them.
    """

    n_scored: int
    g: int
    upper: FloatArray
    lower: FloatArray


def rest_scores(responses: Responses, tested: Tested, total: MetricScores, item: int) -> tuple[FloatArray, BoolArray]:
    """[n] score on the other items, and for whom it exists: students given the item with others that count."""
    possible = total.possible[0] - responses.max_points[item]
    has_rest = tested.given(item) & ~total.waiting[0] & (possible > 0)
    rest = np.zeros(possible.shape)
    np.divide(total.points[0] - tested.points[item], possible, out=rest, where=has_rest)
    return rest, has_rest


def total_of(weights: FloatArray, values: FloatArray | BoolArray) -> float:
    """Sum of products. Not ``@``: a BLAS splits long vectors by the cores it finds, and with them the last bit."""
    return float((weights * values).sum())


def correlation(x: FloatArray, y: FloatArray) -> float:
    """Pearson's r of proportions or indicators; NaN when one of them has no spread."""
    n = x.size
    if n < 2:
        return float("nan")
    x, y = x - x.mean(), y - y.mean()
    squares_x, squares_y = total_of(x, x), total_of(y, y)
    if squares_x < FLAT_VARIANCE * (n - 1) or squares_y < FLAT_VARIANCE * (n - 1):
        return float("nan")
    r = total_of(x, y) / (squares_x * squares_y) ** 0.5
    return float(np.sign(r)) if abs(r) > 1 - TIE else r


def item_rest(responses: Responses, tested: Tested, total: MetricScores, item: int) -> ItemRest:
    """Corrected item-total correlation with Fisher's z interval."""
    rest, has_rest = rest_scores(responses, tested, total, item)
    n = int(has_rest.sum())
    if len(responses.max_points) < 2:
        return ItemRest(n, None, None, None, Reason.ONE_ITEM)
    if n < CORRELATION_FROM:
        return ItemRest(n, None, None, None, Reason.N_SMALL)
    r = correlation(tested.points[item][has_rest] / responses.max_points[item], rest[has_rest])
    if np.isnan(r):
        return ItemRest(n, None, None, None, Reason.ZERO_VARIANCE)
    low, high = fisher_limits(r, n)
    return ItemRest(n, r, float(low), float(high), None)


def extreme_groups(y: FloatArray) -> ExtremeGroups | None:
    """Upper and lower 27 % by total score ``y`` (NaN: no score yet); None where nobody has a score."""
    has_score = ~np.isnan(y)
    n = int(has_score.sum())
    if n == 0:
        return None
    g = max(1, int(np.floor(GROUP_SHARE * n + 0.5)))
    scores = np.where(has_score, y, -np.inf)
    upper = _weights_from_top(scores, g)
    lower = _weights_from_top(np.where(has_score, -y, -np.inf), g)
    return ExtremeGroups(n, g, upper, lower)


def _weights_from_top(scores: FloatArray, g: int) -> FloatArray:
    edge = np.partition(scores, scores.size - g)[scores.size - g]
    above = scores > edge + TIE
    tied = np.abs(scores - edge) <= TIE
    weights: FloatArray = above.astype(np.float64)
    weights[tied] = (g - above.sum()) / tied.sum()
    return weights


def upper_lower(responses: Responses, tested: Tested, groups: ExtremeGroups | None, item: int) -> UpperLower:
    """Upper-lower discrimination of one item; students without the item in matrix D drop from both sums."""
    if groups is None or groups.n_scored < GROUPS_FROM:
        return UpperLower(None, None, None, None, Reason.N_SMALL)
    given = tested.given(item)
    n_upper, n_lower = total_of(groups.upper, given), total_of(groups.lower, given)
    if n_upper <= 0 or n_lower <= 0:
        return UpperLower(groups.g, None, None, None, Reason.N0)
    share = tested.points[item] / responses.max_points[item]
    p_upper, p_lower = total_of(groups.upper, share) / n_upper, total_of(groups.lower, share) / n_lower
    return UpperLower(groups.g, p_upper, p_lower, p_upper - p_lower, None)
