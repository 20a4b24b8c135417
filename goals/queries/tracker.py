"""A class's progress over the year: students by standards, from the saved papers, in a fixed number of statements.

Shares are made by the report's own steps (what is dropped, credited, exempt, not entered), so a first attempt here is
what the report says; later attempts, of which reports say nothing, are counted the same way.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assessments.access import enterable_sections
from assessments.models import Assessment, Item, ItemStandard, Result, Standard
from assessments.reporting.inputs import Inputs, ItemFacts, SectionFacts, StandardFacts, counted, responses_of
from assessments.stats import Settings, Status
from assessments.stats.responses import Code
from assessments.stats.scores import student_scores
from goals.access.classes import students_today
from goals.progress import Attempt, Counts, Progress, counts_of, progress_of
from plc.schools.access import Viewer
from plc.schools.models import Enrollment, Section, Student
from plc.schools.models.dated import live_on

HERE = SectionFacts(0, "", None, "", 0)


@dataclass(frozen=True)
class TrackerFilter:
    """``standard_id`` of one standard alone; CFAs whose window overlaps ``since`` to ``until``."""

    standard_id: int | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None

    @property
    def is_set(self) -> bool:
        return any((self.standard_id, self.since, self.until))


@dataclass(frozen=True)
class Column:
    standard: Standard
    counts: Counts


@dataclass(frozen=True)
class Line:
    student: Student
    cells: tuple[Progress, ...]
    counts: Counts


@dataclass(frozen=True)
class Tracker:
    """``lines`` by name, each with a cell for each of ``columns``; ``tests`` in the order of their days."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    tests: tuple[Assessment, ...]
    all_standards: tuple[Standard, ...]


def tracker(
    viewer: Viewer, section: Section, wanted: TrackerFilter, students: Sequence[Student] | None = None
) -> Tracker:
    """Of a class this person may follow; of ``students`` of it alone where they are given."""
    students = list(students_today(viewer, section)) if students is None else students
    tests, visible = _tests(viewer, section, wanted)
    papers = _papers(tests, [student.pk for student in students], visible)
    versions: set[int | None] = {paper[0] for paper in papers}
    versions.update(test.current_version_id for test in tests)
    items = _items(versions)
    attempts = _attempts(papers, items, {test.pk: test for test in tests}, viewer.today)
    _add_waiting(attempts, tests, items, _joined(section, viewer.today), viewer.today)
    asked = {standard_id for _, standard_id in attempts}
    known = Standard.objects.filter(pk__in=asked).order_by("code", "short_name", "pk")
    standards = tuple(known)
    shown = [each for each in standards if wanted.standard_id in {None, each.pk}]
    rows = [tuple(progress_of(attempts.get((s.pk, each.pk), ())) for each in shown) for s in students]
    return Tracker(
        columns=tuple(Column(each, counts_of([row[place] for row in rows])) for place, each in enumerate(shown)),
        lines=tuple(Line(s, row, counts_of(row)) for s, row in zip(students, rows, strict=True)),
        tests=tuple(tests),
        all_standards=standards,
    )


Paper = tuple[int, int, int, int, str, list[int], datetime.date | None, bool]
"""Version, CFA, student, attempt, status, cells, day of the first scores, whether its class may be seen."""


def _tests(viewer: Viewer, section: Section, wanted: TrackerFilter) -> tuple[list[Assessment], set[tuple[int, int]]]:
    """The CFAs of this class whose papers this person may see, and of which classes (CFA, class)."""
    entered = enterable_sections(viewer).order_by()
    tests = Assessment.objects.filter(pk__in=entered.filter(section=section).values("assessment_id"))
    if wanted.since:
        tests = tests.filter(closes_on__gte=wanted.since)
    if wanted.until:
        tests = tests.filter(opens_on__lte=wanted.until)
    found = list(tests.filter(opens_on__lte=viewer.today).order_by("opens_on", "pk"))
    pairs = entered.filter(assessment__in=found).values_list("assessment_id", "section_id")
    return found, set(pairs)


def _papers(tests: Collection[Assessment], student_ids: list[int], visible: set[tuple[int, int]]) -> list[Paper]:
    columns = ("version_id", "assessment_id", "student_id", "attempt", "status", "cells", "scored_on", "section_id")
    rows = Result.objects.filter(assessment__in=tests, student_id__in=student_ids).values_list(*columns)
    return [(*row[:7], (row[1], row[7]) in visible) for row in rows]


def _items(version_ids: set[int | None]) -> dict[int, tuple[ItemFacts, ...]]:
    """By version, in the order of the papers' arrays."""
    rows = Item.objects.filter(version_id__in=version_ids).order_by("version_id", "position")
    facts = list(rows.values_list("version_id", "pk", "label", "max_cell", "scoring"))
    links: dict[int, list[int]] = defaultdict(list)
    for item_id, standard_id in ItemStandard.objects.filter(item__version_id__in=version_ids).values_list(
        "item_id", "standard_id"
    ):
        links[item_id].append(standard_id)
    found: dict[int, list[ItemFacts]] = defaultdict(list)
    for version_id, pk, label, most, scoring in facts:
        found[version_id].append(ItemFacts(pk, label, "", most, tuple(sorted(links[pk])), scoring=scoring))
    return {version_id: tuple(items) for version_id, items in found.items()}


Attempts = dict[tuple[int, int], list[Attempt]]
"""By student and standard."""


def _attempts(
    papers: Sequence[Paper],
    items: dict[int, tuple[ItemFacts, ...]],
    tests: dict[int, Assessment],
    today: datetime.date,
) -> Attempts:
    by_version: dict[int, list[Paper]] = defaultdict(list)
    for paper in papers:
        by_version[paper[0]].append(paper)
    found: Attempts = defaultdict(list)
    for version_id, of_version in by_version.items():
        test = tests[of_version[0][1]]
        for paper, standard_id, fact in _of_version(of_version, items.get(version_id, ())):
            day = _day(test, paper, today)
            attempt = Attempt(test.pk, test.title, day, paper[3], float(test.proficiency_cut), **fact)
            found[paper[2], standard_id].append(attempt)
    return found


def _of_version(papers: Sequence[Paper], items: tuple[ItemFacts, ...]) -> Any:
    """Each paper on each standard of its version, with what an attempt says of it."""
    inputs = _inputs(papers, items)
    if not inputs.items:
        return
    responses = responses_of(inputs)
    scores = student_scores(responses)
    for place, standard in enumerate(inputs.standards, start=1):
        columns = list(responses.metrics[place].items)
        counting = (responses.codes[:, columns] != Code.EXEMPT).sum(axis=1).tolist()
        for paper, row, n_items in zip(papers, scores, counting, strict=True):
            yield paper, standard.id, _fact(paper, row[place], n_items)


def _fact(paper: Paper, score: Any, n_items: int) -> dict[str, Any]:
    status, is_visible = paper[4], paper[7]
    if not is_visible:
        return {"missing": "elsewhere"}
    if score is None:
        return {"missing": status}
    if score.proportion is None:
        return {"missing": "unfinished" if score.unfinished else "no_items"}
    return {"share": score.proportion, "items": n_items}


def _inputs(papers: Sequence[Paper], items: tuple[ItemFacts, ...]) -> Inputs:
    standards = {standard_id for item in items for standard_id in item.standard_ids}
    cells = np.array([_cells(paper, len(items)) for paper in papers], dtype=np.int16).reshape(len(papers), len(items))
    return counted(
        Inputs(
            sections=(HERE,),
            items=items,
            standards=tuple(StandardFacts(each, "", "") for each in sorted(standards)),
            student_ids=np.array([paper[2] for paper in papers], dtype=np.int64),
            section=np.zeros(len(papers), dtype=np.int32),
            status=np.array([Status[paper[4].upper()] for paper in papers], dtype=np.int8),
            cells=cells,
            other_versions=0,
            settings=Settings(),
        )
    )


def _cells(paper: Paper, k: int) -> list[int]:
    return paper[5] if len(paper[5]) == k else [0] * k


def _day(test: Assessment, paper: Paper, today: datetime.date) -> datetime.date:
    """The last day of the window, or the day of the scores where that came earlier; a later attempt has its own."""
    scored_on, last = paper[6], min(test.closes_on, today)
    if scored_on is None:
        return last
    return scored_on if paper[3] > 1 else min(scored_on, last)


def _joined(section: Section, today: datetime.date) -> dict[int, datetime.date]:
    """Since when each student of today has been in this class."""
    enrolled = Enrollment.objects.filter(live_on(today), section=section).order_by("-starts_on")
    return dict(enrolled.values_list("student_id", "starts_on"))


def _add_waiting(
    attempts: Attempts,
    tests: Sequence[Assessment],
    items: dict[int, tuple[ItemFacts, ...]],
    joined: dict[int, datetime.date],
    today: datetime.date,
) -> None:
    """A CFA of the class, its window over, that a student of then has no paper of. A re-check is not for everybody."""
    has_paper = {(student_id, each.assessment_id) for (student_id, _), found in attempts.items() for each in found}
    for test in tests:
        if test.recheck_of_id or test.current_version_id is None or test.closes_on >= today:
            continue
        asked = {pk for item in items.get(test.current_version_id, ()) for pk in item.standard_ids}
        waiting = Attempt(
            test.pk, test.title, min(test.closes_on, today), 1, float(test.proficiency_cut), missing="waiting"
        )
        for student_id, since in joined.items():
            if since <= test.closes_on and (student_id, test.pk) not in has_paper:
                for standard_id in asked:
                    attempts.setdefault((student_id, standard_id), []).append(waiting)
