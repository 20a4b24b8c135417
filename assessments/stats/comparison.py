"""One section against the rest of the team (section 10 of the definitions).

Permutation z test: Pitman 1937, JRSS Suppl 4:119; Strasser & Weber 1999 (for 0/1 scores the N - 1 chi-squared
test, Campbell 2007, Stat Med 26:3661). Intervals: pooled two-sample t, or Newcombe 1998. Many comparisons:
Benjamini & Hochberg 1995, JRSS B 57:289. Arrays have one row per metric and one column per section.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from assessments.stats.conventions import (
    CUT_TOLERANCE,
    FLAT_SHARE,
    FLAT_VARIANCE,
    BoolArray,
    FloatArray,
    IntArray,
    Reason,
    first_reason,
    nullable,
    without_reason,
)
from assessments.stats.intervals import newcombe_limits, t_quantile
from assessments.stats.sections import Moments

SMALLEST_GROUP: Final = 10
ROOM_BELOW_CEILING: Final = 2.0
DETECTABLE: Final = 2.8015852181
"""z(.975) + z(.80): a true gap of this many standard errors is seen four times in five."""


class Label(StrEnum):
    """What a comparison says."""

    ABOVE_REST = "above_rest"
    BELOW_REST = "below_rest"
    SMALL_DIFFERENCE = "small_difference"
    SIMILAR = "similar"
    NOT_CLEAR = "not_clear"
    NOT_TESTED = "not_tested"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Section minus rest: ``d`` in proportions of the possible points; all else None when not ``eligible``."""

    n: int
    n_rest: int
    d: float | None
    z: float | None
    p: float | None
    q: float | None
    ci_low: float | None
    ci_high: float | None
    mdd: float | None
    eligible: bool
    label: Label
    reason: Reason | None

    def with_chance(self, p: float, q: float, *, min_diff: float, accepted: float) -> "Comparison":
        """The same gap after a stricter test: its flag is taken back where ``q`` is above ``accepted``."""
        if q <= accepted or self.ci_low is None or self.ci_high is None:
            return replace(self, p=p, q=q)
        is_within = self.ci_low > -min_diff and self.ci_high < min_diff
        return replace(self, p=p, q=q, label=Label.SIMILAR if is_within else Label.NOT_CLEAR)


@dataclass(frozen=True, eq=False)
class Comparisons:
    """A whole family as arrays [rows, sections]; NaN where a row is not tested."""

    n: IntArray
    n_rest: IntArray
    d: FloatArray
    z: FloatArray
    p: FloatArray
    q: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    mdd: FloatArray
    reason: NDArray[np.object_]

    @property
    def eligible(self) -> BoolArray:
        """Tested rows."""
        return without_reason(self.reason)


def benjamini_hochberg(p: FloatArray) -> FloatArray:
    """q values of the p values of one family, any shape; NaN entries are not part of the family and stay NaN."""
    q = np.full(p.shape, np.nan)
    tested = ~np.isnan(p)
    family = p[tested]
    order = np.argsort(family)[::-1]
    m = family.size
    stepped = np.minimum.accumulate(family[order] * m / np.arange(m, 0, -1))
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(stepped, 1.0)
    q[tested] = adjusted
    return q


def _tests(moments: Moments, n_sections: int, *, has_ceiling: bool) -> Comparisons:
    """All but the interval."""
    n, total = moments.n, moments.team_n[:, None]
    n_rest = total - n
    with np.errstate(divide="ignore", invalid="ignore"):
        d = np.where((n > 0) & (n_rest > 0), (moments.mean - moments.team_mean[:, None]) * total / n_rest, np.nan)
        variance = (moments.team_squares / (moments.team_n - 1))[:, None]
        error = np.sqrt(variance * (1 / n + 1 / n_rest))
        room = n * np.minimum(moments.team_mean, 1 - moments.team_mean)[:, None]
        near = (room < ROOM_BELOW_CEILING - CUT_TOLERANCE) if has_ceiling else np.False_
        reason = first_reason(
            n.shape,
            (n_sections < 2, Reason.ONE_SECTION),
            ((n < SMALLEST_GROUP) | (n_rest < SMALLEST_GROUP), Reason.N_SMALL),
            (variance < FLAT_VARIANCE, Reason.NO_SPREAD_TEAM),
            (near, Reason.NEAR_CEILING_OR_FLOOR),
        )
        tested = without_reason(reason)
        z = np.where(tested, d / error, np.nan)
        mdd = np.where(tested, DETECTABLE * error, np.nan)
    p = 2 * special.ndtr(-np.abs(z))
    nowhere = np.full(n.shape, np.nan)
    return Comparisons(n, n_rest, d, z, p, benjamini_hochberg(p), nowhere, nowhere, mdd, reason)


def compare_means(moments: Moments, n_sections: int, *, has_ceiling: bool = True) -> Comparisons:
    """Mean of every section against the rest; ``has_ceiling`` is off for differences, which have no 0 and 1."""
    tests = _tests(moments, n_sections, has_ceiling=has_ceiling)
    n, n_rest, total = tests.n, tests.n_rest, moments.team_n[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        all_squares = moments.team_squares[:, None]
        within = all_squares - n * n_rest / total * tests.d**2
        within = np.where(within <= FLAT_SHARE * all_squares, 0.0, within)
        half = t_quantile(total - 2) * np.sqrt(within / (total - 2) * (1 / n + 1 / n_rest))
    half = np.where(tests.eligible, half, np.nan)
    return replace(tests, ci_low=tests.d - half, ci_high=tests.d + half)


def compare_proficient(n: IntArray, y: IntArray, n_sections: int) -> Comparisons:
    """Share of proficient students, ``y`` of ``n`` [rows, sections], of every section against the rest."""
    team_n, team_y = n.sum(axis=1), y.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean, team_mean = y / n, team_y / team_n
        moments = Moments(
            n=n,
            mean=mean,
            squares=y * (1 - mean),
            team_n=team_n,
            team_mean=team_mean,
            team_squares=team_y * (team_n - team_y) / team_n,
        )
    tests = _tests(moments, n_sections, has_ceiling=True)
    low, high = newcombe_limits(y, n, team_y[:, None] - y, tests.n_rest)
    tested = tests.eligible
    return replace(tests, ci_low=np.where(tested, low, np.nan), ci_high=np.where(tested, high, np.nan))


def labels(compared: Comparisons, *, min_diff: float, q: float) -> NDArray[np.object_]:
    """The :class:`Label` of every row."""
    with np.errstate(invalid="ignore"):
        is_real = compared.q <= q
        is_large = np.abs(compared.d) >= min_diff - CUT_TOLERANCE
        is_within = (compared.ci_low > -min_diff) & (compared.ci_high < min_diff)
        # Filled cell by cell: np.full would make a plain string of the member.
        label = np.empty(compared.n.shape, dtype=object)
        label[...] = Label.NOT_CLEAR
        label[is_within] = Label.SIMILAR
        label[is_real] = Label.SMALL_DIFFERENCE
        label[is_real & is_large & (compared.d > 0)] = Label.ABOVE_REST
        label[is_real & is_large & (compared.d < 0)] = Label.BELOW_REST
    label[~compared.eligible] = Label.NOT_TESTED
    return label


def comparison_rows(compared: Comparisons, *, min_diff: float, q: float) -> list[list[Comparison]]:
    """The family as records: one list a row of the arrays, one :class:`Comparison` a section."""
    columns = [
        compared.n.tolist(),
        compared.n_rest.tolist(),
        *(nullable(getattr(compared, name)) for name in ("d", "z", "p", "q", "ci_low", "ci_high", "mdd")),
        compared.eligible.tolist(),
        labels(compared, min_diff=min_diff, q=q).tolist(),
        compared.reason.tolist(),
    ]
    return [list(map(Comparison, *row)) for row in zip(*columns, strict=True)]
