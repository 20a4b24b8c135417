"""What is shown at which size, and to whom (section 2 of the definitions)."""

from enum import StrEnum
from hashlib import sha256

from assessments.stats.privacy import SMALLEST_CELL


class Audience(StrEnum):
    """Who reads: the section's own teacher, the team and its school leaders, or anybody else."""

    OWN = "own"
    TEAM = "team"
    OUTSIDE = "outside"


class Showing(StrEnum):
    """How much of a group's result may be shown."""

    NOT_TESTED = "not_tested"
    HIDDEN = "hidden"
    COUNTS = "counts"
    COUNTS_AND_INTERVAL = "counts_and_interval"
    NO_SINGLE_STUDENTS = "no_single_students"
    EVERYTHING = "everything"
    RANGES = "ranges"


class ItemShowing(StrEnum):
    """Which item statistics have enough students behind them."""

    NOTHING = "nothing"
    DIFFICULTY = "difficulty"
    ROUGH_CORRELATIONS = "rough_correlations"
    ROUGH_OPTIONS = "rough_options"
    EVERYTHING = "everything"


def showing(n: int, audience: Audience, *, k: int = SMALLEST_CELL) -> Showing:
    """What ``audience`` sees of a group of ``n`` tested students; ``k`` does not bind the own teacher."""
    if n == 0:
        return Showing.NOT_TESTED
    if audience is Audience.OWN:
        if n < 5:
            return Showing.COUNTS
        return Showing.COUNTS_AND_INTERVAL if n < 10 else Showing.EVERYTHING
    if n < k:
        return Showing.HIDDEN
    return Showing.NO_SINGLE_STUDENTS if audience is Audience.TEAM else Showing.RANGES


def item_showing(n: int) -> ItemShowing:
    """Difficulty from 10 students; item-rest and alpha from 20, the 27 % index and options from 30; rough below 50."""
    steps = (
        (10, ItemShowing.NOTHING),
        (20, ItemShowing.DIFFICULTY),
        (30, ItemShowing.ROUGH_CORRELATIONS),
        (50, ItemShowing.ROUGH_OPTIONS),
    )
    return next((step for below, step in steps if n < below), ItemShowing.EVERYTHING)


def blind_size(n: int) -> str | None:
    """The band a blind view names instead of a section's size; None below 10, where the section is hidden."""
    if n < 10:
        return None
    return "10-19" if n < 20 else "20-29" if n < 30 else "30+"


def blind_letters(run: str, n_sections: int) -> tuple[str, ...]:
    """A letter for each section (A, B, ... Z, AA), in an order that follows from the report run's name alone."""
    drawn = sorted(range(n_sections), key=lambda section: sha256(f"{run}/{section}".encode()).digest())
    letters = [""] * n_sections
    for place, section in enumerate(drawn):
        letters[section] = _letter(place)
    return tuple(letters)


def _letter(place: int) -> str:
    first, last = divmod(place, 26)
    return (_letter(first - 1) if first else "") + chr(ord("A") + last)
