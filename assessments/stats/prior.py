"""Sections compared among students who started at the same level (section 12 of the definitions).

Analysis of covariance: Cochran 1957, Biometrics 13:261; Maxwell & Delaney 2004, Designing Experiments and Analyzing
Data. It describes these classes; it is not a teacher effect.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from assessments.stats.comparison import benjamini_hochberg
from assessments.stats.conventions import FLAT_SHARE, FLAT_VARIANCE, FloatArray, IntArray, Reason
from assessments.stats.intervals import t_quantile

SECTION_FROM: Final = 10
SLOPES_DIFFER_BELOW: Final = 0.01


@dataclass(frozen=True, slots=True)
class CommonSlope:
    """The fit behind the adjusted results; do not show them unless ``shown``."""

    n: int
    sections: int
    slope: float | None
    slope_ci_low: float | None
    slope_ci_high: float | None
    s_e: float | None
    df: int | None
    r2: float | None
    slopes_differ_p: float | None
    shown: bool
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class AdjustedSection:
    """Mean score at the common mean prior score, and its difference ``d`` from the other sections' adjusted mean."""

    n: int
    adjusted_mean: float | None
    se: float | None
    d: float | None
    d_se: float | None
    ci_low: float | None
    ci_high: float | None
    p: float | None
    q: float | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class AdjustedResults:
    """The fit and one entry per section."""

    fit: CommonSlope
    sections: tuple[AdjustedSection, ...]


@dataclass(frozen=True, eq=False)
class _Within:
    """Counts, means and sums of squares and products about the section means, per section left in."""

    n: IntArray
    pre: FloatArray
    post: FloatArray
    sxx: FloatArray
    sxy: FloatArray
    syy: FloatArray
    all_syy: float

    @property
    def sse(self) -> float:
        """What a common slope leaves."""
        left = float(self.syy.sum() - self.sxy.sum() ** 2 / self.sxx.sum())
        return 0.0 if left <= FLAT_SHARE * self.syy.sum() else left


def adjusted_results(
    pre: FloatArray, post: FloatArray, section: NDArray[np.integer], n_sections: int
) -> AdjustedResults:
    """Adjust ``post`` for ``pre`` [students], NaN where a score is missing; ``section`` 0 to n_sections - 1."""
    matched = ~(np.isnan(pre) | np.isnan(post))
    n = np.bincount(section[matched], minlength=n_sections)
    left_in = n >= SECTION_FROM
    outside = [None if is_in else Reason.N_SMALL for is_in in left_in.tolist()]
    keep = matched & left_in[section]
    n_left, k = int(keep.sum()), int(left_in.sum())
    if k < 2:
        return _nothing(n, n_left, k, outside, Reason.ONE_SECTION)
    position = np.cumsum(left_in) - 1
    within = _within(pre[keep], post[keep], position[section[keep]], k)
    if within.sxx.sum() < FLAT_VARIANCE * n_left or within.sse == 0:
        return _nothing(n, n_left, k, outside, Reason.ZERO_VARIANCE)
    adjusted = iter(_adjusted_sections(within))
    sections = tuple(
        _without_result(size, reason) if reason else next(adjusted)
        for size, reason in zip(n.tolist(), outside, strict=True)
    )
    return AdjustedResults(_fit(within), sections)


def _nothing(n: IntArray, n_left: int, k: int, outside: list[Reason | None], reason: Reason) -> AdjustedResults:
    fit = CommonSlope(n_left, k, None, None, None, None, None, None, None, shown=False, reason=reason)
    sections = tuple(_without_result(size, own or reason) for size, own in zip(n.tolist(), outside, strict=True))
    return AdjustedResults(fit, sections)


def _without_result(n: int, reason: Reason) -> AdjustedSection:
    return AdjustedSection(n, None, None, None, None, None, None, None, None, reason)


def _within(pre: FloatArray, post: FloatArray, section: NDArray[np.integer], k: int) -> _Within:
    n = np.bincount(section, minlength=k)

    def total(values: FloatArray) -> FloatArray:
        return np.bincount(section, weights=values, minlength=k).astype(np.float64)

    mean_pre, mean_post = total(pre) / n, total(post) / n
    x, y = pre - mean_pre[section], post - mean_post[section]
    all_syy = float(((post - post.mean()) ** 2).sum())
    return _Within(n, mean_pre, mean_post, total(x * x), total(x * y), total(y * y), all_syy)


def _fit(within: _Within) -> CommonSlope:
    n, k = int(within.n.sum()), within.n.size
    df = n - k - 1
    sxx = float(within.sxx.sum())
    slope = float(within.sxy.sum()) / sxx
    s_e = (within.sse / df) ** 0.5
    half = float(t_quantile(df)) * s_e / sxx**0.5
    p = _slopes_differ(within, n, k)
    return CommonSlope(
        n=n,
        sections=k,
        slope=slope,
        slope_ci_low=slope - half,
        slope_ci_high=slope + half,
        s_e=s_e,
        df=df,
        r2=1 - within.sse / within.all_syy,
        slopes_differ_p=p,
        shown=p >= SLOPES_DIFFER_BELOW,
        reason=None,
    )


def _slopes_differ(within: _Within, n: int, k: int) -> float:
    """p of the F test of a slope for every section against one slope; sections without spread in pre have none."""
    sloped = within.sxx >= FLAT_VARIANCE * within.n
    extra = int(sloped.sum()) - 1
    if extra == 0:
        return 1.0
    explained = np.zeros(k)
    np.divide(within.sxy**2, within.sxx, out=explained, where=sloped)
    separate = float((within.syy - explained).sum())
    df = n - k - extra - 1
    if separate <= FLAT_SHARE * within.syy.sum():
        return 0.0
    return float(special.fdtrc(extra, df, (within.sse - separate) / extra / (separate / df)))


def _adjusted_sections(within: _Within) -> list[AdjustedSection]:
    """The sections left in, in their order."""
    n, total = within.n, int(within.n.sum())
    sxx = float(within.sxx.sum())
    slope = float(within.sxy.sum()) / sxx
    df = total - n.size - 1
    s_e = (within.sse / df) ** 0.5
    mean_pre = float((n * within.pre).sum()) / total
    off = within.pre - mean_pre
    adjusted = within.post - slope * off
    se = s_e * np.sqrt(1 / n + off**2 / sxx)
    n_rest = total - n
    rest = ((n * adjusted).sum() - n * adjusted) / n_rest
    pre_rest = ((n * within.pre).sum() - n * within.pre) / n_rest
    d = adjusted - rest
    d_se = s_e * np.sqrt(1 / n + 1 / n_rest + (within.pre - pre_rest) ** 2 / sxx)
    half = float(t_quantile(df)) * d_se
    p = 2 * special.stdtr(df, -np.abs(d / d_se))
    columns = (n, adjusted, se, d, d_se, d - half, d + half, p, benjamini_hochberg(p))
    lists = [*(column.tolist() for column in columns), [None] * n.size]
    return [AdjustedSection(*row) for row in zip(*lists, strict=True)]
