"""Section results: means, quartiles, proficiency and levels (section 8 of the definitions).

Student's t interval for means, Wilson's for proportions; quartiles are type 7 of Hyndman & Fan. Arrays
have one row per metric and one column per section; where a last column is the whole team, it says so.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessments.stats.conventions import (
    CUT_TOLERANCE,
    FLAT_VARIANCE,
    FloatArray,
    IntArray,
    Reason,
    first_reason,
    nullable,
)
from assessments.stats.intervals import t_quantile, wilson_limits


@dataclass(frozen=True, slots=True)
class MeanResult:
    """Mean score of one group. The reason tells why limits (and, for ``n0`` and ``n_small``, more) are None."""

    n: int
    mean: float | None
    sd: float | None
    q1: float | None
    median: float | None
    q3: float | None
    ci_low: float | None
    ci_high: float | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class ProficientResult:
    """``y`` of ``n`` students reached the cut: the proportion with its Wilson interval."""

    n: int
    y: int
    p: float | None
    ci_low: float | None
    ci_high: float | None
    reason: Reason | None


@dataclass(frozen=True, eq=False)
class Moments:
    """Counts [r, sections], means (NaN where n = 0), sums of squares about them, and the same of the team [r]."""

    n: IntArray
    mean: FloatArray
    squares: FloatArray
    team_n: IntArray
    team_mean: FloatArray
    team_squares: FloatArray


@dataclass(frozen=True, eq=False)
class SectionScores:
    """Everything counted from the scores y [m, students]; ``with_team`` arrays have the team as last column.

    ``quartiles`` [m, sections + 1, 3]; ``proficient`` [m, sections + 1]; ``levels`` [m, sections + 1, cuts + 1].
    """

    moments: Moments
    quartiles: FloatArray
    proficient: IntArray
    levels: IntArray


def moments_of_row(values: FloatArray, section: NDArray[np.integer], n_sections: int) -> tuple[NDArray[Any], ...]:
    """n, mean and sum of squares per section, then of the team, of ``values`` [students] without NaN."""
    n = np.bincount(section, minlength=n_sections)
    with np.errstate(invalid="ignore"):
        mean = np.bincount(section, weights=values, minlength=n_sections) / n
    squares = np.bincount(section, weights=(values - mean[section]) ** 2, minlength=n_sections)
    team_mean = values.mean() if values.size else np.float64(np.nan)
    team_squares = ((values - team_mean) ** 2).sum()
    return n, mean, squares, np.asarray(values.size), np.asarray(team_mean), np.asarray(team_squares)


def stack_moments(rows: list[tuple[NDArray[Any], ...]]) -> Moments:
    """The rows of :func:`moments_of_row` as one table."""
    return Moments(*(np.array(column) for column in zip(*rows, strict=True)))


def type7_quartiles(ordered: FloatArray, start: IntArray, n: IntArray) -> FloatArray:
    """[groups, 3] quartiles of the stretches ``ordered[start : start + n]``, each sorted; NaN where n = 0."""
    position = (n - 1)[:, None] * np.array([0.25, 0.5, 0.75])
    below = np.maximum(np.floor(position), 0).astype(np.intp)
    above = np.minimum(below + 1, np.maximum(n - 1, 0)[:, None])
    if ordered.size == 0:
        return np.full(position.shape, np.nan)
    first = np.minimum(start, ordered.size - 1)[:, None]
    low, high = (
        ordered[np.minimum(first + below, ordered.size - 1)],
        ordered[np.minimum(first + above, ordered.size - 1)],
    )
    return np.where(n[:, None] > 0, low + (position - below) * (high - low), np.nan)


def _sorted_scores(
    values: FloatArray, groups: NDArray[np.integer]
) -> tuple[FloatArray, FloatArray, NDArray[np.integer]]:
    """All scores rising, and again by group and rising within it, with their groups.

    The second sort is stable, which for 16-bit integers is one pass over the digits.
    """
    by_value = np.argsort(values)
    ordered, groups = values[by_value], groups[by_value]
    by_group = np.argsort(groups, kind="stable")
    return ordered, ordered[by_group], groups[by_group]


def section_scores(
    y: FloatArray, section: NDArray[np.integer], n_sections: int, cut: float, levels: tuple[float, ...]
) -> SectionScores:
    """Count the scores ``y`` [m, students] (NaN: no score) by section."""
    section = section.astype(np.int16) if n_sections <= np.iinfo(np.int16).max else section
    rows, quartiles, proficient, level_counts = [], [], [], []
    width = len(levels) + 1
    for scores in y:
        has_score = ~np.isnan(scores)
        values, groups = (scores, section) if has_score.all() else (scores[has_score], section[has_score])
        ordered, values, groups = _sorted_scores(values, groups)
        row = moments_of_row(values, groups, n_sections)
        n = row[0].astype(np.int64)
        # The team's own figures come from the sorted scores: they may not depend on section order either.
        team_mean = ordered.mean() if ordered.size else np.float64(np.nan)
        rows.append((*row[:4], np.asarray(team_mean), np.asarray(((ordered - team_mean) ** 2).sum())))
        by_section = type7_quartiles(values, np.cumsum(n) - n, n)
        of_team = type7_quartiles(ordered, np.array([0]), np.array([ordered.size]))
        quartiles.append(np.vstack([by_section, of_team]))
        reached = np.bincount(groups[values >= cut - CUT_TOLERANCE], minlength=n_sections)
        proficient.append(np.append(reached, reached.sum()))
        level = np.searchsorted(np.array(levels), values + CUT_TOLERANCE, side="right")
        counts = np.bincount(groups.astype(np.intp) * width + level, minlength=n_sections * width).reshape(
            n_sections, width
        )
        level_counts.append(np.vstack([counts, counts.sum(axis=0)]))
    return SectionScores(
        moments=stack_moments(rows),
        quartiles=np.array(quartiles),
        proficient=np.array(proficient),
        levels=np.array(level_counts),
    )


def mean_results(counted: SectionScores) -> list[list[MeanResult]]:
    """One list a metric: a :class:`MeanResult` per section, and the team's last."""
    moments = counted.moments
    n = np.column_stack([moments.n, moments.team_n])
    mean = np.column_stack([moments.mean, moments.team_mean])
    squares = np.column_stack([moments.squares, moments.team_squares])
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.where(n > 1, squares / (n - 1), np.nan)
        is_flat = variance < FLAT_VARIANCE
        sd = np.where(is_flat, 0.0, np.sqrt(variance))
        half = np.where(is_flat, np.nan, t_quantile(n - 1) * sd / np.sqrt(n))
    reason = first_reason(n.shape, (n == 0, Reason.N0), (n == 1, Reason.N_SMALL), (is_flat, Reason.ZERO_VARIANCE))
    columns = [
        n.tolist(),
        nullable(mean),
        nullable(sd),
        *(nullable(counted.quartiles[:, :, index]) for index in range(3)),
        nullable(mean - half),
        nullable(mean + half),
        reason.tolist(),
    ]
    return [list(map(MeanResult, *row)) for row in zip(*columns, strict=True)]


def proficient_results(counted: SectionScores) -> list[list[ProficientResult]]:
    """One list a metric: a :class:`ProficientResult` per section, and the team's last."""
    n = np.column_stack([counted.moments.n, counted.moments.team_n])
    y = counted.proficient
    low, high = wilson_limits(y, n)
    p = np.full(n.shape, np.nan)
    np.divide(y, n, out=p, where=n > 0)
    reason = first_reason(n.shape, (n == 0, Reason.N0))
    columns = [n.tolist(), y.tolist(), nullable(p), nullable(low), nullable(high), reason.tolist()]
    return [list(map(ProficientResult, *row)) for row in zip(*columns, strict=True)]
