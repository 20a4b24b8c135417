"""Taking a saved upload back, cell by cell, whatever has been saved or rebuilt since."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from assessments.actions.reading_uploads import LARGE_ROWS
from assessments.actions.saving import NewPaper, save_results
from assessments.actions.uploads import leave_to_worker, move
from assessments.cells import EMPTY
from assessments.importing import ItemSpec
from assessments.importing.keys import points_by_key
from assessments.item_map import ItemMap, item_map
from assessments.models import Change, ChangeKind, Item, Result, ResultChange, ResultStatus, Upload, UploadState
from assessments.models.turns import take_turn
from assessments.queries import item_specs, mapped_items
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

    def scored_today(self, place: int, cell: Cell) -> Cell:
        """An answer of then with the points it has by the key of today."""
        points = points_by_key(cell[1], self.specs[place]) if cell[1] else None
        return cell if points is None else (points, cell[1])


@transaction.atomic
def ask_to_revert(*, actor: StaffMember, upload: Upload, today: datetime.date) -> tuple[Change | None, int] | None:
    """Take an applied upload back: at once, or, when it is large, by the worker; then None."""
    if upload.rows_total <= LARGE_ROWS:
        return revert_upload(actor=actor, upload=upload, today=today)
    _check_is_saved(upload)
    leave_to_worker(upload, UploadState.REVERTING, actor)
    return None


@transaction.atomic
def revert_upload(*, actor: StaffMember, upload: Upload, today: datetime.date) -> tuple[Change | None, int]:
    """Take an applied upload back, cell by cell; returns the change and how many cells stay because they are newer.

    A cell goes back to what it was only where it still is what the upload made it. Items that came since are not
    touched, and those that went since are past taking back.
    """
    _check_is_saved(upload)
    return take_back(actor=actor, upload=upload, today=today)


@transaction.atomic
@making_many()
def take_back(*, actor: StaffMember, upload: Upload, today: datetime.date) -> tuple[Change | None, int]:
    """What ``revert_upload`` and the worker end in."""
    take_turn(upload.assessment_id)
    touched = list(
        ResultChange.objects.filter(change__upload=upload, change__kind=ChangeKind.UPLOAD).select_related("change")
    )
    current = {
        row.student_id: row
        for row in Result.objects.select_for_update()
        .filter(
            assessment=upload.assessment,
            attempt=upload.attempt,
            student_id__in=[row.student_id for row in touched],
        )
        .order_by("student_id")
    }
    then = _then(touched, upload)
    papers: list[NewPaper] = []
    newer = 0
    for row in touched:
        result = current.get(row.student_id)
        if result is not None:
            paper, kept = _taken_back(row, result, then[row.change.version_id])
            papers.append(paper)
            newer += kept
    change = save_results(
        actor=actor, assessment=upload.assessment, papers=papers, kind=ChangeKind.REVERT, today=today, upload=upload
    )
    move(upload, UploadState.REVERTED)
    return change, newer


def _check_is_saved(upload: Upload) -> None:
    if upload.state != UploadState.APPLIED:
        raise Refusal("This upload is not saved, so there is nothing to take back.", "Open the list of uploads again.")


def _then(touched: Sequence[ResultChange], upload: Upload) -> dict[int, _Then]:
    """By version: from the items each change was saved with to those of today."""
    current_id = upload.assessment.current_version_id
    versions = {row.change.version_id for row in touched} | {current_id}
    items = {
        version_id: list(Item.objects.filter(version_id=version_id).order_by("position")) for version_id in versions
    }
    now, specs = mapped_items(items[current_id]), item_specs(items[current_id])
    return {version_id: _Then(item_map(mapped_items(then), now), specs) for version_id, then in items.items()}


def _taken_back(change: ResultChange, result: Result, then: _Then) -> tuple[NewPaper, int]:
    """The paper as it was before, except where somebody has changed it since; and how many cells that are."""
    before = then.cells(change.cells_before, change.answers_before)
    made = then.cells(change.cells_after, change.answers_after)
    back: list[Cell] = []
    newer = 0
    for place, (old, new, at) in enumerate(zip(before, made, _cells(result.cells, result.answers), strict=True)):
        is_same = new == at or (new[1] != "" and new[1] == at[1])  # the same answer, scored by a corrected key
        back.append(at if old == new or not is_same else old if new == at else then.scored_today(place, old))
        newer += old != new and not is_same
    if any(cell != EMPTY for cell, _ in back):
        status: str = ResultStatus.SCORED
    else:
        status = change.status_before if result.status == change.status_after else result.status
    return (
        NewPaper(
            result.student_id,
            result.section_id,
            status,
            tuple(cell for cell, _ in back),
            tuple(answer for _, answer in back),
            based_on=result.row_version,
            attempt=result.attempt,
        ),
        newer,
    )


def _cells(cells: Sequence[int], answers: Sequence[str]) -> list[Cell]:
    """Each cell with its answer: two wrong answers have the same points and are not the same."""
    return list(zip(cells, [*answers, *([""] * (len(cells) - len(answers)))], strict=True))
