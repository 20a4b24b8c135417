"""Meetings as calendar files and feeds, read back by a parser; the address that opens them, and what closes it."""

import datetime
import uuid

import pytest
from django.test import Client
from icalendar import Calendar

from plc.schools.actions import add_free_days
from plc.schools.models import Membership
from teams.actions.calendars import close_feed, open_feed
from teams.actions.entries import save_entry
from teams.actions.live import go_to_stage, start_meeting
from teams.actions.meetings import MeetingFacts, cancel_meeting, plan_meeting
from teams.exports.calendars import CalendarMeeting, calendar_of
from teams.models import AgendaItem, Meeting
from teams.protocol_texts import DATA_MEETING
from teams.queries.calendars import feed_of, feed_token
from tests.world import DAY, World, sign_in, url

AT = datetime.time(14, 10)
STAMP = datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC)


def one(**facts: object) -> CalendarMeeting:
    said: dict[str, object] = {
        "uid": "meeting-7@plc.example",
        "title": "Data meeting; part 1, “percents”",
        "team": "Grade 7 Math",
        "starts_at": datetime.datetime(2026, 10, 27, 18, 10, tzinfo=datetime.UTC),
        "minutes": 45,
        "place": "Room 12, upstairs",
        "url": "https://plc.example/d/harbor/meetings/7/",
        "sequence": 2,
        "stamp": STAMP,
        "is_cancelled": False,
    }
    return CalendarMeeting(**(said | facts))  # type: ignore[arg-type]


class TestTheFile:
    def test_it_reads_back_as_it_was_written(self) -> None:
        content = calendar_of([one()], name="Team meetings, Harbor", time_zone="America/New_York")
        (event,) = Calendar.from_ical(content).walk("VEVENT")
        assert str(event["SUMMARY"]) == "Data meeting; part 1, “percents”, Grade 7 Math"
        assert str(event["LOCATION"]) == "Room 12, upstairs"
        assert (event["SEQUENCE"], str(event["STATUS"]), str(event["UID"])) == (
            2,
            "CONFIRMED",
            "meeting-7@plc.example",
        )
        assert event.decoded("DTSTART").isoformat() == "2026-10-27T14:10:00-04:00"
        assert event.decoded("DTEND") - event.decoded("DTSTART") == datetime.timedelta(minutes=45)

    def test_the_time_zone_is_defined_in_the_file_and_holds_across_the_change(self) -> None:
        rows = [one(), one(uid="b", starts_at=datetime.datetime(2026, 11, 3, 19, 10, tzinfo=datetime.UTC))]
        read = Calendar.from_ical(calendar_of(rows, name="x", time_zone="America/New_York"))
        assert [str(zone["TZID"]) for zone in read.walk("VTIMEZONE")] == ["America/New_York"]
        assert [event.decoded("DTSTART").strftime("%H:%M") for event in read.walk("VEVENT")] == ["14:10", "14:10"]

    def test_lines_are_folded_and_end_as_the_standard_asks(self) -> None:
        content = calendar_of([one(title="é" * 200)], name="x", time_zone="America/New_York")
        assert content.endswith(b"\r\n")
        assert b"\n" not in content.replace(b"\r\n", b"")
        assert max(len(line) for line in content.split(b"\r\n")) <= 75

    def test_what_is_called_off_says_so(self) -> None:
        read = Calendar.from_ical(calendar_of([one(is_cancelled=True)], name="x", time_zone="UTC"))
        assert [str(event["STATUS"]) for event in read.walk("VEVENT")] == ["CANCELLED"]

    def test_no_meetings_are_a_calendar_too(self) -> None:
        assert Calendar.from_ical(calendar_of([], name="x", time_zone="UTC")).walk("VEVENT") == []


def _plan(world: World, title: str, *, day: datetime.date | None = None, repeat: str = "") -> Meeting:
    return plan_meeting(
        actor=world.alice.staff,
        team=world.team,
        protocol=DATA_MEETING,
        facts=MeetingFacts(title, day or world.today, AT),
        repeat=repeat,
        last_day=world.today + 7 * DAY,
    )


def _address(world: World) -> str:
    with world.inside():
        open_feed(actor=world.bob.staff)
        feed = feed_of(world.bob.staff)
        assert feed is not None
        return f"/calendar/{feed_token(feed)}/meetings.ics"


@pytest.mark.django_db
class TestTheFeed:
    def test_it_opens_without_signing_in_and_has_ones_meetings_alone(self, world: World, client: Client) -> None:
        with world.inside():
            add_free_days(
                actor=world.dana.staff,
                school_year=world.year,
                name="Break",
                first_day=world.today + 7 * DAY,
                last_day=None,
            )
            _plan(world, "Weekly", repeat="weekly")
            cancel_meeting(actor=world.alice.staff, meeting=_plan(world, "Off"))
        response = client.get(_address(world))
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        events = Calendar.from_ical(response.content).walk("VEVENT")
        found = sorted((str(event["SUMMARY"]).split(",")[0], str(event["STATUS"])) for event in events)
        assert found == [("Off", "CANCELLED"), ("Weekly", "CANCELLED"), ("Weekly", "CONFIRMED")]

    def test_nothing_anybody_wrote_is_in_it(self, world: World, client: Client) -> None:
        with world.inside():
            meeting = start_meeting(actor=world.alice.staff, meeting=_plan(world, "Data"))
            meeting = go_to_stage(meeting=meeting, position=2, seen=1)
            item = AgendaItem.objects.get(meeting=meeting, position=2)
            save_entry(
                actor=world.bob.staff, item=item, text="Private words", key=uuid.uuid4(), based_on=0, is_ready=True
            )
        content = client.get(_address(world)).content.decode()
        assert "Data" in content
        assert "Private words" not in content
        assert item.prompt[:20] not in content

    def test_a_new_address_closes_the_old_one_and_closing_closes_all(self, world: World, client: Client) -> None:
        old, new = _address(world), _address(world)
        assert [client.get(each).status_code for each in (old, new)] == [404, 200]
        with world.inside():
            close_feed(actor=world.bob.staff)
        assert client.get(new).status_code == 404

    def test_whoever_leaves_the_district_takes_nothing_along(self, world: World, client: Client) -> None:
        address = _address(world)
        with world.inside():
            Membership.objects.filter(staff=world.bob.staff).update(ends_on=world.today)
        assert client.get(address).status_code == 404

    @pytest.mark.parametrize("token", ["x", "WzEsMiwzXQ:abc", "%00"])
    def test_an_address_of_ones_own_making_is_nothing(self, token: str, client: Client, world: World) -> None:
        assert client.get(f"/calendar/{token}/meetings.ics").status_code == 404

    def test_the_page_makes_shows_and_closes_it(self, world: World, client: Client) -> None:
        bob = sign_in(client, world.bob)
        page = url("teams:calendar_address")
        assert "/meetings.ics" not in bob.get(page).content.decode()
        bob.post(page, {"do": "make"})
        assert "/meetings.ics" in bob.get(page).content.decode()
        bob.post(page, {"do": "close"})
        assert "/meetings.ics" not in bob.get(page).content.decode()


class TestTheMonthOfATeam:
    def test_a_holiday_is_named_once_with_its_last_day(self, world: World, client: Client) -> None:
        first = (world.today.replace(day=1) + 40 * DAY).replace(day=10)
        with world.inside():
            add_free_days(
                actor=world.dana.staff, school_year=world.year, name="Break", first_day=first, last_day=first + 2 * DAY
            )
        page = sign_in(client, world.alice).get(f"{url('teams:team_meetings', world.team)}?month={first:%Y-%m}")
        text = page.content.decode()
        assert text.count('<span class="month__free">Break') == 3
        assert text.count(f"to {first + 2 * DAY:%B} {(first + 2 * DAY).day}") == 1
        assert text.count("data-free>") == 1, "a list on a phone tells the first day alone"
        assert text.count("data-free data-nothing>") == 2

    @pytest.mark.parametrize("month", ["0001-01", "9999-12", "2026-13", "soon", "2026-11-30", "1899-12"])
    def test_an_odd_month_is_this_one(self, world: World, client: Client, month: str) -> None:
        page = sign_in(client, world.alice).get(f"{url('teams:team_meetings', world.team)}?month={month}")
        assert page.status_code == 200
        assert f"{world.today:%B %Y}" in page.content.decode()
