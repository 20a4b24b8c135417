"""The students of one's own classes, by level and by skill. Nobody else's page is given a student.

Pure: a run's stored shares and the opened classes in, records out; names are the database's and come in from outside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from assessments.disclosure.groups import COUNTS_ONLY_BELOW, Classes
from assessments.stats import Status
from assessments.stats.conventions import CUT_TOLERANCE


@dataclass(frozen=True)
class Roll:
    """A run's ``figures`` and ``stored`` students, the classes as their reader meets them, names of own students."""

    figures: Mapping[str, Any]
    stored: Mapping[str, Any]
    classes: Classes
    names: Mapping[int, str]


@dataclass(frozen=True)
class StudentLine:
    """One student: the share of the points on each metric (the whole paper first), None where there is none yet.

    ``is_near_cut``: the whole paper lies within one standard error of the cut, so that the label could flip.
    """

    id: int
    name: str
    shares: tuple[float | None, ...]
    level: int
    cut: float
    is_near_cut: bool

    @property
    def is_proficient(self) -> bool:
        return self.total is not None and self.total >= self.cut - CUT_TOLERANCE

    @property
    def marks(self) -> tuple[tuple[float | None, bool], ...]:
        """Each share with whether it reaches the cut."""
        return tuple((share, share is not None and share >= self.cut - CUT_TOLERANCE) for share in self.shares)

    @property
    def total(self) -> float | None:
        return self.shares[0]


@dataclass(frozen=True)
class Level:
    """Students from ``low`` up to ``high`` (None: no end) of the points, as the team agreed before the test."""

    number: int
    low: float | None
    high: float | None
    students: tuple[StudentLine, ...]


@dataclass(frozen=True)
class OwnSkill:
    """One metric in an own class, next to the team: shares of points, their intervals, proficient of tested."""

    name: str
    code: str
    n: int
    proficient: int
    value: float | None
    low: float | None
    high: float | None
    team: float | None


@dataclass(frozen=True)
class OwnClass:
    """One of the reader's own classes. ``missing`` holds names by what is known of them: absent, make-up due, …"""

    section_id: int
    name: str
    tested: int
    enrolled: int
    skills: tuple[OwnSkill, ...]
    levels: tuple[Level, ...]
    students: tuple[StudentLine, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...]
    sem: float | None

    @property
    def whole(self) -> OwnSkill:
        return self.skills[0]

    @property
    def near_cut(self) -> tuple[StudentLine, ...]:
        return tuple(student for student in self.students if student.is_near_cut)


WORDS: Final = {
    Status.ABSENT: "Absent",
    Status.MAKE_UP: "Make-up due",
    Status.EXEMPT: "Exempt",
    Status.NOT_ASSESSED: "Not assessed",
}


def own_student_ids(stored: Mapping[str, Any], classes: Classes) -> list[int]:
    """Whose names the page needs: students of own classes, and no other."""
    own = set(classes.own)
    return [pk for pk, section in zip(stored["ids"], stored["section"], strict=True) if section in own]


def own_classes(roll: Roll, team: Sequence[float | None]) -> tuple[OwnClass, ...]:
    """The reader's own classes, in the order of the report; ``team``: its shares as this reader is shown them."""
    return tuple(_own_class(place, roll, team) for place in roll.classes.own)


def _own_class(place: int, roll: Roll, team: Sequence[float | None]) -> OwnClass:
    facts, report = roll.figures["sections"][place], roll.classes.report
    students = lines_of(place, roll)
    scored = tuple(student for student in students if student.total is not None)
    return OwnClass(
        section_id=facts["id"],
        name=facts["name"],
        tested=len(scored),
        enrolled=report.section_completeness[place].students + facts["waiting"],
        skills=tuple(_own_skill(index, place, roll, share) for index, share in enumerate(team)),
        levels=_levels(scored, roll.classes),
        students=scored,
        missing=_missing(place, roll, students),
        sem=_sem(roll.classes),
    )


def lines_of(place: int, roll: Roll) -> tuple[StudentLine, ...]:
    """Scored students of one class by name; a student no longer known to the district has no line."""
    stored, names, report = roll.stored, roll.names, roll.classes.report
    settings, sem = report.settings, _sem(roll.classes)
    found = []
    rows = zip(stored["ids"], stored["section"], stored["status"], stored["scores"], strict=True)
    for pk, section, status, shares in rows:
        if section != place or status != Status.SCORED or pk not in names:
            continue
        total = shares[0]
        found.append(
            StudentLine(
                id=pk,
                name=names[pk],
                shares=tuple(shares),
                level=0 if total is None else sum(total >= cut - CUT_TOLERANCE for cut in settings.levels),
                cut=settings.cut,
                is_near_cut=total is not None and bool(sem) and abs(total - settings.cut) <= (sem or 0) + CUT_TOLERANCE,
            )
        )
    return tuple(sorted(found, key=lambda line: (line.name.casefold(), line.id)))


def _sem(classes: Classes) -> float | None:
    """The standard error is that of the whole team's paper: hidden with the team's own figure."""
    return None if classes.hidden_on_paper[1] else classes.report.metrics[0].reliability.sem_percent


def _missing(place: int, roll: Roll, students: Sequence[StudentLine]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    stored, names = roll.stored, roll.names
    by_words: dict[str, list[str]] = {}
    for pk, section, status in zip(stored["ids"], stored["section"], stored["status"], strict=True):
        if section == place and status in WORDS and pk in names:
            by_words.setdefault(WORDS[Status(status)], []).append(names[pk])
    if unfinished := [student.name for student in students if student.total is None]:
        by_words["Begun, not finished"] = unfinished
    return tuple((words, tuple(sorted(found, key=str.casefold))) for words, found in by_words.items())


def _own_skill(index: int, place: int, roll: Roll, team: float | None) -> OwnSkill:
    result = roll.classes.report.metrics[index].sections[place].result
    n, mean = result.mean.n, result.mean
    says_percent = n >= COUNTS_ONLY_BELOW
    standard = roll.figures["standards"][index - 1] if index else {"short_name": "The whole paper", "code": ""}
    return OwnSkill(
        name=standard["short_name"],
        code=standard["code"],
        n=n,
        proficient=result.proficient.y or 0,
        value=mean.mean if says_percent else None,
        low=mean.ci_low if says_percent else None,
        high=mean.ci_high if says_percent else None,
        team=team,
    )


def _levels(students: Sequence[StudentLine], classes: Classes) -> tuple[Level, ...]:
    """From the highest level down; without levels, proficient and not yet."""
    settings = classes.report.settings
    if not settings.levels:
        return (
            Level(2, settings.cut, None, tuple(line for line in students if line.is_proficient)),
            Level(1, None, settings.cut, tuple(line for line in students if not line.is_proficient)),
        )
    bounds = (None, *settings.levels, None)
    return tuple(
        Level(number + 1, bounds[number], bounds[number + 1], tuple(line for line in students if line.level == number))
        for number in reversed(range(len(settings.levels) + 1))
    )
