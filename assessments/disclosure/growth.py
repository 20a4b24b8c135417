"""Growth from a CFA to its re-check, of the students who took both (statistics.md, section 13). Pure.

The team's growth and that of one's own classes; colleagues' classes are in no record. What would leave a small group
of other students between two figures is left out with the figure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assessments.disclosure.groups import COUNTS_ONLY_BELOW, ONE_TEACHER, Classes, hint_of, whole_percent
from assessments.disclosure.matched import FirstTest, Grown, LowScorers, Matched, Sitting, grown, matched, metrics_of
from assessments.stats.conventions import CUT_TOLERANCE
from assessments.stats.growth import EffectSize

BLURRED_FROM: Final = 67
"""Students from whom on three whole percents (two reports and a gain) leave one more student's score anywhere.

Each may be off by half a point for every student, and 3 · 0.5 · 67 is more than the 100 there are.
"""
Saying = Callable[[float | None], float | None]
Students = NDArray[np.bool_]
"""Who of all that took either test belongs to a group."""


@dataclass(frozen=True)
class Bounce:
    """Low scorers as a page says them, in shares of the points: ``expected`` of itself, ``beyond`` that."""

    n: int
    gain: float | None
    low: float | None
    high: float | None
    expected: float | None
    beyond: float | None


@dataclass(frozen=True)
class Line:
    """One group on one metric as one reader may know it; ``withheld`` is a reason code, and then there is no figure.

    ``up`` and ``down`` are students, ``change`` their difference as a share of ``n``. ``leans_on_team``: the effect is
    in standard deviations of the whole team, not of those asked again.
    """

    name: str
    code: str
    hint: str
    n: int | None = None
    withheld: str = ""
    gain: float | None = None
    low: float | None = None
    high: float | None = None
    up: int | None = None
    down: int | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    bounce: Bounce | None = None
    effect: EffectSize | None = None
    leans_on_team: bool = False


@dataclass(frozen=True)
class GroupGrowth:
    """The team or an own class: students with both tests, with one of them alone (None: hidden), and the lines."""

    name: str
    both: int | None
    only_first: int | None
    only_second: int | None
    lines: tuple[Line, ...]

    @property
    def says_counts(self) -> bool:
        return any(line.up is not None for line in self.lines)

    @property
    def has_bounce(self) -> bool:
        return any(line.bounce for line in self.lines)

    @property
    def has_effect(self) -> bool:
        return any(line.effect for line in self.lines)

    @property
    def leans_on_team(self) -> bool:
        return any(line.leans_on_team for line in self.lines)


@dataclass(frozen=True)
class GrowthView:
    """``compares_whole``: both tests ask for the same skills, so the first line is of the whole papers."""

    team: GroupGrowth
    own: tuple[GroupGrowth, ...]
    compares_whole: bool
    cut_before: float
    cut: float


def growth_view(first: Sitting, second: Sitting, links: Mapping[int, int], classes: Classes) -> GrowthView:
    """What this reader may know of the growth. ``links``: a standard's id in the second test → in the first.

    ``classes`` are the second test's, as its reader meets them.
    """
    pairs, compares_whole = metrics_of(first, second, links)
    students = matched(first, second, pairs)
    team = np.full(students.section.shape, True)
    view = _Eyes(first, second, pairs, students, classes)
    return GrowthView(
        team=view.group("Team", team, is_team=True),
        own=tuple(
            view.group(
                second.figures["sections"][place]["name"],
                students.section == place,
                section_id=second.figures["sections"][place]["id"],
            )
            for place in sorted(classes.own)
        ),
        compares_whole=compares_whole,
        cut_before=first.cut,
        cut=second.cut,
    )


@dataclass(frozen=True)
class _Eyes:
    """Both tests with the reader of the second."""

    first: Sitting
    second: Sitting
    pairs: list[tuple[int, int]]
    students: Matched
    classes: Classes

    def group(
        self, name: str, members: Students, *, is_team: bool = False, section_id: int | None = None
    ) -> GroupGrowth:
        students = self.students
        before = members if is_team else students.section_before == section_id
        only_first = int((before & students.took_first & ~students.took_second).sum())
        only_second = int((members & students.took_second & ~students.took_first).sum())
        both = members & students.took_first & students.took_second
        hidden = self._hidden(both) if is_team else ""
        return GroupGrowth(
            name=name,
            both=None if hidden else int(both.sum()),
            only_first=None if hidden else only_first,
            only_second=None if hidden else only_second,
            lines=tuple(self._line(column, members, is_team=is_team) for column in range(len(self.pairs))),
        )

    def _hidden(self, group: Students) -> str:
        """Why a figure of the team may not be said: it is of a small group, or leaves one beside a reader's own."""
        n, least = int(group.sum()), self.classes.reader.smallest_group
        if n == 0:
            return "n0"
        if n < least:
            return "suppressed"
        if self._is_of_one_teacher(group):
            return ONE_TEACHER
        left = (int((group & ~np.isin(self.students.section, known)).sum()) for known in self._known)
        return "complementary" if any(0 < others < least for others in left) else ""

    def _is_of_one_teacher(self, group: Students) -> bool:
        places = self.students.section[group & (self.students.section >= 0)]
        return self.classes.is_of_one_teacher(np.bincount(places, minlength=len(self.classes.teachers)).tolist())

    @property
    def _known(self) -> tuple[tuple[int, ...], ...]:
        """The classes, by place, that each of those who read this knows as their own."""
        return (self.classes.own, *self.classes.knowers)

    def _line(self, column: int, members: Students, *, is_team: bool) -> Line:
        place, place_before = self.pairs[column]
        standard = self.second.figures["standards"][place - 1] if place else None
        name, code = (standard["short_name"], standard["code"]) if standard else ("The whole paper", "")
        n_items = min(self.second.n_items(place), self.first.n_items(place_before))
        hint = hint_of(n_items)
        line, group = Line(name, code, hint), members & self.students.both(column)
        hidden = self._hidden(group) if is_team else ("" if group.any() else "n0")
        n, is_inside = int(group.sum()), self.classes.reader.is_inside
        leaves_few = not is_inside and self._leaves_few(column)
        if not hidden and leaves_few and n < BLURRED_FROM:
            hidden = "complementary"
        if hidden:
            return replace(line, withheld=hidden)
        found = self._grown(column, group)
        line = replace(line, n=n)
        if not leaves_few:
            line = replace(line, up=found.proficient.up, down=found.proficient.down)
        if n < COUNTS_ONLY_BELOW:
            return replace(line, withheld="n_small")
        said: Saying = _exactly if is_inside else whole_percent
        line = replace(
            line,
            gain=said(found.gain.mean_gain),
            low=said(found.gain.ci_low),
            high=said(found.gain.ci_high),
            effect=found.effect if is_inside else None,
            leans_on_team=not self.students.is_everybody,
        )
        if leaves_few:
            return line
        return replace(
            line,
            change=said(found.proficient.change),
            change_low=said(found.proficient.ci_low),
            change_high=said(found.proficient.ci_high),
            bounce=_bounce(found.low, said) if self._says_low(column, group, is_team=is_team) else None,
        )

    def _says_low(self, column: int, group: Students, *, is_team: bool) -> bool:
        """Low scorers are a group of the team, and so are the others."""
        low = group & (self.students.before[:, column] < self.first.cut - CUT_TOLERANCE)
        return not is_team or all(self._hidden(part) in {"", "n0"} for part in (low, group & ~low))

    def _leaves_few(self, column: int) -> bool:
        """Whether a few students have one of the tests alone.

        Each report says how many of all were proficient, so how many of those with both were would give the few away.
        """
        before, after, both = self.students.has(column)
        least = self.classes.reader.smallest_group
        return any(0 < int((one & ~both).sum()) < least for one in (before, after))

    def _first_test(self, column: int) -> FirstTest:
        """Without the team's mean and spread where the first report hides them: own classes' growth leans on both."""
        first, students, reader = self.first.as_first(self.pairs[column][1]), self.students, self.classes.reader
        took, sections = students.has(column)[0], self.second.figures["sections"]
        of_knowers = [[sections[place]["id"] for place in known] for known in self.classes.knowers]
        for known in (list(reader.own_section_ids), *of_knowers):
            if 0 < int((took & ~np.isin(students.section_before, known)).sum()) < reader.smallest_group:
                return FirstTest(first.cut, None, None, None)
        return first

    def _grown(self, column: int, group: Students) -> Grown:
        return grown(
            self.students.before[group, column],
            self.students.after[group, column],
            self._first_test(column),
            self.second.cut,
            is_everybody=self.students.is_everybody,
        )


def _exactly(share: float | None) -> float | None:
    return share


def _bounce(low: LowScorers, said: Saying) -> Bounce | None:
    """Nothing below five students: one gain more or less would be what is read."""
    if low.gain.n < COUNTS_ONLY_BELOW:
        return None
    return Bounce(
        n=low.gain.n,
        gain=said(low.gain.mean_gain),
        low=said(low.gain.ci_low),
        high=said(low.gain.ci_high),
        expected=said(low.bounce.expected_gain) if low.bounce else None,
        beyond=said(low.bounce.gain_beyond) if low.bounce else None,
    )
