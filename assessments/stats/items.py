"""Item difficulty, for the team and by section (section 3 of the definitions).

Crocker & Algina 1986, Introduction to Classical and Modern Test Theory.
"""

from dataclasses import dataclass

import numpy as np

from assessments.stats.conventions import Reason, first_reason, nullable
from assessments.stats.intervals import wilson_limits
from assessments.stats.responses import Code, Responses
from assessments.stats.scores import Tested


@dataclass(frozen=True, slots=True)
class SectionItem:
    """Mean share of the item's points in one section, over the ``n`` students who were given the item."""

    n: int
    p: float | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class ItemDifficulty:
    """Mean share of the item's points over the ``n`` students given it (``n_blank`` of them left it blank).

    ``ci_low`` and ``ci_high`` are Wilson limits, only for an item on which everybody earned all or nothing.
    """

    n: int
    n_blank: int
    n_not_reached: int
    n_exempt: int
    n_not_entered: int
    p: float | None
    ci_low: float | None
    ci_high: float | None
    reason: Reason | None


def item_difficulties(responses: Responses, tested: Tested) -> tuple[list[ItemDifficulty], list[list[SectionItem]]]:
    """For every item the team's difficulty, and one :class:`SectionItem` per section."""
    size, k = responses.n_sections, len(responses.max_points)
    max_points = np.asarray(responses.max_points, dtype=np.float64)
    counts, sums = np.zeros((k, size), dtype=np.int64), np.zeros((k, size))
    n, points, full = np.zeros(k, dtype=np.int64), np.zeros(k), np.zeros(k)
    is_all_or_nothing = np.zeros(k, dtype=bool)
    for item in range(k):
        given = tested.given(item)
        earned, groups = tested.points[item][given], tested.section[given]
        counts[item] = np.bincount(groups, minlength=size)
        sums[item] = np.bincount(groups, weights=earned, minlength=size)
        n[item], points[item] = earned.size, earned.sum()
        full[item] = np.count_nonzero(earned == max_points[item])
        is_all_or_nothing[item] = full[item] == np.count_nonzero(earned)
    by_section_p = np.full(counts.shape, np.nan)
    np.divide(sums, counts * max_points[:, None], out=by_section_p, where=counts > 0)
    reason = first_reason(counts.shape, (counts == 0, Reason.N0))
    columns = (counts.tolist(), nullable(by_section_p), reason.tolist())
    by_section = [list(map(SectionItem, *row)) for row in zip(*columns, strict=True)]

    p = np.full(k, np.nan)
    np.divide(points, n * max_points, out=p, where=n > 0)
    low, high = wilson_limits(full, np.where(is_all_or_nothing, n, 0))
    tallies = [np.bincount(codes, minlength=len(Code)) for codes in tested.codes]
    _, blank, not_reached, exempt, not_entered = np.array(tallies).T.tolist()
    reason = first_reason(n.shape, (n == 0, Reason.N0))
    of_team = (nullable(p), nullable(low), nullable(high), reason.tolist())
    team = list(map(ItemDifficulty, n.tolist(), blank, not_reached, exempt, not_entered, *of_team))
    return team, by_section
