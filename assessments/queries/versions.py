"""What another list of items would do to the papers that are saved, class by class, before anybody says yes."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.cells import EMPTY
from assessments.item_map import ItemMap, item_map
from assessments.models import Assessment, AssessmentVersion, Item, Result, ResultStatus
from assessments.queries.building import items_with_standards, mapped_items
from plc.schools.models import Section


@dataclass(frozen=True)
class ClassMoves:
    """One class: its papers, the entered scores that leave the papers, and the scored papers an added item comes to."""

    name: str
    papers: int
    scores_out: int
    papers_with_added: int


@dataclass(frozen=True)
class OtherMaximum:
    label: str
    was: str
    becomes: str


@dataclass(frozen=True)
class VersionPreview:
    """What is added, taken out, worth something else or in another place, and whom it touches.

    ``obstacles`` are sentences that must be settled first.
    """

    moves: ItemMap
    added: tuple[str, ...]
    removed: tuple[str, ...]
    maxima: tuple[OtherMaximum, ...]
    moved: int
    classes: tuple[ClassMoves, ...]
    obstacles: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        return self.moves.is_same

    @property
    def papers(self) -> int:
        return sum(row.papers for row in self.classes)

    @property
    def scores_out(self) -> int:
        return sum(row.scores_out for row in self.classes)

    @property
    def papers_with_added(self) -> int:
        return sum(row.papers_with_added for row in self.classes)


def moves_of(assessment: Assessment, new: AssessmentVersion) -> ItemMap:
    """The map from the items in use to those in preparation."""
    old = items_with_standards(assessment.current_version)
    return item_map(mapped_items(old), mapped_items(items_with_standards(new)))


def version_preview(assessment: Assessment, new: AssessmentVersion) -> VersionPreview:
    """A fixed number of queries; every attempt counts as a paper."""
    old_items, new_items = items_with_standards(assessment.current_version), items_with_standards(new)
    moves = item_map(mapped_items(old_items), mapped_items(new_items))
    results = list(Result.objects.filter(assessment=assessment, version=assessment.current_version_id))
    too_high = papers_too_high(moves, results)
    return VersionPreview(
        moves=moves,
        added=tuple(new_items[place].label for place in moves.added),
        removed=tuple(old_items[place].label for place in moves.removed),
        maxima=_maxima(moves, old_items, new_items),
        moved=_moved(moves),
        classes=_classes(moves, results),
        obstacles=tuple(too_high_sentence(new_items[place], n) for place, n in sorted(too_high.items())),
    )


def _maxima(moves: ItemMap, old: list[Item], new: list[Item]) -> tuple[OtherMaximum, ...]:
    return tuple(
        OtherMaximum(new[place].label, old[source].max_points, new[place].max_points)
        for place, source in enumerate(moves.sources)
        if source is not None and old[source].max_cell != new[place].max_cell
    )


def _moved(moves: ItemMap) -> int:
    """How many of the items that stay come in another order among themselves."""
    order = [source for source in moves.sources if source is not None]
    return sum(1 for now, before in zip(order, sorted(order), strict=True) if now != before)


def _classes(moves: ItemMap, results: Iterable[Result]) -> tuple[ClassMoves, ...]:
    by_section: dict[int, list[Result]] = {}
    for result in results:
        by_section.setdefault(result.section_id, []).append(result)
    names = dict(Section.objects.filter(pk__in=by_section).order_by("name", "pk").values_list("pk", "name"))
    return tuple(
        ClassMoves(
            name=name,
            papers=len(by_section[section_id]),
            scores_out=sum(moves.lost(result.cells) for result in by_section[section_id]),
            papers_with_added=sum(1 for result in by_section[section_id] if _is_scored(result)) if moves.added else 0,
        )
        for section_id, name in names.items()
    )


def _is_scored(result: Result) -> bool:
    return result.status == ResultStatus.SCORED and any(cell != EMPTY for cell in result.cells)


def papers_too_high(moves: ItemMap, results: Iterable[Result]) -> dict[int, int]:
    """By place in the new list, how many papers have more points than the item would then have."""
    papers: dict[int, int] = {}
    for result in results:
        for place in moves.too_high(result.cells, result.answers):
            papers[place] = papers.get(place, 0) + 1
    return papers


def too_high_sentence(item: Item, papers: int) -> str:
    have = "saved paper has" if papers == 1 else "saved papers have"
    point = "point" if item.max_points == "1" else "points"
    return f"{papers} {have} more than {item.max_points} {point} on item {item.label}."
