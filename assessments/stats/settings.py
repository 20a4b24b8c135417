"""The team's settings a report is computed with and stored with."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

Headline = Literal["mean", "proficient"]
FEWEST_K: Final = 5


@dataclass(frozen=True, slots=True)
class Settings:
    """``cut``, ``levels`` and ``min_diff`` are proportions of the possible points.

    ``cut``: from here on a student is proficient. ``levels``: rising level cuts; a student's level is the
    number of them reached. ``min_diff``: the smallest difference worth a flag. ``q``: the share of false
    flags accepted (Benjamini-Hochberg). ``headline``: the comparison whose flags are shown. ``k``: the fewest
    students a shown cell holds, 5 or more. ``adjusted``: whether prior achievement is taken into account beside it.
    The last two change no number of a report; they are stored with it because they decide what is shown of it.
    """

    cut: float = 0.7
    levels: tuple[float, ...] = ()
    min_diff: float = 0.10
    q: float = 0.05
    headline: Headline = "mean"
    k: int = 10
    adjusted: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.cut <= 1:
            raise ValueError("cut must lie above 0 and not above 1")
        if not all(0 < level <= 1 for level in self.levels) or any(a >= b for a, b in pairwise(self.levels)):
            raise ValueError("levels must rise and lie above 0 and not above 1")
        if not (0 <= self.min_diff <= 1 and 0 < self.q < 1):
            raise ValueError("min_diff must lie in 0 to 1 and q between 0 and 1")
        if self.headline not in {"mean", "proficient"}:
            raise ValueError("headline must be 'mean' or 'proficient'")
        if self.k < FEWEST_K:
            raise ValueError(f"k must be {FEWEST_K} or more")
