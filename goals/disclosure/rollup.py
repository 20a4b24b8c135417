"""What the goals below a school's or the district's goal add up to. Pure.

A group that is too small to be shown is not added up either, so that no total gives it away; and a total is said no
finer than the largest group in it, because two goals may count the same students (statistics.md, section 14).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assessments.disclosure.totals import EMPTY, Figure
from assessments.stats.privacy import percent_half_up, range_of


class Piece(NamedTuple):
    """One team goal as leaders may know it: from ``baseline_y`` of ``baseline_n`` to ``y`` of ``n`` on a day."""

    goal_id: int
    team_id: int
    school_id: int | None
    baseline_y: int
    baseline_n: int
    y: int
    n: int
    on: datetime.date
    status: str

    def is_small(self, smallest: int) -> bool:
        return min(self.n, self.baseline_n) < smallest


@dataclass(frozen=True)
class Rollup:
    """Sums over ``counted`` pieces; ``left_out`` were too small. ``largest`` is the most students of any one."""

    baseline_y: int
    baseline_n: int
    y: int
    n: int
    largest: int
    on: datetime.date | None
    has_moved: bool
    counted: int
    left_out: int

    @property
    def now(self) -> Figure:
        """For readers from outside the school: the share now as a range."""
        return _figure(self.y, self.n, self.largest)

    @property
    def start(self) -> Figure:
        return _figure(self.baseline_y, self.baseline_n, self.largest)


def rolled_up(pieces: Sequence[Piece], smallest: int) -> Rollup:
    """``smallest``: the fewest students of a group that this reader may be told of."""
    kept = [piece for piece in pieces if not piece.is_small(smallest)]
    return Rollup(
        baseline_y=sum(piece.baseline_y for piece in kept),
        baseline_n=sum(piece.baseline_n for piece in kept),
        y=sum(piece.y for piece in kept),
        n=sum(piece.n for piece in kept),
        largest=max((min(piece.n, piece.baseline_n) for piece in kept), default=0),
        on=max((piece.on for piece in kept), default=None),
        has_moved=any(piece.status for piece in kept),
        counted=len(kept),
        left_out=len(pieces) - len(kept),
    )


def _figure(y: int, n: int, largest: int) -> Figure:
    return Figure(range_of(percent_half_up(y, n), largest)) if n else EMPTY
