"""Meetings planned, their protocols, who sees which, and what a stage opens of a report. The actions."""

import datetime

import pytest
from django.http import Http404
from django.utils import timezone

from plc.http.refusals import Refusal
from plc.schools.actions import add_free_days
from plc.schools.models import Notice
from teams.access.meetings import access_led_meeting, access_meeting, seat_in, seen_version, visible_meetings
from teams.actions import invite_guest
from teams.actions.live import end_meeting, start_meeting
from teams.actions.meetings import MeetingFacts, cancel_meeting, change_meeting, end_series, invite_to_meeting, uninvite
from teams.actions.protocols import adapt_protocol, change_protocol, retire_protocol
from teams.models import AgendaItem, Meeting, StageKind
from teams.protocol_texts import DATA_MEETING, SHIPPED, StagePlan
from teams.queries.meetings import ahead, is_left_out, last_school_day, meeting_counts
from teams.queries.protocols import protocols_for
from teams.queries.report_source import part_label, report_link, report_parts, reports_for
from tests.rooms.teams.planned import begun, planned, viewer
from tests.world import DAY, World

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    ("day", "free", "last"),
    [
        ("2026-12-18", [], "2026-12-18"),
        ("2026-12-20", [], "2026-12-18"),
        ("2026-12-21", ["2026-12-21"], "2026-12-18"),
        ("2026-12-21", ["2026-12-18", "2026-12-21"], "2026-12-17"),
        ("2026-12-13", [], "2026-12-12"),  # the first day, though a Saturday
    ],
)
def test_what_is_due_without_school_is_due_before(day: str, free: list[str], last: str) -> None:
    on = datetime.date.fromisoformat
    assert last_school_day(on(day), {on(each) for each in free}, on("2026-12-12")) == on(last)
