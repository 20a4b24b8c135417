"""The part of the report that a data analyst would write in an afternoon, in plain pandas: what ours is held against.

Covered: student scores, section means with SD, quartiles and t limits, proficient students with Wilson limits, counts
by level, each section against the rest (means: z, p, q, limits; proficient: z, p, q), item difficulty of the team and
of each section, item-rest correlations, alpha, item surprises (z, p, q). Left out, because they are not a groupby:
steadied results, the 27 % index, options, alpha without an item, Feldt and Newcombe limits, labels and reasons.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from assessments.stats import Code, Responses, Settings, Status, TeamReport

Z = 1.959963984540054
OURS = {"low": "ci_low", "high": "ci_high", "p_low": "ci_low", "p_high": "ci_high"}


@dataclass(frozen=True, eq=False)
class Frames:
    """One test as an analyst has it: a row a student, a column an item; NaN if exempt, and if not reached in ``d``."""

    s: pd.DataFrame
    d: pd.DataFrame
    section: pd.Series
    most: pd.Series
    metrics: dict[str, list[int]]


@dataclass(frozen=True, eq=False)
class PlainReport:
    """A frame a metric, a row a section; then the items."""

    sections: dict[str, pd.DataFrame]
    levels: dict[str, pd.DataFrame]
    alpha: dict[str, float]
    difficulty: pd.Series
    section_items: pd.DataFrame
    item_rest: pd.Series
    surprises: pd.DataFrame


def frames_of(responses: Responses) -> Frames:
    """Scored students only; not part of what is timed."""
    scored = np.asarray(responses.status) == Status.SCORED
    codes = responses.codes[scored]
    s = pd.DataFrame(np.where(codes == Code.POINTS, responses.points[scored], 0.0)).mask(codes == Code.EXEMPT)
    return Frames(
        s=s,
        d=s.mask(codes == Code.NOT_REACHED),
        section=pd.Series(np.asarray(responses.section)[scored], name="section"),
        most=pd.Series(responses.max_points),
        metrics={metric.name: list(metric.items) for metric in responses.metrics},
    )


def plain_report(frames: Frames, settings: Settings) -> PlainReport:
    s, d, section, most = frames.s, frames.d, frames.section, frames.most
    counted = s.notna().mul(most)
    scores = pd.DataFrame(
        {name: s[items].sum(axis=1) / counted[items].sum(axis=1) for name, items in frames.metrics.items()}
    )
    sections = {name: section_table(y, section, settings.cut) for name, y in scores.items()}
    for test in ("mean", "proficient"):
        p = pd.concat({name: table[f"{test}_p"] for name, table in sections.items()})
        q = adjusted(p)
        for name, table in sections.items():
            table[f"{test}_q"] = q[name]
    cuts = [-np.inf, *(level - 1e-9 for level in settings.levels), np.inf]
    levels = {
        name: pd.crosstab(section, pd.cut(y, cuts, labels=False, right=False)).reindex(
            columns=range(len(settings.levels) + 1), fill_value=0
        )
        for name, y in scores.items()
    }
    alpha = {}
    for name, items in frames.metrics.items():
        complete = s[items].dropna()
        k = len(items)
        alpha[name] = k / (k - 1) * (1 - complete.var().sum() / complete.sum(axis=1).var())
    shares = d / most
    total = scores.iloc[:, 0]
    rest = (-s.fillna(0.0)).add(s.sum(axis=1), axis=0) / (-counted).add(counted.sum(axis=1), axis=0)
    surplus = shares.sub(total, axis=0)
    surprises = pd.concat({item: against_rest(surplus[item], section) for item in surplus})
    surprises["q"] = adjusted(surprises["p"])
    return PlainReport(
        sections=sections,
        levels=levels,
        alpha=alpha,
        difficulty=shares.mean(),
        section_items=shares.groupby(section).mean(),
        item_rest=pd.Series({item: d[item].corr(rest[item]) for item in d}),
        surprises=surprises,
    )


def section_table(y: pd.Series, section: pd.Series, cut: float) -> pd.DataFrame:
    groups = y.groupby(section)
    table = groups.agg(["count", "mean", "std"]).rename(columns={"count": "n", "std": "sd"})
    quartiles = groups.quantile([0.25, 0.5, 0.75]).unstack()
    table[["q1", "median", "q3"]] = quartiles
    half = stats.t.ppf(0.975, table["n"] - 1) * table["sd"] / np.sqrt(table["n"])
    table["low"], table["high"] = table["mean"] - half, table["mean"] + half
    proficient = (y >= cut - 1e-9).astype(float).where(y.notna())
    reached = proficient.groupby(section).sum()
    n, p = table["n"], reached / table["n"]
    centre = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    spread = Z * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    table["y"], table["p_low"], table["p_high"] = reached, centre - spread, centre + spread
    for name, values in (("mean", y), ("proficient", proficient)):
        compared = against_rest(values, section, ceiling=True)
        table[[f"{name}_{column}" for column in compared]] = compared
    return table


def against_rest(y: pd.Series, section: pd.Series, *, ceiling: bool = False) -> pd.DataFrame:
    """d, z, p and the limits of the pooled t interval; NaN where the section is not tested."""
    groups = y.groupby(section)
    n, total = groups.count(), y.count()
    d = (groups.mean() - y.mean()) * total / (total - n)
    error = 1 / n + 1 / (total - n)
    tested = (n >= 10) & (total - n >= 10)
    if ceiling:
        tested &= n * min(y.mean(), 1 - y.mean()) >= 2 - 1e-9
    z = (d / np.sqrt(y.var() * error)).where(tested)
    sse = (y.var() * (total - 1) - n * (total - n) / total * d**2).clip(lower=0)
    half = (stats.t.ppf(0.975, total - 2) * np.sqrt(sse / (total - 2) * error)).where(tested)
    return pd.DataFrame({"d": d, "z": z, "p": 2 * stats.norm.sf(z.abs()), "low": d - half, "high": d + half})


def adjusted(p: pd.Series) -> pd.Series:
    """Benjamini-Hochberg over what was tested."""
    family = p.dropna()
    return pd.Series(stats.false_discovery_control(family), index=family.index).reindex(p.index)


def assert_same(plain: PlainReport, ours: TeamReport) -> int:
    """Every figure of the plain report is ours too, to nine digits; returns how many were compared."""
    count = 0

    def same(theirs: pd.Series | pd.DataFrame, figures: list[float | None] | list[list[float | None]]) -> None:
        nonlocal count
        mine = np.array(figures, dtype=float)
        np.testing.assert_allclose(mine, theirs.to_numpy(dtype=float), rtol=1e-9, atol=1e-9)
        count += mine.size

    for metric in ours.metrics:
        table, rows = plain.sections[metric.name], metric.sections
        for column in ("n", "mean", "sd", "q1", "median", "q3", "low", "high"):
            same(table[column], [getattr(row.result.mean, OURS.get(column, column)) for row in rows])
        for column in ("y", "p_low", "p_high"):
            same(table[column], [getattr(row.result.proficient, OURS.get(column, column)) for row in rows])
        for column in ("d", "z", "p", "q", "low", "high"):
            same(table[f"mean_{column}"], [getattr(row.compare_mean, OURS.get(column, column)) for row in rows])
        for column in ("d", "z", "p", "q"):
            same(table[f"proficient_{column}"], [getattr(row.compare_proficient, column) for row in rows])
        same(plain.levels[metric.name], [list(row.result.levels) for row in rows])
        same(pd.Series([plain.alpha[metric.name]]), [metric.reliability.alpha])
    same(plain.difficulty, [item.difficulty.p for item in ours.items])
    same(plain.item_rest, [item.rest.r for item in ours.items])
    same(plain.section_items, [[item.sections[s].p for item in ours.items] for s in plain.section_items.index])
    for column in ("d", "z", "p", "q"):
        same(plain.surprises[column], [getattr(row, column) for item in ours.items for row in item.surprises])
    return count
