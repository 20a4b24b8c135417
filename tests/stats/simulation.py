"""Made-up teams of which the truth is known: how often the report says what is not so, and finds what is.

A student's chance to earn a point follows from an ability (normal on the logit scale) and the item; answers are right
or wrong. Everything is drawn from a generator that is given, so that a run can be repeated.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from assessments.stats.comparison import (
    Comparisons,
    Label,
    benjamini_hochberg,
    compare_means,
    compare_proficient,
    labels,
)
from assessments.stats.conventions import FloatArray
from assessments.stats.counting import counted_chances
from assessments.stats.intervals import t_quantile
from assessments.stats.pooling import steadied_means, steadied_proficient
from assessments.stats.sections import SectionScores, moments_of_row, section_scores, stack_moments
from assessments.stats.settings import Settings

DEFAULTS = Settings()
ABILITY_SD = 1.2
"""Gives 20 items an alpha of about .8, as common assessments have."""

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(41)
SHOWN_FLAGS = (Label.ABOVE_REST, Label.BELOW_REST)


@dataclass(frozen=True)
class Share:
    """How often something happened in ``tries`` that do not depend on each other; ``error`` is one standard error."""

    value: float
    error: float
    tries: int


def share_of(happened: NDArray[np.bool_] | FloatArray) -> Share:
    """One try an entry; an entry may itself be a share, such as that of a team's sections."""
    tries = happened.size
    return Share(float(happened.mean()), float(happened.std(ddof=1)) / tries**0.5, tries)


def expected_score(shift: float) -> float:
    """What students earn on average on items whose logit lies ``shift`` above the average ability."""
    return float((WEIGHTS / WEIGHTS.sum() / (1 + np.exp(-shift - ABILITY_SD * NODES))).sum())


def shift_for(mean: float) -> float:
    """The inverse of :func:`expected_score`."""
    return float(optimize.brentq(lambda shift: expected_score(shift) - mean, -12, 12))


def earned(rng: np.random.Generator, shift: FloatArray, items: int) -> FloatArray:
    """[…, items] rights and wrongs of students whose items lie ``shift`` […] above the average ability."""
    chance = 1 / (1 + np.exp(-shift - ABILITY_SD * rng.normal(size=shift.shape)))
    return (rng.random((*shift.shape, items)) < chance[..., None]).astype(float)


def family_of_reports(
    y: FloatArray,
    section: NDArray[np.integer],
    sections: int,
    *,
    headline: str,
    cut: float = 0.7,
    counts_out: bool = True,
) -> tuple[NDArray[np.object_], Comparisons]:
    """Labels [reports, metrics, sections] of scores [reports, metrics, students]; each report is its own family.

    ``counts_out`` as the product does; without it the labels are those of the definitions alone.
    """
    reports, metrics, _ = y.shape
    if headline == "mean":
        rows = [moments_of_row(scores, section, sections) for scores in y.reshape(reports * metrics, -1)]
        compared = compare_means(stack_moments(rows), sections)
    else:
        reached = (y.reshape(reports * metrics, -1) >= cut - 1e-9).astype(float)
        count = np.array([np.bincount(section, weights=row, minlength=sections) for row in reached]).astype(np.int64)
        size = np.tile(np.bincount(section, minlength=sections), (reports * metrics, 1))
        compared = compare_proficient(size, count, sections)
    compared = replace(compared, q=_shared(compared.p, reports))
    if headline != "mean" and counts_out:
        compared = replace(compared, q=_shared(counted_chances(compared, count, q=DEFAULTS.q), reports))
    found = labels(compared, min_diff=DEFAULTS.min_diff, q=DEFAULTS.q)
    return found.reshape(reports, metrics, sections), compared


def _shared(p: FloatArray, reports: int) -> FloatArray:
    return np.concatenate([benjamini_hochberg(family) for family in np.split(p, reports)])


def metric_scores(points: FloatArray, standards: int) -> FloatArray:
    """[reports, 1 + standards, students]: the total, then each standard's even share of the items."""
    parts = np.split(points, standards, axis=-1)
    return np.stack([points.mean(axis=-1), *(part.mean(axis=-1) for part in parts)], axis=1)


def false_alarms(
    rng: np.random.Generator, *, sections: int, size: int, mean: float, headline: str, reports: int, standards: int = 5
) -> Share:
    """Reports with at least one flag, up or down, on four items a standard, when nothing differs."""
    n = sections * size
    spread = rng.normal(scale=0.5, size=4 * standards)
    ability = shift_for(mean) + ABILITY_SD * rng.normal(size=(reports, n))
    chance = 1 / (1 + np.exp(-ability[..., None] - (spread - spread.mean())))
    y = metric_scores((rng.random(chance.shape) < chance).astype(float), standards)
    found, _ = family_of_reports(y, np.repeat(np.arange(sections), size), sections, headline=headline)
    return share_of(np.isin(found, SHOWN_FLAGS).any(axis=(1, 2)))


def power(
    rng: np.random.Generator,
    *,
    gap: float,
    reports: int,
    mean: float = 0.6,
    standards: int = 5,
    headline: str = "mean",
    counts_out: bool = True,
) -> Share:
    """How often a class of 25 among six is a bright spot on a four-item standard it is truly ``gap`` ahead on."""
    sections, size = 6, 25
    base = np.full((reports, sections * size), shift_for(mean))
    ahead = base.copy()
    ahead[:, :size] = shift_for(mean + gap)
    ability = ABILITY_SD * rng.normal(size=base.shape)
    chance = 1 / (1 + np.exp(-np.stack([ahead, *[base] * (standards - 1)], axis=-1) - ability[..., None]))
    points = (rng.random((*base.shape, standards, 4)) < chance[..., None]).astype(float)
    y = metric_scores(points.reshape(*base.shape, 4 * standards), standards)
    section = np.repeat(np.arange(sections), size)
    found, _ = family_of_reports(y, section, sections, headline=headline, counts_out=counts_out)
    return share_of(found[:, 1, 0] == Label.ABOVE_REST)


def raw_t_coverage(
    rng: np.random.Generator, *, items: int, size: int, mean: float, samples: int
) -> tuple[Share, float]:
    """How often the t interval of one section holds its true mean, and the share of samples without spread.

    Only samples with an interval count: where all have the same score, none is shown.
    """
    y = earned(rng, np.full((samples, size), shift_for(mean)), items).mean(axis=-1)
    spread = y.std(axis=1, ddof=1)
    half = t_quantile(size - 1) * spread / size**0.5
    has_interval = spread > 1e-10
    covers = np.abs(y.mean(axis=1) - mean) <= half
    return share_of(covers[has_interval]), float(1 - has_interval.mean())


def steadied_coverage(
    rng: np.random.Generator, *, sections: int, size: int, tau: float, teams: int, items: int = 20, mean: float = 0.65
) -> tuple[Share, Share]:
    """How often steadied means and steadied shares of proficient students hold the truth of their section.

    Sections differ truly: their expected scores are normal with SD ``tau`` about ``mean``, kept in .05 to .95.
    """
    grid = np.linspace(0.02, 0.98, 193)
    shifts = np.array([shift_for(score) for score in grid])
    proficient = _share_at_cut(shifts, items)
    truth = np.clip(rng.normal(mean, tau, size=(teams, sections)), 0.05, 0.95)
    shift = np.repeat(np.interp(truth, grid, shifts), size, axis=1)
    y = earned(rng, shift, items).mean(axis=-1)
    counted = section_scores_of(y, sections, size)
    covered = []
    for results, true in (
        (steadied_means(counted), truth),
        (steadied_proficient(counted), np.interp(truth, grid, proficient)),
    ):
        low, high = (
            np.array([[getattr(one, side) if one.est is not None else np.nan for one in team] for team, _ in results])
            for side in ("ci_low", "ci_high")
        )
        has_interval = ~np.isnan(low).any(axis=1)
        inside = (low <= true) & (true <= high)
        covered.append(share_of(inside[has_interval].mean(axis=1)))
    return covered[0], covered[1]


def section_scores_of(y: FloatArray, sections: int, size: int) -> SectionScores:
    """Teams [teams, students] as if they were metrics of one test: each is pooled by itself."""
    return section_scores(y, np.repeat(np.arange(sections), size), sections, DEFAULTS.cut, ())


def _share_at_cut(shifts: FloatArray, items: int, cut: float = 0.7) -> FloatArray:
    """The true share of proficient students for each shift: a binomial count averaged over abilities."""
    least = int(np.ceil(cut * items - 1e-9))
    chance = 1 / (1 + np.exp(-shifts[:, None] - ABILITY_SD * NODES))
    return (stats.binom.sf(least - 1, items, chance) * (WEIGHTS / WEIGHTS.sum())).sum(axis=1)
