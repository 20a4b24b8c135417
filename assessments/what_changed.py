"""What is different from one report run to the next, in sentences for one reader. Pure: counts in, words out.

Nobody outside the team reads more than counts, and no sentence names a class: who has one's own classes is told how
many of the papers are theirs, and that is all (docs/decisions/0008-corrections.md).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from assessments.disclosure import Reader
from plc.templatetags.figures import percent, plural

MANY_OTHERS: Final = "have as many students as before, but not the same ones"
HEADLINES: Final = {"mean": "shares of points", "proficient": "how many students are proficient"}


@dataclass(frozen=True)
class PaperCounts:
    """Papers of first attempts that a span of changes left otherwise than it found them; ``late`` of them after the
    window's last day.
    """

    new: int = 0
    changed: int = 0
    gone: int = 0
    late: int = 0

    @property
    def all(self) -> int:
        return self.new + self.changed + self.gone


@dataclass(frozen=True)
class ClassCounts:
    """Classes, and how many of them are the reader's own."""

    all: int = 0
    own: int = 0


@dataclass(frozen=True)
class PeopleChanged:
    """Classes that came into the comparison or left it; that have another teacher on record; more or fewer students;
    or as many, but not the same ones (``others``).
    """

    joined: ClassCounts = ClassCounts()
    left: ClassCounts = ClassCounts()
    teachers: ClassCounts = ClassCounts()
    lists: ClassCounts = ClassCounts()
    others: ClassCounts = ClassCounts()


@dataclass(frozen=True)
class RunFacts:
    """What a run keeps of whom and what it was computed with: its sections as plain values, with the students each has
    on its list, and its settings and definitions.
    """

    sections: Mapping[int, Mapping[str, Any]]
    on_list: Mapping[int, int]
    settings: Mapping[str, Any]
    definitions: str


@dataclass(frozen=True)
class WhatChanged:
    """All that happened between two runs. ``corrections``, ``versions`` and ``settings`` are already in words."""

    papers: PaperCounts
    own: PaperCounts
    second_attempts: int
    uploads_taken_back: int
    corrections: tuple[str, ...]
    versions: tuple[str, ...]
    people: PeopleChanged = PeopleChanged()
    settings: tuple[str, ...] = ()


def people_changed(before: RunFacts, after: RunFacts, own: Collection[int]) -> PeopleChanged:
    """By section id; a class in both runs can have another teacher on record, and more or fewer students."""

    def counts(ids: Iterable[int]) -> ClassCounts:
        found = set(ids)
        return ClassCounts(len(found), len(found & set(own)))

    both = before.sections.keys() & after.sections.keys()
    as_long = {pk for pk in both if before.on_list[pk] == after.on_list[pk]}
    return PeopleChanged(
        joined=counts(after.sections.keys() - before.sections.keys()),
        left=counts(before.sections.keys() - after.sections.keys()),
        teachers=counts(pk for pk in both if before.sections[pk]["teacher_id"] != after.sections[pk]["teacher_id"]),
        lists=counts(both - as_long),
        others=counts(pk for pk in as_long if _has_others(before.sections[pk], after.sections[pk])),
    )


def _has_others(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """A run from before lists were told apart says nothing of them."""
    then, now = before.get("list_digest", ""), after.get("list_digest", "")
    return bool(then and now) and then != now


def settings_changed(before: RunFacts, after: RunFacts, *, cuts_are_said: bool) -> tuple[str, ...]:
    """In words; cuts are left out where a correction of the same time says them."""
    old, new = before.settings, after.settings
    # A run from before a setting was kept says nothing of it.
    changed = {name for name in old.keys() & new.keys() if old[name] != new[name]}
    lines = []
    if not cuts_are_said and "cut" in changed:
        lines.append(f"Proficient is now from {percent(new['cut'])} of the points; before, from {percent(old['cut'])}.")
    if not cuts_are_said and "levels" in changed:
        lines.append("The cuts of the levels are others.")
    if "headline" in changed:
        now, then = HEADLINES[new["headline"]], HEADLINES[old["headline"]]
        lines.append(f"The team now compares {now}; before, {then}.")
    if "min_diff" in changed:
        points = [round(100 * each["min_diff"]) for each in (new, old)]
        lines.append(f"A gap is now marked from {points[0]} points on; before, from {points[1]}.")
    if before.definitions and before.definitions != after.definitions:
        lines.append(f"The figures follow definitions {after.definitions}; before, {before.definitions}.")
    return tuple(lines)


def said(changed: WhatChanged, reader: Reader) -> tuple[str, ...]:
    """The sentences this reader gets, in the order of what matters; empty when nothing is different."""
    lines = [_papers(changed, reader)] if changed.papers.all else []
    if changed.second_attempts:
        verb = "was" if changed.second_attempts == 1 else "were"
        lines.append(
            f"{plural(changed.second_attempts, 'second attempt')} {verb} entered; the comparison stays with the first."
        )
    if changed.uploads_taken_back:
        verb = "was" if changed.uploads_taken_back == 1 else "were"
        lines.append(f"{plural(changed.uploads_taken_back, 'upload')} {verb} taken back.")
    lines += _people(changed.people, reader)
    if not reader.is_inside:
        return (*lines, *_counted(changed), *changed.settings)
    return (*lines, *changed.corrections, *changed.versions, *changed.settings)


def _people(people: PeopleChanged, reader: Reader) -> list[str]:
    """No class is named: who teaches one of them knows which."""
    kinds = [
        (people.joined, "is new in the comparison", "are new in the comparison"),
        (people.left, "left the comparison", "left the comparison"),
    ]
    if reader.is_inside:
        kinds += [
            (people.teachers, "has another teacher on record", "have another teacher on record"),
            (people.lists, "has more or fewer students than before", "have more or fewer students than before"),
            (people.others, "has as many students as before, but not the same ones", MANY_OTHERS),
        ]
    lines = []
    for counts, one, many in kinds:
        if counts.all:
            own = f"; {counts.own} of these {'is' if counts.own == 1 else 'are'} yours" if counts.own else ""
            classes = "1 class" if counts.all == 1 else f"{counts.all} classes"
            lines.append(f"{classes} {one if counts.all == 1 else many}{own if reader.is_inside else ''}.")
    return lines


def _papers(changed: WhatChanged, reader: Reader) -> str:
    papers = changed.papers
    parts = [
        f"{plural(count, 'paper')} {one if count == 1 else many}"
        for count, one, many in (
            (papers.new, "is new", "are new"),
            (papers.changed, "has other scores", "have other scores"),
            (papers.gone, "was taken away", "were taken away"),
        )
        if count
    ]
    sentence = "; ".join(parts)
    if papers.late:
        sentence += f"; {papers.late} of these came after the window"
    if reader.is_inside and reader.own_section_ids:
        own = changed.own.all
        sentence += f". {own if own else 'None'} of these {'is' if own == 1 else 'are'} from your classes"
    return f"{sentence}."


def _counted(changed: WhatChanged) -> list[str]:
    lines = []
    if count := len(changed.corrections):
        lines.append(f"{plural(count, 'correction')} {'was' if count == 1 else 'were'} made to how items count.")
    if changed.versions:
        lines.append("The items were changed.")
    return lines
