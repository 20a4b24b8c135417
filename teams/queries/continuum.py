"""Reads of the continuum: its words, and where a team has seen itself over time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from teams.continuum_texts import INDICATORS, STAGE_NAMES
from teams.models import ContinuumIndicator, ContinuumMark, ContinuumStage, Dimension, Team
from teams.queries.surveys import DIMENSIONS

LEVELS: Final = (1, 2, 3, 4)


@dataclass(frozen=True)
class Indicator:
    """One thing to look at, with its description at each of the four stages."""

    number: int
    dimension: str
    name: str
    stages: tuple[str, str, str, str]

    @property
    def dimension_label(self) -> str:
        return str(Dimension(self.dimension).label)


@dataclass(frozen=True)
class Standing:
    """Where a team stands on one indicator; ``mark`` None: not looked at yet. ``reworded``: since it was marked."""

    indicator: Indicator
    mark: ContinuumMark | None
    reworded: bool

    @property
    def level(self) -> int:
        return self.mark.level if self.mark else 0


DEFAULT: Final = tuple(
    Indicator(number, each.dimension, each.name, each.stages) for number, each in enumerate(INDICATORS, start=1)
)


def stage_names() -> tuple[str, ...]:
    """What the district calls the four stages, from the first."""
    own = dict(ContinuumStage.objects.values_list("level", "name"))
    return tuple(own.get(level, name) for level, name in zip(LEVELS, STAGE_NAMES, strict=True))


def indicators() -> tuple[Indicator, ...]:
    """The district's own, or those every district begins with while it has none."""
    rows = ContinuumIndicator.objects.filter(is_current=True)
    return in_order(indicator_of(row) for row in rows) or DEFAULT


def indicator_of(row: ContinuumIndicator) -> Indicator:
    return Indicator(row.number, row.dimension, row.name, (row.first, row.second, row.third, row.fourth))


def in_order(found: Iterable[Indicator]) -> tuple[Indicator, ...]:
    return tuple(sorted(found, key=lambda each: (DIMENSIONS.index(Dimension(each.dimension)), each.number)))


def standings_of(team: Team, looked_at: Sequence[Indicator]) -> tuple[Standing, ...]:
    """The latest mark on each indicator, whatever its words were then; one query."""
    latest: dict[int, ContinuumMark] = {}
    for mark in marks_of(team).order_by("marked_on", "pk"):
        latest[mark.indicator.number] = mark
    return tuple(
        Standing(
            each,
            latest.get(each.number),
            each.number in latest and indicator_of(latest[each.number].indicator) != each,
        )
        for each in looked_at
    )


def marks_of(team: Team) -> QuerySet[ContinuumMark]:
    """All marks of a team, the newest first."""
    return (
        ContinuumMark.objects.filter(team=team).select_related("indicator", "marked_by").order_by("-marked_on", "-pk")
    )
