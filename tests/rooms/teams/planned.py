"""A data meeting of the team, planned or begun, and what its members write."""

import datetime
import uuid
from typing import Any

from plc.schools.access import Viewer, entrance
from teams.actions.entries import Saved, save_entry
from teams.actions.live import go_to_stage, start_meeting
from teams.actions.meetings import MeetingFacts, plan_meeting
from teams.models import AgendaItem, Meeting
from teams.protocol_texts import DATA_MEETING
from tests.cast import Person
from tests.world import World

AT = datetime.time(14, 10)
WRITE = 2  # the data meeting's first silent stage


def planned(world: World, **facts: Any) -> Meeting:
    day = facts.pop("day", world.today)
    repeat, last = facts.pop("repeat", ""), facts.pop("last_day", None)
    return plan_meeting(
        actor=world.alice.staff,
        team=world.team,
        protocol=DATA_MEETING,
        facts=MeetingFacts("Data meeting", day, AT, **facts),
        repeat=repeat,
        last_day=last,
    )


def begun(world: World, position: int = 1) -> Meeting:
    meeting = start_meeting(actor=world.alice.staff, meeting=planned(world))
    for step in range(1, position):
        meeting = go_to_stage(meeting=meeting, position=step + 1, seen=step)
    return meeting


def item_of(meeting: Meeting, position: int = WRITE) -> AgendaItem:
    return AgendaItem.objects.get(meeting=meeting, position=position)


def write(person: Person, meeting: Meeting, text: str, based_on: int = 0, key: uuid.UUID | None = None) -> Saved:
    return save_entry(
        actor=person.staff,
        item=item_of(meeting),
        text=text,
        key=key or uuid.uuid4(),
        based_on=based_on,
        is_ready=False,
    )


def viewer(world: World, person: Person) -> Viewer:
    found = entrance(user_id=person.user.pk, slug="harbor")
    assert found is not None
    return found
