"""Item difficulty, for the team and by section (section 3 of the definitions).

Crocker & Algina 1986, Introduction to Classical and Modern Test Theory.
"""

from dataclasses import dataclass

import numpy as np

from assessments.stats.conventions import FloatArray, Reason, first_reason, none_if_nan, nullable
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
    team: list[ItemDifficulty] = []
    size = responses.n_sections
    k = len(responses.max_points)
    counts, sums = np.zeros((k, size), dtype=np.int64), np.zeros((k, size))
    for item in range(k):
        given = tested.given(item)
        points, groups = tested.points[item][given], tested.section[given]
        counts[item] = np.bincount(groups, minlength=size)
        sums[item] = np.bincount(groups, weights=points, minlength=size)
        team.append(_difficulty(tested, item, points, float(responses.max_points[item])))
    p = np.full(counts.shape, np.nan)
    np.divide(sums, counts * np.asarray(responses.max_points)[:, None], out=p, where=counts > 0)
    reason = first_reason(counts.shape, (counts == 0, Reason.N0))
    columns = (counts.tolist(), nullable(p), reason.tolist())
    by_section = [[SectionItem(*cell) for cell in zip(*row, strict=True)] for row in zip(*columns, strict=True)]
    return team, by_section


def _difficulty(tested: Tested, item: int, points: FloatArray, max_points: float) -> ItemDifficulty:
    n = points.size
    tally = np.bincount(tested.codes[item], minlength=len(Code)).tolist()
    p = points.sum() / (n * max_points) if n else np.nan
    n_full = int((points == max_points).sum())
    is_all_or_nothing = n_full + int((points == 0).sum()) == n
    low, high = wilson_limits(n_full, n if is_all_or_nothing else 0)
    return ItemDifficulty(
        n=n,
        n_blank=tally[Code.BLANK],
        n_not_reached=tally[Code.NOT_REACHED],
        n_exempt=tally[Code.EXEMPT],
        n_not_entered=tally[Code.NOT_ENTERED],
        p=none_if_nan(p),
        ci_low=none_if_nan(float(low)),
        ci_high=none_if_nan(float(high)),
        reason=None if n else Reason.N0,
    )
