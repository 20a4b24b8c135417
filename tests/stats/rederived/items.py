"""Sections 3 to 7: items, options, reliability."""

import math
from collections.abc import Sequence

import numpy as np
from scipy import stats

from tests.stats.rederived.people import Figures, Team, flat, points_in_d, points_in_s


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
