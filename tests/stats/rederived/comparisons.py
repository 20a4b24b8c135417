"""Sections 10 and 11: one section against the rest."""

import math

import numpy as np
from scipy import stats

from tests.stats.rederived.people import Figures, Team, flat, points_in_d
from tests.stats.rederived.sections import wilson


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
