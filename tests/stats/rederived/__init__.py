"""The definitions once more, one number at a time and straight from their text: loops, scipy's own tests, no library.

Slow and plain on purpose, so that a mistake in the vectorised library cannot be made here in the same way. A student is
a dict: ``section``, ``status`` and, by item, a cell as in scores.csv. Items are dicts as in items.csv.
"""

from tests.stats.rederived.comparisons import comparisons, item_surprises
from tests.stats.rederived.growth import ancova, gain, gain_smcr, hedges_g, mcnemar, small_sample_j, smart
from tests.stats.rederived.items import (
    alpha,
    disc27,
    distractor,
    item_difficulty,
    item_rest,
    near_cut,
    section_item,
    sem,
)
from tests.stats.rederived.people import Team
from tests.stats.rederived.privacy import outside_range, suppressed_line
from tests.stats.rederived.sections import levels, pool, section_mean, section_proficient, wilson

__all__ = [
    "Team",
    "alpha",
    "ancova",
    "comparisons",
    "disc27",
    "distractor",
    "gain",
    "gain_smcr",
    "hedges_g",
    "item_difficulty",
    "item_rest",
    "item_surprises",
    "levels",
    "mcnemar",
    "near_cut",
    "outside_range",
    "pool",
    "section_item",
    "section_mean",
    "section_proficient",
    "sem",
    "small_sample_j",
    "smart",
    "suppressed_line",
    "wilson",
]
