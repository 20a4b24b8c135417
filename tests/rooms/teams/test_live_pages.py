"""The live page and its poll, the pages around a meeting, and reminders."""

import datetime
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from plc.schools.models import Notice
from teams.actions.live import start_meeting
from teams.actions.meetings import MeetingFacts, invite_to_meeting, plan_meeting
from teams.actions.tasks import add_task
from teams.jobs.reminders import remind_of_meetings, remind_of_tasks
from teams.models import AgendaItem, Meeting, Protocol, StageEntry, TeamTask
from teams.protocol_texts import DATA_MEETING
from tests.cast import Person
from tests.world import DAY, World, sign_in, url

pytestmark = pytest.mark.django_db
LIVE = {"headers": {"X-Requested-With": "live"}}


@pytest.fixture
def meeting(world: World) -> Meeting:
    with world.inside():
        planned = plan_meeting(
            actor=world.alice.staff,
            team=world.team,
            protocol=DATA_MEETING,
            facts=MeetingFacts("Data meeting", world.today, datetime.time(14, 10)),
        )
        return start_meeting(actor=world.alice.staff, meeting=planned)


def as_(person: Person) -> Client:
    return sign_in(Client(), person)


def version(world: World) -> int:
    with world.inside():
        return Meeting.objects.get().version


def step(client: Client, meeting: Meeting, do: str, seen: int) -> int:
    return client.post(url("teams:live_step", meeting), {"do": do, "seen": seen}).status_code


class TestPolling:
    def test_as_long_as_nothing_happens_it_is_empty_and_one_statement_of_its_own(
        self, world: World, meeting: Meeting
    ) -> None:
        bob, address = as_(world.bob), url("teams:live_part", meeting)
        bob.get(address, {"since": version(world)})
        with CaptureQueriesContext(connection) as asked:
            response = bob.get(address, {"since": version(world)})
        assert response.status_code == 204
        about_meetings = [query["sql"] for query in asked if '"teams_meeting"' in query["sql"]]
        assert len(about_meetings) == 2  # one of them is ours, above
        assert not [query for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]

    def test_once_something_has_it_brings_the_page_without_its_frame(self, world: World, meeting: Meeting) -> None:
        bob = as_(world.bob)
        before = version(world)
        assert step(as_(world.alice), meeting, "next", 1) == 302
        page = bob.get(url("teams:live_part", meeting), {"since": before}).content.decode()
        assert f'data-version="{version(world)}"' in page
        assert "Here is what" in page
        assert "<html" not in page

    def test_nobody_else_can_ask(self, world: World, meeting: Meeting) -> None:
        for person in (world.pilar, world.dana, world.erin):
            assert as_(person).get(url("teams:live_part", meeting), {"since": version(world)}).status_code == 404


class TestWriting:
    def _send(
        self, client: Client, meeting: Meeting, text: str, key: uuid.UUID, based_on: int = 0
    ) -> dict[str, object]:
        fields = {"text": text, "key": str(key), "based_on": 0}
        answer = client.post(url("teams:live_entry", meeting, 2), fields, **LIVE)
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    def test_a_script_is_told_the_revision_and_a_repetition_changes_nothing(
        self, world: World, meeting: Meeting
    ) -> None:
        step(as_(world.alice), meeting, "next", 1)
        bob, key = as_(world.bob), uuid.uuid4()
        said = {"revision": 1, "text": "One", "is_ready": False, "is_merged": False}
        assert self._send(bob, meeting, "One", key) == said
        assert self._send(bob, meeting, "One", key) == said

    def test_others_pages_do_not_hold_it_before_the_reveal(self, world: World, meeting: Meeting) -> None:
        alice = as_(world.alice)
        step(alice, meeting, "next", 1)
        self._send(as_(world.bob), meeting, "Secret words", uuid.uuid4())
        places = ("teams:live", "teams:live_part", "teams:minutes", "teams:meeting")
        for name in places:
            assert "Secret words" not in alice.get(url(name, meeting)).content.decode()
        step(alice, meeting, "reveal", 2)
        assert "Secret words" in alice.get(url("teams:live_part", meeting)).content.decode()
        assert "Secret words" in alice.get(url("teams:minutes", meeting)).content.decode()

    def test_a_guest_writes_along_and_decides_nothing(self, world: World, meeting: Meeting) -> None:
        with world.inside():
            invite_to_meeting(actor=world.alice.staff, meeting=meeting, staff=world.pilar.staff)
        step(as_(world.alice), meeting, "next", 1)
        pilar = as_(world.pilar)
        assert self._send(pilar, meeting, "From outside", uuid.uuid4())["revision"] == 1
        assert pilar.post(url("teams:live_decision", meeting), {}).status_code == 404
        assert step(pilar, meeting, "next", 2) == 404

    def test_what_does_not_arrive_whole_is_refused_and_stays_with_the_browser(
        self, world: World, meeting: Meeting
    ) -> None:
        answer = as_(world.bob).post(url("teams:live_entry", meeting, 2), {"text": "x"}, **LIVE)
        assert answer.status_code == 422
        with world.inside():
            assert not StageEntry.objects.exists()


class TestPages:
    def test_a_first_meeting_is_planned_with_what_is_filled_in_already(self, world: World) -> None:
        alice = as_(world.alice)
        page = alice.get(url("teams:new_meeting", world.team)).content.decode()
        required = re.findall(r'name="(\w+)"[^>]* required', page)
        assert len(required) <= 3
        values = dict(re.findall(r'name="(day|at)" value="([^"]+)"', page))
        answer = alice.post(url("teams:new_meeting", world.team), {**values, "protocol": "data"})
        assert answer.status_code == 302
        with world.inside():
            planned = Meeting.objects.get()
        assert (planned.minutes, planned.title, planned.day.weekday() < 5) == (45, "Data meeting", True)

    def test_an_agenda_loses_a_stage_changes_places_and_gains_one(self, world: World) -> None:
        alice = as_(world.alice)
        with world.inside():
            planned = plan_meeting(
                actor=world.alice.staff,
                team=world.team,
                protocol=DATA_MEETING,
                facts=MeetingFacts("Data meeting", world.today, datetime.time(9)),
            )
        fields = {"stages-TOTAL_FORMS": "7", "stages-INITIAL_FORMS": "6"}
        for index, stage in enumerate(DATA_MEETING.stages):
            order = {0: 2, 1: 1}.get(index, index + 1)
            row = {"name": stage.name, "minutes": stage.minutes, "kind": stage.kind, "prompt": "", "ORDER": order}
            fields |= {f"stages-{index}-{name}": str(value) for name, value in row.items()}
        fields["stages-2-DELETE"] = "on"
        fields |= {"stages-6-name": "Celebrate", "stages-6-minutes": "5", "stages-6-kind": "talk"}
        assert alice.post(url("teams:agenda", planned), fields).status_code == 302
        with world.inside():
            names = list(AgendaItem.objects.order_by("position").values_list("name", flat=True))
        assert names == ["Here is what", "Open", "Compare practice", "Now what", "Close", "Celebrate"]

    def test_a_team_adapts_a_protocol_and_changes_its_copy(self, world: World) -> None:
        alice = as_(world.alice)
        answer = alice.post(url("teams:team_protocols", world.team), {"source": "review"})
        with world.inside():
            copy = Protocol.objects.get()
        assert answer["Location"] == url("teams:team_protocol", world.team, copy.key)
        assert "The copy of Grade 7 Math" in alice.get(answer["Location"]).content.decode()
        assert as_(world.dana).get(url("teams:district_protocol", "review")).status_code == 404

    def test_a_task_is_done_and_undone_by_a_button(self, world: World) -> None:
        alice = as_(world.alice)
        alice.post(url("teams:tasks", world.team), {"what": "Bring papers", "owner": world.bob.staff.pk})
        with world.inside():
            task = TeamTask.objects.get()
        back = url("teams:my_meetings")
        assert as_(world.bob).post(url("teams:task_settled", task), {"done": "1", "back": back})["Location"] == back
        away = alice.post(url("teams:task_settled", task), {"back": "https://example.org/"})
        assert away["Location"] == url("teams:tasks", world.team)
        with world.inside():
            assert TeamTask.objects.get().done_at is None


class TestReminders:
    def _told(self, kind: str) -> dict[str, int]:
        return dict(Notice.objects.filter(kind=kind).values_list("staff__name", "number"))

    def test_a_task_is_told_of_the_day_before_once_and_again_when_its_day_has_passed(self, world: World) -> None:
        with world.inside():
            task = add_task(
                actor=world.alice.staff,
                team=world.team,
                what="Copies",
                owner=world.bob.staff,
                due_on=world.today + 2 * DAY,
            )
            remind_of_tasks(world.today)
            assert self._told("task") == {"Bob Tester": 1}
            for _ in range(2):
                remind_of_tasks(world.today + DAY)
            soon = self._told("task")["Bob Tester"]
            assert soon > 1
            remind_of_tasks(world.today + 3 * DAY)
            assert self._told("task") == {"Bob Tester": soon + 1}
            assert task.owner == world.bob.staff

    def test_a_meeting_of_tomorrow_is_told_to_everybody(self, world: World) -> None:
        with world.inside():
            plan_meeting(
                actor=world.alice.staff,
                team=world.team,
                protocol=DATA_MEETING,
                facts=MeetingFacts("Data meeting", world.today + DAY, datetime.time(14)),
            )
            remind_of_meetings(world.today)
            assert self._told("meeting") == {"Alice Tester": 2, "Bob Tester": 2, "Charlie Tester": 2}

    def test_the_words_of_a_task_stay_out_of_the_news(self, world: World) -> None:
        with world.inside():
            add_task(
                actor=world.alice.staff, team=world.team, what="Call Ana’s parents", owner=world.bob.staff, due_on=None
            )
        page = as_(world.bob).get(url("schools:news")).content.decode()
        assert "A task of your team is yours." in page
        assert "Ana" not in page
