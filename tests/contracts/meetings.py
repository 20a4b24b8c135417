"""Meetings for the walk over every address: one that is going on, a series ahead, tasks, protocols, guests."""

import datetime
import uuid

from plc.schools.models import Notice, StaffMember
from teams.actions.calendars import open_feed
from teams.actions.entries import save_entry
from teams.actions.live import end_meeting, go_to_stage, join_meeting, reveal, start_meeting
from teams.actions.meetings import MeetingFacts, invite_to_meeting, plan_meeting
from teams.actions.protocols import adapt_protocol
from teams.actions.tasks import add_task, decide, settle_task
from teams.models import AgendaItem, Attendance, Meeting, MeetingGuest, StageEntry, Team
from teams.protocol_texts import DATA_MEETING, PLANNING
from tests.world import DAY, World

AT = datetime.time(14, 10)


def meet(team: Team, teacher: StaffMember, guests: list[StaffMember], world: World) -> None:
    """A meeting in its second stage, something revealed and decided, one to come, and copies of a protocol."""
    meeting = plan_meeting(
        actor=teacher,
        team=team,
        protocol=DATA_MEETING,
        facts=MeetingFacts("Data meeting", world.today, AT),
        repeat="weekly",
        last_day=world.today + 7 * DAY,
    )
    for guest in guests:
        invite_to_meeting(actor=teacher, meeting=meeting, staff=guest)
    meeting = start_meeting(actor=teacher, meeting=meeting)
    join_meeting(actor=teacher, meeting=meeting, is_guest=False)
    meeting = go_to_stage(meeting=meeting, position=2, seen=1)
    item = AgendaItem.objects.get(meeting=meeting, position=2)
    save_entry(actor=teacher, item=item, text="Item 3 was hard.", key=uuid.uuid4(), based_on=0, is_ready=True)
    reveal(actor=teacher, meeting=meeting, item=item)
    decide_and_do(meeting, teacher, "Reteach item 3")
    adapt_protocol(actor=teacher, team=None, source=DATA_MEETING)
    adapt_protocol(actor=teacher, team=team, source=DATA_MEETING)
    open_feed(actor=teacher)
    Notice.objects.update(seen_at="2026-01-01T00:00Z")  # reading must change nothing


def decide_and_do(meeting: Meeting, teacher: StaffMember, text: str) -> None:
    """A decision with a task, and a task that is done."""
    decide(actor=teacher, meeting=meeting, text=text, client_key=uuid.uuid4(), owner=teacher)
    done = add_task(actor=teacher, team=meeting.team, what=f"Copies for: {text}", owner=None, due_on=None)
    settle_task(actor=teacher, task=done, is_done=True)


def one_more_meeting(world: World, number: int, colleague: StaffMember) -> None:
    """More of everything in the meeting that goes on, one that was held, and another series."""
    meeting = Meeting.objects.select_related("team").order_by("pk")[0]
    item = AgendaItem.objects.get(meeting=meeting, position=2)
    entry = {"last_key": uuid.uuid4(), "saved_at": item.revealed_at, "text": f"Line {number}"}
    StageEntry.objects.create(item=item, staff=colleague, **entry)
    Attendance.objects.create(meeting=meeting, staff=colleague, state="present")
    MeetingGuest.objects.create(
        meeting=meeting, staff=StaffMember.objects.get(name=f"Gone {number}"), invited_by=colleague
    )
    AgendaItem.objects.create(meeting=meeting, position=20 + number, name=f"Stage {number}", minutes=3)
    alice = world.alice.staff
    decide_and_do(meeting, alice, f"Try {number}")
    for repeat in ("", "weekly"):
        facts = MeetingFacts(f"Meeting {number}", world.today, AT)
        plan_meeting(
            actor=alice,
            team=world.team,
            protocol=PLANNING,
            facts=facts,
            repeat=repeat,
            last_day=world.today + 7 * DAY,
        )
    held = plan_meeting(
        actor=alice, team=world.team, protocol=PLANNING, facts=MeetingFacts(f"Held {number}", world.today, AT)
    )
    end_meeting(actor=alice, meeting=start_meeting(actor=alice, meeting=held))
