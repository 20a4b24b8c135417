"""Sections 12 and 13, on rows of section, pre and post."""

import math
from collections.abc import Sequence

import numpy as np
from scipy import stats

from tests.stats.rederived.people import Figures, Z
from tests.stats.rederived.sections import wilson

Rows = Sequence[tuple[str, float, float]]


def ancova(rows: Rows) -> tuple[Figures, dict[str, Figures]]:
    """Section 12 by least squares on a design matrix, sections as columns."""
    counts = {section: sum(row[0] == section for row in rows) for section in sorted({row[0] for row in rows})}
    names = [section for section, n in counts.items() if n >= 10]
    kept = [row for row in rows if row[0] in names]
    x, y = np.array([row[1] for row in kept]), np.array([row[2] for row in kept])
    member = np.array([[float(row[0] == name) for name in names] for row in kept])
    n_all, k = member.shape

    def fitted(design: np.ndarray) -> tuple[np.ndarray, float]:
        solution = np.linalg.lstsq(design, y, rcond=None)[0]
        return solution, float(((y - design @ solution) ** 2).sum())

    design = np.column_stack([x, member])
    solution, sse = fitted(design)
    _, separate = fitted(np.column_stack([member * x[:, None], member]))
    df = n_all - k - 1
    s2 = sse / df
    covariance = s2 * np.linalg.inv(design.T @ design)
    slope_half = stats.t.ppf(0.975, df) * math.sqrt(covariance[0, 0])
    f = (sse - separate) / (k - 1) / (separate / (n_all - 2 * k))
    fit = {
        "n": n_all, "sections": k, "slope": solution[0], "slope_ci_low": solution[0] - slope_half,
        "slope_ci_high": solution[0] + slope_half, "s_e": math.sqrt(s2), "df": df,
        "r2": 1 - sse / float(((y - y.mean()) ** 2).sum()), "slopes_differ_p": stats.f.sf(f, k - 1, n_all - 2 * k),
    }  # fmt: skip
    fit["shown"] = bool(fit["slopes_differ_p"] >= 0.01)
    found: dict[str, Figures] = {}
    for place, name in enumerate(names):
        own = np.concatenate([[x.mean()], np.eye(k)[place]])
        others = np.array([counts[other] if other != name else 0 for other in names], dtype=float)
        contrast = own - np.concatenate([[x.mean()], others / others.sum()])
        d, d_se = float(contrast @ solution), math.sqrt(contrast @ covariance @ contrast)
        half = stats.t.ppf(0.975, df) * d_se
        found[name] = {
            "n": counts[name], "adjusted_mean": float(own @ solution), "se": math.sqrt(own @ covariance @ own),
            "d": d, "d_se": d_se, "ci_low": d - half, "ci_high": d + half, "p": 2 * stats.t.sf(abs(d / d_se), df),
        }  # fmt: skip
    for name, q in zip(names, stats.false_discovery_control([found[name]["p"] for name in names]), strict=True):
        found[name]["q"] = float(q)
    for name in counts.keys() - set(names):
        found[name] = {"n": counts[name], "adjusted_mean": None, "p": None, "q": None, "reason": "n_small"}
    return fit, found


def gain(pre: Sequence[float], post: Sequence[float]) -> Figures:
    found = stats.ttest_rel(post, pre)
    low, high = found.confidence_interval(0.95)
    gains = np.array(post) - np.array(pre)
    return {
        "n": len(pre), "mean_gain": gains.mean(), "sd_gain": gains.std(ddof=1), "ci_low": low, "ci_high": high,
        "r": stats.pearsonr(pre, post).statistic,
    }  # fmt: skip


def small_sample_j(m: float) -> float:
    return math.gamma(m / 2) / (math.sqrt(m / 2) * math.gamma((m - 1) / 2))


def gain_smcr(pre: Sequence[float], post: Sequence[float]) -> Figures:
    n, r = len(pre), stats.pearsonr(pre, post).statistic
    g = small_sample_j(n - 1) * (np.mean(post) - np.mean(pre)) / np.std(pre, ddof=1)
    se = math.sqrt(2 * (1 - r) / n + g**2 / (2 * n))
    return {"g": g, "se": se, "ci_low": g - Z * se, "ci_high": g + Z * se}


def hedges_g(a: Sequence[float], b: Sequence[float]) -> Figures:
    n1, n2 = len(a), len(b)
    sd = math.sqrt(((n1 - 1) * np.var(a, ddof=1) + (n2 - 1) * np.var(b, ddof=1)) / (n1 + n2 - 2))
    g = small_sample_j(n1 + n2 - 2) * (np.mean(a) - np.mean(b)) / sd
    se = math.sqrt(1 / n1 + 1 / n2 + g**2 / (2 * (n1 + n2)))
    return {"g": g, "se": se, "ci_low": g - Z * se, "ci_high": g + Z * se}


def mcnemar(both: int, up: int, down: int, neither: int) -> Figures:
    n, m, b = both + up + down + neither, up + down, min(up, down)
    binomial = stats.binom(m, 0.5)
    p_mid = min(1.0, 2 * binomial.cdf(b) - binomial.pmf(b)) if m else 1.0
    p1, p2 = (up + 1) / (n + 2), (down + 1) / (n + 2)
    half = Z * math.sqrt((p1 + p2 - (p1 - p2) ** 2) / (n + 2))
    return {
        "n": n, "up": up, "down": down, "change": (up - down) / n, "p_mid": p_mid,
        "p_exact": stats.binomtest(b, m).pvalue if m else 1.0,
        "ci_low": max(-1.0, p1 - p2 - half), "ci_high": min(1.0, p1 - p2 + half),
    }  # fmt: skip


def smart(
    baseline: tuple[int, int], current: tuple[int, int], target: float, f: float, checks: Sequence[tuple[float, float]]
) -> Figures:
    (y0, n0), (y, n) = baseline, current
    start, now = y0 / n0, y / n
    aim, (low, high) = start + (target - start) * f, wilson(y, n)
    status = "behind"
    if y >= target * n - 1e-9:
        status = "met"
    elif now >= aim - 1e-9:
        status = "on_track"
    elif high >= aim:
        status = "too_close_to_call"
    projected = None
    if len(checks) >= 3:
        line = np.polynomial.Polynomial.fit(*map(list, zip(*checks, strict=True)), 1)
        projected = min(1.0, max(0.0, float(line(1.0))))
    return {
        "baseline": start, "current": now, "aim": aim, "ci_low": low, "ci_high": high, "status": status,
        "progress": (now - start) / (target - start) if target > start else None,
        "students_needed": max(0, math.ceil(target * n - 1e-9) - y), "projected": projected,
    }  # fmt: skip
