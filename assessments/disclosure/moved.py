"""The team's figures in an earlier run and in this one, as one reader may have them. Pure: two views in, lines out."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.disclosure.records import Row, Skill
from assessments.stats import Status
from assessments.stats.privacy import may_replace_cells


@dataclass(frozen=True)
class Moved:
    """The team on one metric, before and after: shares of the points, and proficient of tested.

    ``withheld`` is a reason code, and then there is no figure.
    """

    name: str
    code: str
    before: float | None = None
    after: float | None = None
    proficient_before: str = ""
    proficient_after: str = ""
    withheld: str = ""


@dataclass(frozen=True)
class Side:
    """One of the two runs: its metrics as this reader is shown them, by standard (None: the whole paper), and what each
    student earned, as the run keeps it. ``stored`` is None for readers who may open either run anyway.
    """

    skills: Mapping[int | None, Skill]
    places: Mapping[int | None, int]
    stored: Mapping[str, Any] | None


def side(figures: Mapping[str, Any], skills: Sequence[Skill], stored: Mapping[str, Any] | None = None) -> Side:
    """``skills``: the whole paper, then one for each standard of the figures."""
    keys = [None, *(standard["id"] for standard in figures["standards"])]
    return Side(
        skills=dict(zip(keys, skills, strict=True)),
        places={key: place for place, key in enumerate(keys)},
        stored=stored,
    )


def moved(before: Side, after: Side) -> tuple[Moved, ...]:
    """In the order of the later run; a standard that the earlier one did not have has no line.

    For readers who may not open both runs all of it is empty where one or two students differ on any metric: a total
    before and after one late paper is that paper, and metrics add up to the whole paper (statistics.md, section 14).
    """
    keys = [key for key in after.skills if key in before.skills]
    if not _may_tell(keys, before, after):
        return ()
    return tuple(_moved(after.skills[key], before.skills[key].team) for key in keys)


def _moved(skill: Skill, was: Row) -> Moved:
    now = skill.team
    if was.withheld or now.withheld:
        return Moved(skill.name, skill.code, withheld=now.withheld or was.withheld)
    return Moved(skill.name, skill.code, was.value, now.value, was.proficient, now.proficient)


def _may_tell(keys: Sequence[int | None], before: Side, after: Side) -> bool:
    if before.stored is None or after.stored is None:
        return True
    if not before.stored or not after.stored:
        return False  # a run from before students were kept: nobody knows how many differ
    return may_replace_cells(
        [_counted(before.stored, before.places[key]) for key in keys],
        [_counted(after.stored, after.places[key]) for key in keys],
    )


def _counted(stored: Mapping[str, Any], place: int) -> dict[Hashable, Hashable]:
    """What goes into the team's figure: the share of each student who has one."""
    rows = zip(stored["ids"], stored["status"], stored["scores"], strict=True)
    return {pk: scores[place] for pk, status, scores in rows if status == Status.SCORED and scores[place] is not None}
