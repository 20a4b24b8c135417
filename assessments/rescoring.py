"""One column of papers scored anew by a key. Pure: cells and answers in, cells out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.importing import ItemSpec
from assessments.importing.keys import points_by_key

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marked:
    """One paper's cell of the item: ``student_id`` and ``attempt``, the stored cell, the answer it was scored from."""

    student_id: int
    attempt: int
    cell: int
    answer: str

    @property
    def place(self) -> Place:
        return self.student_id, self.attempt


def rescored(marked: Sequence[Marked], item: ItemSpec, restored: Mapping[Place, int]) -> dict[Place, int]:
    """The new cell of each paper whose cell the key changes; ``item`` has the new key already.

    A paper entered as points has no answer and stays. ``restored`` says what a cell was before the correction that is
    being undone: it goes back to exactly that, also where an answer had earned something else than the key gives.
    """
    changed = {}
    for paper in marked:
        points = points_by_key(paper.answer, item) if paper.answer else None
        new = restored.get(paper.place, paper.cell if points is None else points)
        if new != paper.cell:
            changed[paper.place] = new
    return changed


def entered_as_points(marked: Sequence[Marked]) -> int:
    """How many papers have points on the item and no answer, so that no key can score them anew."""
    return sum(1 for paper in marked if paper.cell >= 0 and not paper.answer)
