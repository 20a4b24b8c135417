"""Sections 8 and 9: section results, raw and steadied."""

import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np
from scipy import integrate, stats

from tests.stats.rederived.people import Figures, Team, flat


def section_mean(team: Team, section: str, metric: str) -> Figures:
    y = team.scores(metric, section)
    n = len(y)
    if n == 0:
        return {"n": 0, "mean": None, "sd": None, "q1": None, "ci_low": None, "reason": "n0"}
    figures: Figures = {"n": n, "mean": math.fsum(y) / n}
    figures |= dict(zip(("q1", "median", "q3"), np.quantile(y, [0.25, 0.5, 0.75], method="linear"), strict=True))
    if n == 1:
        return figures | {"sd": None, "ci_low": None, "ci_high": None, "reason": "n_small"}
    if flat(y):
        return figures | {"sd": 0.0, "ci_low": None, "ci_high": None, "reason": "zero_variance"}
    low, high = stats.t.interval(0.95, n - 1, loc=np.mean(y), scale=stats.sem(y))
    return figures | {"sd": np.std(y, ddof=1), "ci_low": low, "ci_high": high}


def wilson(y: int, n: int) -> tuple[float, float]:
    found = stats.binomtest(y, n).proportion_ci(0.95, method="wilson")
    return found.low, found.high


def section_proficient(team: Team, section: str, metric: str, cut: float) -> Figures:
    y = team.scores(metric, section)
    reached = sum(value >= cut - 1e-9 for value in y)
    if not y:
        return {"n": 0, "y": 0, "p": None, "ci_low": None, "ci_high": None}
    low, high = wilson(reached, len(y))
    return {"n": len(y), "y": reached, "p": reached / len(y), "ci_low": low, "ci_high": high}


def levels(team: Team, section: str, metric: str, cuts: Sequence[float]) -> Figures:
    reached = [sum(value >= cut - 1e-9 for cut in cuts) for value in team.scores(metric, section)]
    return {f"L{level}": reached.count(level) for level in range(len(cuts) + 1)}


def pooled(means: Sequence[float], sizes: Sequence[int], sigma2: float) -> tuple[list[Figures], Figures]:
    """Section 9 by adaptive quadrature over tau instead of a grid."""
    scale, y, v = 0.5 * math.sqrt(sigma2), np.array(means), sigma2 / np.array(sizes)

    def given(tau: float) -> tuple[float, np.ndarray, np.ndarray]:
        w = 1 / (v + tau**2)
        centre = float((w * y).sum() / w.sum())
        b = v * w
        log = 0.5 * np.log(w).sum() - 0.5 * math.log(w.sum()) - 0.5 * float((w * (y - centre) ** 2).sum())
        return log - 0.5 * (tau / scale) ** 2, (1 - b) * y + b * centre, v * (1 - b) + b**2 / w.sum()

    top = max(given(tau)[0] for tau in np.linspace(0, 4.5 * scale, 2001))

    def over(value: Callable[[float], float]) -> float:
        pieces = np.linspace(0, 4.5 * scale, 25)
        return sum(
            integrate.quad(lambda t: math.exp(given(t)[0] - top) * value(t), a, b, epsabs=1e-13)[0]
            for a, b in itertools.pairwise(pieces)
        )

    mass = over(lambda _: 1.0)
    results = []
    for k in range(len(y)):
        est = over(lambda t, k=k: given(t)[1][k]) / mass
        var = over(lambda t, k=k, est=est: given(t)[2][k] + (given(t)[1][k] - est) ** 2) / mass
        results.append({"est": est, "sd": math.sqrt(var)})
    tau, icc = over(lambda t: t) / mass, over(lambda t: t**2 / (t**2 + sigma2)) / mass
    return results, {"tau": tau, "icc": icc, "sigma2": sigma2}


def pool(team: Team, metric: str, cut: float | None) -> tuple[dict[str, Figures], Figures]:
    """Means, or proficient students where a cut is given."""
    groups = {section: y for section in team.sections if (y := team.scores(metric, section))}
    if cut is not None:
        groups = {section: [float(value >= cut - 1e-9) for value in y] for section, y in groups.items()}
    every = [value for y in groups.values() for value in y]
    if len(groups) < 2:
        return {}, {"tau": None, "reason": "one_section"}
    if cut is None:
        within = sum((value - np.mean(y)) ** 2 for y in groups.values() for value in y)
        sigma2 = within / (len(every) - len(groups))
        if sigma2 < 1e-20:
            return {}, {"tau": None, "reason": "zero_variance"}
    else:
        share = (sum(every) + 1) / (len(every) + 2)
        sigma2 = share * (1 - share)
    results, between = pooled([np.mean(y) for y in groups.values()], [len(y) for y in groups.values()], sigma2)
    return dict(zip(groups, results, strict=True)), between
