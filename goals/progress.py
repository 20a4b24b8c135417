"""Where a student stands on a standard over the year: first and latest attempt side by side. Pure.

The latest attempt is the one that counts (statistics.md, section 1): nothing decays, nothing is averaged over tests,
and one item alone is never called proficient (docs/decisions/0017-mastery.md).
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assessments.disclosure.needs import CLOSE
from assessments.stats.conventions import CUT_TOLERANCE
from assessments.stats.reading import FewItems, few_items


class Standing(StrEnum):
    """What one attempt says."""

    PROFICIENT = "proficient"
    CLOSE = "close"
    NOT_YET = "not_yet"
    FEW_ITEMS = "few_items"


WORDS: Final = {
    Standing.PROFICIENT: "Proficient",
    Standing.CLOSE: "Close",
    Standing.NOT_YET: "Not yet",
    Standing.FEW_ITEMS: "Can’t tell",
}
SIGNS: Final = {Standing.PROFICIENT: "●", Standing.CLOSE: "◐", Standing.NOT_YET: "○", Standing.FEW_ITEMS: "?"}

MISSING_WORDS: Final = {
    "absent": "Absent",
    "make_up": "Make-up due",
    "exempt": "Exempt",
    "not_assessed": "Not assessed",
    "unfinished": "Not all entered",
    "no_items": "Exempt from its items",
    "elsewhere": "In another class",
    "waiting": "No paper yet",
}
"""Why an attempt has no share. ``elsewhere``: taken in a class whose papers this reader may not see."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt on one standard: a share of the points of its ``items`` that count, or why there is none.

    ``cut`` is that test's own, as the team agreed before it; ``number`` is 1 for the first paper of a CFA.
    """

    assessment_id: int
    title: str
    on: datetime.date
    number: int
    cut: float
    items: int = 0
    share: float | None = None
    missing: str = ""

    @property
    def standing(self) -> Standing | None:
        if self.share is None:
            return None
        if few_items(self.items) is FewItems.HINT:
            return Standing.FEW_ITEMS
        if self.share >= self.cut - CUT_TOLERANCE:
            return Standing.PROFICIENT
        return Standing.CLOSE if self.share >= self.cut - CLOSE - CUT_TOLERANCE else Standing.NOT_YET

    @property
    def word(self) -> str:
        return MISSING_WORDS[self.missing] if self.standing is None else WORDS[self.standing]

    @property
    def sign(self) -> str:
        return "–" if self.standing is None else SIGNS[self.standing]

    @property
    def hint(self) -> str:
        """What stands beside so few items."""
        few = few_items(self.items) if self.share is not None else None
        hints = {FewItems.HINT: "1 item: not enough to tell", FewItems.READ_WITH_CARE: "2 items: read with care"}
        return hints.get(few, "") if few else ""


@dataclass(frozen=True, slots=True)
class Progress:
    """One student on one standard: the attempts in the order of their days."""

    attempts: tuple[Attempt, ...]

    @property
    def scored(self) -> tuple[Attempt, ...]:
        return tuple(attempt for attempt in self.attempts if attempt.share is not None)

    @property
    def first(self) -> Attempt | None:
        return next((attempt for attempt in self.attempts if attempt.share is not None), None)

    @property
    def latest(self) -> Attempt | None:
        return next((attempt for attempt in reversed(self.attempts) if attempt.share is not None), None)

    @property
    def missing(self) -> Attempt | None:
        """The newest attempt, where it has no share."""
        last = self.attempts[-1] if self.attempts else None
        return last if last is not None and last.share is None else None


@dataclass(frozen=True, slots=True)
class Counts:
    """A column or a row in numbers: ``proficient`` of ``known`` students (or standards), the others by why."""

    proficient: int
    known: int
    few_items: int
    untested: int


def progress_of(attempts: Iterable[Attempt]) -> Progress:
    return Progress(tuple(sorted(attempts, key=lambda each: (each.on, each.assessment_id, each.number))))


def counts_of(cells: Sequence[Progress]) -> Counts:
    """By the latest attempt of each cell."""
    latest = [cell.latest.standing if cell.latest else None for cell in cells]
    few, untested = latest.count(Standing.FEW_ITEMS), latest.count(None)
    return Counts(latest.count(Standing.PROFICIENT), len(latest) - few - untested, few, untested)
