"""An upload's life: read, previewed, perhaps gone through row by row; then applied or cancelled.

What is large is read and saved by the worker (``assessments.jobs``): verbs that begin with ``ask`` say what is wanted
and leave the rest to it, the others do it at once.
"""

import datetime
import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from assessments.actions.reading_uploads import (
    LARGE_ROWS,
    PLANNED,
    Ground,
    digest_of,
    is_large,
    plan_upload,
    stored_plan,
)
from assessments.actions.saving import NewPaper, SavedMeanwhile, save_results
from assessments.importing import Decisions, ImportPlan, Mapping
from assessments.importing.sheet import Sheet
from assessments.models import Assessment, Change, ChangeKind, Upload, UploadState
from assessments.models.years import check_year_goes_on
from assessments.stats.records import making_many
from plc.http.refusals import Refusal
from plc.schools.models import StaffMember
from plc.tenancy import required_district_id

log = logging.getLogger("plc.uploads")

JOB = "assessments.jobs.work_on_upload"
Decide = Callable[[Decisions], Decisions]

SCORED_BY_AN_OLD_KEY = "scored by an old key"  # in the place of a digest


@transaction.atomic
def preview_upload(
    *,
    actor: StaffMember,
    assessment: Assessment,
    section_ids: Sequence[int],
    today: datetime.date,
    file_name: str,
    content: bytes,
    attempt: int = 1,
    profile: str = "",
    may_wait: bool = False,
) -> Upload:
    """Read a file and store what it would change in these sections. Nothing of the results changes.

    With ``may_wait`` a large file is left to the worker, and its state is "reading". ``profile`` names the kind of
    file, empty to find it out. Raises ``importing.Unreadable`` for bytes that cannot become a table.
    """
    check_year_goes_on(assessment)
    upload = Upload(
        assessment=assessment,
        uploaded_by=actor,
        file_name=file_name[:255],
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        section_ids=sorted(section_ids),
        attempt=attempt,
        profile=profile,
    )
    if may_wait and is_large(content):
        leave_to_worker(upload, UploadState.READING, actor)
    else:
        plan_upload(upload, Ground(assessment, section_ids, today, attempt))
        upload.save()
    return upload


@transaction.atomic
def preview_again(
    *, upload: Upload, section_ids: Sequence[int], today: datetime.date, mapping: Mapping | None = None
) -> None:
    """Plan a waiting upload anew: with other columns (``mapping``), or against what is saved by now."""
    check_year_goes_on(upload.assessment)
    check_is_waiting(upload)
    if mapping is not None:
        upload.mapping = mapping.to_json()
    upload.failure = ""
    if upload.rows_total > LARGE_ROWS:
        upload.section_ids = sorted(section_ids)
        leave_to_worker(upload, UploadState.READING, upload.uploaded_by)
        return
    plan_upload(upload, Ground(upload.assessment, section_ids, today, upload.attempt))
    upload.save(update_fields=[*PLANNED, "failure"])


@transaction.atomic
def read_as(*, upload: Upload, section_ids: Sequence[int], today: datetime.date, profile: str) -> None:
    """Read a waiting upload as this kind of file; its columns are guessed anew."""
    check_is_waiting(upload)
    upload.profile, upload.mapping = profile, ""
    preview_again(upload=upload, section_ids=section_ids, today=today)


@transaction.atomic
def read_sheet(*, upload: Upload, section_ids: Sequence[int], today: datetime.date, name: str) -> None:
    """Read another sheet of a waiting workbook; what was said about the rows of this one is no more."""
    check_is_waiting(upload)
    sheet = Sheet.from_json(upload.sheet)
    if name not in sheet.other_sheets:
        raise Refusal("This workbook has no such sheet.", "Choose one of those that are offered.", status=422)
    upload.sheet = replace(sheet, workbook_sheet=name).to_json()
    upload.decisions = ""
    upload.save(update_fields=["sheet", "decisions"])
    read_as(upload=upload, section_ids=section_ids, today=today, profile="")


@transaction.atomic
def decide_rows(*, upload: Upload, section_ids: Sequence[int], today: datetime.date, decide: Decide) -> None:
    """Say something about single rows, and plan anew with it; the preview then has another digest."""
    check_is_waiting(upload)
    upload.decisions = decide(Decisions.from_json(upload.decisions)).to_json()
    upload.save(update_fields=["decisions"])
    preview_again(upload=upload, section_ids=section_ids, today=today)


@transaction.atomic
def ask_to_apply(
    *, actor: StaffMember, upload: Upload, section_ids: Sequence[int], plan_digest: str, today: datetime.date
) -> Change | None:
    """Save the plan that was shown: at once, or, when it is large, by the worker (then the state is "saving")."""
    if upload.rows_total <= LARGE_ROWS:
        return apply_upload(actor=actor, upload=upload, section_ids=section_ids, plan_digest=plan_digest, today=today)
    _check_may_be_saved(upload, section_ids, plan_digest)
    leave_to_worker(upload, UploadState.SAVING, actor)
    return None


@transaction.atomic
def apply_upload(
    *, actor: StaffMember, upload: Upload, section_ids: Sequence[int], plan_digest: str, today: datetime.date
) -> Change | None:
    """Save exactly the plan that was shown (``plan_digest`` says which), or nothing.

    Raises ``Refusal`` if the upload is not waiting or was planned anew since it was shown, and ``SavedMeanwhile`` if
    any of its papers was changed since.
    """
    _check_may_be_saved(upload, section_ids, plan_digest)
    return save_plan(actor=actor, upload=upload, today=today)


@transaction.atomic
@making_many()
def save_plan(*, actor: StaffMember, upload: Upload, today: datetime.date) -> Change | None:
    """Save the stored plan of an upload that has been agreed to; what ``apply_upload`` and the worker end in."""
    plan: ImportPlan = stored_plan(upload)
    change = save_results(
        actor=actor,
        assessment=upload.assessment,
        papers=[
            NewPaper(
                c.student_id,
                c.section_id,
                c.status,
                c.cells,
                c.answers,
                based_on=c.before_version,
                attempt=upload.attempt,
            )
            for c in plan.changes
        ],
        kind=ChangeKind.UPLOAD,
        today=today,
        upload=upload,
    )
    move(upload, UploadState.APPLIED)
    return change


class KeyCorrected(SavedMeanwhile):
    """The answers of this plan were scored by a key that has been corrected since."""

    def __init__(self) -> None:
        super().__init__(0)
        self.sentence = "A key was corrected while this preview was waiting, so nothing has been saved yet."


def outdate_by_key(assessment: Assessment) -> None:
    """Let no waiting preview be saved that was scored by the key before; looking at it again plans it anew."""
    waiting = Upload.objects.filter(assessment=assessment, state=UploadState.PREVIEWED).exclude(plan_digest="")
    waiting.update(plan_digest=SCORED_BY_AN_OLD_KEY)


def _check_may_be_saved(upload: Upload, section_ids: Sequence[int], plan_digest: str) -> None:
    check_year_goes_on(upload.assessment)
    check_is_waiting(upload)
    if upload.plan_digest == SCORED_BY_AN_OLD_KEY:
        raise KeyCorrected
    if plan_digest != upload.plan_digest or digest_of(upload.plan) != plan_digest:
        raise Refusal("This preview has been made anew since you opened it.", "Look at it again, then save.")
    if not set(upload.section_ids) <= set(section_ids):
        raise Refusal("This upload touches a class that is no longer yours to enter.", "Upload the file again.")


@transaction.atomic
def discard_upload(*, upload: Upload) -> None:
    """Cancel an upload that is not saved. Its row stays, so that the list says what happened; its content goes."""
    if upload.state not in (UploadState.READING, UploadState.UNREADABLE):
        check_is_waiting(upload)
    drop_content(upload)


def drop_content(upload: Upload) -> None:
    """The line in the list stays with its counts; scores and names that were never saved go."""
    for field in ("plan", "plan_digest", "excerpt", "sheet", "decisions"):
        setattr(upload, field, "")
    upload.content = b""
    upload.save(update_fields=["content", "plan", "plan_digest", "excerpt", "sheet", "decisions"])
    move(upload, UploadState.DISCARDED)


def check_is_waiting(upload: Upload) -> None:
    """Raises ``Refusal`` once it was saved, cancelled or taken back; a cancelled upload has no content to read."""
    if upload.state == UploadState.APPLIED:
        raise Refusal("This upload is already saved.", "You can take it back from the list of uploads.")
    if upload.state in WORKING:
        raise Refusal("We are still at work on this upload.", "Wait until its page says that it is done.")
    if upload.state != UploadState.PREVIEWED:
        raise Refusal("This upload was cancelled or taken back.", "Upload the file again if you want its scores.")


LEFT_TO_WORKER = (
    "state",
    "asked_by",
    "claimed_at",
    "tries",
    "rows_done",
    "failure",
    "state_changed_at",
    "mapping",
    "profile",
    "section_ids",
)
WORKING = (UploadState.READING, UploadState.SAVING, UploadState.REVERTING)


def move(upload: Upload, state: str, *, failure: str = "") -> None:
    upload.state = state
    upload.failure = failure
    upload.state_changed_at = timezone.now()
    upload.save(update_fields=["state", "failure", "state_changed_at"])


def leave_to_worker(upload: Upload, state: str, actor: StaffMember) -> None:
    """From here on the upload is the worker's, told after the commit."""
    upload.state = state
    upload.asked_by = actor
    upload.claimed_at = None
    upload.tries = upload.rows_done = 0
    upload.failure = ""
    upload.state_changed_at = timezone.now()
    upload.save(update_fields=LEFT_TO_WORKER if upload.pk else None)
    district_id, upload_id = required_district_id(), upload.pk
    transaction.on_commit(lambda: nudge_upload(district_id, upload_id))


def nudge_upload(district_id: int, upload_id: int) -> None:
    """Tell a worker that an upload waits for it; by name, because jobs stand above actions. The sweep tells again."""
    try:
        current_app.send_task(JOB, kwargs={"district_id": district_id, "upload_id": upload_id})
    except (OperationalError, OSError):
        log.warning("the broker did not take the nudge; the sweep will", extra={"upload_id": upload_id})
