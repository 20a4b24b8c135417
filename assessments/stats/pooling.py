"""Steadied section results: partial pooling on a fixed grid (section 9 of the definitions).

Normal model with a half-normal prior on the spread between sections: Gelman 2006, Bayesian Anal 1:515; Efron &
Morris 1975, JASA 70:311; Fay & Herriot 1979, JASA 74:269. No random numbers.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from assessments.stats.conventions import FLAT_VARIANCE, Z95, FloatArray, IntArray, Reason, first_reason, nullable
from assessments.stats.sections import SectionScores

CELLS: Final = 200
FEWEST_CELLS: Final = 67
NEGLIGIBLE: Final = 1e-10
ROUNDS: Final = 6
PRIOR_SCALE: Final = 0.5
GRID_END: Final = 4.5


@dataclass(frozen=True, slots=True)
class Steadied:
    """A section's estimate that leans on the team, with its posterior ``sd`` and interval (not clipped)."""

    est: float | None
    sd: float | None
    ci_low: float | None
    ci_high: float | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class BetweenSections:
    """Expected spread ``tau`` between sections, student-level variance ``sigma2``, and their share ``icc``."""

    tau: float | None
    icc: float | None
    sigma2: float | None
    reason: Reason | None


@dataclass(frozen=True, eq=False)
class Pooled:
    """Estimates and their sds [sections] with the spread they rest on."""

    est: FloatArray
    sd: FloatArray
    tau: float
    icc: float


@dataclass(frozen=True, eq=False)
class _Sizes:
    """Sections gathered by size: they share every quantity of the model but their own mean.

    ``count`` sections have the error variance ``error``; ``mean`` and ``squares`` are of their means.
    """

    error: FloatArray
    count: FloatArray
    mean: FloatArray
    squares: FloatArray


def pool(mean: FloatArray, n: IntArray, sigma2: float) -> Pooled:
    """Pool section means [sections >= 2] of ``n`` > 0 students each, given the variance ``sigma2`` > 0 within."""
    order = np.lexsort((mean, n))
    origin = float((np.sort(n * mean)).sum() / n.sum())
    distinct, where, count = np.unique(n[order], return_inverse=True, return_counts=True)
    own = mean[order] - origin
    size_mean = np.bincount(where, weights=own) / count
    squares = np.bincount(where, weights=(own - size_mean[where]) ** 2).astype(np.float64)
    sizes = _Sizes(sigma2 / distinct, count.astype(np.float64), size_mean, squares)

    tau, weight = _grid(sizes, PRIOR_SCALE * sigma2**0.5)
    w, centre, total = _given_tau(sizes, tau)
    lean = sizes.error * w
    keep, pull = 1 - lean, lean * centre[:, None]
    mean_keep, mean_pull = averaged(keep, weight), averaged(pull, weight)
    variance = averaged(sizes.error * keep + lean**2 / total[:, None], weight)
    off_keep, off_pull = keep - mean_keep, pull - mean_pull
    var_keep, var_pull = averaged(off_keep**2, weight), averaged(off_pull**2, weight)
    both = averaged(off_keep * off_pull, weight)

    est, sd = np.empty(mean.shape), np.empty(mean.shape)
    est[order] = origin + mean_keep[where] * own + mean_pull[where]
    sd[order] = np.sqrt(variance[where] + own**2 * var_keep[where] + 2 * own * both[where] + var_pull[where])
    return Pooled(est, sd, float((weight * tau).sum()), float((weight * (tau**2 / (tau**2 + sigma2))).sum()))


def averaged(values: FloatArray, weight: FloatArray) -> FloatArray:
    """[sizes] average of ``values`` [tau, sizes] over tau. Like all sums here by ``einsum``, which knows no BLAS."""
    average: FloatArray = np.einsum("ts,t->s", values, weight)
    return average


def over_sections(values: FloatArray, count: FloatArray) -> FloatArray:
    """[tau] sum of ``values`` [tau, sizes], each as often as there are sections of that size."""
    summed: FloatArray = np.einsum("ts,s->t", values, count)
    return summed


def _given_tau(sizes: _Sizes, tau: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Precisions W [tau, sizes], the mean over sections [tau] and the sum of W over sections [tau]."""
    w = 1 / (sizes.error + tau[:, None] ** 2)
    total = over_sections(w, sizes.count)
    return w, over_sections(w, sizes.count * sizes.mean) / total, total


def _grid(sizes: _Sizes, scale: float) -> tuple[FloatArray, FloatArray]:
    """Midpoints tau and their normalised weights, narrowed to where the weight is."""
    low, high = 0.0, GRID_END * scale
    midpoints = (np.arange(CELLS) + 0.5) / CELLS
    for _ in range(ROUNDS):
        tau = low + (high - low) * midpoints
        w, centre, total = _given_tau(sizes, tau)
        spread = over_sections(w, sizes.squares)
        spread += over_sections(w * (sizes.mean - centre[:, None]) ** 2, sizes.count)
        log_weight = (over_sections(np.log(w), sizes.count) - np.log(total) - spread - (tau / scale) ** 2) / 2
        weight = np.exp(log_weight - log_weight.max())
        filled = np.flatnonzero(weight > NEGLIGIBLE)
        if filled.size >= FEWEST_CELLS:
            break
        margin = 1.5 * (high - low) / CELLS
        low, high = max(0.0, tau[filled[0]] - margin), min(GRID_END * scale, tau[filled[-1]] + margin)
    return tau, weight / weight.sum()


def steadied_means(counted: SectionScores) -> list[tuple[list[Steadied], BetweenSections]]:
    """For each metric every section's steadied mean score, and the spread between sections."""
    moments = counted.moments
    results = []
    for n, mean, squares in zip(moments.n, moments.mean, moments.squares, strict=True):
        tested = n > 0
        df = int(n.sum() - tested.sum())
        sigma2 = float(np.sort(squares).sum()) / df if df > 0 else 0.0
        reason = Reason.N_SMALL if df <= 0 else Reason.ZERO_VARIANCE if sigma2 < FLAT_VARIANCE else None
        results.append(_steadied(mean, n, sigma2, reason))
    return results


def steadied_proficient(counted: SectionScores) -> list[tuple[list[Steadied], BetweenSections]]:
    """For each metric every section's steadied share of proficient students, and the spread between sections."""
    results = []
    for n, y in zip(counted.moments.n, counted.proficient[:, :-1], strict=True):
        p = np.full(n.shape, np.nan)
        np.divide(y, n, out=p, where=n > 0)
        team = (y.sum() + 1) / (n.sum() + 2)
        results.append(_steadied(p, n, float(team * (1 - team)), None))
    return results


def _steadied(
    mean: FloatArray, n: IntArray, sigma2: float, reason: Reason | None
) -> tuple[list[Steadied], BetweenSections]:
    tested = np.flatnonzero(n > 0)
    if tested.size < 2:
        reason = Reason.ONE_SECTION
    if reason is not None:
        results = [Steadied(None, None, None, None, reason if size else Reason.N0) for size in n.tolist()]
        return results, BetweenSections(None, None, None, reason)
    pooled = pool(mean[tested], n[tested], sigma2)
    est, sd = np.full(n.shape, np.nan), np.full(n.shape, np.nan)
    est[tested], sd[tested] = pooled.est, pooled.sd
    columns = (nullable(est), nullable(sd), nullable(est - Z95 * sd), nullable(est + Z95 * sd))
    results = list(map(Steadied, *columns, first_reason(n.shape, (n == 0, Reason.N0)).tolist()))
    return results, BetweenSections(pooled.tau, pooled.icc, sigma2, None)
