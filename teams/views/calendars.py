"""Meetings for calendar programs: one as a file, one's own as a feed."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from plc.http.components import Crumb
from plc.schools.access import EVERYONE, Viewer, entrance, for_roles, viewer_of
from plc.schools.models import District
from plc.tenancy import tenant
from teams.access.meetings import access_meeting, visible_meetings
from teams.actions.calendars import close_feed, open_feed
from teams.exports.calendars import calendar_of
from teams.models import CalendarFeed, Meeting
from teams.queries.calendars import as_calendar, feed_of, feed_token, for_calendar, whose_feed
from teams.queries.meetings import with_free_days
from teams.views.places import address


@for_roles(*EVERYONE)
@require_safe
def meeting_file(request: HttpRequest, district: str, meeting_id: int) -> HttpResponse:
    """One meeting, to open in a calendar program."""
    viewer = viewer_of(request)
    meeting = access_meeting(viewer, meeting_id)
    rows = with_free_days(Meeting.objects.filter(pk=meeting.pk).select_related("team"))
    response = _calendar(calendar_of(as_calendar(rows, viewer.district), **_names(viewer.district)))
    response["Content-Disposition"] = f'attachment; filename="meeting-{meeting.day.isoformat()}.ics"'
    return response


@for_roles(*EVERYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_address(request: HttpRequest, district: str) -> HttpResponse:
    """The address for one's own calendar program; made, made anew and closed here."""
    viewer = viewer_of(request)
    if request.method == "POST":
        if request.POST.get("do") == "close":
            close_feed(actor=viewer.staff)
            messages.success(request, "The address is closed. Calendar programs that have it get nothing more.")
        else:
            open_feed(actor=viewer.staff)
            messages.success(request, "Your address is made. One you gave out before is closed.")
        return redirect("teams:calendar_address", district)
    feed = feed_of(viewer.staff)
    where = settings.PLC_BASE_URL + reverse("team_calendars:feed", args=[feed_token(feed)]) if feed else ""
    crumbs = (Crumb(label="Meetings", url=address(viewer, "my_meetings")), Crumb(label="In your calendar"))
    return render(request, "teams/meetings/calendar_address.html", {"feed": feed, "where": where, "crumbs": crumbs})


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """All meetings of one person. Outside the fence's own entrance, since no calendar program signs in.

    The address opens this one file alone, and only as long as its owner still belongs to the district; whatever is
    wrong with it looks the same, so that addresses cannot be tried out.
    """
    named = whose_feed(token)
    district = District.objects.filter(pk=named[0]).first() if named else None
    if named is None or district is None:
        raise Http404
    with tenant(district.pk), transaction.atomic():
        feed = (
            CalendarFeed.objects.select_related("staff")
            .filter(staff_id=named[1], serial=named[2], revoked_at__isnull=True)
            .first()
        )
        viewer = _owner(feed, district)
        rows = for_calendar(visible_meetings(viewer), district)
        return _calendar(calendar_of(rows, **_names(district)))


def _owner(feed: CalendarFeed | None, district: District) -> Viewer:
    user_id = feed.staff.user_id if feed is not None else None
    viewer = entrance(user_id=user_id, slug=district.slug) if user_id is not None else None
    if viewer is None:
        raise Http404
    return viewer


def _names(district: District) -> dict[str, str]:
    return {"name": f"Team meetings, {district.name}", "time_zone": district.time_zone}


def _calendar(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response
