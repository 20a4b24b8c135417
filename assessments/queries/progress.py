"""How far the papers of a CFA are."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest, Least

from assessments.cells import EMPTY
from assessments.models import Assessment, AssessmentSection, Item, ItemScoring, Result, ResultStatus
from assessments.queries.papers import day_of_test
from plc.schools.models import SectionStaff, StaffMember
from plc.tenancy.kept import Kept


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
    """The sections of each CFA in the team's order; five queries at most, however many CFAs and sections."""
    ids = frozenset(assessment.pk for assessment in assessments)
    counts = {(cfa_id, section_id): tuple(counted) for cfa_id, section_id, *counted in _counts(ids)}
    for place, whole in _whole_without(assessments).items():
        complete, begun, away, late = counts[place]
        counts[place] = complete + whole, begun - whole, away, late
    days = {assessment.pk: day_of_test(assessment, today) for assessment in assessments}
    staff = _staff_of(ids)
    progress: dict[int, list[SectionProgress]] = {pk: [] for pk in ids}
    for row in _sections(ids, today):
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


def _sections_with_waiting(ids: frozenset[int], today: datetime.date) -> QuerySet[Any, Any]:
    day = Greatest(Least(Value(today), F("assessment__closes_on")), F("assessment__opens_on"))
    is_enrolled = Q(section__enrollments__starts_on__lte=day) & (
        Q(section__enrollments__ends_on__isnull=True) | Q(section__enrollments__ends_on__gt=day)
    )
    has_paper = Exists(
        Result.objects.filter(
            assessment_id=OuterRef("assessment_id"), student_id=OuterRef("section__enrollments__student_id"), attempt=1
        )
    )
    return (
        AssessmentSection.objects.filter(assessment_id__in=ids)
        .select_related("section")
        .annotate(waiting=Count("section__enrollments__student_id", distinct=True, filter=is_enrolled & Q(~has_paper)))
        .order_by("assessment_id", "position", "pk")
    )


def _papers_by_section(ids: frozenset[int]) -> QuerySet[Any, Any]:
    """CFA, section, and how many papers of it are complete, begun, of students away, and late."""
    has_gap = Q(cells__contains=[EMPTY])
    scored = Q(status=ResultStatus.SCORED)
    return (
        Result.objects.filter(assessment_id__in=ids, attempt=1)
        .values_list("assessment_id", "section_id")
        .annotate(
            complete=Count("student_id", filter=scored & ~has_gap),
            begun=Count("student_id", filter=scored & has_gap),
            away=Count("student_id", filter=~scored),
            late=Count("student_id", filter=scored & Q(scored_on__gt=F("assessment__closes_on"))),
        )
    )


_sections = Kept[Any](_sections_with_waiting)
_counts = Kept[Any](_papers_by_section)
_uncounted = Kept[Any](
    lambda version_ids: (
        Item.objects.filter(version_id__in=version_ids)
        .exclude(scoring=ItemScoring.COUNTED)
        .values_list("version_id", "position")
    )
)
# By CFA and not by section: there are fewer of them, so that fewer lengths of lists are written.
_staff = Kept[SectionStaff](
    lambda ids: (
        SectionStaff.objects.filter(
            section_id__in=AssessmentSection.objects.filter(assessment_id__in=ids).values("section_id")
        )
        .select_related("staff")
        .order_by("is_lead", "-starts_on", "-pk")
    )
)


def _whole_without(assessments: Sequence[Assessment]) -> Counter[tuple[int, int]]:
    """By CFA and section, how many papers have gaps only on items the team dropped or credited: nothing is missing."""
    versions = frozenset(a.current_version_id for a in assessments if a.current_version_id is not None)
    uncounted: dict[int, set[int]] = {}
    for version_id, position in _uncounted(versions):
        uncounted.setdefault(version_id, set()).add(position - 1)
    if not uncounted:
        return Counter()
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


def _staff_of(ids: frozenset[int]) -> dict[int, list[SectionStaff]]:
    """Everyone who ever taught each section; of those on one day, the last is the lead (see ``lead_teachers``)."""
    found: dict[int, list[SectionStaff]] = {}
    for row in _staff(ids):
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
