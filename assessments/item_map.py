"""From one list of items to the next: where each saved score goes when items come, go or change places.

An item is the same in both lists when its identity is. Pure: arrays in, arrays out; docs/decisions/0006-versions.md.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from assessments.cells import EMPTY, EXEMPT


@dataclass(frozen=True, slots=True)
class MappedItem:
    """What the map needs of an item. ``takes_answers``: a selected response, whose answer gives all points or none."""

    identity: Hashable
    max_cell: int
    takes_answers: bool = False


@dataclass(frozen=True, slots=True)
class ItemMap:
    """``sources[i]`` is the place (from 0) in ``old`` of the item at place ``i`` of ``new``; None for an added one."""

    old: tuple[MappedItem, ...]
    new: tuple[MappedItem, ...]
    sources: tuple[int | None, ...]

    @property
    def removed(self) -> tuple[int, ...]:
        """Places in the old list of items that are not in the new one."""
        return tuple(place for place in range(len(self.old)) if place not in self.sources)

    @property
    def added(self) -> tuple[int, ...]:
        """Places in the new list of items that were not in the old one."""
        return tuple(place for place, source in enumerate(self.sources) if source is None)

    @property
    def is_same(self) -> bool:
        """Whether every array stays as it is."""
        return self.old == self.new

    def paper(
        self, cells: Sequence[int], answers: Sequence[str], *, added: int = EXEMPT
    ) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """One paper in the new order; an added item gets ``added``: X (never given) or empty (still to be entered).

        Points stay points whatever the new maximum is (see ``too_high``). Only where an answer earned all the points of
        an item does it earn all of the new ones.
        """
        given = [*answers, *("" for _ in range(len(cells) - len(answers)))]
        moved = [
            (added, "") if source is None else self._moved(place, source, cells[source], given[source])
            for place, source in enumerate(self.sources)
        ]
        return tuple(cell for cell, _ in moved), tuple(answer for _, answer in moved)

    def _moved(self, place: int, source: int, cell: int, answer: str) -> tuple[int, str]:
        old, new = self.old[source], self.new[place]
        if not new.takes_answers:
            return cell, ""
        is_right = answer and cell == old.max_cell
        return (new.max_cell if is_right else cell), answer

    def too_high(self, cells: Sequence[int], answers: Sequence[str]) -> tuple[int, ...]:
        """Places in the new list whose saved points are more than the item now has."""
        moved, _ = self.paper(cells, answers)
        return tuple(place for place, cell in enumerate(moved) if cell > self.new[place].max_cell)

    def lost(self, cells: Sequence[int]) -> int:
        """How many entered cells stand on items that are no longer there."""
        return sum(1 for place in self.removed if cells[place] != EMPTY)


def item_map(old: Sequence[MappedItem], new: Sequence[MappedItem]) -> ItemMap:
    """The map from ``old`` to ``new``; swap the two for the way back."""
    places = {item.identity: place for place, item in enumerate(old)}
    return ItemMap(tuple(old), tuple(new), tuple(places.get(item.identity) for item in new))
