"""An upload's life: previewed, then applied or cancelled; applied, then perhaps taken back."""

import datetime
import hashlib
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone

from assessments.actions.saving import NewPaper, save_results
from assessments.cells import EMPTY
from assessments.importing import ImportPlan, Mapping, Table, guess_mapping, plan_import, read_table
from assessments.models import (
    Assessment,
    Change,
    ChangeKind,
    Result,
    ResultChange,
    ResultStatus,
    Upload,
    UploadState,
)
from assessments.queries import item_specs, items_of, roster, saved_results
from plc.http.refusals import Refusal
from plc.schools.models import StaffMember

Remap = Callable[[Mapping, Table], Mapping]


@transaction.atomic
def preview_upload(
    *,
    actor: StaffMember,
    assessment: Assessment,
    section_ids: Sequence[int],
    today: datetime.date,
    file_name: str,
    content: bytes,
) -> Upload:
    """Read a file and store what it would change in these sections. Nothing of the results changes.

    Raises ``importing.Unreadable`` for bytes that cannot become a table.
    """
    table = read_table(content, file_name)
    specs = item_specs(items_of(assessment))
    mapping = guess_mapping(table, specs, roster(assessment, section_ids, today))
    plan = _plan(assessment, section_ids, today, table, mapping)
    return Upload.objects.create(
        assessment=assessment,
        uploaded_by=actor,
        file_name=file_name[:255],
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        mapping=mapping.to_json(),
        plan=plan.to_json(),
        plan_digest=plan.digest(),
    )


@transaction.atomic
def preview_again(
    *, upload: Upload, section_ids: Sequence[int], today: datetime.date, remap: Remap | None = None
) -> ImportPlan:
    """Plan a waiting upload anew: with other columns (``remap``), or against what is saved by now."""
    check_is_waiting(upload)
    table = read_table(bytes(upload.content), upload.file_name)
    mapping = Mapping.from_json(upload.mapping)
    if remap is not None:
        mapping = remap(mapping, table)
    plan = _plan(upload.assessment, section_ids, today, table, mapping)
    upload.mapping, upload.plan, upload.plan_digest = mapping.to_json(), plan.to_json(), plan.digest()
    upload.save(update_fields=["mapping", "plan", "plan_digest"])
    return plan


def _plan(
    assessment: Assessment, section_ids: Sequence[int], today: datetime.date, table: Table, mapping: Mapping
) -> ImportPlan:
    entries = roster(assessment, section_ids, today)
    return plan_import(
        table,
        mapping,
        items=item_specs(items_of(assessment)),
        roster=entries,
        saved=saved_results(assessment, {entry.student_id for entry in entries}),
    )


@transaction.atomic
def apply_upload(
    *, actor: StaffMember, upload: Upload, section_ids: Sequence[int], plan_digest: str, today: datetime.date
) -> Change | None:
    """Save exactly the plan that was shown (``plan_digest`` says which), or nothing.

    Raises ``Refusal`` if the upload is not waiting or was planned anew since it was shown, and ``SavedMeanwhile`` if
    any of its papers was changed since.
    """
    check_is_waiting(upload)
    plan = ImportPlan.from_json(upload.plan)
    if plan_digest != upload.plan_digest or plan.digest() != plan_digest:
        raise Refusal("This preview has been made anew since you opened it.", "Look at it again, then save.")
    allowed = set(section_ids)
    if any(change.section_id not in allowed for change in plan.changes):
        raise Refusal("This upload touches a class that is no longer yours to enter.", "Upload the file again.")
    change = save_results(
        actor=actor,
        assessment=upload.assessment,
        papers=[
            NewPaper(c.student_id, c.section_id, c.status, c.cells, c.answers, based_on=c.before_version)
            for c in plan.changes
        ],
        kind=ChangeKind.UPLOAD,
        today=today,
        upload=upload,
    )
    _move(upload, UploadState.APPLIED)
    return change


@transaction.atomic
def discard_upload(*, upload: Upload) -> None:
    """Cancel a waiting upload. Its row stays, so that the list says what happened; its content goes."""
    check_is_waiting(upload)
    upload.content = b""
    upload.save(update_fields=["content"])
    _move(upload, UploadState.DISCARDED)


@transaction.atomic
def revert_upload(*, actor: StaffMember, upload: Upload, today: datetime.date) -> tuple[Change | None, int]:
    """Take an applied upload back, cell by cell; returns the change and how many cells stay because they are newer.

    A cell goes back to what it was only where it still is what the upload made it.
    """
    if upload.state != UploadState.APPLIED:
        raise Refusal("This upload is not saved, so there is nothing to take back.", "Open the list of uploads again.")
    touched = list(ResultChange.objects.filter(change__upload=upload, change__kind=ChangeKind.UPLOAD))
    current = {
        row.student_id: row
        for row in Result.objects.select_for_update()
        .filter(assessment=upload.assessment, attempt=1, student_id__in=[row.student_id for row in touched])
        .order_by("student_id")
    }
    papers: list[NewPaper] = []
    newer = 0
    for row in touched:
        result = current.get(row.student_id)
        if result is not None:
            paper, kept = _taken_back(row, result)
            papers.append(paper)
            newer += kept
    change = save_results(
        actor=actor, assessment=upload.assessment, papers=papers, kind=ChangeKind.REVERT, today=today, upload=upload
    )
    _move(upload, UploadState.REVERTED)
    return change, newer


def _taken_back(change: ResultChange, result: Result) -> tuple[NewPaper, int]:
    """The paper as it was before, except where somebody has changed it since; and how many cells that are."""
    before, made, now = (
        _cells(cells, answers, len(result.cells))
        for cells, answers in (
            (change.cells_before, change.answers_before),
            (change.cells_after, change.answers_after),
            (result.cells, result.answers),
        )
    )
    is_newer = [new not in (old, at) for old, new, at in zip(before, made, now, strict=True)]
    back = [old if old != new and new == at else at for old, new, at in zip(before, made, now, strict=True)]
    cells, answers = tuple(cell for cell, _ in back), tuple(answer for _, answer in back)
    if any(cell != EMPTY for cell in cells):
        status: str = ResultStatus.SCORED
    else:
        status = change.status_before if result.status == change.status_after else result.status
    return NewPaper(result.student_id, result.section_id, status, cells, answers, result.row_version), sum(is_newer)


def _cells(cells: Sequence[int], answers: Sequence[str], k: int) -> list[tuple[int, str]]:
    """Each of the ``k`` cells with its answer: two wrong answers have the same points and are not the same."""
    return list(zip(cells or [EMPTY] * k, [*answers, *([""] * (k - len(answers)))], strict=True))


def check_is_waiting(upload: Upload) -> None:
    """Raises ``Refusal`` once it was saved, cancelled or taken back; a cancelled upload has no content to read."""
    if upload.state == UploadState.APPLIED:
        raise Refusal("This upload is already saved.", "You can take it back from the list of uploads.")
    if upload.state != UploadState.PREVIEWED:
        raise Refusal("This upload was cancelled or taken back.", "Upload the file again if you want its scores.")


def _move(upload: Upload, state: str) -> None:
    upload.state = state
    upload.state_changed_at = timezone.now()
    upload.save(update_fields=["state", "state_changed_at"])
