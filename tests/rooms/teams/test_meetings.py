"""Planning, the reveal, entries that are sent twice, decisions and who sees what: the actions."""

import datetime
import uuid
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from plc.http.refusals import Refusal
from plc.schools.access import Viewer, entrance
from plc.schools.actions import add_free_days
from plc.schools.models import Notice
from teams.access.meetings import access_led_meeting, access_meeting, seat_in, seen_version, visible_meetings
from teams.actions import invite_guest
from teams.actions.entries import Saved, save_entry
from teams.actions.live import (
    end_meeting,
    extend_stage,
    go_to_stage,
    join_meeting,
    mark_attendance,
    reveal,
    start_meeting,
)
from teams.actions.meetings import (
    MeetingFacts,
    cancel_meeting,
    change_meeting,
    end_series,
    invite_to_meeting,
    plan_meeting,
    uninvite,
)
from teams.actions.protocols import adapt_protocol, change_protocol, retire_protocol
from teams.actions.tasks import decide, settle_task
from teams.models import AgendaItem, Attendance, Decision, Meeting, StageEntry, StageKind, TeamTask
from teams.protocol_texts import DATA_MEETING, SHIPPED, StagePlan
from teams.queries.live import live_meeting
from teams.queries.meetings import ahead, is_left_out, meeting_counts
from teams.queries.protocols import protocols_for
from teams.queries.report_source import part_label, report_link, report_parts, reports_for
from tests.cast import Person
from tests.world import DAY, World

pytestmark = pytest.mark.django_db
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


class TestPlanning:
    def test_one_meeting_has_the_agenda_of_its_protocol(self, world: World) -> None:
        with world.inside():
            meeting = planned(world)
            items = list(AgendaItem.objects.filter(meeting=meeting).order_by("position"))
        assert [item.plan for item in items] == list(DATA_MEETING.stages)
        assert (meeting.minutes, meeting.facilitator) == (45, world.alice.staff)

    def test_the_team_is_told_and_the_planner_is_not(self, world: World) -> None:
        with world.inside():
            planned(world)
            told = set(Notice.objects.filter(kind="meeting").values_list("staff_id", flat=True))
        assert told == {world.bob.staff.pk, world.charlie.staff.pk}

    def test_a_series_leaves_out_days_without_school_and_takes_them_back(self, world: World) -> None:
        with world.inside():
            free = add_free_days(
                actor=world.dana.staff,
                school_year=world.year,
                name="Break",
                first_day=world.today + 7 * DAY,
                last_day=world.today + 9 * DAY,
            )
            planned(world, repeat="weekly", last_day=world.today + 14 * DAY, day=world.today)
            rows = list(ahead(Meeting.objects.all(), timezone.now() - DAY))
            assert [(row.day - world.today).days for row in rows] == [0, 7, 14]
            assert [is_left_out(row) for row in rows] == [False, True, False]
            assert rows[1].free_name == "Break"  # type: ignore[attr-defined]
            assert meeting_counts([world.team], world.today, timezone.now() + 365 * DAY)[world.team.pk].due == 2
            free.delete()
            assert not any(is_left_out(row) for row in ahead(Meeting.objects.all(), timezone.now() - DAY))

    def test_a_meeting_planned_for_a_free_day_itself_takes_place(self, world: World) -> None:
        with world.inside():
            add_free_days(
                actor=world.dana.staff, school_year=world.year, name="PD", first_day=world.today, last_day=None
            )
            planned(world)
            assert [is_left_out(row) for row in ahead(Meeting.objects.all(), timezone.now() - DAY)] == [False]

    def test_a_past_day_and_a_day_of_another_year_are_refused(self, world: World) -> None:
        with world.inside():
            with pytest.raises(Refusal, match="is past"):
                planned(world, day=max(world.today - DAY, world.year.starts_on)) if (
                    world.today > world.year.starts_on
                ) else pytest.skip("the first day of a school year")
            with pytest.raises(Refusal, match="is not in the school year"):
                planned(world, day=world.year.ends_on)

    def test_moving_counts_up_and_tells_again(self, world: World) -> None:
        with world.inside():
            meeting = planned(world)
            moved = change_meeting(
                actor=world.alice.staff,
                meeting=meeting,
                facts=MeetingFacts("Data meeting", world.today, datetime.time(15)),
            )
            assert moved.sequence == 1
            renamed = change_meeting(
                actor=world.alice.staff, meeting=moved, facts=MeetingFacts("Unit 3", world.today, datetime.time(15))
            )
            assert renamed.sequence == 1
            assert set(Notice.objects.values_list("number", flat=True)) == {5}

    def test_ending_a_series_calls_off_what_is_ahead_and_keeps_what_was_held(self, world: World) -> None:
        with world.inside():
            first = planned(world, repeat="weekly", last_day=world.today + 21 * DAY)
            start_meeting(actor=world.alice.staff, meeting=first)
            assert first.series is not None
            Meeting.objects.filter(pk=first.pk).update(starts_at=timezone.now() - datetime.timedelta(hours=1))
            assert end_series(actor=world.alice.staff, series=first.series) == 3
            assert Meeting.objects.filter(cancelled_at__isnull=True).get() == first

    def test_what_was_called_off_cannot_begin(self, world: World) -> None:
        with world.inside():
            meeting = cancel_meeting(actor=world.alice.staff, meeting=planned(world))
            with pytest.raises(Refusal, match="called off"):
                start_meeting(actor=world.alice.staff, meeting=meeting)


class TestProtocols:
    def test_a_teams_copy_stands_before_the_districts_and_that_before_the_shipped(self, world: World) -> None:
        with world.inside():
            of_district = adapt_protocol(actor=world.dana.staff, team=None, source=DATA_MEETING)
            stage = StagePlan(name="Look", prompt="At it.", minutes=9, kind="talk")
            change_protocol(
                actor=world.dana.staff, protocol=of_district, name="Our data meeting", purpose="", stages=[stage]
            )
            assert protocols_for(world.team)[0].plan.name == "Our data meeting"
            own = adapt_protocol(actor=world.alice.staff, team=world.team, source=protocols_for(world.team)[0].plan)
            assert [choice.owner for choice in protocols_for(world.team)] == [
                "Our own",
                *3 * ["Comes with the product"],
            ]
            assert protocols_for(None)[0].owner == "The district’s"
            retire_protocol(actor=world.alice.staff, protocol=own)
            assert protocols_for(world.team)[0].protocol == of_district

    def test_a_protocol_keeps_at_least_one_stage(self, world: World) -> None:
        with world.inside():
            own = adapt_protocol(actor=world.alice.staff, team=world.team, source=DATA_MEETING)
            with pytest.raises(Refusal, match="no stage left"):
                change_protocol(actor=world.alice.staff, protocol=own, name="x", purpose="", stages=[])

    def test_kinds_and_report_parts_are_spelled_as_the_rooms_spell_them(self) -> None:
        stages = [stage for plan in SHIPPED for stage in plan.stages]
        assert {stage.kind for stage in stages} <= set(StageKind)
        assert {stage.report_part for stage in stages} - {""} <= {name for name, _ in report_parts()}


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


class TestWhoSees:
    def test_members_and_invited_guests_and_nobody_else(self, world: World) -> None:
        with world.inside():
            meeting = planned(world)
            see = {
                name: visible_meetings(viewer(world, getattr(world, name))).filter(pk=meeting.pk).exists()
                for name in ("alice", "bob", "pilar", "quentin", "dana", "erin")
            }
            assert see == {"alice": True, "bob": True, "pilar": False, "quentin": False, "dana": False, "erin": False}
            guest = invite_to_meeting(actor=world.alice.staff, meeting=meeting, staff=world.quentin.staff)
            quentin = viewer(world, world.quentin)
            assert access_meeting(quentin, meeting.pk) == meeting
            assert seat_in(quentin, meeting).is_guest
            uninvite(actor=world.alice.staff, guest=guest)
            with pytest.raises(Http404):
                access_meeting(quentin, meeting.pk)

    def test_a_poll_sees_the_version_of_what_is_open_to_it_alone(self, world: World) -> None:
        with world.inside():
            meeting = planned(world)
            assert seen_version(viewer(world, world.bob), meeting.pk) == meeting.version
            assert seen_version(viewer(world, world.pilar), meeting.pk) is None

    def test_only_its_facilitator_advances_it(self, world: World) -> None:
        with world.inside():
            meeting = begun(world)
            assert access_led_meeting(viewer(world, world.alice), meeting.pk)
            with pytest.raises(Http404):
                access_led_meeting(viewer(world, world.bob), meeting.pk)

    def test_a_leader_is_given_numbers_alone(self, world: World) -> None:
        with world.inside():
            end_meeting(actor=world.alice.staff, meeting=begun(world))
            planned(world, day=world.today)
            counts = meeting_counts([world.team], world.today - 30 * DAY, timezone.now() + DAY)[world.team.pk]
        assert (counts.due, counts.held, counts.ahead) == (2, 1, 0)


class TestReports:
    def test_the_teams_cfas_are_offered_and_a_part_is_linked_once_there_is_a_report(self, world: World) -> None:
        with world.inside():
            alice = viewer(world, world.alice)
            assert [choice.title for choice in reports_for(alice, world.team)] == [world.cfa.title]
            assert report_link(alice, world.cfa.pk, "report_items") is None
            assert report_link(alice, None, "report_items") is None
        assert part_label("report_items") == "Items"


class TestAGuestOfTheTeam:
    def test_a_principal_asked_for_a_day_sees_the_meetings_of_that_day_alone(self, world: World) -> None:
        with world.inside():
            invite_guest(
                actor=world.alice.staff,
                team=world.team,
                staff=world.pilar.staff,
                occasion="Data meeting",
                starts_on=world.today,
                ends_on=world.today + DAY,
            )
            today, later = planned(world), planned(world, day=world.today + 7 * DAY)
            seen = set(visible_meetings(viewer(world, world.pilar)).values_list("pk", flat=True))
        assert today.pk in seen
        assert later.pk not in seen
