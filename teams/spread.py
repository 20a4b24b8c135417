"""How answers spread between agreeing and disagreeing, and which of them may be told to whom.

Pure: counts in, counts and reasons out. Two readers: the team itself, which sees its own from three answers on, and
leaders, who see groups of a size the district sets, never so that one small group is what is left of a total. See
docs/decisions/0014-self-assessment.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

TEAM_MINIMUM: Final = 3
STEPS_FROM: Final = 5
LEADERS_FLOOR: Final = 5


@dataclass(frozen=True)
class Counts:
    """How many gave each answer to one statement."""

    strongly_disagree: int = 0
    disagree: int = 0
    agree: int = 0
    strongly_agree: int = 0
    cannot_say: int = 0

    @property
    def for_it(self) -> int:
        return self.agree + self.strongly_agree

    @property
    def against(self) -> int:
        return self.strongly_disagree + self.disagree

    @property
    def n(self) -> int:
        """Who agreed or disagreed; “can’t say” is neither, and in no share."""
        return self.for_it + self.against

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.strongly_disagree + other.strongly_disagree,
            self.disagree + other.disagree,
            self.agree + other.agree,
            self.strongly_agree + other.strongly_agree,
            self.cannot_say + other.cannot_say,
        )


def count(choices: Sequence[int]) -> Counts:
    """Of choices 0 (can't say) to 4 (strongly agree)."""
    given = [choices.count(choice) for choice in range(5)]
    return Counts(given[1], given[2], given[3], given[4], given[0])


def is_divided(counts: Counts) -> bool:
    """At least a third on either side, and two people at least: one alone is not to be pointed at."""
    fewer = min(counts.for_it, counts.against)
    return fewer >= 2 and 3 * fewer >= counts.n


def shows_steps(counts: Counts) -> bool:
    """Whether a team sees how strongly it agrees. Below five answers the finer steps would say who is who."""
    return counts.n >= STEPS_FROM


def leaders_minimum(smallest_group: int) -> int:
    """The fewest answers that leaders are shown; ``smallest_group`` is the district's own threshold."""
    return max(LEADERS_FLOOR, smallest_group)


@dataclass(frozen=True)
class Line:
    """Which of several groups may be shown beside their total, and whether the total may."""

    shown: tuple[bool, ...]
    total: bool


def line(groups: Sequence[Counts], minimum: int) -> Line:
    """Hide what is small, and as much beside it as keeps the small from being the rest of the total.

    Groups of fewer than ``minimum`` answers are hidden. What is hidden must then be at least two groups, together
    ``minimum`` answers, and not of one mind; until it is so, the smallest shown group is hidden too (ties: the one
    named first). Where that does not help, the total is hidden as well. A total of everything hidden needs no more than
    its size: it is told in ranges, which keep a total of one mind from being told from one that is nearly so.
    """
    shown = [group.n >= minimum for group in groups]
    while _tells(groups, shown, minimum):
        candidates = [place for place, is_shown in enumerate(shown) if is_shown]
        if not candidates:
            return Line(tuple(shown), total=False)
        shown[min(candidates, key=lambda place: groups[place].n)] = False
    return Line(tuple(shown), total=sum(group.n for group in groups) >= minimum)


def _tells(groups: Sequence[Counts], shown: Sequence[bool], minimum: int) -> bool:
    """Whether total less shown would tell what a few people, or all of the rest alike, have said."""
    hidden = [group for group, is_shown in zip(groups, shown, strict=True) if not is_shown and group.n]
    if not hidden:
        return False
    rest = sum(hidden, Counts())
    if rest.n < minimum:
        return True
    if not any(shown):
        return False
    return len(hidden) < 2 or not rest.for_it or not rest.against


@dataclass(frozen=True)
class Share:
    """How many in a hundred agree, as leaders read it. ``edge`` says that it is so many or more ("high") or fewer."""

    agree: int
    n: int
    edge: str = ""

    @property
    def disagree(self) -> int:
        return 100 - self.agree


def share(counts: Counts) -> Share:
    """Whole percents, with the ends of the scale in one range: nobody reads there that all, or all but one, agreed.

    The ranges are those of NCES 2011-603 for the ends of a distribution, by the number of answers; ``counts.n`` > 0.
    """
    end = 20 if counts.n < 20 else 10 if counts.n < 40 else 5 if counts.n < 100 else 2
    agree = (200 * counts.for_it + counts.n) // (2 * counts.n)
    if agree >= 100 - end:
        return Share(100 - end, counts.n, "high")
    if agree <= end:
        return Share(end, counts.n, "low")
    return Share(agree, counts.n)
