"""Which groups of a line one reader may not see, and how exactly the others are said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor

from assessments.disclosure.records import Reader
from assessments.stats import TeamReport
from assessments.stats.privacy import CellState, suppress_line

COUNTS_ONLY_BELOW = 5


@dataclass(frozen=True)
class Classes:
    """The sections of a run as one reader meets them: order, which are own, what they are called."""

    order: tuple[int, ...]
    own: tuple[int, ...]
    names: dict[int, str]
    reader: Reader
    report: TeamReport


def hidden_groups(
    groups: Mapping[int, tuple[int, int | None]], own: Sequence[int], team_size: int, least: int
) -> tuple[dict[int, str], bool]:
    """Which classes this reader may not see, and why; and whether the team's own figure must go with them.

    ``groups``: students and, where that is shown too, proficient ones, by class. One's own class hides nothing and is
    known to its reader, so the rule for a line of groups is applied to what is left of the total without it.
    """
    if not groups:
        return {}, 0 < team_size < least
    others = [index for index in groups if index not in own]
    proficient = [groups[index][1] for index in others]
    line = suppress_line(
        [groups[index][0] for index in others],
        k=least,
        y=None if None in proficient else [y for y in proficient if y is not None],
        told_apart=True,  # the page says of each which of the two it is
    )
    words = {CellState.PRIMARY: "suppressed", CellState.COMPLEMENTARY: "complementary"}
    hidden = {index: words[state] for index, state in zip(others, line.cells, strict=True) if state in words}
    return hidden, line.total in words


def whole_percent(share: float | None) -> float | None:
    """For blind classes: all digits of a mean tell how many it was divided by, and a class of 31 gives itself away."""
    return None if share is None else floor(100 * share + 0.5 + 1e-9) / 100
