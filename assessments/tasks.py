"""The report job. The table of runs is the truth about what is due; the broker carries nudges and may lose them.

One task computes everything that is due for one CFA and then looks again. A sweep nudges for whatever is still due:
after a broker outage, after a killed worker, after a nudge that never arrived.
"""

import datetime
import logging
import time
from dataclasses import dataclass
from typing import Any, Final

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from assessments import reporting
from assessments.models import Assessment, ReportOpening, ReportRun, RunState
from plc.schools.access import today_in
from plc.schools.models import District, StaffMember
from plc.tenancy import required_district_id
from plc.tenancy.districts import for_each_district

log = logging.getLogger("plc.reports")

MOST_ATTEMPTS = 3
# A run that was claimed but whose lock is free belongs to a worker that died, unless it is between its claim and its
# work, which takes milliseconds.
CLAIM_SECONDS = 5
SWEEP_AFTER_SECONDS = 5
# Typing saves every second or so; computing as often would be work for nobody to look at, in the way of those who type.
# Whoever pauses has the report at once (``nudge_if_due``).
GENTLE_SECONDS = 5
_told_at: dict[tuple[int, int], float] = {}
LOCK_CLASS = 0x504C43  # "PLC": keeps our advisory locks apart from anybody else's

# Asked with each score somebody types; its plan is kept.
_LOCK_QUEUED: Final = "SELECT * FROM typing_queued(%(district)s, %(assessment)s, %(long_ago)s)"


def request_run(*, assessment: Assessment, actor: StaffMember | None, gently: bool = False) -> None:
    """Make sure a queued run will read the data as of this transaction, and nudge a worker after the commit.

    ``gently`` is for saves in small batches while somebody types: then a worker is told only if neither the last
    computation began nor this process told one just now, and a worker that is at it lets the run wait. A later save,
    the sweep, or the page once the typing pauses, sees to it.

    The queued row is locked: a worker that is just claiming it either waits for our commit and then reads our data, or
    has claimed it already, and then a further run is queued.
    """
    asked: dict[str, Any] = {
        "district": required_district_id(),
        "assessment": assessment.pk,
        "long_ago": gentle_since(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_QUEUED, asked)
        is_waiting, began_lately = cursor.fetchone()
    see_to_run(assessment=assessment, actor=actor, gently=gently, is_waiting=is_waiting, began_lately=began_lately)


def gentle_since() -> datetime.datetime:
    """From when on a computation is recent enough that typing does not ask for another."""
    return timezone.now() - datetime.timedelta(seconds=GENTLE_SECONDS)


def see_to_run(
    *, assessment: Assessment, actor: StaffMember | None, gently: bool, is_waiting: bool, began_lately: bool
) -> None:
    """``request_run`` for whoever has locked the queued row already, and knows whether there is one."""
    district_id, assessment_id = required_district_id(), assessment.pk
    if not is_waiting:
        latest = ReportRun.objects.filter(assessment=assessment).aggregate(latest=Max("number"))["latest"] or 0
        ReportRun.objects.create(
            assessment=assessment,
            number=latest + 1,
            requested_at=timezone.now(),
            requested_by=actor,
            asked_gently=gently,
        )
    elif not gently:
        _no_longer_gently(assessment)
    if not gently or not (began_lately or _told_lately(district_id, assessment_id)):
        transaction.on_commit(lambda: nudge(district_id, assessment_id))


def _told_lately(district_id: int, assessment_id: int) -> bool:
    """Whether this process nudged for this CFA a moment ago; if not, it is going to.

    A worker that is busy finds one nudge as good as twenty. The last one may have been lost, which is why it counts for
    a moment only.
    """
    place, now = (district_id, assessment_id), time.monotonic()
    if now - _told_at.get(place, -GENTLE_SECONDS) < GENTLE_SECONDS:
        return True
    for old in [each for each, at in _told_at.items() if now - at >= GENTLE_SECONDS]:
        del _told_at[old]
    _told_at[place] = now
    return False


def nudge_if_due(assessment: Assessment) -> None:
    """Typing has paused: tell a worker, after the commit, if a run is waiting that was asked for gently."""
    if ReportRun.objects.filter(assessment=assessment, state=RunState.QUEUED).exists():
        _no_longer_gently(assessment)
        district_id, assessment_id = required_district_id(), assessment.pk
        transaction.on_commit(lambda: nudge(district_id, assessment_id))


def _no_longer_gently(assessment: Assessment) -> None:
    ReportRun.objects.filter(assessment=assessment, state=RunState.QUEUED, asked_gently=True).update(asked_gently=False)


def nudge(district_id: int, assessment_id: int) -> None:
    """Tell a worker that something is due. A broker that is down costs a delay until the next sweep, nothing else."""
    try:
        compute_report.delay(district_id=district_id, assessment_id=assessment_id)
    except (OperationalError, OSError):
        log.warning("the broker did not take the nudge; the sweep will", extra={"assessment_id": assessment_id})


@shared_task(name="assessments.tasks.compute_report")
def compute_report(*, district_id: int, assessment_id: int) -> None:
    """Compute whatever is due for this CFA. Idempotent: any number of nudges may arrive, in any order.

    After the first run it looks again, because a nudge that came meanwhile found the lock taken and left. What only
    typing has asked for since then is left to wait: there is a new such run with each score.
    """
    claim = _claim(assessment_id)
    while claim is not None and _work_off(claim):
        claim = _claim(assessment_id, but_gentle=True)


@shared_task(name="assessments.tasks.sweep_report_runs", outside_tenants="visits every district for runs still due")
def sweep_report_runs() -> None:
    """Nudge for each run that has waited too long or whose worker died. Runs from beat every few seconds."""
    long_ago = timezone.now() - datetime.timedelta(seconds=SWEEP_AFTER_SECONDS)
    left = Q(state=RunState.QUEUED, requested_at__lt=long_ago) | Q(state=RunState.RUNNING, claimed_at__lt=long_ago)
    for district_id in for_each_district():
        with transaction.atomic():
            due = list(ReportRun.objects.filter(left).values_list("assessment_id", flat=True).distinct())
        for assessment_id in due:
            nudge(district_id, assessment_id)


@shared_task(name="assessments.tasks.forget_openings", outside_tenants="visits every district for years that are over")
def forget_openings() -> None:
    """Delete who had named classes before them, once the school year is over. Runs from beat some times a day."""
    for district_id in for_each_district():
        today = today_in(District.objects.get(pk=district_id))
        with transaction.atomic():
            ReportOpening.objects.filter(run__assessment__team__school_year__ends_on__lte=today).delete()


@dataclass(frozen=True)
class Claim:
    run_id: int
    assessment_id: int
    attempt: int


@transaction.atomic
def _claim(assessment_id: int, *, but_gentle: bool = False) -> Claim | None:
    """Take the oldest run that is due, counting the attempt before any work; None if nothing is due or it is taken."""
    if not _take_lock(assessment_id):
        return None
    queued = Q(state=RunState.QUEUED, asked_gently=False) if but_gentle else Q(state=RunState.QUEUED)
    run = (
        ReportRun.objects.select_for_update()
        .defer("figures", "students", "counted")
        .filter(queued | Q(state=RunState.RUNNING), assessment_id=assessment_id)
        .order_by("number")
        .first()
    )
    if run is None:
        return None
    now = timezone.now()
    if run.state == RunState.RUNNING:
        if run.claimed_at and run.claimed_at > now - datetime.timedelta(seconds=CLAIM_SECONDS):
            return None
        if run.attempts >= MOST_ATTEMPTS:
            _fail(run, "worker_died")
            return None
    ReportRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, attempts=F("attempts") + 1, claimed_at=now)
    return Claim(run.pk, assessment_id, run.attempts + 1)


def _work_off(claim: Claim) -> bool:
    """Compute and store; False when this run is not ours to finish or went wrong."""
    try:
        with transaction.atomic():
            # Whoever only looks what is due holds the lock a moment. Going away then would cost this run an attempt.
            _await_lock(claim.assessment_id)
            run = (
                ReportRun.objects.select_for_update()
                .filter(pk=claim.run_id, state=RunState.RUNNING, attempts=claim.attempt)
                .first()
            )
            if run is None:
                return False
            reporting.compute_run(run)
    except (ArithmeticError, LookupError, TypeError, ValueError, DatabaseError, SoftTimeLimitExceeded) as error:
        log.exception("a report run went wrong", extra={"run_id": claim.run_id, "attempt": claim.attempt})
        _after_error(claim, error)
        return False
    return True


@transaction.atomic
def _after_error(claim: Claim, error: BaseException) -> None:
    """The last attempt marks the run as failed; earlier ones leave it to the sweep, so that a passing fault passes."""
    run = (
        ReportRun.objects.select_for_update()
        .defer("figures", "students", "counted")
        .filter(pk=claim.run_id, attempts=claim.attempt)
        .first()
    )
    if run is not None and claim.attempt >= MOST_ATTEMPTS:
        _fail(run, type(error).__name__)


def _fail(run: ReportRun, failure: str) -> None:
    ReportRun.objects.filter(pk=run.pk).update(state=RunState.FAILED, failure=failure[:60], finished_at=timezone.now())
    log.error("a report run failed for good", extra={"run_id": run.pk, "failure": failure})


def _take_lock(assessment_id: int) -> bool:
    """Held to the end of the transaction, and freed by the database if the process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", _lock_of(assessment_id))
        return bool(cursor.fetchone()[0])


def _await_lock(assessment_id: int) -> None:
    """The same as soon as nobody has it. ``DatabaseError`` after the minute that any statement may take."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", _lock_of(assessment_id))


def _lock_of(assessment_id: int) -> list[int]:
    return [LOCK_CLASS, hash((required_district_id(), assessment_id)) & 0x7FFFFFFF]
