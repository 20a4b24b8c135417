"""The one action that saves results, whichever way they came: page, upload, command, or taking an upload back."""

import datetime
import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final

from django.db import IntegrityError, connection, transaction

from assessments.actions.bulk import (
    PaperRow,
    Place,
    chunks,
    insert_rows,
    locked_rows,
    remove_rows,
    replace_rows,
)
from assessments.actions.recording import record_change, reserved_change_id
from assessments.cells import EMPTY, EXEMPT
from assessments.models import Assessment, AssessmentVersion, Change, ResultStatus, Upload
from assessments.models.turns import take_turn
from assessments.models.years import check_year_goes_on
from assessments.queries import day_of_test, lead_teachers
from assessments.tasks import request_run
from plc.http.refusals import Refusal
from plc.schools.models import StaffMember

PRIMARY_KEY = "assessments_result_pkey"
STATUSES: Final = frozenset(ResultStatus.values)

# A single score is saved every second or so by everybody who types. The ORM would take as long to write each of these
# statements as the database takes for all of them.
_HOLD_ITEMS: Final = """
SELECT cfa.current_version_id, cfa.locked_at IS NOT NULL, ARRAY(
    SELECT item.max_cell FROM assessments_item item
    WHERE item.district_id = cfa.district_id AND item.version_id = cfa.current_version_id ORDER BY item.position
)
FROM assessments_assessment cfa WHERE cfa.district_id = %s AND cfa.id = %s
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
    typing finish before the report is computed anew; ``existing`` is given by whoever holds the rows locked already,
    and has asked whether the school year goes on.

    Raises ``SavedMeanwhile`` if any paper is no longer what it was edited from, ``ItemsChanged`` if the items are no
    longer those it was read with, and ``Refusal`` for cells that do not fit them. The data version is counted last, so
    that the lock on the CFA's row is short.
    """
    if not assessment.is_locked or assessment.current_version_id is None:
        raise Refusal(
            "This CFA is still being built, so it takes no results yet.",
            "Lock its items and its cut first.",
        )
    if existing is None:
        check_year_goes_on(assessment)
    check_cells_fit(papers, maxima=_held_items(assessment))
    compared = _compared(assessment, papers, existing)
    if not compared.papers:
        return None
    if compared.stale:
        raise SavedMeanwhile(compared.stale)
    change_id = reserved_change_id()
    _write(assessment, compared, today, change_id)
    change = record_change(
        actor=actor,
        assessment=assessment,
        kind=kind,
        upload=upload,
        version_before=version_before,
        papers=compared.papers,
        cells=compared.cells,
        change_id=change_id,
    )
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
    for paper in papers:
        cells = paper.cells
        fits = (
            len(cells) == len(maxima) and min(cells, default=EXEMPT) >= EXEMPT and all(map(operator.le, cells, maxima))
        )
        if paper.status and not (fits and paper.status in STATUSES):
            raise Refusal("These scores do not fit the items of this CFA.", "Open the page again and enter them anew.")


def _differs(paper: NewPaper, row: PaperRow | None, assessment: Assessment) -> bool:
    if row is None:
        return bool(paper.status) and (paper.status != ResultStatus.SCORED or any(c != EMPTY for c in paper.cells))
    says = paper.status, paper.cells, paper.answers
    return says != (row.status, row.cells, row.answers) or row.version_id != assessment.current_version_id


@dataclass(slots=True)
class _Compared:
    """The papers that are not as they are saved, and how many of them and of their scores that are.

    ``stale`` counts those that are no longer what they were edited from.
    """

    new: list[NewPaper] = field(default_factory=list)
    edited: list[NewPaper] = field(default_factory=list)
    taken_away: list[Place] = field(default_factory=list)
    cells: int = 0
    stale: int = 0

    @property
    def papers(self) -> int:
        return len(self.new) + len(self.edited) + len(self.taken_away)


def _compared(
    assessment: Assessment, papers: Iterable[NewPaper], existing: Mapping[Place, PaperRow] | None
) -> _Compared:
    """Lock and compare chunk by chunk: what a whole district has saved is never in memory at once."""
    compared = _Compared()
    for chunk in chunks(sorted(papers, key=attrgetter("student_id", "attempt"))):
        there = locked_rows(assessment, [paper.place for paper in chunk]) if existing is None else existing
        for paper in chunk:
            row = there.get(paper.place)
            if not _differs(paper, row, assessment):
                continue
            compared.stale += paper.based_on != (row.row_version if row else 0)
            compared.cells += cells_changed(paper, row)
            if not paper.status:
                compared.taken_away.append(paper.place)
            else:
                (compared.edited if row else compared.new).append(paper)
    return compared


def _write(assessment: Assessment, compared: _Compared, today: datetime.date, change_id: int) -> None:
    """Write the papers, and with each what it was and is."""
    version_id = assessment.current_version_id
    assert version_id is not None  # noqa: S101  (a locked CFA has one; narrows the type)
    beginning = {paper.section_id for paper in compared.new}
    teachers = lead_teachers(beginning, day_of_test(assessment, today)) if beginning else {}
    # A paper taken away and entered anew must not get a version back that somebody has on the screen.
    saves = Assessment.objects.values_list("data_version", flat=True).get(pk=assessment.pk) if beginning else 0

    def row_of(paper: NewPaper, row_version: int) -> PaperRow:
        teacher = teachers.get(paper.section_id)
        return PaperRow(
            student_id=paper.student_id,
            attempt=paper.attempt,
            version_id=version_id,
            section_id=paper.section_id,
            teacher_id=teacher.pk if teacher else None,
            status=paper.status,
            cells=paper.cells,
            answers=paper.answers,
            scored_on=first_scored_on(paper, None, today),
            row_version=row_version,
        )

    if compared.new:
        _insert(assessment, (row_of(paper, saves + 1) for paper in compared.new), change_id)
    edited = (row_of(paper, paper.based_on + 1) for paper in compared.edited)
    replace_rows(assessment, edited, change_id=change_id)
    remove_rows(assessment, compared.taken_away, change_id=change_id)


def first_scored_on(paper: NewPaper, row: PaperRow | None, today: datetime.date) -> datetime.date | None:
    """The day the paper got its first scores; None as long as it has none."""
    if row and row.scored_on:
        return row.scored_on
    return today if paper.status == ResultStatus.SCORED and any(cell != EMPTY for cell in paper.cells) else None


def _insert(assessment: Assessment, rows: Iterable[PaperRow], change_id: int) -> None:
    """Insert rows; one that somebody inserted a moment ago refuses the whole save."""
    try:
        with transaction.atomic():
            insert_rows(assessment, rows, change_id=change_id)
    except IntegrityError as error:
        if _violated_constraint(error) == PRIMARY_KEY:
            raise SavedMeanwhile(1) from error
        raise


def _violated_constraint(error: IntegrityError) -> str | None:
    diagnostics = getattr(error.__cause__, "diag", None)
    return diagnostics.constraint_name if diagnostics else None


def cells_changed(paper: NewPaper, row: PaperRow | None) -> int:
    """How many scores are new or different."""
    before = row.cells if row else (EMPTY,) * len(paper.cells)
    return sum(map(operator.ne, before, paper.cells))
