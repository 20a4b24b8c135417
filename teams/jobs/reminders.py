"""Reminders of tasks that are due, and of meetings tomorrow. The rows say what is due; telling twice tells once."""

import datetime

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from plc.schools.access import today_in
from plc.schools.actions import tell
from plc.schools.models import District
from plc.tenancy.districts import for_each_district
from teams.actions.meetings import MEETING, number_of
from teams.actions.tasks import TASK
from teams.models import Meeting, MeetingGuest, TeamTask
from teams.queries import working_members
from teams.queries.meetings import left_out

TOMORROW_STEP = 1
DAY = datetime.timedelta(days=1)


@shared_task(name="teams.jobs.reminders.remind", outside_tenants="visits every district for what is due")
def remind() -> None:
    """Runs from beat every half hour; most of the time there is nothing to tell."""
    for district_id in for_each_district():
        with transaction.atomic():
            district = District.objects.get(pk=district_id)
            remind_of_tasks(today_in(district))
            remind_of_meetings(today_in(district))


def remind_of_tasks(today: datetime.date) -> None:
    """On the day before a task is due, and once more when its day has passed.

    The day is part of the number, so that a task put off is told of anew.
    """
    for task in TeamTask.objects.filter(done_at__isnull=True, due_on__lte=today + DAY).select_related("team"):
        is_late = task.due_on < today
        people = [task.owner_id] if task.owner_id else working_members(task.team, today).values_list("pk", flat=True)
        tell(
            staff_ids=people,
            kind=TASK,
            subject_id=task.pk,
            number=2 * task.due_on.toordinal() + is_late,
            is_new=False,
        )


def remind_of_meetings(today: datetime.date) -> None:
    """On the day before, to whoever comes."""
    rows = Meeting.objects.filter(
        day=today + DAY, cancelled_at__isnull=True, started_at__isnull=True, starts_at__gt=timezone.now()
    ).exclude(left_out())
    for meeting in rows.select_related("team"):
        people = set(working_members(meeting.team, today).values_list("pk", flat=True))
        people |= set(MeetingGuest.objects.filter(meeting=meeting).values_list("staff_id", flat=True))
        tell(
            staff_ids=people,
            kind=MEETING,
            subject_id=meeting.pk,
            number=number_of(meeting, TOMORROW_STEP),
            is_new=True,
        )
