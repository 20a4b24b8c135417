"""Reads of the room, as nouns. Nothing here decides who may see; ``access`` has done so before."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Greatest, Least

from assessments.cells import EMPTY
from assessments.importing import ItemSpec, RosterEntry, SavedResult
from assessments.models import Assessment, AssessmentSection, Item, ReportRun, Result, ResultStatus, RunState
from plc.schools.models import Enrollment, SectionStaff, StaffMember
from plc.schools.models.dated import live_on


def day_of_test(assessment: Assessment, today: datetime.date) -> datetime.date:
    """The day whose roster counts: today while the window is open, else the window's nearest day."""
    return min(max(today, assessment.opens_on), assessment.closes_on)


def items_of(assessment: Assessment) -> list[Item]:
    """The current version's items in order."""
    return list(Item.objects.filter(version_id=assessment.current_version_id).order_by("position"))


def item_specs(items: Iterable[Item]) -> tuple[ItemSpec, ...]:
    return tuple(ItemSpec(i.position, i.label, i.max_cell, i.key, i.options) for i in items)


def roster(assessment: Assessment, section_ids: Iterable[int], today: datetime.date) -> list[RosterEntry]:
    """Whose papers belong in these sections, by name: those whose result stands there, and the students of the day of
    the test, but for one who moved here after the test and left the result where it was taken.
    """
    wanted = list(section_ids)
    day = day_of_test(assessment, today)
    taken = Result.objects.filter(assessment=assessment, student_id=OuterRef("student_id"), attempt=1)
    enrolled = (
        Enrollment.objects.filter(live_on(day), section_id__in=wanted)
        .exclude(Exists(taken.exclude(section_id__in=wanted)))
        .values_list(
            "student_id",
            "student__local_id",
            "student__family_name",
            "student__given_name",
            "section_id",
            "section__name",
        )
    )
    recorded = Result.objects.filter(assessment=assessment, section_id__in=wanted).values_list(
        "student_id", "student__local_id", "student__family_name", "student__given_name", "section_id", "section__name"
    )
    entries = {(row[0], row[4]): row for row in [*enrolled, *recorded]}
    rows = sorted(entries.values(), key=lambda row: (row[5], row[4], row[2].lower(), row[3].lower(), row[0]))
    return [RosterEntry(s, local, f"{family}, {given}", sec, name) for s, local, family, given, sec, name in rows]


def saved_results(assessment: Assessment, student_ids: Iterable[int], attempt: int = 1) -> dict[int, SavedResult]:
    """The papers of one attempt as they stand, by student."""
    rows = Result.objects.filter(assessment=assessment, attempt=attempt, student_id__in=list(student_ids))
    return {
        row.student_id: SavedResult(
            student_id=row.student_id,
            version=row.row_version,
            section_id=row.section_id,
            status=row.status,
            cells=tuple(row.cells),
            answers=(*row.answers, *("" for _ in range(len(row.cells) - len(row.answers)))),
        )
        for row in rows
    }


def lead_teachers(section_ids: Iterable[int], day: datetime.date) -> dict[int, StaffMember]:
    """The teacher each section's results are filed under on that day: the lead, else whoever teaches it longest."""
    rows = (
        SectionStaff.objects.filter(live_on(day), section_id__in=list(section_ids))
        .select_related("staff")
        .order_by("is_lead", "-starts_on", "-pk")
    )
    return {row.section_id: row.staff for row in rows}


@dataclass(frozen=True)
class SectionProgress:
    """How far one section's papers are. ``waiting``: on the roster of the test's day, with no paper anywhere yet.

    A paper counts where it was taken, so a student who moved after the test is short in neither section.
    """

    section_id: int
    name: str
    teacher: StaffMember | None
    waiting: int
    complete: int
    begun: int
    away: int

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
        (assessment_id, section_id): (complete, begun, away)
        for assessment_id, section_id, complete, begun, away in Result.objects.filter(assessment_id__in=ids, attempt=1)
        .values_list("assessment_id", "section_id")
        .annotate(
            complete=Count("student_id", filter=scored & ~has_gap),
            begun=Count("student_id", filter=scored & has_gap),
            away=Count("student_id", filter=~scored),
        )
    }
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
                *counts.get((row.assessment_id, row.section_id), (0, 0, 0)),
            )
        )
    return progress


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


def totals(rows: Iterable[SectionProgress]) -> Totals:
    rows = list(rows)
    return Totals(
        sum(row.enrolled for row in rows),
        sum(row.complete for row in rows),
        sum(row.begun for row in rows),
        sum(row.away for row in rows),
    )


def latest_runs(assessments: Sequence[Assessment]) -> dict[int, ReportRun]:
    """The newest finished run of each CFA, without its figures; one query."""
    rows = (
        ReportRun.objects.filter(assessment__in=assessments, state=RunState.DONE)
        .defer("figures")
        .order_by("assessment_id", "-number")
        .distinct("assessment_id")
    )
    return {row.assessment_id: row for row in rows}


def latest_run(assessment: Assessment) -> ReportRun | None:
    """The newest run with figures."""
    return ReportRun.objects.filter(assessment=assessment, state=RunState.DONE).order_by("-number").first()


def run_before(run: ReportRun) -> ReportRun | None:
    """The newest finished run that this one took the place of."""
    earlier = ReportRun.objects.filter(assessment=run.assessment_id, number__lt=run.number, state=RunState.DONE)
    return earlier.defer("figures").order_by("-number").first()


def pending_run(assessment: Assessment) -> ReportRun | None:
    """The run being waited for, or the failed one if it is the newest word on this CFA."""
    newest = ReportRun.objects.filter(assessment=assessment).defer("figures").order_by("-number").first()
    return newest if newest is not None and newest.state != RunState.DONE else None
