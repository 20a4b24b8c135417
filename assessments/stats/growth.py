"""Growth from one test to its re-assessment (section 13 of the definitions); matched students only.

Scores are proportions. Becker 1988, Br J Math Stat Psychol 41:257 (gain in pre-test SDs); Hedges 1981, J Educ Stat
6:107 (two groups); Kelley 1947, Campbell & Kenny 1999, Barnett et al. 2005, Int J Epidemiol 34:215 (regression to
the mean); McNemar 1947, Fagerland, Lydersen & Laake 2013, BMC Med Res Methodol 13:91 (mid-p); Bonett & Price 2012,
J Educ Behav Stat 37:479 (interval of a paired change).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special

from assessments.stats.conventions import (
    CUT_TOLERANCE,
    FLAT_VARIANCE,
    Z95,
    FloatArray,
    NotComputable,
    Reason,
    as_floats,
    none_if_nan,
)
from assessments.stats.discrimination import correlation
from assessments.stats.intervals import t_quantile

GAIN_SHOWN_FROM: Final = 5
EFFECT_SHOWN_FROM: Final = 10
"""Fewest students (of each group) whose gain or effect size is shown; the functions answer below that too."""

Scores = Sequence[float] | FloatArray


@dataclass(frozen=True, slots=True)
class Gain:
    """Mean of post minus pre over ``n`` students with its paired t interval; ``r`` (``r_reason``) of pre with post."""

    n: int
    mean_gain: float | None
    sd_gain: float | None
    ci_low: float | None
    ci_high: float | None
    reason: Reason | None
    r: float | None
    r_reason: Reason | None


@dataclass(frozen=True, slots=True)
class EffectSize:
    """A standardized mean with its 95 % interval; ``se`` is None where limits come from a t interval."""

    g: float
    se: float | None
    ci_low: float
    ci_high: float


@dataclass(frozen=True, slots=True)
class RegressionToMean:
    """The gain low scorers would show without teaching, and the mean gain beyond it."""

    expected_gain: float
    gain_beyond: float


@dataclass(frozen=True, slots=True)
class ProficiencyChange:
    """``up`` became proficient, ``down`` stopped being; ``change`` = (up - down) / n with its interval and p values."""

    n: int
    up: int
    down: int
    change: float | None
    p_mid: float | None
    p_exact: float | None
    ci_low: float | None
    ci_high: float | None
    reason: Reason | None


def _matched(pre: Scores, post: Scores) -> tuple[FloatArray, FloatArray]:
    before, after = as_floats(pre), as_floats(post)
    if before.size != after.size:
        raise ValueError("pre and post must belong to the same students")
    return before, after


def gain(pre: Scores, post: Scores) -> Gain:
    """Mean gain of the students with both scores, in the same order in ``pre`` and ``post``."""
    before, after = _matched(pre, post)
    gains = after - before
    n = gains.size
    if n < 2:
        reason = Reason.N_SMALL if n else Reason.N0
        return Gain(n, float(gains[0]) if n else None, None, None, None, reason, None, reason)
    r = none_if_nan(correlation(before, after))
    r_reason = Reason.ZERO_VARIANCE if r is None else None
    mean, variance = float(gains.mean()), float(gains.var(ddof=1))
    if variance < FLAT_VARIANCE:
        return Gain(n, mean, 0.0, None, None, Reason.ZERO_VARIANCE, r, r_reason)
    half = float(t_quantile(n - 1)) * (variance / n) ** 0.5
    return Gain(n, mean, variance**0.5, mean - half, mean + half, None, r, r_reason)


def small_sample_correction(df: float) -> float:
    """Hedges' J in its exact gamma form, for ``df`` > 1."""
    return float(np.exp(special.gammaln(df / 2) - special.gammaln((df - 1) / 2)) / (df / 2) ** 0.5)


def standardized_gain(pre: Scores, post: Scores) -> EffectSize | NotComputable:
    """Mean gain in SDs of the pre-test (SMCR), when everybody was reassessed."""
    before, after = _matched(pre, post)
    n = before.size
    if n < 3:
        return NotComputable(Reason.N_SMALL)
    r = correlation(before, after)
    if np.isnan(r):
        return NotComputable(Reason.ZERO_VARIANCE)
    g = small_sample_correction(n - 1) * float((after - before).mean() / before.std(ddof=1))
    se = (2 * (1 - r) / n + g**2 / (2 * n)) ** 0.5
    return EffectSize(g, se, g - Z95 * se, g + Z95 * se)


def gain_in_team_sd(pre: Scores, post: Scores, *, team_sd: float) -> EffectSize | NotComputable:
    """Mean gain of students selected for their low scores, in SDs of the whole team's pre-test."""
    found = gain(pre, post)
    if found.reason is not None or found.mean_gain is None or found.ci_low is None or found.ci_high is None:
        return NotComputable(found.reason or Reason.N_SMALL)
    if team_sd**2 < FLAT_VARIANCE:
        return NotComputable(Reason.NO_SPREAD_TEAM)
    return EffectSize(found.mean_gain / team_sd, None, found.ci_low / team_sd, found.ci_high / team_sd)


def regression_to_mean(
    pre: Scores, post: Scores, *, reliability: float, team_mean: float
) -> RegressionToMean | NotComputable:
    """What students selected on ``pre`` would gain by chance alone; ``reliability`` is alpha of the first test."""
    before, after = _matched(pre, post)
    if before.size == 0:
        return NotComputable(Reason.N0)
    expected = (1 - max(0.0, reliability)) * (team_mean - float(before.mean()))
    return RegressionToMean(expected, float((after - before).mean()) - expected)


def hedges_g(gains_a: Scores, gains_b: Scores) -> EffectSize | NotComputable:
    """Standardized difference between two groups' gains, a minus b."""
    a, b = as_floats(gains_a), as_floats(gains_b)
    if a.size < 2 or b.size < 2:
        return NotComputable(Reason.N_SMALL)
    df = a.size + b.size - 2
    variance = float(((a - a.mean()) ** 2).sum() + ((b - b.mean()) ** 2).sum()) / df
    if variance < FLAT_VARIANCE:
        return NotComputable(Reason.ZERO_VARIANCE)
    g = small_sample_correction(df) * float(a.mean() - b.mean()) / variance**0.5
    se = (1 / a.size + 1 / b.size + g**2 / (2 * (a.size + b.size))) ** 0.5
    return EffectSize(g, se, g - Z95 * se, g + Z95 * se)


def mcnemar(*, both: int, up: int, down: int, neither: int) -> ProficiencyChange:
    """Change in proficiency from the four counts of matched students."""
    n, m, fewer = both + up + down + neither, up + down, min(up, down)
    if n == 0:
        return ProficiencyChange(0, 0, 0, None, None, None, None, None, Reason.N0)
    at_most = float(special.bdtr(fewer, m, 0.5)) if m else 1.0
    less = float(special.bdtr(fewer - 1, m, 0.5)) if fewer else 0.0
    p_up, p_down = (up + 1) / (n + 2), (down + 1) / (n + 2)
    d = p_up - p_down
    half = Z95 * ((p_up + p_down - d**2) / (n + 2)) ** 0.5
    return ProficiencyChange(
        n=n,
        up=up,
        down=down,
        change=(up - down) / n,
        p_mid=min(1.0, at_most + less),
        p_exact=min(1.0, 2 * at_most),
        ci_low=max(-1.0, d - half),
        ci_high=min(1.0, d + half),
        reason=None,
    )


def proficiency_change(pre: Scores, post: Scores, *, cut: float) -> ProficiencyChange:
    """Change in proficiency at ``cut`` of the students with both scores."""
    before, after = _matched(pre, post)
    was, now = before >= cut - CUT_TOLERANCE, after >= cut - CUT_TOLERANCE
    return mcnemar(
        both=int((was & now).sum()),
        up=int((~was & now).sum()),
        down=int((was & ~now).sum()),
        neither=int((~was & ~now).sum()),
    )
