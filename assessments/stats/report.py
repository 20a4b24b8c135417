"""The comparison report as one frozen tree, ready to be stored.

Everything here is for the worker and the pages that hide by audience: nothing in it is suppressed yet
(section 14 of the definitions says what each reader may see).
"""

from dataclasses import dataclass
from typing import Any, Self

from assessments.stats.comparison import Comparison
from assessments.stats.counting import DEFINITIONS_BEFORE, Counted
from assessments.stats.discrimination import ItemRest, UpperLower
from assessments.stats.items import ItemDifficulty, SectionItem
from assessments.stats.options import OptionResult
from assessments.stats.pooling import BetweenSections, Steadied
from assessments.stats.records import as_json, as_plain, from_plain
from assessments.stats.reliability import AlphaIfDropped, Reliability
from assessments.stats.scores import Completeness
from assessments.stats.sections import MeanResult, ProficientResult
from assessments.stats.settings import Settings


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One group (the team or a section) on one metric.

    ``unfinished`` scored students have no score yet; ``excused`` ones were exempt from every item of the
    metric. ``levels`` counts students by level, lowest first.
    """

    unfinished: int
    excused: int
    mean: MeanResult
    proficient: ProficientResult
    levels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SectionReport:
    """One section on one metric, and how it compares with the rest of the team.

    ``counted`` confirms or takes back the flag of ``compare_proficient``; None where it has none, and before 1.1.
    """

    section: int
    result: GroupResult
    compare_mean: Comparison
    compare_proficient: Comparison
    steadied_mean: Steadied
    steadied_proficient: Steadied
    counted: Counted | None = None


@dataclass(frozen=True, slots=True)
class MetricReport:
    """The total or one standard: the team's result and every section's.

    ``between_mean`` and ``between_proficient`` say how much of the differences lies between sections.
    """

    name: str
    n_items: int
    max_points: float
    reliability: Reliability
    between_mean: BetweenSections
    between_proficient: BetweenSections
    team: GroupResult
    sections: tuple[SectionReport, ...]


@dataclass(frozen=True, slots=True)
class ItemReport:
    """One item: for the team, in every section, and compared with each section's overall result.

    ``options`` is None for an open item or when choices were not given.
    """

    item: int
    max_points: float
    difficulty: ItemDifficulty
    rest: ItemRest
    discrimination: UpperLower
    alpha_if_dropped: AlphaIfDropped
    options: tuple[OptionResult, ...] | None
    sections: tuple[SectionItem, ...]
    surprises: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class TeamReport:
    """Everything the worker stores about one test of one team; sections are positions 0 to n_sections - 1."""

    definitions_version: str
    settings: Settings
    n_sections: int
    completeness: Completeness
    section_completeness: tuple[Completeness, ...]
    metrics: tuple[MetricReport, ...]
    items: tuple[ItemReport, ...]

    @property
    def is_counted_out(self) -> bool:
        """Whether the headline's flags had to hold when counted out, too."""
        return self.settings.headline == "proficient" and self.definitions_version not in DEFINITIONS_BEFORE

    def headline(self, section: SectionReport) -> Comparison:
        """The comparison whose flag the team chose to see, as carefully as the report says it."""
        if self.settings.headline == "mean":
            return section.compare_mean
        compared, counted = section.compare_proficient, section.counted
        if counted is None:
            return compared
        settings = self.settings
        return compared.with_chance(counted.p, counted.q, min_diff=settings.min_diff, accepted=settings.q)

    def as_plain(self) -> dict[str, Any]:
        """Dicts, lists, numbers, strings and None, for a JSON column."""
        plain: dict[str, Any] = as_plain(self)
        return plain

    def to_json(self) -> str:
        """JSON with full double precision."""
        return as_json(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """The report again from :meth:`as_plain`; a report of another shape raises ``TypeError``."""
        report: Self = from_plain(cls, plain)
        return report
