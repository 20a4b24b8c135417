"""A flag on shares of proficient students has to hold when it is counted out, too.

The z test of section 10 is close where both sorts of students are many. Close to all or none it is not: with a team at
85 % it flags up to 7 % of reports in which nothing differs, where 6 % is the bar. So before a report says that a class
differs, the chance of its count is computed without the normal curve: given how many of the team are proficient, the
number among a class dealt at random is hypergeometric (Fisher 1935; two-sided mid-p, Lancaster 1961, JASA 56:223;
Hirji, Tan & Elashoff 1991, Stat Med 10:1137). The larger of the two chances counts, over the same family. This can take
a flag back and never gives one; z, p, q and label of the definitions stay what they are, in `compare_proficient`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special

from assessments.stats.comparison import Comparisons, benjamini_hochberg
from assessments.stats.conventions import FloatArray, IntArray, nullable

DEFINITIONS_BEFORE: Final = frozenset({"1.0"})
"""Reports with these definitions were stored when nothing was counted out yet."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The larger chance of the two tests, alone (``p``) and after all comparisons of the family (``q``)."""

    p: float
    q: float


def exact_chance(n: IntArray, y: IntArray, team_n: IntArray, team_y: IntArray) -> FloatArray:
    """Two-sided mid-p of ``y`` proficient among ``n`` dealt at random from a team; arrays of one dimension.

    Twice the smaller tail, of which the count itself is in by half; 1 at most.
    """
    count = np.arange(int(n.max(initial=0)) + 1)[None, :]
    size, others, ready, rest = n[:, None], (team_n - n)[:, None], team_y[:, None], (team_n - team_y)[:, None]
    possible = (count <= size) & (count <= ready) & (size - count <= rest)
    drawn = np.where(possible, count, np.minimum(size, ready))
    # Of the team's proficient students `drawn` are in the class, and of all others as many as its seats leave.
    log_chance = _log_choose(ready, drawn) + _log_choose(rest, size - drawn) - _log_choose(size + others, size)
    chance = np.where(possible, np.exp(log_chance), 0.0)
    at = np.where(count == y[:, None], chance, 0.0).sum(axis=1)
    below = np.where(count < y[:, None], chance, 0.0).sum(axis=1)
    above = np.where(count > y[:, None], chance, 0.0).sum(axis=1)
    both: FloatArray = np.minimum(2 * np.minimum(below, above) + at, 1.0)
    return both


def _log_choose(of: IntArray, taken: IntArray) -> FloatArray:
    inside = np.clip(taken, 0, of)
    logs: FloatArray = special.gammaln(of + 1.0) - special.gammaln(inside + 1.0) - special.gammaln(of - inside + 1.0)
    return logs


def counted_chances(compared: Comparisons, y: IntArray, *, q: float) -> FloatArray:
    """p of a proficient family, ``y`` [rows, sections], with rows at or under ``q`` counted out: the larger p of both.

    The others are left as they are: they carry no flag, and a larger p elsewhere gives them none.
    """
    with np.errstate(invalid="ignore"):
        flagged = compared.q <= q
    team_n, team_y = compared.n + compared.n_rest, np.broadcast_to(y.sum(axis=1, keepdims=True), y.shape)
    p = compared.p.copy()
    exact = exact_chance(*(part[flagged].astype(np.int64) for part in (compared.n, y, team_n, team_y)))
    p[flagged] = np.maximum(p[flagged], exact)
    return p


def counted_rows(compared: Comparisons, y: IntArray, *, q: float) -> list[list[Counted | None]]:
    """For each row of one family what it is when counted out; None for rows that have no flag to confirm."""
    p = counted_chances(compared, y, q=q)
    with np.errstate(invalid="ignore"):
        shared = np.where(compared.q <= q, benjamini_hochberg(p), np.nan)
    return [
        [None if shared_one is None else Counted(own, shared_one) for own, shared_one in zip(*row, strict=True)]
        for row in zip(p.tolist(), nullable(shared), strict=True)
    ]
