"""Letters with news. The notices say what is due, not the nudge: a lost one costs a delay until the next sweep.

A letter is claimed, and that is committed, before it is written: the claim keeps everybody else away for a while and
then lapses by itself. A letter that could not be sent, or whose worker died, is tried again later; a worker that dies
between sending a letter and noting it leaves one that comes twice.
"""

import datetime
import logging
import time
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Final

from celery import shared_task
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from plc.schools.access import entrance
from plc.schools.mail import digest_letter
from plc.schools.models import District, MailChoice, Notice, StaffMember
from plc.schools.news import news_lines, notices_due
from plc.tenancy.districts import for_each_district

log = logging.getLogger("plc.mail")

CLAIM: Final = datetime.timedelta(minutes=15)  # also the shortest time between two letters to one person
BUDGET_SECONDS: Final = 30  # of the minute a task may take; the next nudge goes on
FOR_GOOD: Final = 500  # from here on a mail server means it


@shared_task(name="plc.schools.tasks.sweep_digests", outside_tenants="visits every district for letters that are due")
def sweep_digests() -> None:
    """Nudge for each district in which somebody should get a letter. Runs from beat every few minutes."""
    for district_id in for_each_district():
        with transaction.atomic():
            is_due = notices_due(District.objects.get(pk=district_id), timezone.now()).exists()
        if is_due:
            nudge(district_id)


def nudge(district_id: int) -> None:
    try:
        mail_digests.delay(district_id=district_id)
    except (OperationalError, OSError):
        log.warning("the broker did not take the nudge for letters; the next sweep will")


@shared_task(name="plc.schools.tasks.mail_digests")
def mail_digests(*, district_id: int) -> None:
    """Send the letters that are due in this district. Idempotent: any number may run at once, in any order."""
    began = time.monotonic()
    with transaction.atomic():
        district = District.objects.get(pk=district_id)
        due = notices_due(district, timezone.now()).order_by("staff_id")
        people = list(due.values_list("staff_id", flat=True).distinct())
    if not people:
        return
    try:
        with get_connection() as post:
            for staff_id in people:
                if time.monotonic() - began > BUDGET_SECONDS:
                    nudge(district_id)
                    return
                _mail_one(district, staff_id, post)
    except (SMTPException, OSError) as error:  # refused, unreachable, timed out: the mail server's own failures
        log.warning("letters could not be sent; later", extra={"kind": type(error).__name__})


def _mail_one(district: District, staff_id: int, post: BaseEmailBackend) -> None:
    claimed = _claim(district, staff_id)
    if not claimed:
        return
    letter = _written(district, staff_id, claimed)
    if letter is not None:
        letter.connection = post
        try:
            letter.send()
        except SMTPRecipientsRefused as error:
            if any(code < FOR_GOOD for code, _ in error.recipients.values()):
                return
            log.warning("a mail server does not know one of our people", extra={"staff_id": staff_id})
    _note_as_mailed(claimed)


@transaction.atomic
def _claim(district: District, staff_id: int) -> dict[int, datetime.datetime]:
    """What this person's letter shall tell of, as notice ids with their ``since``; empty if it is not ours to send."""
    MailChoice.objects.bulk_create([MailChoice(staff_id=staff_id)], ignore_conflicts=True)
    choice = MailChoice.objects.select_for_update(skip_locked=True).filter(staff_id=staff_id).first()
    if choice is None:
        return {}
    now = timezone.now()
    due = dict(notices_due(district, now).filter(staff_id=staff_id).values_list("pk", "since"))
    if due:
        choice.not_before = now + CLAIM
        choice.save(update_fields=["not_before"])
    return due


@transaction.atomic
def _written(district: District, staff_id: int, claimed: dict[int, datetime.datetime]) -> EmailMultiAlternatives | None:
    """The letter; None when this person may by now open nothing of what it would tell."""
    user_id = StaffMember.objects.values_list("user_id", flat=True).get(pk=staff_id)
    viewer = entrance(user_id=user_id, slug=district.slug)
    if viewer is None:
        return None
    notices = list(Notice.objects.filter(pk__in=claimed).order_by("-told_at", "-pk"))
    lines = news_lines(viewer, notices)
    return digest_letter(viewer, [lines[each.pk] for each in notices if each.pk in lines]) if lines else None


@transaction.atomic
def _note_as_mailed(claimed: dict[int, datetime.datetime]) -> None:
    """Only what is still the same news: seen and changed since, it is worth another letter."""
    Notice.objects.filter(pk__in=claimed, since__lte=max(claimed.values())).update(mailed_at=timezone.now())
