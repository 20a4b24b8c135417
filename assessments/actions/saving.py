"""The one action that saves results, whichever way they came: page, upload, command, or taking an upload back."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from assessments.cells import EMPTY, EXEMPT
from assessments.models import Assessment, AssessmentVersion, Change, Item, Result, ResultChange, ResultStatus, Upload
from assessments.queries import day_of_test, lead_teachers
from assessments.tasks import request_run
from plc.http.refusals import Refusal
from plc.schools.models import StaffMember

PRIMARY_KEY = "assessments_result_pkey"


@dataclass(frozen=True)
class NewPaper:
    """One student's paper as it shall stand. ``based_on`` is the row version it was edited from, 0 for a new one.

    ``status`` empty takes the result away altogether; only taking an upload back does that.
    """

    student_id: int
    section_id: int
    status: str
    cells: tuple[int, ...]
    answers: tuple[str, ...]
    based_on: int
    attempt: int = 1

    @property
    def place(self) -> "Place":
        return self.student_id, self.attempt


# Whose paper: a student and the number of the attempt.
Place = tuple[int, int]


class SavedMeanwhile(Refusal):
    """Somebody else saved one of these papers after it was read; nothing of this save has happened."""

    def __init__(self, papers: int) -> None:
        what = "One of these papers was" if papers == 1 else f"{papers} of these papers were"
        super().__init__(
            f"{what} changed by someone else while you were working, so nothing has been saved yet.",
            "Look at what is there now, then save again.",
        )
        self.papers = papers


class ItemsChanged(Refusal):
    """The list of items that these papers were written for is no longer the one in use."""

    def __init__(self) -> None:
        super().__init__(
            "The items of this CFA were changed while you were working, so nothing has been saved yet.",
            "Open the page again and enter the scores by the new items.",
        )


@transaction.atomic
def save_results(
    *,
    actor: StaffMember,
    assessment: Assessment,
    papers: Sequence[NewPaper],
    kind: str,
    today: datetime.date,
    upload: Upload | None = None,
    version_before: AssessmentVersion | None = None,
    gently: bool = False,
) -> Change | None:
    """Save these papers as one change and ask for a report run; None when nothing differs from what is saved.

    ``version_before`` is given when the papers were moved here from other items; ``gently`` lets a person who is still
    typing finish before the report is computed anew.

    Raises ``SavedMeanwhile`` if any paper is no longer what it was edited from, ``ItemsChanged`` if the items are no
    longer those it was read with, and ``Refusal`` for cells that do not fit them. The data version is counted last, so
    that the lock on the CFA's row is short.
    """
    if not assessment.is_locked or assessment.current_version_id is None:
        raise Refusal(
            "This CFA is still being built, so it takes no results yet.",
            "Lock its items and its cut first.",
        )
    _hold_items(assessment)
    _check_cells_fit(assessment, papers)
    existing = _existing(assessment, papers)
    papers = [paper for paper in papers if _differs(paper, existing.get(paper.place), assessment)]
    if not papers:
        return None
    _check_nobody_was_faster(papers, existing)
    _write(assessment, papers, existing, today)
    change = record_change(
        actor=actor,
        assessment=assessment,
        kind=kind,
        upload=upload,
        version_before=version_before,
        papers=len(papers),
        cells=sum(_cells_changed(paper, existing.get(paper.place)) for paper in papers),
    )
    ResultChange.objects.bulk_create(
        [_before_and_after(change, paper, existing.get(paper.place)) for paper in papers], batch_size=500
    )
    request_run(assessment=assessment, actor=actor, gently=gently)
    return change


def _hold_items(assessment: Assessment) -> None:
    """See that the items stay as they are until this save is through; whoever changes them locks the row for update.

    A key share is what a new result's reference takes anyway, and does not make two saves wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_version_id, locked_at IS NOT NULL FROM assessments_assessment WHERE id = %s FOR KEY SHARE",
            [assessment.pk],
        )
        row = cursor.fetchone()
    if row is not None and row != (assessment.current_version_id, True):
        raise ItemsChanged


def _existing(assessment: Assessment, papers: Sequence[NewPaper]) -> dict[Place, Result]:
    """The rows these papers take the place of, locked in one order for everybody."""
    rows = (
        Result.objects.select_for_update()
        .filter(
            assessment=assessment,
            student_id__in={paper.student_id for paper in papers},
            attempt__in={paper.attempt for paper in papers},
        )
        .order_by("student_id", "attempt")
    )
    return {(row.student_id, row.attempt): row for row in rows}


def _check_cells_fit(assessment: Assessment, papers: Sequence[NewPaper]) -> None:
    """The last guard before the database: pages and files have said this in their own words long before."""
    maxima = list(
        Item.objects.filter(version_id=assessment.current_version_id)
        .order_by("position")
        .values_list("max_cell", flat=True)
    )
    for paper in papers:
        fits = len(paper.cells) == len(maxima) and all(
            EXEMPT <= cell <= most for cell, most in zip(paper.cells, maxima, strict=True)
        )
        if paper.status and not (fits and paper.status in ResultStatus.values):
            raise Refusal("These scores do not fit the items of this CFA.", "Open the page again and enter them anew.")


def _differs(paper: NewPaper, row: Result | None, assessment: Assessment) -> bool:
    if row is None:
        return bool(paper.status) and (paper.status != ResultStatus.SCORED or any(c != EMPTY for c in paper.cells))
    says = paper.status, list(paper.cells), list(paper.answers)
    return says != (row.status, row.cells, row.answers) or row.version_id != assessment.current_version_id


def _check_nobody_was_faster(papers: Sequence[NewPaper], existing: dict[Place, Result]) -> None:
    now = {place: row.row_version for place, row in existing.items()}
    stale = sum(1 for paper in papers if now.get(paper.place, 0) != paper.based_on)
    if stale:
        raise SavedMeanwhile(stale)


def _write(
    assessment: Assessment, papers: Sequence[NewPaper], existing: dict[Place, Result], today: datetime.date
) -> None:
    day = day_of_test(assessment, today)
    teachers = lead_teachers({paper.section_id for paper in papers}, day)
    now, version_id = timezone.now(), assessment.current_version_id
    assert version_id is not None  # noqa: S101  (a locked CFA has one; narrows the type)
    # A paper taken away and entered anew must not get a version back that somebody has on the screen.
    saves = Assessment.objects.values_list("data_version", flat=True).get(pk=assessment.pk)
    new: list[Result] = []
    changed: list[Result] = []
    gone = Q()
    for paper in papers:
        row = existing.get(paper.place)
        if not paper.status:
            gone |= Q(student_id=paper.student_id, attempt=paper.attempt)
            continue
        teacher = teachers.get(paper.section_id)
        has_scores = paper.status == ResultStatus.SCORED and any(cell != EMPTY for cell in paper.cells)
        (changed if row else new).append(
            Result(
                district_id=assessment.district_id,
                assessment_id=assessment.pk,
                student_id=paper.student_id,
                attempt=paper.attempt,
                version_id=version_id,
                # A result keeps the section and teacher of its date, whatever the roster says later.
                section_id=row.section_id if row else paper.section_id,
                teacher_id=row.teacher_id if row else (teacher.pk if teacher else None),
                status=paper.status,
                cells=list(paper.cells),
                answers=list(paper.answers),
                scored_on=(row.scored_on if row else None) or (today if has_scores else None),
                row_version=paper.based_on + 1 if row else saves + 1,
                updated_at=now,
            )
        )
    _insert(new)
    if changed:
        Result.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["district", "assessment", "student", "attempt"],
            update_fields=["version", "status", "cells", "answers", "scored_on", "row_version", "updated_at"],
        )
    if gone:
        Result.objects.filter(gone, assessment=assessment).delete()


def _insert(rows: list[Result]) -> None:
    """Insert rows; one that somebody inserted a moment ago refuses the whole save."""
    try:
        with transaction.atomic():
            Result.objects.bulk_create(rows, batch_size=500)
    except IntegrityError as error:
        if _violated_constraint(error) == PRIMARY_KEY:
            raise SavedMeanwhile(1) from error
        raise


def _violated_constraint(error: IntegrityError) -> str | None:
    diagnostics = getattr(error.__cause__, "diag", None)
    return diagnostics.constraint_name if diagnostics else None


def record_change(
    *,
    actor: StaffMember,
    assessment: Assessment,
    kind: str,
    upload: Upload | None = None,
    version_before: AssessmentVersion | None = None,
    papers: int = 0,
    cells: int = 0,
) -> Change:
    """The history entry of anything that changes what the report is computed from, and the data version that counts it.

    Whoever calls it asks for a run afterwards (``tasks.request_run``).
    """
    Assessment.objects.filter(pk=assessment.pk).update(data_version=F("data_version") + 1)
    assessment.refresh_from_db(fields=["data_version"])
    return Change.objects.create(
        assessment=assessment,
        version_id=assessment.current_version_id,
        version_before=version_before,
        kind=kind,
        upload=upload,
        made_by=actor,
        made_at=timezone.now(),
        data_version=assessment.data_version,
        papers=papers,
        cells=cells,
    )


def _cells_changed(paper: NewPaper, row: Result | None) -> int:
    before = row.cells if row else [EMPTY] * len(paper.cells)
    return sum(1 for old, new in zip(before, paper.cells, strict=False) if old != new)


def _before_and_after(change: Change, paper: NewPaper, row: Result | None) -> ResultChange:
    return ResultChange(
        district_id=change.district_id,
        change=change,
        student_id=paper.student_id,
        attempt=paper.attempt,
        section_before_id=row.section_id if row else None,
        status_before=row.status if row else "",
        cells_before=list(row.cells) if row else [],
        answers_before=list(row.answers) if row else [],
        status_after=paper.status,
        cells_after=list(paper.cells) if paper.status else [],
        answers_after=list(paper.answers) if paper.status else [],
    )
