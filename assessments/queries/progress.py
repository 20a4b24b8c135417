"""How far the papers of a CFA are."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Greatest, Least

from assessments.cells import EMPTY
from assessments.models import Assessment, AssessmentSection, Item, ItemScoring, Result, ResultStatus
from assessments.queries.papers import day_of_test
from plc.schools.models import SectionStaff, StaffMember


@dataclass(frozen=True)
class SectionProgress:
    """How far one section's papers are. ``waiting``: on the roster of the test's day, with no paper anywhere yet.

    A paper counts where it was taken, so a student who moved after the test is short in neither section. ``late``
    scored papers got their first scores after the window's last day.
    """

    section_id: int
    name: str
    teacher: StaffMember | None
    waiting: int
    complete: int
    begun: int
    away: int
    late: int = 0

    @property
    def enrolled(self) -> int:
        return self.waiting + self.complete + self.begun + self.away

    @property
    def is_complete(self) -> bool:
        return self.enrolled > 0 and self.complete + self.away >= self.enrolled


def section_progress(assessment: Assessment, today: datetime.date) -> list[SectionProgress]:
    """One row a section in the team's order."""
    return progress_of([assessment], today)[assessment.pk]


def progress_of(assessments: Sequence[Assessment], today: datetime.date) -> dict[int, list[SectionProgress]]:
    """The sections of each CFA in the team's order; three queries however many CFAs and sections."""
    ids = [assessment.pk for assessment in assessments]
    day = Greatest(Least(Value(today), F("assessment__closes_on")), F("assessment__opens_on"))
    is_enrolled = Q(section__enrollments__starts_on__lte=day) & (
        Q(section__enrollments__ends_on__isnull=True) | Q(section__enrollments__ends_on__gt=day)
    )
    has_paper = Exists(
        Result.objects.filter(
            assessment_id=OuterRef("assessment_id"), student_id=OuterRef("section__enrollments__student_id"), attempt=1
        )
    )
    rows = (
        AssessmentSection.objects.filter(assessment_id__in=ids)
        .select_related("section")
        .annotate(waiting=Count("section__enrollments__student_id", distinct=True, filter=is_enrolled & Q(~has_paper)))
        .order_by("assessment_id", "position", "pk")
    )
    has_gap = Q(cells__contains=[EMPTY])
    scored = Q(status=ResultStatus.SCORED)
    counts = {
        (assessment_id, section_id): (complete, begun, away, late)
        for assessment_id, section_id, complete, begun, away, late in Result.objects.filter(
            assessment_id__in=ids, attempt=1
        )
        .values_list("assessment_id", "section_id")
        .annotate(
            complete=Count("student_id", filter=scored & ~has_gap),
            begun=Count("student_id", filter=scored & has_gap),
            away=Count("student_id", filter=~scored),
            late=Count("student_id", filter=scored & Q(scored_on__gt=F("assessment__closes_on"))),
        )
    }
    for place, whole in _whole_without(assessments).items():
        complete, begun, away, late = counts[place]
        counts[place] = complete + whole, begun - whole, away, late
    days = {assessment.pk: day_of_test(assessment, today) for assessment in assessments}
    rows = list(rows)
    staff = _staff_of({row.section_id for row in rows})
    progress: dict[int, list[SectionProgress]] = {pk: [] for pk in ids}
    for row in rows:
        on_the_day = [link for link in staff.get(row.section_id, []) if link.is_live_on(days[row.assessment_id])]
        progress[row.assessment_id].append(
            SectionProgress(
                row.section_id,
                row.section.name,
                on_the_day[-1].staff if on_the_day else None,
                row.waiting,
                *counts.get((row.assessment_id, row.section_id), (0, 0, 0, 0)),
            )
        )
    return progress


def _whole_without(assessments: Sequence[Assessment]) -> Counter[tuple[int, int]]:
    """By CFA and section, how many papers have gaps only on items the team dropped or credited: nothing is missing."""
    current = [assessment.current_version_id for assessment in assessments]
    uncounted: dict[int, set[int]] = {}
    rows = Item.objects.filter(version_id__in=current).exclude(scoring=ItemScoring.COUNTED)
    for version_id, position in rows.values_list("version_id", "position"):
        uncounted.setdefault(version_id, set()).add(position - 1)
    with_gaps = Result.objects.filter(
        version_id__in=list(uncounted), attempt=1, status=ResultStatus.SCORED, cells__contains=[EMPTY]
    )
    return Counter(
        (assessment_id, section_id)
        for assessment_id, section_id, version_id, cells in with_gaps.values_list(
            "assessment_id", "section_id", "version_id", "cells"
        )
        if all(cell != EMPTY or place in uncounted[version_id] for place, cell in enumerate(cells))
    )


def second_attempts(assessment: Assessment) -> int:
    """Students with a further attempt. The comparison reads the first, mastery the latest."""
    return Result.objects.filter(assessment=assessment, attempt__gt=1).values("student_id").distinct().count()


def _staff_of(section_ids: Iterable[int]) -> dict[int, list[SectionStaff]]:
    """Everyone who ever taught each section; of those on one day, the last is the lead (see ``lead_teachers``)."""
    rows = SectionStaff.objects.filter(section_id__in=list(section_ids)).select_related("staff")
    found: dict[int, list[SectionStaff]] = {}
    for row in rows.order_by("is_lead", "-starts_on", "-pk"):
        found.setdefault(row.section_id, []).append(row)
    return found


@dataclass(frozen=True)
class Totals:
    """A CFA's papers over all its sections."""

    enrolled: int
    complete: int
    begun: int
    away: int

    @property
    def is_complete(self) -> bool:
        return self.enrolled > 0 and self.complete + self.away >= self.enrolled


def summed(rows: Iterable[SectionProgress]) -> Totals:
    rows = list(rows)
    return Totals(
        sum(row.enrolled for row in rows),
        sum(row.complete for row in rows),
        sum(row.begun for row in rows),
        sum(row.away for row in rows),
    )
