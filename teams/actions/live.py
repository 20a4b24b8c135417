"""A meeting while it goes on: the facilitator's steps, coming in, notes, and its end.

Each is one transaction that counts the meeting's version up, which is all that the others' pages ask for.
"""

import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.actions import tell
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.actions.meetings import MEETING, bumped, locked_meeting, number_of, planned
from teams.actions.pulses import close_ratings
from teams.models import AgendaItem, Attendance, Meeting, Presence, StageKind
from teams.queries import working_members

LATE_AFTER: Final = datetime.timedelta(minutes=5)
LONGEST_EXTENSION: Final = 60
MINUTES_STEP: Final = 3


@transaction.atomic
def start_meeting(*, actor: StaffMember, meeting: Meeting) -> Meeting:
    """The first stage is open and its time runs. Whoever starts it facilitates."""
    meeting = planned(meeting)
    meeting.started_at, meeting.facilitator = timezone.now(), actor
    _open(meeting, 1)
    record(actor=actor, verb="start_meeting", subject=meeting, note=meeting.team.name)
    return meeting


@transaction.atomic
def take_the_lead(*, actor: StaffMember, meeting: Meeting) -> Meeting:
    """This member advances the meeting from now on."""
    meeting = locked_meeting(meeting)
    if meeting.ended_at or meeting.cancelled_at:
        raise Refusal("This meeting is over.")
    meeting.facilitator = actor
    meeting.version += 1
    meeting.save(update_fields=["facilitator", "version"])
    record(actor=actor, verb="take_the_lead", subject=meeting, note=meeting.team.name)
    return meeting


@transaction.atomic
def go_to_stage(*, meeting: Meeting, position: int, seen: int) -> Meeting:
    """Another stage, forward or back; its time begins anew. ``seen`` is the stage that whoever asks had open.

    Two clicks on "next", or a click that is sent twice, go one stage on. No history entry: the agenda keeps when each
    stage was first open.
    """
    meeting = running(meeting)
    if meeting.position != seen:
        return meeting
    _open(meeting, position)
    return meeting


@transaction.atomic
def extend_stage(*, meeting: Meeting, minutes: int, seen: int) -> Meeting:
    """More time, from now on where the time was up already."""
    meeting = running(meeting)
    if meeting.position != seen:
        return meeting
    if not 1 <= minutes <= LONGEST_EXTENSION:
        raise Refusal(f"Add from 1 to {LONGEST_EXTENSION} minutes.")
    now = timezone.now()
    meeting.stage_ends_at = max(meeting.stage_ends_at or now, now) + datetime.timedelta(minutes=minutes)
    meeting.version += 1
    meeting.save(update_fields=["stage_ends_at", "version"])
    return meeting


@transaction.atomic
def reveal(*, actor: StaffMember, meeting: Meeting, item: AgendaItem) -> AgendaItem:
    """From now on everybody in the meeting reads what all have written in this stage. It cannot be taken back."""
    item = AgendaItem.objects.select_for_update().get(
        pk=item.pk, meeting=meeting
    )  # before the meeting, as a saving does
    meeting = running(meeting)
    if item.kind != StageKind.WRITE:
        raise Refusal("Nobody writes in this stage, so there is nothing to reveal.")
    if item.revealed_at is None:
        item.revealed_at = timezone.now()
        item.save(update_fields=["revealed_at"])
        record(actor=actor, verb="reveal", subject=meeting, note=f"{meeting.team.name}, stage {item.position}")
        bumped(meeting)
    return item


@transaction.atomic
def end_meeting(*, actor: StaffMember, meeting: Meeting) -> Meeting:
    """The meeting is over: members who did not come were absent, the ratings are closed, the minutes stand."""
    meeting = running(meeting)
    meeting.ended_at, meeting.stage_ends_at = timezone.now(), None
    meeting.version += 1
    close_ratings(actor=actor, team=meeting.team, meeting_id=meeting.pk)
    members = list(working_members(meeting.team, today_in(actor.district)).values_list("pk", flat=True))
    Attendance.objects.bulk_create(
        [Attendance(meeting=meeting, staff_id=pk, state=Presence.ABSENT) for pk in members], ignore_conflicts=True
    )
    meeting.save(update_fields=["ended_at", "stage_ends_at", "version"])
    record(actor=actor, verb="end_meeting", subject=meeting, note=meeting.team.name)
    tell(
        staff_ids=set(members) - {actor.pk},
        kind=MEETING,
        subject_id=meeting.pk,
        number=number_of(meeting, MINUTES_STEP),
        is_new=True,
    )
    return meeting


@transaction.atomic
def join_meeting(*, actor: StaffMember, meeting: Meeting, is_guest: bool) -> Attendance:
    """This person is there. Coming back changes nothing; after the first minutes a member is late.

    No history entry: the attendance is itself the record, and a page that reconnects joins again.
    """
    now = timezone.now()
    state = Presence.GUEST if is_guest else Presence.PRESENT
    if not is_guest and meeting.started_at and now > meeting.started_at + LATE_AFTER:
        state = Presence.LATE
    row, is_new = Attendance.objects.get_or_create(
        meeting=meeting, staff=actor, defaults={"state": state, "joined_at": now}
    )
    if is_new:
        bumped(meeting)
    elif row.joined_at is None and meeting.is_open:
        row.state, row.joined_at = state, now
        row.save(update_fields=["state", "joined_at"])
        bumped(meeting)
    return row


@transaction.atomic
def mark_attendance(*, actor: StaffMember, meeting: Meeting, staff: StaffMember, state: str) -> Attendance:
    """What a member says of who was there, during the meeting or after it."""
    row, _ = Attendance.objects.update_or_create(meeting=meeting, staff=staff, defaults={"state": Presence(state)})
    record(actor=actor, verb="mark_attendance", subject=meeting, note=f"{meeting.team.name}: {staff.name}, {state}")
    bumped(meeting)
    return row


@transaction.atomic
def note_stage(*, actor: StaffMember, item: AgendaItem, text: str) -> AgendaItem:
    """What the minutes say of this stage, in the recorder's words."""
    item.note = text.strip()
    item.save(update_fields=["note"])
    record(actor=actor, verb="note_stage", subject=item.meeting, note=f"{item.meeting.team.name}, {item.position}")
    bumped(item.meeting)
    return item


def running(meeting: Meeting) -> Meeting:
    """The meeting, locked; a refusal unless it is going on."""
    row = locked_meeting(meeting)
    if not row.is_open:
        raise Refusal(
            "This meeting is not going on.", "Start it first." if row.is_planned else "Its minutes can be read."
        )
    return row


def _open(meeting: Meeting, position: int) -> None:
    item = AgendaItem.objects.filter(meeting=meeting, position=position).first()
    if item is None:
        raise Refusal("There is no such stage.", "Load the page again.")
    now = timezone.now()
    AgendaItem.objects.filter(pk=item.pk, opened_at__isnull=True).update(opened_at=now)
    meeting.position = position
    meeting.stage_ends_at = now + datetime.timedelta(minutes=item.minutes)
    meeting.version += 1
    meeting.save(update_fields=["position", "stage_ends_at", "version", "started_at", "facilitator"])
