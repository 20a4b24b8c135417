"""What the picture of growth is drawn from: each skill with the team's gain and those of one's own classes. Pure.

The first test is the line at nought, and the range is that of the gain: the shares of both tests side by side would
tell what the few earned who are in one of the two reports alone.
"""

from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from assessments.disclosure.growth import GrowthView
from plc.templatetags.figures import gain_points

STEP, WIDE_STEP, STEPS_AT_MOST = 10, 20, 7
MOST: Final = 100


@dataclass(frozen=True)
class GainRow:
    """``gain``, ``low`` and ``high`` in shares of the points; ``x``, ``x_low`` and ``x_high`` their places, 0..1."""

    name: str
    is_team: bool
    gain: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    withheld: str = ""
    x: float | None = None
    x_low: float | None = None
    x_high: float | None = None


@dataclass(frozen=True)
class GainBlock:
    """One skill; without a ``name`` where there is nobody but the team, whose rows then are the skills."""

    name: str
    code: str
    rows: tuple[GainRow, ...]


@dataclass(frozen=True)
class GainPicture:
    """``ticks`` are points of 100 as they are printed, evenly spaced over the whole axis, "0" at ``zero``, 0..1."""

    ticks: tuple[str, ...]
    zero: float
    blocks: tuple[GainBlock, ...]

    @property
    def places(self) -> tuple[float, ...]:
        """Of the ticks, 0..1."""
        return tuple(place / (len(self.ticks) - 1) for place in range(len(self.ticks)))

    @property
    def caption(self) -> str:
        """The sentence beside the picture."""
        own = "" if self.blocks[0].name == "" else ", the team’s above your own"
        return (
            "How many points of 100 the students who took both tests went up from the first one, with the range it"
            f" could easily have been{own}. A range that reaches over 0 may be no change at all."
        )


def gain_picture(view: GrowthView) -> GainPicture | None:
    """None where no gain may be said."""
    groups = (view.team, *view.own)
    lines = [line for group in groups for line in group.lines if line.gain is not None]
    if not lines:
        return None
    ticks = _ticks([figure for line in lines for figure in (line.gain, line.low, line.high) if figure is not None])
    begin, end = ticks[0] / 100, ticks[-1] / 100

    def place(figure: float | None) -> float | None:
        return None if figure is None else min(1.0, max(0.0, (figure - begin) / (end - begin)))

    def row(group_index: int, skill: int, name: str) -> GainRow:
        line = groups[group_index].lines[skill]
        figures = (line.gain, line.low, line.high)
        return GainRow(name, group_index == 0, *figures, line.n, line.withheld, *(place(figure) for figure in figures))

    skills = range(len(view.team.lines))
    blocks = (
        tuple(
            GainBlock(
                view.team.lines[skill].name,
                view.team.lines[skill].code,
                tuple(row(index, skill, group.name) for index, group in enumerate(groups)),
            )
            for skill in skills
        )
        if view.own
        else (GainBlock("", "", tuple(row(0, skill, view.team.lines[skill].name) for skill in skills)),)
    )
    return GainPicture(tuple(gain_points(tick / 100) for tick in ticks), -begin / (end - begin), blocks)


def _ticks(figures: list[float]) -> tuple[int, ...]:
    """Around all figures and nought, in tens or, where those would be too many, in twenties."""
    least, most = min(0.0, *figures), max(0.0, *figures)
    for step in (STEP, WIDE_STEP):
        low = max(-MOST, step * floor(100 * least / step + 1e-9))
        high = min(MOST, max(step, step * ceil(100 * most / step - 1e-9)))
        if (high - low) // step <= STEPS_AT_MOST:
            break
    return tuple(range(low, high + 1, step))
