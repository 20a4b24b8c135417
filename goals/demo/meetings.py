"""Meetings of the demo's first team: one that was held, with its minutes, one ahead, and planning every other week."""

import datetime
import uuid
from typing import Final

from django.db.models import F

from assessments.models import Assessment
from goals.demo.plans import DANIEL, HANNAH, MAYA
from goals.demo.written import House
from plc.schools.actions import add_free_days
from plc.schools.models import StaffMember
from teams.actions.entries import save_entry
from teams.actions.live import end_meeting, go_to_stage, join_meeting, note_stage, reveal, start_meeting
from teams.actions.meetings import MeetingFacts, plan_meeting
from teams.actions.tasks import decide, settle_task
from teams.models import AgendaItem, Attendance, Decision, Meeting, StageEntry, Team, TeamTask
from teams.protocol_texts import DATA_MEETING, PLANNING
from teams.repeating import Repeat, moment_of, next_weekday

TEAM: Final = "Grade 7 Math"
GIVEN: Final = "Unit 3: Proportional relationships"
AGAIN: Final = "Unit 3 re-check"
AT: Final = datetime.time(14, 10)
WEEKS_AGO: Final = 2
WRITTEN: Final = {
    2: (
        (MAYA, "Scale drawings: most of our students got both items.\nItem 11: missed in every class."),
        (
            DANIEL,
            "7.RP.A.2 is where our four classes differ most.\nFire drill in period 5: the last two items were rushed.",
        ),
        (HANNAH, "Item 8: many set the ratio up and then divided the wrong way round."),
    ),
    3: (
        (MAYA, "They look for “per” in the text, and item 11 has none."),
        (HANNAH, "I showed the table first and the graph late. Perhaps that was one step too many at once."),
    ),
}
DECIDED: Final = (
    ("Open with a double number line for two lessons in every class", DANIEL, 9),
    ("Two new items like item 11 for the re-check", HANNAH, 5),
    ("We check again in two weeks, with fresh items", None, None),
)


def meet(house: House) -> None:
    """Through the actions that pages call; what was held is then dated back: one plans for today at soonest."""
    team = house.teams.get(TEAM)
    if team is None:
        return
    _holidays(house)
    _hold(house, team)
    _plan_ahead(house, team)


def _plan_ahead(house: House, team: Team) -> None:
    """As far as the school year still goes."""
    calendar, maya = house.ground.calendar, house.ground.staff[MAYA]
    day = next_weekday(calendar.today)
    later = day + datetime.timedelta(days=7)
    if later >= calendar.year_ends_on:
        return
    again = Assessment.objects.get(team=team, title=AGAIN)
    facts = MeetingFacts("Data meeting", day, AT, place="Room 112", report_id=again.pk, report_title=again.title)
    plan_meeting(actor=maya, team=team, protocol=DATA_MEETING, facts=facts)
    planning = MeetingFacts("Planning", later, AT, place="Room 112")
    plan_meeting(actor=maya, team=team, protocol=PLANNING, facts=planning, repeat=Repeat.EVERY_OTHER_WEEK)


def _holidays(house: House) -> None:
    year = house.ground.year
    admin = next(house.ground.staff[person.name] for person in house.ground.plan.people if not person.school)
    first = datetime.date(year.starts_on.year, 12, 21)
    for name, start, days in (
        ("Winter break", first, 12),
        ("Spring break", datetime.date(year.ends_on.year, 4, 5), 5),
    ):
        last = start + datetime.timedelta(days=days - 1)
        add_free_days(actor=admin, school_year=year, name=name, first_day=start, last_day=last)


def _hold(house: House, team: Team) -> None:
    staff, today = house.ground.staff, house.ground.calendar.today
    maya = staff[MAYA]
    given = Assessment.objects.get(team=team, title=GIVEN)
    facts = MeetingFacts("Data meeting", today, AT, place="Room 112", report_id=given.pk, report_title=given.title)
    meeting = plan_meeting(actor=maya, team=team, protocol=DATA_MEETING, facts=facts)
    meeting = start_meeting(actor=maya, meeting=meeting)
    for name in (MAYA, DANIEL, HANNAH):
        join_meeting(actor=staff[name], meeting=meeting, is_guest=False)
    for position in range(2, len(DATA_MEETING.stages) + 1):
        meeting = go_to_stage(meeting=meeting, position=position, seen=position - 1)
        _work(staff, meeting, position, today)
    end_meeting(actor=maya, meeting=meeting)
    first = TeamTask.objects.filter(decision__meeting=meeting).order_by("pk").last()
    if first is not None:
        settle_task(actor=staff[HANNAH], task=first, is_done=True)
    _date_back(meeting, today - datetime.timedelta(weeks=WEEKS_AGO))


def _work(staff: dict[str, StaffMember], meeting: Meeting, position: int, today: datetime.date) -> None:
    """What the team does in this stage: it writes and reveals, notes what was said, or decides."""
    maya = staff[MAYA]
    item = AgendaItem.objects.select_related("meeting", "meeting__team").get(meeting=meeting, position=position)
    for name, text in WRITTEN.get(position, ()):
        save_entry(actor=staff[name], item=item, text=text, key=uuid.uuid4(), based_on=0, is_ready=True)
    if position in WRITTEN:
        reveal(actor=maya, meeting=meeting, item=item)
    if item.name == "Compare practice":
        said = "In Class D students drew each ratio before they wrote it. Two lessons, then the table. We all try it."
        note_stage(actor=staff[DANIEL], item=item, text=said)
    if item.name == "Now what":
        for text, owner, days in DECIDED:
            decide(
                actor=maya,
                meeting=meeting,
                item=item,
                text=text,
                client_key=uuid.uuid4(),
                owner=staff[owner] if owner else None,
                due_on=today + datetime.timedelta(days=days) if days else None,
            )


def _date_back(meeting: Meeting, day: datetime.date) -> None:
    """To a Friday afternoon some weeks ago; each stage as long as it was planned."""
    day -= datetime.timedelta(days=(day.weekday() - 4) % 7)
    start = moment_of(day, AT, meeting.district.time_zone)
    at = start
    for item in AgendaItem.objects.filter(meeting=meeting).order_by("position"):
        end = at + datetime.timedelta(minutes=item.minutes)
        AgendaItem.objects.filter(pk=item.pk).update(opened_at=at, revealed_at=end if item.revealed_at else None)
        StageEntry.objects.filter(item=item).update(saved_at=at + datetime.timedelta(minutes=2))
        at = end
    Meeting.objects.filter(pk=meeting.pk).update(day=day, starts_at=start, started_at=start, ended_at=at)
    Attendance.objects.filter(meeting=meeting, joined_at__isnull=False).update(joined_at=start)
    Decision.objects.filter(meeting=meeting).update(recorded_at=at)
    back = meeting.day - day
    TeamTask.objects.filter(decision__meeting=meeting).update(created_at=at)
    TeamTask.objects.filter(decision__meeting=meeting, done_at__isnull=False).update(due_on=F("due_on") - back)
