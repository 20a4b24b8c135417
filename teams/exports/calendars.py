"""Meetings as iCalendar (RFC 5545): titles, times, places and addresses; no student, and nothing anybody wrote."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

PRODUCT = "-//PLC teams//Meetings//EN"


@dataclass(frozen=True)
class CalendarMeeting:
    """One meeting as a calendar shows it. ``uid`` stays the same when it moves; ``sequence`` counts its moves."""

    uid: str
    title: str
    team: str
    starts_at: datetime.datetime
    minutes: int
    place: str
    url: str
    sequence: int
    stamp: datetime.datetime
    is_cancelled: bool


def calendar_of(meetings: Iterable[CalendarMeeting], *, name: str, time_zone: str) -> bytes:
    """A calendar file with the definition of its time zone, so that programs follow the clocks' changes as we do."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", time_zone)
    calendar.add("refresh-interval", datetime.timedelta(hours=1), parameters={"value": "DURATION"})
    for meeting in meetings:
        calendar.add_component(_event(meeting, ZoneInfo(time_zone)))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(meeting: CalendarMeeting, zone: ZoneInfo) -> Event:
    event = Event()
    start = meeting.starts_at.astimezone(zone)
    event.add("uid", meeting.uid)
    event.add("dtstamp", meeting.stamp)
    event.add("dtstart", start)
    # Added in the world's time: a meeting over a change of the clocks still takes its minutes.
    end = meeting.starts_at + datetime.timedelta(minutes=meeting.minutes)
    event.add("dtend", end.astimezone(zone))
    event.add("summary", f"{meeting.title}, {meeting.team}")
    event.add("url", meeting.url)
    event.add("description", f"Agenda and live meeting: {meeting.url}")
    if meeting.place:
        event.add("location", meeting.place)
    event.add("sequence", meeting.sequence)
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    return event
