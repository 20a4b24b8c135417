"""A meeting that is on: its stages, the reveal, entries that are sent twice, decisions. The actions."""

import datetime
import uuid

import pytest
from django.utils import timezone

from plc.http.refusals import Refusal
from plc.schools.models import Notice
from teams.actions.entries import Saved
from teams.actions.live import end_meeting, extend_stage, go_to_stage, join_meeting, mark_attendance, reveal
from teams.actions.tasks import decide, settle_task
from teams.models import Attendance, Decision, Meeting, StageEntry, TeamTask
from teams.queries.live import live_meeting
from tests.rooms.teams.planned import WRITE, begun, item_of, write
from tests.world import DAY, World

pytestmark = pytest.mark.django_db


class TestLive:
    def test_two_clicks_on_next_go_one_stage_on(self, world: World) -> None:
        with world.inside():
            meeting = begun(world)
            for _ in range(2):
                go_to_stage(meeting=meeting, position=2, seen=1)
            assert Meeting.objects.get().position == 2

    def test_a_stage_lasts_its_minutes_and_is_extended_once_per_click_seen(self, world: World) -> None:
        with world.inside():
            meeting = begun(world)
            ends = meeting.stage_ends_at
            assert ends is not None
            longer = extend_stage(meeting=meeting, minutes=2, seen=1).stage_ends_at
            assert longer == ends + datetime.timedelta(minutes=2)
            assert extend_stage(meeting=meeting, minutes=2, seen=4).stage_ends_at == longer

    def test_every_step_counts_the_version_up(self, world: World) -> None:
        with world.inside():
            meeting = begun(world)
            before = Meeting.objects.get().version
            join_meeting(actor=world.bob.staff, meeting=meeting, is_guest=False)
            join_meeting(actor=world.bob.staff, meeting=meeting, is_guest=False)  # coming back shows nothing new
            assert Meeting.objects.get().version == before + 1

    def test_who_comes_after_the_first_minutes_is_late_and_who_never_comes_absent(self, world: World) -> None:
        with world.inside():
            meeting = begun(world)
            join_meeting(actor=world.alice.staff, meeting=meeting, is_guest=False)
            Meeting.objects.update(started_at=timezone.now() - datetime.timedelta(minutes=6))
            join_meeting(actor=world.bob.staff, meeting=Meeting.objects.get(), is_guest=False)
            end_meeting(actor=world.alice.staff, meeting=meeting)
            states = dict(Attendance.objects.values_list("staff__name", "state"))
            assert states == {"Alice Tester": "present", "Bob Tester": "late", "Charlie Tester": "absent"}
            mark_attendance(actor=world.alice.staff, meeting=meeting, staff=world.charlie.staff, state="present")
            assert Attendance.objects.get(staff=world.charlie.staff).state == "present"


class TestReveal:
    def test_nobody_reads_what_others_write_until_the_reveal_and_then_all_do(self, world: World) -> None:
        with world.inside():
            meeting = begun(world, WRITE)
            write(world.bob, meeting, "Item 4 puzzled them.")
            for person in (world.alice, world.charlie):
                state = live_meeting(meeting, person.staff.pk, world.today)
                assert state.own_entries == {}
                assert all(line.answers == () for line in state.lines)
                assert "Item 4 puzzled them." not in repr(state)
            assert live_meeting(meeting, world.bob.staff.pk, world.today).own_entry is not None
            reveal(actor=world.alice.staff, meeting=meeting, item=item_of(meeting))
            state = live_meeting(meeting, world.charlie.staff.pk, world.today)
            assert state.current
            assert [answer.text for answer in state.current.answers] == ["Item 4 puzzled them."]

    def test_that_somebody_writes_is_seen_and_what_is_not(self, world: World) -> None:
        with world.inside():
            meeting = begun(world, WRITE)
            before = Meeting.objects.get().version
            first = write(world.bob, meeting, "a")
            write(world.bob, meeting, "ab", based_on=first.revision)
            assert Meeting.objects.get().version == before + 1  # once for "writing", not for each letter
            people = live_meeting(meeting, world.alice.staff.pk, world.today).people
            assert {person.staff.name: person.writing for person in people} == {
                "Alice Tester": "",
                "Bob Tester": "writing",
                "Charlie Tester": "",
            }

    def test_what_arrives_after_the_reveal_is_shown_and_marked(self, world: World) -> None:
        with world.inside():
            meeting = begun(world, WRITE)
            reveal(actor=world.alice.staff, meeting=meeting, item=item_of(meeting))
            before = Meeting.objects.get().version
            write(world.bob, meeting, "From the bus.")
            assert Meeting.objects.get().version == before + 1
            state = live_meeting(meeting, world.alice.staff.pk, world.today)
            assert state.current
            assert [(answer.text, answer.is_late) for answer in state.current.answers] == [("From the bus.", True)]

    def test_what_was_never_revealed_stays_with_its_writer_after_the_end(self, world: World) -> None:
        with world.inside():
            meeting = begun(world, WRITE)
            write(world.bob, meeting, "Not for all.")
            meeting = end_meeting(actor=world.alice.staff, meeting=meeting)
            assert "Not for all." not in repr(live_meeting(meeting, world.alice.staff.pk, world.today))

    def test_only_a_stage_of_writing_can_be_revealed(self, world: World) -> None:
        with world.inside():
            meeting = begun(world)
            with pytest.raises(Refusal, match="nothing to reveal"):
                reveal(actor=world.alice.staff, meeting=meeting, item=item_of(meeting, 1))


class TestEntries:
    def test_the_same_saving_sent_twice_counts_once(self, world: World) -> None:
        with world.inside():
            meeting, key = begun(world, WRITE), uuid.uuid4()
            first = write(world.bob, meeting, "One fact", key=key)
            again = write(world.bob, meeting, "One fact", key=key)
            assert first == again == Saved(1, "One fact", False, False)
            assert StageEntry.objects.get().revision == 1

    def test_two_devices_of_one_person_lose_no_line(self, world: World) -> None:
        with world.inside():
            meeting = begun(world, WRITE)
            write(world.bob, meeting, "From the laptop\nShared line")
            saved = write(world.bob, meeting, "Shared line\nFrom the phone", based_on=0)
            assert saved == Saved(2, "From the laptop\nShared line\nFrom the phone", False, True)

    def test_a_stage_that_was_not_open_takes_nothing(self, world: World) -> None:
        with world.inside():
            meeting = begun(world)
            with pytest.raises(Refusal, match="not been opened"):
                write(world.bob, meeting, "Too early")

    def test_an_earlier_stage_still_takes_what_was_typed_without_a_network(self, world: World) -> None:
        with world.inside():
            meeting = begun(world, WRITE + 1)
            assert write(world.bob, meeting, "Typed on the bus").revision == 1


class TestDecisions:
    def test_a_decision_with_a_name_is_a_task_and_sent_twice_is_one(self, world: World) -> None:
        with world.inside():
            meeting, key = begun(world, 5), uuid.uuid4()
            for _ in range(2):
                decide(
                    actor=world.alice.staff,
                    meeting=meeting,
                    text="Reteach percents",
                    client_key=key,
                    owner=world.bob.staff,
                    due_on=world.today + DAY,
                )
            task = TeamTask.objects.get()
            assert (task.what, task.owner, task.due_on) == ("Reteach percents", world.bob.staff, world.today + DAY)
            assert Notice.objects.get(kind="task").staff == world.bob.staff
            settle_task(actor=world.bob.staff, task=task, is_done=True)
            assert TeamTask.objects.get().done_by == world.bob.staff

    def test_a_decision_alone_is_no_task(self, world: World) -> None:
        with world.inside():
            decide(actor=world.alice.staff, meeting=begun(world, 5), text="We keep it", client_key=uuid.uuid4())
            assert (Decision.objects.count(), TeamTask.objects.count()) == (1, 0)

    def test_somebody_outside_the_team_is_given_no_task(self, world: World) -> None:
        with world.inside(), pytest.raises(Refusal, match="does not work in"):
            decide(
                actor=world.alice.staff,
                meeting=begun(world, 5),
                text="x",
                client_key=uuid.uuid4(),
                owner=world.erin.staff,
            )
