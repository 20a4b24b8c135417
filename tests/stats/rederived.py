"""The definitions once more, one number at a time and straight from their text: loops, scipy's own tests, no library.

Slow and plain on purpose, so that a mistake in the vectorised library cannot be made here in the same way. A student is
a dict: ``section``, ``status`` and, by item, a cell as in scores.csv. Items are dicts as in items.csv.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy import integrate, stats

Z = 1.959963984540054
Figures = dict[str, Any]


def points_in_s(cell: str) -> float | None:
    """None: left out of points and of max."""
    return None if cell == "X" else 0.0 if cell in {"B", "N"} else float(cell)


def points_in_d(cell: str) -> float | None:
    return None if cell in {"X", "N"} else 0.0 if cell == "B" else float(cell)


class Team:
    """One made-up team."""

    def __init__(self, students: Sequence[dict[str, str]], items: Sequence[dict[str, str]]) -> None:
        self.items = {item["item"]: item for item in items}
        self.max = {name: float(item["max_points"]) for name, item in self.items.items()}
        self.tested = [student for student in students if student["status"] == "present"]
        self.sections = sorted({student["section"] for student in students})
        standards = sorted({s for item in items for s in item["standards"].split(";") if s})
        self.metrics = {"total": list(self.max)} | {
            s: [name for name, item in self.items.items() if s in item["standards"].split(";")] for s in standards
        }

    def score(self, student: dict[str, str], names: Sequence[str]) -> tuple[float, float, float | None]:
        counted = [(points_in_s(student[name]), self.max[name]) for name in names]
        points = sum(p for p, _ in counted if p is not None)
        most = sum(m for p, m in counted if p is not None)
        return points, most, points / most if most else None

    def scores(self, metric: str, section: str = "ALL") -> list[float]:
        own = [s for s in self.tested if section in {"ALL", s["section"]}]
        found = [self.score(student, self.metrics[metric])[2] for student in own]
        return [y for y in found if y is not None]

    def rest(self, student: dict[str, str], item: str) -> float | None:
        return self.score(student, [name for name in self.max if name != item])[2]


def flat(values: Sequence[float]) -> bool:
    return float(np.var(values, ddof=1)) < 1e-20


# --- items


def item_difficulty(team: Team, item: str) -> Figures:
    cells = [student[item] for student in team.tested]
    earned = [p for cell in cells if (p := points_in_d(cell)) is not None]
    return {
        "n": len(earned),
        "p": sum(earned) / len(earned) / team.max[item] if earned else None,
        "n_blank": cells.count("B"),
        "n_not_reached": cells.count("N"),
    }


def section_item(team: Team, section: str, item: str) -> Figures:
    earned = [p for s in team.tested if s["section"] == section and (p := points_in_d(s[item])) is not None]
    return {"n": len(earned), "p": sum(earned) / len(earned) / team.max[item] if earned else None}


def item_rest(team: Team, item: str) -> Figures:
    pairs = [(points_in_d(s[item]), team.rest(s, item)) for s in team.tested]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    x, y = [a for a, _ in both], [b for _, b in both]
    if len(team.max) < 2:
        return {"r": None, "reason": "one_item"}
    if len(x) < 10:
        return {"r": None, "reason": "n_small"}
    if flat(x) or flat(y):
        return {"r": None, "reason": "zero_variance"}
    found = stats.pearsonr(x, y)
    low, high = found.confidence_interval(0.95)
    return {"r": found.statistic, "n": len(x), "ci_low": low, "ci_high": high}


def group_shares(totals: Sequence[float], g: int) -> list[float]:
    """For each student the share of all ways to break ties in which they are among the ``g`` highest."""
    shares = []
    for own in totals:
        above = sum(other > own + 1e-12 for other in totals)
        tied = sum(abs(other - own) <= 1e-12 for other in totals)
        shares.append(min(1.0, max(0.0, (g - above) / tied)))
    return shares


def extremes(team: Team) -> tuple[list[float], list[float], int]:
    totals = [y if (y := team.score(s, list(team.max))[2]) is not None else math.nan for s in team.tested]
    g = max(1, math.floor(0.27 * len(totals) + 0.5))
    return group_shares(totals, g), group_shares([-t for t in totals], g), g


def disc27(team: Team, item: str) -> Figures:
    if len(team.tested) < 30:
        return {"d": None, "reason": "n_small"}
    *weights, g = extremes(team)
    shares = []
    for weight in weights:
        held = [(w, p) for w, s in zip(weight, team.tested, strict=True) if (p := points_in_d(s[item])) is not None]
        shares.append(sum(w * p for w, p in held) / team.max[item] / sum(w for w, _ in held))
    return {"d": shares[0] - shares[1], "p_upper": shares[0], "p_lower": shares[1], "g": g}


def distractor(team: Team, item: str, option: str, chosen: dict[str, str]) -> Figures:
    """``chosen`` by student; "" or a cell B is blank."""
    upper, lower, _ = extremes(team)
    given = [place for place, s in enumerate(team.tested) if points_in_d(s[item]) is not None]

    def picked(place: int) -> float:
        student = team.tested[place]
        return float(("blank" if student[item] == "B" else chosen[student["student"]]) == option)

    z = [picked(place) for place in given]
    rest = [team.rest(team.tested[place], item) for place in given]
    totals = [team.score(team.tested[place], list(team.max))[2] for place in given]
    choosers = [t for t, one in zip(totals, z, strict=True) if one]
    return {
        "n": int(sum(z)),
        "prop": sum(z) / len(z),
        "prop_upper": sum(upper[p] * one for p, one in zip(given, z, strict=True)) / sum(upper[p] for p in given),
        "prop_lower": sum(lower[p] * one for p, one in zip(given, z, strict=True)) / sum(lower[p] for p in given),
        "r_rest": None if flat(z) or flat(rest) else stats.pearsonr(z, rest).statistic,
        "mean_percent": sum(choosers) / len(choosers) if choosers else None,
        "is_key": option == team.items[item]["key"],
    }


# --- reliability


def alpha(team: Team, names: Sequence[str], complete_on: Sequence[str] | None = None) -> Figures:
    """``complete_on``: the items nobody counted may be exempt from, when one of them was dropped."""
    counted = [s for s in team.tested if "X" not in [s[name] for name in complete_on or names]]
    rows = [[points_in_s(s[name]) or 0.0 for name in names] for s in counted]
    k, n = len(names), len(rows)
    if k == 1 or n < 2:
        return {"alpha": None, "reason": "one_item" if k == 1 else "n_small"}
    totals = [sum(row) for row in rows]
    if np.var(totals, ddof=1) < 1e-20:
        return {"alpha": None, "reason": "zero_variance"}
    a = k / (k - 1) * (1 - sum(np.var(column, ddof=1) for column in zip(*rows, strict=True)) / np.var(totals, ddof=1))
    f = stats.f(n - 1, (n - 1) * (k - 1))
    return {"alpha": a, "n": n, "k": k, "ci_low": 1 - (1 - a) * f.ppf(0.975), "ci_high": 1 - (1 - a) * f.ppf(0.025)}


def sem(team: Team, metric: str) -> Figures:
    names = team.metrics[metric]
    a = alpha(team, names)["alpha"]
    complete = [s for s in team.tested if "X" not in [s[name] for name in names]]
    sd = np.std([sum(points_in_s(s[name]) or 0.0 for name in names) for s in complete], ddof=1)
    in_points = sd * math.sqrt(1 - max(0.0, a))
    return {"sd_points": sd, "sem_points": in_points, "sem_percent": in_points / sum(team.max[name] for name in names)}


def near_cut(team: Team, metric: str, cut: float) -> Figures:
    y, width = team.scores(metric), sem(team, metric)["sem_percent"]
    return {"n_near": sum(abs(value - cut) <= width + 1e-9 for value in y), "n": len(y)}


# --- sections


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


# --- comparisons


def compared(groups: dict[str, list[float]], *, kind: str, ceiling: bool, n_sections: int) -> dict[str, Figures]:
    """Section 10 for one metric; p by the text's z, checked here against the N-1 chi-squared test for 0/1 scores."""
    every = [value for y in groups.values() for value in y]
    total, rows = len(every), {}
    for section, own in groups.items():
        others = [value for name, y in groups.items() if name != section for value in y]
        n, rest = len(own), len(others)
        row: Figures = {"n": n, "n_rest": rest, "d": np.mean(own) - np.mean(others) if n and rest else None}
        mean = np.mean(every) if every else 0.0
        reason = None
        if n_sections < 2:
            reason = "one_section"
        elif n < 10 or rest < 10:
            reason = "n_small"
        elif flat(every):
            reason = "no_spread_team"
        elif ceiling and n * min(mean, 1 - mean) < 2 - 1e-9:
            reason = "near_ceiling_or_floor"
        empty = dict.fromkeys(("z", "p", "ci_low", "ci_high", "mdd"))
        row |= {"reason": reason, "eligible": reason is None, **empty}
        if reason is None:
            error = math.sqrt(np.var(every, ddof=1) * (1 / n + 1 / rest))
            z = row["d"] / error
            row |= {"z": z, "p": 2 * stats.norm.sf(abs(z)), "mdd": 2.8015852181 * error}
            if kind == "mean":
                sse = sum((v - np.mean(own)) ** 2 for v in own) + sum((v - np.mean(others)) ** 2 for v in others)
                half = stats.t.ppf(0.975, total - 2) * math.sqrt(sse / (total - 2) * (1 / n + 1 / rest))
                row |= {"ci_low": row["d"] - half, "ci_high": row["d"] + half}
            else:
                a, b = int(sum(own)), int(sum(others))
                table = [[a, n - a], [b, rest - b]]
                squared = stats.chi2_contingency(table, correction=False).statistic * (total - 1) / total
                assert math.isclose(z**2, squared, rel_tol=1e-9, abs_tol=1e-12)
                (l1, u1), (l2, u2), p1, p2 = wilson(a, n), wilson(b, rest), a / n, b / rest
                row["ci_low"] = row["d"] - math.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
                row["ci_high"] = row["d"] + math.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
        rows[section] = row
    return rows


def family(tables: dict[str, dict[str, Figures]], *, q: float, min_diff: float) -> dict[tuple[str, str], Figures]:
    """Benjamini-Hochberg over all tested rows, then labels; keyed by metric and section."""
    rows = {(metric, section): row for metric, table in tables.items() for section, row in table.items()}
    tested = [key for key, row in rows.items() if row["eligible"]]
    adjusted = stats.false_discovery_control([rows[key]["p"] for key in tested]) if tested else []
    for row in rows.values():
        row["q"] = None
    for key, value in zip(tested, adjusted, strict=True):
        rows[key]["q"] = float(value)
    for row in rows.values():
        if not row["eligible"]:
            row["label"] = "not_tested"
        elif row["q"] <= q and abs(row["d"]) >= min_diff - 1e-9:
            row["label"] = "above_rest" if row["d"] > 0 else "below_rest"
        elif row["q"] <= q:
            row["label"] = "small_difference"
        elif row["ci_low"] > -min_diff and row["ci_high"] < min_diff:
            row["label"] = "similar"
        else:
            row["label"] = "not_clear"
    return rows


def comparisons(team: Team, kind: str, *, cut: float, q: float, min_diff: float) -> dict[tuple[str, str], Figures]:
    tables = {}
    for metric in team.metrics:
        groups = {section: team.scores(metric, section) for section in team.sections}
        if kind == "proficient":
            groups = {name: [float(value >= cut - 1e-9) for value in y] for name, y in groups.items()}
        tables[metric] = compared(groups, kind=kind, ceiling=True, n_sections=len(team.sections))
    return family(tables, q=q, min_diff=min_diff)


def item_surprises(team: Team, *, q: float, min_diff: float) -> dict[tuple[str, str], Figures]:
    tables = {}
    for item in team.max:
        groups: dict[str, list[float]] = {section: [] for section in team.sections}
        for student in team.tested:
            earned, y = points_in_d(student[item]), team.score(student, list(team.max))[2]
            if earned is not None and y is not None:
                groups[student["section"]].append(earned / team.max[item] - y)
        tables[item] = compared(groups, kind="mean", ceiling=False, n_sections=len(team.sections))
    return family(tables, q=q, min_diff=min_diff)


# --- prior achievement and growth, on rows (section, pre, post)

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


# --- privacy


def suppressed_line(n: Sequence[int], k: int, y: Sequence[int] | None) -> Figures:
    """Section 14 word for word."""
    state = ["empty" if size == 0 else "primary" if size < k else "shown" for size in n]
    if sum(n) < k:
        return {"cells": ["primary" if size else "empty" for size in n], "total": "primary" if sum(n) else "empty"}

    def needs_more() -> bool:
        hidden = [i for i, word in enumerate(state) if word in {"primary", "complementary"}]
        students = sum(n[i] for i in hidden)
        if not hidden:
            return False
        return len(hidden) < 2 or students < k or (y is not None and sum(y[i] for i in hidden) in {0, students})

    while needs_more() and "shown" in state:
        shown = [i for i, word in enumerate(state) if word == "shown"]
        state[min(shown, key=lambda i: (n[i], i))] = "complementary"
    return {"cells": state, "total": "complementary" if needs_more() else "shown"}


RANGE_TABLE = {
    (10, 19): "<=20 21-39 40-59 60-79 >=80",
    (20, 39): "<=10 11-19 20-29 30-39 40-49 50-59 60-69 70-79 80-89 >=90",
    (40, 99): "<=5 6-9 10-14 15-19 20-24 25-29 30-34 35-39 40-44 45-49 50-54 55-59 60-64 65-69 70-74 75-79 80-84 85-89 "
    "90-94 >=95",
}


def outside_range(y: int, n: int) -> str:
    """The published ranges, looked up in a list; whole percents from 100 students on."""
    if n < 10:
        return "fewer than 10 students"
    percent = math.floor(100 * y / n + 0.5 + 1e-12)
    if n >= 100:
        edge = 2 if n < 300 else 1
        return f"<={edge}%" if percent <= edge else f">={100 - edge}%" if percent >= 100 - edge else f"{percent}%"
    (codes,) = [text.split() for (low, high), text in RANGE_TABLE.items() if low <= n <= high]
    for code in codes:
        numbers = [int(number) for number in code.strip("<>=").split("-")]
        low, high = (0, numbers[0]) if code[0] == "<" else (numbers[0], 100) if code[0] == ">" else tuple(numbers)
        if low <= percent <= high:
            return f"{code}%"
    raise AssertionError(f"no range holds {percent}")
