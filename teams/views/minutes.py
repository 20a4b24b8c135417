"""The minutes, which write themselves, and who was there."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from plc.http.components import Crumb
from plc.schools.access import EVERYONE, for_roles, viewer_of
from plc.schools.models import Role
from teams.access.meetings import access_meeting, access_workable_meeting, seat_in
from teams.actions.live import mark_attendance
from teams.forms.meetings import AttendanceForm, NoteForm
from teams.models import Presence
from teams.news.meetings import see_meeting
from teams.queries.live import LiveMeeting, live_meeting
from teams.queries.norm_rating import norm_spreads
from teams.queries.report_source import report_link
from teams.views.meetings import meeting_crumbs


@for_roles(*EVERYONE)
@require_safe
def minutes(request: HttpRequest, district: str, meeting_id: int) -> HttpResponse:
    """Readable and printable; while the meeting goes on, what there is so far."""
    viewer = viewer_of(request)
    meeting = access_meeting(viewer, meeting_id)
    seat = seat_in(viewer, meeting)
    see_meeting(viewer, meeting)
    state = live_meeting(meeting, viewer.staff.pk, viewer.today)
    context: dict[str, Any] = {
        "meeting": meeting,
        "team": meeting.team,
        "seat": seat,
        "state": state,
        "presence": _presence(state),
        "spreads": norm_spreads(meeting),
        "report_url": report_link(viewer, meeting.report_id, "report"),
        "may_note": seat.is_member and not meeting.team.is_over_on(viewer.today) and meeting.started_at is not None,
        "notes": {
            line.item.position: NoteForm(initial={"note": line.item.note}, auto_id=f"note_{line.item.position}_%s")
            for line in state.lines
        },
        "crumbs": meeting_crumbs(viewer, meeting, seat.is_member, Crumb(label="Minutes")),
    }
    context["lines"] = [(line, context["notes"][line.item.position]) for line in state.lines]
    return render(request, "teams/meetings/minutes.html", context)


@for_roles(Role.TEACHER)
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest, district: str, meeting_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    meeting = access_workable_meeting(viewer, meeting_id)
    state = live_meeting(meeting, viewer.staff.pk, viewer.today)
    form = AttendanceForm(request.POST or None, people=state.people)
    if request.method == "POST" and form.is_valid():
        for staff, said in form.marked:
            mark_attendance(actor=viewer.staff, meeting=meeting, staff=staff, state=said)
        messages.success(request, "Who was there is noted.")
        return redirect("teams:minutes", district, meeting.pk)
    context = {
        "meeting": meeting,
        "form": form,
        "crumbs": meeting_crumbs(viewer, meeting, True, Crumb(label="Who was there")),
    }
    return render(request, "teams/meetings/attendance.html", context)


def _presence(state: LiveMeeting) -> list[tuple[str, list[str]]]:
    """Such as ("Present", ["Ana", "Bo"]); kinds that nobody is in are left out."""
    found = [
        (str(kind.label), [person.staff.name for person in state.people if person.presence == kind])
        for kind in Presence
    ]
    return [(label, names) for label, names in found if names]
