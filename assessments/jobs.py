"""What the worker does with large uploads: read and plan, save, take back; and the district's totals of schools.

The row says what is due, not the nudge.

These tasks stand above the actions, whose verbs they call; actions nudge them by name. A worker that dies leaves the
row as it was: reading starts anew, and saving, one transaction, has not happened. The sweep sees to both.
"""

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError

from assessments.access import enterable_sections
from assessments.actions.reading_uploads import Ground, plan_upload
from assessments.actions.reverting import take_back
from assessments.actions.totals import publish_totals
from assessments.actions.uploads import (
    PLANNED,
    WORKING,
    drop_content,
    leave_to_worker,
    move,
    nudge_upload,
    save_plan,
)
from assessments.importing import Unreadable
from assessments.models import Upload, UploadState
from assessments.queries.totals import current_years
from plc.http.refusals import Refusal
from plc.schools.access import entrance, today_in
from plc.schools.models import District
from plc.tenancy import required_district_id
from plc.tenancy.districts import for_each_district

log = logging.getLogger("plc.uploads")

MOST_TRIES = 3
EXPIRES_AFTER = datetime.timedelta(days=7)
# A reader says every so often that it is alive; a saver's life is told by its lock on the row.
SILENT_READER = datetime.timedelta(seconds=90)
SILENT_SAVER = datetime.timedelta(seconds=10)
HARD_LIMIT, SOFT_LIMIT = 660, 600

WENT_WRONG = {
    UploadState.READING: "We could not finish reading this file, in three tries. Upload it in smaller parts.",
    UploadState.SAVING: "We could not finish saving, in three tries, so nothing of this upload is saved. Try it again.",
    UploadState.REVERTING: "We could not finish taking this upload back, in three tries, so it is saved as before.",
}
NOT_YOURS_ANY_MORE = "A class in this upload is no longer entered by whoever asked for this, so nothing has changed."
FALLS_BACK_TO = {
    UploadState.READING: UploadState.UNREADABLE,
    UploadState.SAVING: UploadState.PREVIEWED,
    UploadState.REVERTING: UploadState.APPLIED,
}


@dataclass(frozen=True)
class Claim:
    upload_id: int
    state: UploadState
    tries: int


@shared_task(name="assessments.jobs.work_on_upload", time_limit=HARD_LIMIT, soft_time_limit=SOFT_LIMIT)
def work_on_upload(*, district_id: int, upload_id: int) -> None:
    """Do what this upload waits for. Idempotent: any number of nudges may arrive, in any order."""
    claim = _claim(upload_id)
    if claim is None:
        return
    work: dict[str, Callable[[Claim], None]] = {
        UploadState.READING: _read,
        UploadState.SAVING: _save,
        UploadState.REVERTING: _revert,
    }
    try:
        work[claim.state](claim)
    except (ArithmeticError, LookupError, TypeError, ValueError, DatabaseError, MemoryError, SoftTimeLimitExceeded):
        log.exception("an upload went wrong", extra={"upload_id": upload_id, "attempt": claim.tries})
        _after_error(claim)


@shared_task(name="assessments.jobs.sweep_uploads", outside_tenants="visits every district for uploads still due")
def sweep_uploads() -> None:
    """Nudge for uploads whose worker died or never heard of them; let old previews go. Runs from beat."""
    now = timezone.now()
    silent = Q(state=UploadState.READING, claimed_at__lt=now - SILENT_READER) | Q(
        state__in=[UploadState.SAVING, UploadState.REVERTING], claimed_at__lt=now - SILENT_SAVER
    )
    for district_id in for_each_district():
        with transaction.atomic():
            due = Upload.objects.filter(silent | Q(state__in=WORKING, claimed_at__isnull=True))
            upload_ids = list(due.values_list("pk", flat=True))
            _let_old_previews_go(now)
        for upload_id in upload_ids:
            nudge_upload(district_id, upload_id)


@shared_task(name="assessments.jobs.sweep_totals", outside_tenants="visits every district for totals of schools")
def sweep_totals() -> None:
    """Have each district's totals of schools looked at. Runs from beat every minute."""
    for district_id in for_each_district():
        try:
            look_at_totals.delay(district_id=district_id)
        except (OperationalError, OSError):
            log.warning("the broker did not take the nudge for totals; the next sweep will")


@shared_task(name="assessments.jobs.look_at_totals", time_limit=HARD_LIMIT, soft_time_limit=SOFT_LIMIT)
def look_at_totals(*, district_id: int) -> None:
    """Publish what may be published. Idempotent: any number of nudges may arrive, in any order."""
    with transaction.atomic():
        years = list(current_years(today_in(District.objects.get(pk=district_id))))
    for year in years:
        publish_totals(school_year=year)


def _let_old_previews_go(now: datetime.datetime) -> None:
    left_lying = Upload.objects.select_for_update(skip_locked=True).filter(
        state__in=[UploadState.PREVIEWED, UploadState.UNREADABLE], state_changed_at__lt=now - EXPIRES_AFTER
    )
    for upload in left_lying.only("pk", "district_id", "state"):
        drop_content(upload)


@transaction.atomic
def _claim(upload_id: int) -> Claim | None:
    """Take the upload, counting the try before any work; None if nothing is due or somebody is at it."""
    upload = _small(Upload.objects.select_for_update(skip_locked=True).filter(pk=upload_id, state__in=WORKING))
    if upload is None:
        return None
    now = timezone.now()
    silent = SILENT_READER if upload.state == UploadState.READING else SILENT_SAVER
    if upload.claimed_at and now - upload.claimed_at < silent:
        return None
    if upload.tries >= MOST_TRIES:
        _give_up(upload)
        return None
    upload.tries += 1
    upload.claimed_at = now
    upload.save(update_fields=["tries", "claimed_at"])
    return Claim(upload.pk, UploadState(upload.state), upload.tries)


def _small(uploads: QuerySet[Upload]) -> Upload | None:
    return uploads.defer("content", "plan", "excerpt", "mapping", "sheet").first()


def _read(claim: Claim) -> None:
    """Read and plan outside a transaction, so that the page sees how far it is; then store all of it at once."""
    with transaction.atomic():
        upload = _ours(claim).select_related("assessment").first()
        if upload is None:
            return
        ground = Ground(upload.assessment, upload.section_ids, _today(), upload.attempt)

    def say(done: int, total: int) -> None:
        with transaction.atomic():
            _ours(claim).update(rows_done=done, rows_total=total, claimed_at=timezone.now())

    try:
        plan_upload(upload, ground, progress=say)
    except Unreadable as error:
        with transaction.atomic():
            for ours in _ours(claim).select_for_update():
                move(ours, UploadState.UNREADABLE, failure=f"{error.sentence} {error.remedy}")
        return
    with transaction.atomic():
        if _ours(claim).select_for_update().exists():
            upload.state, upload.state_changed_at = UploadState.PREVIEWED, timezone.now()
            upload.save(update_fields=[*PLANNED, "state", "state_changed_at"])


@transaction.atomic
def _save(claim: Claim) -> None:
    upload = _ours(claim).select_for_update(of=("self",)).select_related("assessment", "asked_by").first()
    if upload is None or upload.asked_by is None:
        return
    if not _may_still_enter(upload):
        move(upload, UploadState.PREVIEWED, failure=NOT_YOURS_ANY_MORE)
        return
    try:
        with transaction.atomic():
            save_plan(actor=upload.asked_by, upload=upload, today=_today())
    except Refusal as refusal:
        # Somebody was faster, or the items are others: the preview is made anew, and says why.
        upload.section_ids = _sections_to_enter(upload)
        leave_to_worker(upload, UploadState.READING, upload.asked_by)
        Upload.objects.filter(pk=upload.pk).update(failure=refusal.sentence)


@transaction.atomic
def _revert(claim: Claim) -> None:
    upload = _ours(claim).select_for_update(of=("self",)).select_related("assessment", "asked_by").first()
    if upload is None or upload.asked_by is None:
        return
    if not _may_still_enter(upload):
        move(upload, UploadState.APPLIED, failure=NOT_YOURS_ANY_MORE)
        return
    try:
        with transaction.atomic():
            take_back(actor=upload.asked_by, upload=upload, today=_today())
    except Refusal as refusal:
        move(upload, UploadState.APPLIED, failure=f"{refusal.sentence} {refusal.remedy}")


def _ours(claim: Claim) -> QuerySet[Upload]:
    """The row, as long as nobody else has claimed it or decided otherwise."""
    return Upload.objects.filter(pk=claim.upload_id, state=claim.state, tries=claim.tries)


@transaction.atomic
def _after_error(claim: Claim) -> None:
    """The last try says so; earlier ones leave it to the sweep, so that a passing fault passes."""
    upload = _small(_ours(claim).select_for_update())
    if upload is None:
        return
    if claim.tries >= MOST_TRIES:
        _give_up(upload)
    else:
        upload.claimed_at = None
        upload.save(update_fields=["claimed_at"])


def _give_up(upload: Upload) -> None:
    state = UploadState(upload.state)
    move(upload, FALLS_BACK_TO[state], failure=WENT_WRONG[state])
    log.error("an upload was given up", extra={"upload_id": upload.pk, "failure": state})


def _may_still_enter(upload: Upload) -> bool:
    """What was asked for may wait long for a worker; whoever has lost a class meanwhile changes nothing in it."""
    return set(upload.section_ids) <= set(_sections_to_enter(upload))


def _sections_to_enter(upload: Upload) -> list[int]:
    """The classes of this CFA that whoever asked may enter today."""
    asked_by = upload.asked_by
    if asked_by is None or asked_by.user_id is None:
        return []
    slug = District.objects.values_list("slug", flat=True).get(pk=required_district_id())
    viewer = entrance(user_id=asked_by.user_id, slug=slug)
    if viewer is None:
        return []
    return sorted(
        enterable_sections(viewer).filter(assessment=upload.assessment_id).values_list("section_id", flat=True)
    )


def _today() -> datetime.date:
    return today_in(District.objects.get(pk=required_district_id()))
