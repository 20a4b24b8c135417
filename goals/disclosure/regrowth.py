"""What became of a plan's groups from the CFA to its re-check (statistics.md, section 13). Pure.

Beside a group's gain stand two references: what low scores regain by themselves, and the students just above the cut
who were in no group. Neither was dealt by chance, and the page says so.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assessments.disclosure.groups import COUNTS_ONLY_BELOW
from assessments.disclosure.matched import FirstTest, Matched, Sitting, grown, matched, metrics_of
from assessments.stats.conventions import CUT_TOLERANCE
from assessments.stats.growth import EFFECT_SHOWN_FROM, EffectSize, gain, hedges_g

NEAR: Final = 0.20
"""How far above the cut, in shares of the points, somebody still only just did not need a group."""

Students = NDArray[np.bool_]


@dataclass(frozen=True)
class Moved:
    """One student's share of the skill's points before and after; None: no score there."""

    before: float | None
    after: float | None
    has_it: bool


@dataclass(frozen=True)
class GroupGain:
    """``n`` of ``members`` took both tests; ``withheld`` is a reason code, and then there is no figure.

    ``low_n`` are those below the cut before, of whom ``expected`` would have come by itself; ``beyond`` is the rest.
    """

    members: int
    n: int
    withheld: str = ""
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    up: int = 0
    down: int = 0
    low_n: int = 0
    expected: float | None = None
    beyond: float | None = None
    effect: EffectSize | None = None

    @property
    def low_mean(self) -> float:
        """The gain of the low ones alone, which is what ``expected`` and ``beyond`` are the two parts of."""
        return (self.expected or 0.0) + (self.beyond or 0.0)

    @property
    def is_mixed(self) -> bool:
        """Somebody in it was not below the cut before."""
        return self.expected is not None and self.low_n < self.n


@dataclass(frozen=True)
class NearMiss:
    """The students just above the cut who were in no group; ``compared`` is the two gains' difference, Hedges' g."""

    withheld: str = ""
    n: int = 0
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    compared: EffectSize | None = None


@dataclass(frozen=True)
class Regrowth:
    """``groups`` by id; ``together`` are all students of groups that were to reach the cut."""

    groups: Mapping[int, GroupGain]
    together: GroupGain
    near: NearMiss
    students: Mapping[int, Moved]
    cut_before: float
    cut: float


@dataclass(frozen=True)
class Taught:
    """Who was in which group of the plan, by group; ``extension`` of these groups are of students who knew it.

    ``elsewhere`` are classes (ids) that were taught again as a whole. ``named`` are the students the reader may know,
    ``known`` the classes whose students those are: what is left of the team without them is not to be a few.
    """

    members: Mapping[int, Collection[int]]
    extension: Collection[int]
    elsewhere: Collection[int]
    known: Collection[int]
    named: Collection[int]
    smallest_group: int


def regrowth_of(
    first: Sitting, second: Sitting, links: Mapping[int, int], standard_id: int, taught: Taught
) -> Regrowth | None:
    """On the first test's standard; None where the two tests do not both ask for it."""
    asked = [standard["id"] for standard in first.figures["standards"]]
    pairs, _ = metrics_of(first, second, links)
    wanted = [pair for pair in pairs if pair[1] and asked[pair[1] - 1] == standard_id]
    if not wanted:
        return None
    view = _View(first, second, wanted[0], matched(first, second, wanted[:1]), taught)
    groups = {pk: view.gain(members) for pk, members in taught.members.items()}
    everybody = [pk for group, members in taught.members.items() if group not in taught.extension for pk in members]
    hidden = [
        pk for group, members in taught.members.items() if groups[group].withheld == "suppressed" for pk in members
    ]
    together = view.gain(everybody)
    if view.are_few(set(hidden) & set(everybody)):
        together = GroupGain(together.members, together.n, "complementary")
    return Regrowth(
        groups=groups,
        together=together,
        near=view.near(everybody),
        students={pk: view.moved(pk) for pk in taught.named},
        cut_before=first.cut,
        cut=second.cut,
    )


@dataclass(frozen=True)
class _View:
    first: Sitting
    second: Sitting
    pair: tuple[int, int]
    students: Matched
    taught: Taught

    def _are(self, ids: Collection[int]) -> Students:
        return np.isin(self.students.ids, list(ids))

    @property
    def _both(self) -> Students:
        return self.students.both(0)

    def moved(self, student_id: int) -> Moved:
        rows = np.flatnonzero(self.students.ids == student_id)
        if not rows.size:
            return Moved(None, None, has_it=False)
        before, after = (float(column[rows[0], 0]) for column in (self.students.before, self.students.after))
        has_it = not np.isnan(after) and after >= self.second.cut - CUT_TOLERANCE
        return Moved(None if np.isnan(before) else before, None if np.isnan(after) else after, has_it)

    def are_few(self, students: Collection[int]) -> bool:
        """Whether a figure of these would be one of a few whom the reader has not by name."""
        others = int((self._are(students) & self._both & ~self._are(self.taught.named)).sum())
        return 0 < others < self.taught.smallest_group

    def gain(self, members: Collection[int]) -> GroupGain:
        group = self._are(members) & self._both
        n = int(group.sum())
        found = GroupGain(members=len(set(members)), n=n)
        if self.are_few(members):
            return replace(found, withheld="suppressed")
        if n < COUNTS_ONLY_BELOW:
            return replace(found, withheld="n_small" if n else "n0")
        before, after = self.students.before[group, 0], self.students.after[group, 0]
        # Members were chosen by their scores: their effect leans on the whole team's spread, never on their own.
        said = grown(before, after, self._first_test(), self.second.cut, is_everybody=False)
        bounce = said.low.bounce if said.low.gain.n >= COUNTS_ONLY_BELOW else None
        return replace(
            found,
            mean=said.gain.mean_gain,
            low=said.gain.ci_low,
            high=said.gain.ci_high,
            up=said.proficient.up,
            down=said.proficient.down,
            low_n=said.low.gain.n,
            expected=bounce.expected_gain if bounce else None,
            beyond=bounce.gain_beyond if bounce else None,
            effect=said.effect,
        )

    def near(self, in_groups: Collection[int]) -> NearMiss:
        before = self.students.before[:, 0]
        cut = self.first.cut - CUT_TOLERANCE
        every = [pk for members in self.taught.members.values() for pk in members]
        just_above = self._both & (before >= cut) & (before < self.first.cut + NEAR - CUT_TOLERANCE)
        just_above &= ~self._are(every) & ~np.isin(self.students.section_before, list(self.taught.elsewhere))
        n, least = int(just_above.sum()), self.taught.smallest_group
        others = int((just_above & ~np.isin(self.students.section_before, list(self.taught.known))).sum())
        if n == 0:
            return NearMiss("n0")
        if n < least:
            return NearMiss("suppressed")
        if 0 < others < least:
            return NearMiss("complementary")
        found = gain(before[just_above], self.students.after[just_above, 0])
        return NearMiss(
            "", n, found.mean_gain, found.ci_low, found.ci_high, self._compared(self._are(in_groups), just_above)
        )

    def _compared(self, group: Students, near: Students) -> EffectSize | None:
        gains = self.students.after[:, 0] - self.students.before[:, 0]
        one, other = gains[group & self._both], gains[near]
        if min(one.size, other.size) < EFFECT_SHOWN_FROM:
            return None
        found = hedges_g(one, other)
        return found if isinstance(found, EffectSize) else None

    def _first_test(self) -> FirstTest:
        """Without the team's mean where a few others would be what is left of it."""
        first = self.first.as_first(self.pair[1])
        others = self.students.has(0)[0] & ~np.isin(self.students.section_before, list(self.taught.known))
        is_exposed = 0 < int(others.sum()) < self.taught.smallest_group
        return FirstTest(first.cut, None, None, None) if is_exposed else first
