"""Who of a team's students needs what on one skill, and groups of them across classes. Pure: the same for everybody.

A class is in it only by its teacher's word; of any other class nothing leaves this module but its id.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from assessments.disclosure.needs import MOST, Band, band_of
from assessments.stats import Status

NOT_SCORED: Final = {
    Status.ABSENT: "absent",
    Status.MAKE_UP: "make-up due",
    Status.EXEMPT: "exempt",
    Status.NOT_ASSESSED: "not assessed",
}
NO_SCORE, THERE, PLACED = "no score on this skill", "has it, nothing further is planned", "in a group already"
EXITED = "has it now, by the re-check of a group"
NEEDS: Final[tuple[Band, ...]] = ("more_time", "close")
LEAST_SIZE, MOST_SIZE, USUAL_SIZE = 2, 15, 6


@dataclass(frozen=True)
class Standing:
    """One student on the plan's skill; ``share`` of its points and ``band`` are there where ``why_not`` is empty."""

    student_id: int
    section_id: int
    share: float | None = None
    band: Band | None = None
    why_not: str = ""


@dataclass(frozen=True)
class ClassNeed:
    """One class, for its own teacher: how many of those with a score are below the cut."""

    tested: int
    below: int

    @property
    def is_most(self) -> bool:
        return self.tested > 0 and self.below >= MOST * self.tested


@dataclass(frozen=True)
class LeftOut:
    student_id: int
    section_id: int
    why: str


@dataclass(frozen=True)
class Pool:
    """Students that groups are made of, in an order that mixes classes, and those left out with the reason."""

    need: tuple[Standing, ...]
    extension: tuple[Standing, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def students(self) -> tuple[Standing, ...]:
        return self.need + self.extension


def standings_of(figures: Mapping[str, Any], stored: Mapping[str, Any], standard_id: int) -> list[Standing]:
    """Every student of the run on one standard; none where the run does not ask for it."""
    asked = [standard["id"] for standard in figures["standards"]]
    if standard_id not in asked or not stored:
        return []
    metric, cut = asked.index(standard_id) + 1, float(figures["report"]["settings"]["cut"])
    sections = [section["id"] for section in figures["sections"]]
    rows = zip(stored["ids"], stored["section"], stored["status"], stored["scores"], strict=True)
    found = []
    for pk, place, status, shares in rows:
        section_id, share = sections[place], shares[metric] if shares else None
        if status != Status.SCORED:
            found.append(Standing(pk, section_id, why_not=NOT_SCORED[Status(status)]))
        elif share is None:
            found.append(Standing(pk, section_id, why_not=NO_SCORE))
        else:
            found.append(Standing(pk, section_id, share, band_of(share, cut)))
    return found


def class_needs(standings: Iterable[Standing]) -> dict[int, ClassNeed]:
    tested: Counter[int] = Counter()
    below: Counter[int] = Counter()
    for standing in standings:
        if standing.band is not None:
            tested[standing.section_id] += 1
            below[standing.section_id] += standing.band in NEEDS
    return {section_id: ClassNeed(n, below[section_id]) for section_id, n in tested.items()}


def pool_of(
    standings: Iterable[Standing], released: Collection[int], placed: Collection[int], exited: Collection[int] = ()
) -> Pool:
    """Of the classes (ids) that their teachers let go into it, without students who are in a group of the plan.

    Nor are those ``exited`` from one proposed again: the report they are judged by here is from before the group.
    """
    order = {section_id: place for place, section_id in enumerate(released)}
    inside = [standing for standing in standings if standing.section_id in order]
    why = dict.fromkeys(exited, EXITED) | dict.fromkeys(placed, PLACED)
    free = [standing for standing in inside if standing.student_id not in why]
    left_out = [
        LeftOut(s.student_id, s.section_id, s.why_not or why.get(s.student_id, THERE))
        for s in inside
        if s.why_not or s.student_id in why or s.band == "there"
    ]
    return Pool(
        need=_mixed([s for s in free if s.band in NEEDS], order),
        extension=_mixed([s for s in free if s.band == "ready"], order),
        left_out=tuple(left_out),
    )


def _mixed(standings: Sequence[Standing], order: Mapping[int, int]) -> tuple[Standing, ...]:
    """By their share; among equal ones in turn from each class, so that no group is one class's by accident."""
    nth: Counter[tuple[int, float]] = Counter()
    keyed = []
    for standing in sorted(standings, key=lambda s: s.student_id):
        share = round(standing.share or 0.0, 9)
        place = nth[standing.section_id, share]
        nth[standing.section_id, share] += 1
        keyed.append(((share, place, order[standing.section_id]), standing))
    return tuple(standing for _, standing in sorted(keyed, key=lambda pair: pair[0]))


@dataclass(frozen=True)
class ProposedGroup:
    """``teacher_id`` is None where the team has nobody today."""

    name: str
    is_extension: bool
    students: tuple[Standing, ...]
    teacher_id: int | None


def proposed_groups(
    pool: Pool,
    *,
    size: int,
    with_extension: bool,
    teachers: Mapping[int, Collection[int]],
    taken: Collection[str] = (),
) -> tuple[ProposedGroup, ...]:
    """Groups of about ``size`` with similar shares, as even as can be; the same pool gives the same groups.

    ``teachers``: the members' ids in the order they are named, each with the classes they teach. Groups are shared out
    evenly, to whoever knows most of the students first. ``taken``: names of groups that are there already.
    """
    parts = [(part, False) for part in _slices(pool.need, size)]
    if with_extension:
        parts += [(part, True) for part in _slices(pool.extension, size)]
    load = dict.fromkeys(teachers, 0)
    names = _names(taken)
    found = []
    for part, is_extension in parts:
        teacher_id = _teacher_for(part, teachers, load)
        if teacher_id is not None:
            load[teacher_id] += 1
        found.append(ProposedGroup(next(names[is_extension]), is_extension, part, teacher_id))
    return tuple(found)


def _names(taken: Collection[str]) -> dict[bool, Any]:
    def free(word: str) -> Iterable[str]:
        return (name for number in range(1, 1000) if (name := f"{word} {number}") not in taken)

    return {False: iter(free("Group")), True: iter(free("Extension"))}


def _slices(students: Sequence[Standing], size: int) -> list[tuple[Standing, ...]]:
    if not students:
        return []
    count = -(-len(students) // size)
    cuts = [len(students) * place // count for place in range(count + 1)]
    return [tuple(students[start:end]) for start, end in pairwise(cuts)]


def _teacher_for(
    students: Sequence[Standing], teachers: Mapping[int, Collection[int]], load: Mapping[int, int]
) -> int | None:
    if not teachers:
        return None
    order = {teacher_id: place for place, teacher_id in enumerate(teachers)}

    def key(teacher_id: int) -> tuple[int, int, int]:
        known = sum(student.section_id in teachers[teacher_id] for student in students)
        return load[teacher_id], -known, order[teacher_id]

    return min(teachers, key=key)
