"""Who needs what on each skill: one's own students by name, the team by its count. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from assessments.disclosure.groups import hint_of
from assessments.disclosure.students import Roll, StudentLine, lines_of
from assessments.stats.conventions import CUT_TOLERANCE

CLOSE: Final = 0.10
"""How far below the cut a student is still called close to it."""
READY: Final = 0.95
"""From which share of a skill's points a student is offered something further."""
MOST: Final = 0.5
"""From which share of a class on, one reteaches the class and not a group of it."""


Band = Literal["more_time", "close", "there", "ready"]


def band_of(share: float, cut: float) -> Band:
    """What a student with this share of a skill's points needs there."""
    least = cut - CUT_TOLERANCE
    if share >= least:
        return "ready" if share >= max(least, READY) else "there"
    return "close" if share >= least - CLOSE else "more_time"


@dataclass(frozen=True)
class Group:
    """Students of an own class who need the same on one skill."""

    class_name: str
    more_time: tuple[StudentLine, ...]
    close: tuple[StudentLine, ...]
    there: tuple[StudentLine, ...]
    ready: tuple[StudentLine, ...]
    unknown: int

    @property
    def tested(self) -> int:
        return len(self.more_time) + len(self.close) + len(self.there) + len(self.ready)

    @property
    def is_most_of_the_class(self) -> bool:
        return self.tested > 0 and len(self.more_time) + len(self.close) >= MOST * self.tested


@dataclass(frozen=True)
class Need:
    """One skill: how many of the team's students are below the cut, and who of the reader's own.

    ``below`` of ``tested`` is None where the district's smallest group, or a class hidden on the page of skills,
    forbids the team's count.
    """

    name: str
    code: str
    hint: str
    below: int | None
    tested: int | None
    groups: tuple[Group, ...]


def needs(roll: Roll, shown: Sequence[bool]) -> tuple[Need, ...]:
    """Who needs what on each skill. ``shown``: for each metric, whether this reader sees the team's own figure."""
    by_class = [(place, lines_of(place, roll)) for place in roll.classes.own]
    found = []
    for index, metric in enumerate(roll.classes.report.metrics[1:], start=1):
        team, standard = metric.team, roll.figures["standards"][index - 1]
        may_count = shown[index] and bool(team.proficient.n)
        found.append(
            Need(
                name=standard["short_name"],
                code=standard["code"],
                hint=hint_of(metric.n_items),
                below=team.proficient.n - (team.proficient.y or 0) if may_count else None,
                tested=team.proficient.n if may_count else None,
                groups=tuple(_group(index, place, lines, roll) for place, lines in by_class),
            )
        )
    return tuple(found)


def _group(index: int, place: int, lines: Sequence[StudentLine], roll: Roll) -> Group:
    cut, unknown = roll.classes.report.settings.cut, 0
    found: dict[Band, list[StudentLine]] = {"more_time": [], "close": [], "there": [], "ready": []}
    for line in lines:
        share = line.shares[index]
        if share is None:
            unknown += 1
        else:
            found[band_of(share, cut)].append(line)
    name = roll.figures["sections"][place]["name"]
    return Group(
        name, tuple(found["more_time"]), tuple(found["close"]), tuple(found["there"]), tuple(found["ready"]), unknown
    )
