"""Taking a saved upload back, cell by cell, whatever has been saved or rebuilt since."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db import transaction

from assessments.actions.bulk import CHUNK, PaperRow, chunks, locked_rows
from assessments.actions.reading_uploads import LARGE_ROWS
from assessments.actions.saving import NewPaper, save_results
from assessments.actions.uploads import leave_to_worker, move
from assessments.cells import EMPTY
from assessments.importing import ItemSpec
from assessments.importing.keys import points_by_key
from assessments.importing.packing import Written
from assessments.item_map import ItemMap, item_map
from assessments.models import Change, ChangeKind, Item, ResultChange, ResultStatus, Upload, UploadState
from assessments.models.turns import take_turn
from assessments.models.years import check_year_goes_on
from assessments.queries import item_specs, mapped_items
from assessments.queries.papers import as_written
from assessments.stats.records import making_many
from plc.http.refusals import Refusal
from plc.schools.models import StaffMember

Cell = tuple[int, str]  # points or a code, and the answer


@dataclass(frozen=True)
class _Then:
    """How papers of the time of an upload read in the items of today."""

    moved: ItemMap
    specs: tuple[ItemSpec, ...]

    def cells(self, cells: Sequence[int], answers: Sequence[str]) -> list[Cell]:
        moved = self.moved.paper(cells or [EMPTY] * len(self.moved.old), answers, added=EMPTY)
        return list(zip(*moved, strict=True))

    @cached_property
    def nothing(self) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """The paper of a student who had none."""
        return (EMPTY,) * len(self.specs), ("",) * len(self.specs)

    def scored_today(self, place: int, cell: Cell) -> Cell:
        """An answer of then with the points it has by the key of today."""
        points = points_by_key(cell[1], self.specs[place]) if cell[1] else None
        return cell if points is None else (points, cell[1])


@transaction.atomic
def ask_to_revert(*, actor: StaffMember, upload: Upload, today: datetime.date) -> tuple[Change | None, int] | None:
    """Take an applied upload back: at once, or, when it is large, by the worker; then None."""
    if upload.rows_total <= LARGE_ROWS:
        return revert_upload(actor=actor, upload=upload, today=today)
    check_year_goes_on(upload.assessment)
    _check_is_saved(upload)
    leave_to_worker(upload, UploadState.REVERTING, actor)
    return None


@transaction.atomic
def revert_upload(*, actor: StaffMember, upload: Upload, today: datetime.date) -> tuple[Change | None, int]:
    """Take an applied upload back, cell by cell; returns the change and how many cells stay because they are newer.

    A cell goes back to what it was only where it still is what the upload made it. Items that came since are not
    touched, and those that went since are past taking back.
    """
    check_year_goes_on(upload.assessment)
    _check_is_saved(upload)
    return take_back(actor=actor, upload=upload, today=today)


@transaction.atomic
@making_many()
def take_back(*, actor: StaffMember, upload: Upload, today: datetime.date) -> tuple[Change | None, int]:
    """What ``revert_upload`` and the worker end in."""
    take_turn(upload.assessment_id)
    changes = dict(upload.changes.filter(kind=ChangeKind.UPLOAD).values_list("pk", "version_id"))
    then = _then(set(changes.values()), upload)
    papers: list[NewPaper] = []
    newer = 0
    for chunk in chunks(_touched(changes)):
        rows = locked_rows(upload.assessment, [(one.student_id, upload.attempt) for one in chunk])
        for one in chunk:
            row = rows.get((one.student_id, upload.attempt))
            if row is not None:
                paper, kept = _taken_back(one, row, then[changes[one.change_id]])
                papers.append(paper)
                newer += kept
    change = save_results(
        actor=actor, assessment=upload.assessment, papers=papers, kind=ChangeKind.REVERT, today=today, upload=upload
    )
    move(upload, UploadState.REVERTED)
    return change, newer


class _Touched(NamedTuple):
    """A paper before and after the upload; nothing in it where there was no result."""

    change_id: int
    student_id: int
    status_before: str
    cells_before: tuple[int, ...]
    answers_before: tuple[str, ...]
    status_after: str
    cells_after: tuple[int, ...]
    answers_after: tuple[str, ...]


def _touched(changes: Iterable[int]) -> Iterator[_Touched]:
    """Student by student, as they are locked; never all of a district's at once."""
    before, after = as_written("cells_before", "answers_before"), as_written("cells_after", "answers_after")
    rows = ResultChange.objects.filter(change__in=list(changes)).order_by("student_id", "pk")
    columns = rows.values_list("change_id", "student_id", "status_before", *before, "status_after", *after)
    written = Written()
    for change_id, student_id, was, cells_was, answers_were, became, cells, answers in columns.iterator(CHUNK):
        old, new = written.paper(cells_was, answers_were), written.paper(cells, answers)
        yield _Touched(change_id, student_id, was, *old, became, *new)


def _check_is_saved(upload: Upload) -> None:
    if upload.state != UploadState.APPLIED:
        raise Refusal("This upload is not saved, so there is nothing to take back.", "Open the list of uploads again.")


def _then(version_ids: AbstractSet[int], upload: Upload) -> dict[int, _Then]:
    """By version: from the items each change was saved with to those of today."""
    current_id = upload.assessment.current_version_id
    items = {
        version_id: list(Item.objects.filter(version_id=version_id).order_by("position"))
        for version_id in {*version_ids, current_id}
    }
    now, specs = mapped_items(items[current_id]), item_specs(items[current_id])
    return {version_id: _Then(item_map(mapped_items(then), now), specs) for version_id, then in items.items()}


def _taken_back(change: _Touched, row: PaperRow, then: _Then) -> tuple[NewPaper, int]:
    """The paper as it was before, except where somebody has changed it since; and how many cells that are."""
    if then.moved.is_same and (row.cells, row.answers) == (change.cells_after, change.answers_after):
        newer = 0
        cells, answers = (change.cells_before, change.answers_before) if change.cells_before else then.nothing
    else:
        cells, answers, newer = _cells_back(change, row, then)
    if any(cell != EMPTY for cell in cells):
        status: str = ResultStatus.SCORED
    else:
        status = change.status_before if row.status == change.status_after else row.status
    paper = NewPaper(
        row.student_id, row.section_id, status, cells, answers, based_on=row.row_version, attempt=row.attempt
    )
    return paper, newer


def _cells_back(change: _Touched, row: PaperRow, then: _Then) -> tuple[tuple[int, ...], tuple[str, ...], int]:
    """Cells and answers, each with its answer: two wrong answers have the same points and are not the same."""
    before = then.cells(change.cells_before, change.answers_before)
    made = then.cells(change.cells_after, change.answers_after)
    back: list[Cell] = []
    newer = 0
    for place, (old, new, at) in enumerate(zip(before, made, zip(row.cells, row.answers, strict=True), strict=True)):
        is_same = new == at or (new[1] != "" and new[1] == at[1])  # the same answer, scored by a corrected key
        back.append(at if old == new or not is_same else old if new == at else then.scored_today(place, old))
        newer += old != new and not is_same
    return tuple(cell for cell, _ in back), tuple(answer for _, answer in back), newer
