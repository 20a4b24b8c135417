"""Students of a CFA and of its re-check side by side, and the statistics of their growth (section 13). Pure.

Nothing here is hidden from anybody yet: :mod:`assessments.disclosure.growth` says what a reader may know.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assessments.stats.conventions import CUT_TOLERANCE, FloatArray
from assessments.stats.growth import (
    EFFECT_SHOWN_FROM,
    EffectSize,
    Gain,
    ProficiencyChange,
    RegressionToMean,
    gain,
    gain_in_team_sd,
    mcnemar,
    regression_to_mean,
    standardized_gain,
)

EVERYBODY: Final = 0.8
"""From this share of the first test's students on everybody counts as asked again: the others were absent, not chosen.

Below it the spread of those asked again may be the spread of a chosen few, and effects lean on the whole team's.
"""


@dataclass(frozen=True)
class FirstTest:
    """What growth is read against, of one metric of the first test: the whole team's mean, spread and reliability."""

    cut: float
    mean: float | None
    sd: float | None
    alpha: float | None


@dataclass(frozen=True)
class Sitting:
    """One of the two tests: a run's ``figures`` and ``students`` as they are stored.

    The few figures asked for here are read where they stand: making the whole report of a run takes longer than growth.
    """

    figures: Mapping[str, Any]
    students: Mapping[str, Any]

    @property
    def cut(self) -> float:
        return float(self.figures["report"]["settings"]["cut"])

    def n_items(self, metric: int) -> int:
        return int(self.figures["report"]["metrics"][metric]["n_items"])

    def as_first(self, metric: int) -> FirstTest:
        stored = self.figures["report"]["metrics"][metric]
        mean = stored["team"]["mean"]
        return FirstTest(self.cut, mean["mean"], mean["sd"], stored["reliability"]["alpha"])


@dataclass(frozen=True)
class LowScorers:
    """Those below the cut the first time; ``bounce`` is None where the first test's reliability is not known."""

    gain: Gain
    bounce: RegressionToMean | None


@dataclass(frozen=True)
class Grown:
    """The statistics of one group on one metric, before anybody's eyes."""

    gain: Gain
    proficient: ProficiencyChange
    low: LowScorers
    effect: EffectSize | None


@dataclass(frozen=True)
class Matched:
    """Shares of the points before and after: a row a student who took either, a column a metric; NaN: none.

    ``section`` is the place in the second test, ``section_before`` the section's id in the first; -1: not there.
    ``ids`` says whose row it is.
    """

    ids: NDArray[np.int64]
    before: FloatArray
    after: FloatArray
    section: NDArray[np.int64]
    section_before: NDArray[np.int64]
    took_first: NDArray[np.bool_]
    took_second: NDArray[np.bool_]

    def has(self, column: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
        """Who has a score on this metric before, after, and both."""
        before, after = ~np.isnan(self.before[:, column]), ~np.isnan(self.after[:, column])
        return before, after, before & after

    def both(self, column: int) -> NDArray[np.bool_]:
        return self.has(column)[2]

    @property
    def is_everybody(self) -> bool:
        """Whether the second test was for all, so that those asked again were not chosen by their scores."""
        took = int(self.took_first.sum())
        return took > 0 and int((self.took_first & self.took_second).sum()) >= EVERYBODY * took


def matched(first: Sitting, second: Sitting, pairs: list[tuple[int, int]]) -> Matched:
    """Each student of either test once. ``pairs``: metric of the second test, metric of the first."""
    before, after = _rows(first.students), _rows(second.students)
    ids = sorted(before.keys() | after.keys())
    missing: tuple[int, list[float | None]] = (-1, [])
    rows = [(before.get(pk, missing), after.get(pk, missing)) for pk in ids]
    sections = {place: section["id"] for place, section in enumerate(first.figures["sections"])}
    return Matched(
        ids=np.array(ids, dtype=np.int64),
        before=_shares([row[0][1] for row in rows], [metric for _, metric in pairs]),
        after=_shares([row[1][1] for row in rows], [metric for metric, _ in pairs]),
        section=np.array([row[1][0] for row in rows], dtype=np.int64),
        section_before=np.array([sections.get(row[0][0], -1) for row in rows], dtype=np.int64),
        took_first=np.array([bool(row[0][1]) for row in rows], dtype=bool),
        took_second=np.array([bool(row[1][1]) for row in rows], dtype=bool),
    )


def grown(before: FloatArray, after: FloatArray, test: FirstTest, cut: float, *, is_everybody: bool) -> Grown:
    """The growth of one group on one metric; every student has both shares. ``cut`` is the second test's."""
    was, now = before >= test.cut - CUT_TOLERANCE, after >= cut - CUT_TOLERANCE
    low_before, low_after = before[~was], after[~was]
    bounce = None
    if test.alpha is not None and test.mean is not None:
        found = regression_to_mean(low_before, low_after, reliability=test.alpha, team_mean=test.mean)
        bounce = found if isinstance(found, RegressionToMean) else None
    effect = None
    if before.size >= EFFECT_SHOWN_FROM and is_everybody:
        effect = standardized_gain(before, after)
    elif before.size >= EFFECT_SHOWN_FROM and test.sd is not None:
        effect = gain_in_team_sd(before, after, team_sd=test.sd)
    return Grown(
        gain=gain(before, after),
        proficient=mcnemar(
            both=int((was & now).sum()),
            up=int((~was & now).sum()),
            down=int((was & ~now).sum()),
            neither=int((~was & ~now).sum()),
        ),
        low=LowScorers(gain(low_before, low_after), bounce),
        effect=effect if isinstance(effect, EffectSize) else None,
    )


def metrics_of(first: Sitting, second: Sitting, links: Mapping[int, int]) -> tuple[list[tuple[int, int]], bool]:
    """Metrics that both tests have, and whether the whole papers ask for the same."""
    places = {standard["id"]: place for place, standard in enumerate(first.figures["standards"], start=1)}
    asked = [standard["id"] for standard in second.figures["standards"]]
    pairs = [
        (place, places[links[standard]])
        for place, standard in enumerate(asked, start=1)
        if links.get(standard) in places
    ]
    is_same = len(pairs) == len(asked) == len(places)
    return ([(0, 0)] if is_same else []) + pairs, is_same


def _rows(stored: Mapping[str, Any]) -> dict[int, tuple[int, list[float | None]]]:
    """Section and shares of whoever has any score."""
    return {
        pk: (section, shares)
        for pk, section, shares in zip(stored["ids"], stored["section"], stored["scores"], strict=True)
        if any(share is not None for share in shares)
    }


def _shares(rows: list[list[float | None]], metrics: list[int]) -> FloatArray:
    values = [[np.nan if not row or row[metric] is None else row[metric] for metric in metrics] for row in rows]
    return np.array(values, dtype=np.float64).reshape(len(rows), len(metrics))
