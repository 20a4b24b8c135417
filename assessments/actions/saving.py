"""The one action that saves results, whichever way they came: page, upload, command, or taking an upload back."""

import datetime
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from assessments.actions.bulk import (
    PaperChange,
    PaperRow,
    Place,
    insert_history,
    insert_rows,
    locked_rows,
    remove_rows,
    replace_rows,
)
from assessments.cells import EMPTY, EXEMPT
from assessments.models import Assessment, AssessmentVersion, Change, ResultStatus, Upload
from assessments.models.turns import take_turn
from assessments.queries import day_of_test, lead_teachers
from assessments.tasks import request_run
from plc.http.refusals import Refusal
from plc.schools.models import StaffMember

PRIMARY_KEY = "assessments_result_pkey"

# A single score is saved every second or so by everybody who types. The ORM would take as long to write each of these
# statements as the database takes for all of them.
_HOLD_ITEMS: Final = """
SELECT cfa.current_version_id, cfa.locked_at IS NOT NULL, ARRAY(
    SELECT item.max_cell FROM assessments_item item
    WHERE item.district_id = cfa.district_id AND item.version_id = cfa.current_version_id ORDER BY item.position
)
FROM assessments_assessment cfa WHERE cfa.district_id = %s AND cfa.id = %s
"""
_RECORD_CHANGE: Final = """
WITH counted AS (
    UPDATE assessments_assessment SET data_version = data_version + 1 WHERE district_id = %s AND id = %s
    RETURNING district_id, id, current_version_id, data_version
)
INSERT INTO assessments_change (
    district_id, assessment_id, version_id, data_version, version_before_id, kind, upload_id, made_by_id, made_at,
    papers, cells
)
SELECT counted.*, %s, %s, %s, %s, %s, %s, %s FROM counted RETURNING id, data_version
"""


@dataclass(frozen=True, slots=True)
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
    def place(self) -> Place:
        return self.student_id, self.attempt


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
    existing: Mapping[Place, PaperRow] | None = None,
) -> Change | None:
    """Save these papers as one change and ask for a report run; None when nothing differs from what is saved.

    ``version_before`` is given when the papers were moved here from other items; ``gently`` lets a person who is still
    typing finish before the report is computed anew; ``existing`` is given by whoever holds the rows locked already.

    Raises ``SavedMeanwhile`` if any paper is no longer what it was edited from, ``ItemsChanged`` if the items are no
    longer those it was read with, and ``Refusal`` for cells that do not fit them. The data version is counted last, so
    that the lock on the CFA's row is short.
    """
    if not assessment.is_locked or assessment.current_version_id is None:
        raise Refusal(
            "This CFA is still being built, so it takes no results yet.",
            "Lock its items and its cut first.",
        )
    check_cells_fit(papers, maxima=_held_items(assessment))
    if existing is None:
        existing = locked_rows(assessment, (paper.place for paper in papers))
    papers = [paper for paper in papers if _differs(paper, existing.get(paper.place), assessment)]
    if not papers:
        return None
    _check_nobody_was_faster(papers, existing)
    history = _write(assessment, papers, existing, today)
    change = record_change(
        actor=actor,
        assessment=assessment,
        kind=kind,
        upload=upload,
        version_before=version_before,
        papers=len(papers),
        cells=sum(cells_changed(paper, existing.get(paper.place)) for paper in papers),
    )
    insert_history(change, history)
    request_run(assessment=assessment, actor=actor, gently=gently)
    return change


def _held_items(assessment: Assessment) -> list[int]:
    """The max of each item in order, held as they are until this save is through."""
    take_turn(assessment.pk)
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_ITEMS, [assessment.district_id, assessment.pk])
        row = cursor.fetchone()
    if row is None or row[:2] != (assessment.current_version_id, True):
        raise ItemsChanged
    return row[2]


def check_cells_fit(papers: Sequence[NewPaper], *, maxima: Sequence[int]) -> None:
    """The last guard before the database: pages and files have said this in their own words long before."""
    statuses = set(ResultStatus.values)
    for paper in papers:
        cells = paper.cells
        fits = (
            len(cells) == len(maxima) and min(cells, default=EXEMPT) >= EXEMPT and all(map(operator.le, cells, maxima))
        )
        if paper.status and not (fits and paper.status in statuses):
            raise Refusal("These scores do not fit the items of this CFA.", "Open the page again and enter them anew.")


def _differs(paper: NewPaper, row: PaperRow | None, assessment: Assessment) -> bool:
    if row is None:
        return bool(paper.status) and (paper.status != ResultStatus.SCORED or any(c != EMPTY for c in paper.cells))
    says = paper.status, paper.cells, paper.answers
    return says != (row.status, row.cells, row.answers) or row.version_id != assessment.current_version_id


def _check_nobody_was_faster(papers: Sequence[NewPaper], existing: Mapping[Place, PaperRow]) -> None:
    now = {place: row.row_version for place, row in existing.items()}
    stale = sum(1 for paper in papers if now.get(paper.place, 0) != paper.based_on)
    if stale:
        raise SavedMeanwhile(stale)


def _write(
    assessment: Assessment, papers: Sequence[NewPaper], existing: Mapping[Place, PaperRow], today: datetime.date
) -> list[PaperChange]:
    """Write the papers, and say what each was and is."""
    version_id = assessment.current_version_id
    assert version_id is not None  # noqa: S101  (a locked CFA has one; narrows the type)
    beginning = {paper.section_id for paper in papers if paper.place not in existing}
    teachers = lead_teachers(beginning, day_of_test(assessment, today)) if beginning else {}
    # A paper taken away and entered anew must not get a version back that somebody has on the screen.
    saves = Assessment.objects.values_list("data_version", flat=True).get(pk=assessment.pk) if beginning else 0
    history = []
    for paper in papers:
        row = existing.get(paper.place)
        teacher = teachers.get(paper.section_id)
        after = PaperRow(
            student_id=paper.student_id,
            attempt=paper.attempt,
            version_id=version_id,
            # A result keeps the section and teacher of its date, whatever the roster says later.
            section_id=row.section_id if row else paper.section_id,
            teacher_id=row.teacher_id if row else (teacher.pk if teacher else None),
            status=paper.status,
            cells=paper.cells,
            answers=paper.answers,
            scored_on=first_scored_on(paper, row, today),
            row_version=paper.based_on + 1 if row else saves + 1,
        )
        history.append(PaperChange(paper.place, row, after if paper.status else None))
    _insert(assessment, [after for _, before, after in history if after and not before])
    replace_rows(assessment, [after for _, before, after in history if after and before])
    remove_rows(assessment, [place for place, _, after in history if not after])
    return history


def first_scored_on(paper: NewPaper, row: PaperRow | None, today: datetime.date) -> datetime.date | None:
    """The day the paper got its first scores; None as long as it has none."""
    if row and row.scored_on:
        return row.scored_on
    return today if paper.status == ResultStatus.SCORED and any(cell != EMPTY for cell in paper.cells) else None


def _insert(assessment: Assessment, rows: Sequence[PaperRow]) -> None:
    """Insert rows; one that somebody inserted a moment ago refuses the whole save."""
    if not rows:
        return
    try:
        with transaction.atomic():
            insert_rows(assessment, rows)
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
    version_id = assessment.current_version_id
    assert version_id is not None  # noqa: S101  (what a report is computed from has items; narrows the type)
    change = Change(
        assessment=assessment,
        version_id=version_id,
        version_before=version_before,
        kind=kind,
        upload=upload,
        made_by=actor,
        made_at=timezone.now(),
        papers=papers,
        cells=cells,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD_CHANGE,
            [
                *(assessment.district_id, assessment.pk),
                *(change.version_before_id, kind, change.upload_id, actor.pk, change.made_at, papers, cells),
            ],
        )
        change.pk, change.data_version = cursor.fetchone()
    change._state.adding = False
    assessment.data_version = change.data_version
    return change


def cells_changed(paper: NewPaper, row: PaperRow | None) -> int:
    """How many scores are new or different."""
    before = row.cells if row else (EMPTY,) * len(paper.cells)
    return sum(map(operator.ne, before, paper.cells))
