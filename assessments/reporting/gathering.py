"""The papers of a CFA as arrays: a fixed number of queries, as few as there are tables."""

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import numpy as np

from assessments.models import (
    Assessment,
    AssessmentSection,
    Correction,
    CorrectionKind,
    Item,
    ItemScoring,
    ItemStandard,
    Result,
)
from assessments.queries import day_of_test, lead_teachers
from assessments.reporting.inputs import Inputs, ItemFacts, SectionFacts, StandardFacts, counted, list_digest
from assessments.stats import Settings, Status
from plc.schools.access import today_in
from plc.schools.models import Enrollment, Section
from plc.schools.models.dated import live_on
from teams.models import Headline

STATUS_CODES = {
    "scored": Status.SCORED,
    "absent": Status.ABSENT,
    "make_up": Status.MAKE_UP,
    "exempt": Status.EXEMPT,
    "not_assessed": Status.NOT_ASSESSED,
}


RESULT_COLUMNS = (
    *("student_id", "section_id", "status", "cells", "version_id", "teacher_id", "teacher__name"),
    *("answers", "scored_on"),
)


def gather_inputs(assessment: Assessment) -> Inputs:
    """What the report is computed from: first attempts of the current version, on the items that count."""
    return counted(gather_everything(assessment))


def gather_everything(assessment: Assessment) -> Inputs:
    """First attempts of the current version on all its items, as they are saved."""
    items = _items(assessment)
    everyone = list(
        Result.objects.filter(assessment=assessment, attempt=1).order_by("student_id").values_list(*RESULT_COLUMNS)
    )
    rows = [row for row in everyone if row[4] == assessment.current_version_id]
    sections = _sections(assessment, _recorded_teachers(everyone), rows)
    place = {section.id: index for index, section in enumerate(sections)}
    k = len(items)
    return Inputs(
        sections=sections,
        items=tuple(facts for facts, _ in items),
        standards=_standards(items),
        student_ids=np.array([row[0] for row in rows], dtype=np.int64),
        section=np.array([place[row[1]] for row in rows], dtype=np.int32),
        status=np.array([STATUS_CODES[row[2]] for row in rows], dtype=np.int8),
        cells=np.array([row[3] for row in rows], dtype=np.int16).reshape(len(rows), k),
        other_versions=len(everyone) - len(rows),
        settings=Settings(
            cut=float(assessment.proficiency_cut),
            levels=tuple(float(cut) for cut in assessment.level_cuts),
            min_diff=assessment.team.min_diff / 100,
            headline="proficient" if assessment.team.headline == Headline.PROFICIENT else "mean",
            k=assessment.district.smallest_group,
        ),
        answers=_answers([row[7] for row in rows], k),
        late=sum(1 for row in rows if row[2] == "scored" and row[8] and row[8] > assessment.closes_on),
    )


def _answers(rows: Sequence[Sequence[str]], k: int) -> np.ndarray | None:
    """str[n, k]; None when no student's answer is known, which spares those CFAs the work."""
    if not any(answer for row in rows for answer in row):
        return None
    return np.array([[*row, *("" for _ in range(k - len(row)))] for row in rows], dtype="U12").reshape(len(rows), k)


def _items(assessment: Assessment) -> list[tuple[ItemFacts, tuple[StandardFacts, ...]]]:
    items = list(
        Item.objects.filter(version_id=assessment.current_version_id)
        .order_by("position")
        .values_list("pk", "label", "prompt", "max_cell", "key", "options", "scoring", "identity")
    )
    by_item: dict[int, list[StandardFacts]] = {pk: [] for pk, *_ in items}
    links = (
        ItemStandard.objects.filter(item_id__in=by_item)
        .order_by("standard__code", "standard_id")
        .values_list("item_id", "standard_id", "standard__code", "standard__short_name")
    )
    for item_id, *standard in links:
        by_item[item_id].append(StandardFacts(*standard))
    reasons = _reasons(assessment)
    return [
        (
            ItemFacts(
                pk,
                label,
                prompt,
                most,
                tuple(standard.id for standard in by_item[pk]),
                key,
                options,
                scoring,
                reasons.get((identity, scoring), ""),
                str(identity),
            ),
            tuple(by_item[pk]),
        )
        for pk, label, prompt, most, key, options, scoring, identity in items
    ]


def _reasons(assessment: Assessment) -> dict[tuple[UUID, str], str]:
    """Why an item is dropped or credited, by its identity and that way of counting: the newest word on it."""
    rows = Correction.objects.filter(
        assessment=assessment, kind__in=[CorrectionKind.DROP, CorrectionKind.CREDIT], item__isnull=False
    ).exclude(after__scoring=ItemScoring.COUNTED)
    return {
        (identity, after["scoring"]): reason
        for identity, after, reason in rows.order_by("pk").values_list("item__identity", "after", "reason")
    }


def _standards(items: Sequence[tuple[ItemFacts, tuple[StandardFacts, ...]]]) -> tuple[StandardFacts, ...]:
    """In the order in which the paper first asks for them."""
    found: dict[int, StandardFacts] = {}
    for _, standards in items:
        for standard in standards:
            found.setdefault(standard.id, standard)
    return tuple(found.values())


Teacher = tuple[int | None, str]


def _recorded_teachers(rows: Sequence[tuple[Any, ...]]) -> dict[int, Teacher]:
    """By section, whom most of its results were filed under: a score keeps the teacher of its date."""
    counts: dict[int, Counter[Teacher]] = {}
    for row in rows:
        counts.setdefault(row[1], Counter())[row[5], row[6] or ""] += 1
    return {section_id: found.most_common(1)[0][0] for section_id, found in counts.items()}


def _sections(
    assessment: Assessment, recorded: dict[int, Teacher], rows: Sequence[tuple[Any, ...]]
) -> tuple[SectionFacts, ...]:
    """The CFA's sections in the team's order, then any that a result was recorded in and that has since left it.

    A class without a result yet is named by its teacher on the day of the test.
    """
    known: dict[int, str] = dict(
        AssessmentSection.objects.filter(assessment=assessment)
        .order_by("position", "pk")
        .values_list("section_id", "section__name")
    )
    if left := recorded.keys() - known.keys():
        known |= dict(Section.objects.filter(pk__in=left).order_by("name", "pk").values_list("pk", "name"))
    day = day_of_test(assessment, today_in(assessment.district))
    on_the_day = {section_id: (staff.pk, staff.name) for section_id, staff in lead_teachers(known, day).items()}
    teachers: dict[int, Teacher] = {**on_the_day, **recorded}
    waiting = _waiting(known, day, {row[0] for row in rows})
    with_paper: dict[int, list[int]] = {}
    for student_id, section_id, *_ in rows:
        with_paper.setdefault(section_id, []).append(student_id)
    return tuple(
        SectionFacts(
            section_id,
            name,
            *teachers.get(section_id, (None, "")),
            len(waiting.get(section_id, ())),
            list_digest([*with_paper.get(section_id, ()), *waiting.get(section_id, ())]),
        )
        for section_id, name in known.items()
    )


def _waiting(section_ids: dict[int, str], day: datetime.date, with_paper: set[int]) -> dict[int, list[int]]:
    """Enrolled students of each section for whom nothing has been entered."""
    found: dict[int, list[int]] = {}
    enrolled = Enrollment.objects.filter(live_on(day), section_id__in=list(section_ids))
    for section_id, student_id in enrolled.values_list("section_id", "student_id").distinct():
        if student_id not in with_paper:
            found.setdefault(section_id, []).append(student_id)
    return found
