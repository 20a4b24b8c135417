"""Meetings as calendars show them, and whose address a calendar program has."""

import datetime
from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from plc.schools.models import District, StaffMember
from teams.exports.calendars import CalendarMeeting
from teams.models import CalendarFeed, Meeting
from teams.queries.meetings import is_left_out, with_free_days

KEPT: Final = datetime.timedelta(days=60)
"""For how long a calendar still shows what was."""
_addresses = signing.Signer(salt="teams.queries.calendars")


def feed_of(staff: StaffMember) -> CalendarFeed | None:
    """The address this person has given to a calendar program, unless it was closed."""
    found: CalendarFeed | None = CalendarFeed.objects.filter(staff=staff, revoked_at__isnull=True).first()
    return found


def feed_token(feed: CalendarFeed) -> str:
    """The secret of a feed's address. It is signed and stored nowhere, so no copy of the database opens a calendar."""
    return _addresses.sign_object([feed.district_id, feed.staff_id, feed.serial], compress=False)


def whose_feed(token: str) -> tuple[int, int, int] | None:
    """District, staff member and serial of an address; None for one that we did not make."""
    try:
        district_id, staff_id, serial = _addresses.unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(district_id), int(staff_id), int(serial)


def for_calendar(meetings: QuerySet[Meeting], district: District) -> list[CalendarMeeting]:
    """Meetings from two months ago on; those left out for a holiday, and those called off, as cancelled."""
    rows = with_free_days(meetings.filter(starts_at__gte=timezone.now() - KEPT)).order_by("starts_at", "pk")
    return list(as_calendar(rows, district))


def as_calendar(rows: Iterable[Meeting], district: District) -> Iterable[CalendarMeeting]:
    """For rows of ``with_free_days``."""
    host = settings.PLC_BASE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    now = timezone.now()
    for meeting in rows:
        yield CalendarMeeting(
            uid=f"meeting-{meeting.pk}@{host}",
            title=meeting.title,
            team=meeting.team.name,
            starts_at=meeting.starts_at,
            minutes=meeting.minutes,
            place=meeting.place,
            url=settings.PLC_BASE_URL + reverse("teams:meeting", args=[district.slug, meeting.pk]),
            sequence=meeting.sequence,
            stamp=now,
            is_cancelled=meeting.cancelled_at is not None or is_left_out(meeting),
        )
