"""Meetings before they begin: one's own, a team's calendar, planning, agenda, guests."""

import calendar
import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.http.refusals import Refusal
from plc.schools.access import EVERYONE, Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal
from plc.schools.models import Role
from teams.access.commitments import school_read_by
from teams.access.meetings import (
    access_meeting,
    access_meeting_guest,
    access_series,
    access_workable_meeting,
    own_tasks,
    seat_in,
    visible_meetings,
)
from teams.access.teams import access_team, access_working_team, own_teams
from teams.actions import meetings as actions
from teams.forms.meetings import GuestForm, MeetingForm, Stages, plans_of, stages_of
from teams.models import AgendaItem, Meeting, MeetingSeries, Team
from teams.news.meetings import see_meeting
from teams.queries import meetings as queries
from teams.queries.commitments import tight_statements
from teams.queries.live import live_meeting
from teams.queries.report_source import report_link
from teams.repeating import Repeat, rule_text
from teams.views.months import day_of_month, month_said
from teams.views.places import address, crumbs

NEXT = 8
"""As many of the meetings ahead as a list shows; the calendar has them all."""


@for_roles(*EVERYONE)
@require_safe
def my_meetings(request: HttpRequest, district: str) -> HttpResponse:
    """What is ahead for this person in all their teams, their tasks, and the minutes of what was."""
    viewer = viewer_of(request)
    meetings = visible_meetings(viewer)
    context = {
        "ahead": list(queries.ahead(meetings, timezone.now())[:NEXT]),
        "page": page_of(request, queries.over(meetings)),
        "tasks": own_tasks(viewer),
        "teams": list(own_teams(viewer)),
        "today": viewer.today,
        "crumbs": (Crumb(label="Meetings"),),
    }
    return render(request, "teams/meetings/mine.html", context)


@for_roles(Role.TEACHER)
@require_safe
def team_meetings(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    """A month of the team's meetings, and what is ahead; ``?month=2026-11`` for another month."""
    viewer = viewer_of(request)
    team = _own_team(viewer, team_id)
    month = month_said(request.GET.get("month", ""), viewer.today)
    last = (month.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(days=1)
    weeks = calendar.Calendar(firstweekday=calendar.SUNDAY).monthdatescalendar(month.year, month.month)
    rows = list(queries.in_days(Meeting.objects.filter(team=team), weeks[0][0], weeks[-1][-1]))
    by_day: dict[datetime.date, list[Meeting]] = {}
    for meeting in rows:
        by_day.setdefault(meeting.day, []).append(meeting)
    free = queries.free_days_between(weeks[0][0], weeks[-1][-1])
    context = {
        "team": team,
        "month": month,
        "weeks": [[day_of_month(day, by_day, free) for day in week] for week in weeks],
        "is_empty": not any(day.month == month.month for day in (*by_day, *free)),
        "before": (month - datetime.timedelta(days=1)).strftime("%Y-%m"),
        "after": (last + datetime.timedelta(days=1)).strftime("%Y-%m"),
        "ahead": list(queries.ahead(Meeting.objects.filter(team=team), timezone.now())[:NEXT]),
        "page": page_of(request, queries.over(Meeting.objects.filter(team=team))),
        "series": _series_of(team),
        "today": viewer.today,
        "may_plan": not team.is_over_on(viewer.today),
        "crumbs": crumbs(viewer, team, Crumb(label="Meetings")),
    }
    return render(request, "teams/meetings/calendar.html", context)


@for_roles(Role.TEACHER)
@require_http_methods(["GET", "HEAD", "POST"])
def new_meeting(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_working_team(viewer, team_id)
    # A page that is about a CFA leads here with it: it is chosen already.
    form = MeetingForm(request.POST or None, viewer=viewer, team=team, initial={"report": request.GET.get("report")})
    if request.method == "POST" and form.is_valid():
        repeat, last_day = form.cleaned_data["repeat"], form.cleaned_data["last_day"]
        try:
            meeting = actions.plan_meeting(
                actor=viewer.staff, team=team, protocol=form.plan, facts=form.facts, repeat=repeat, last_day=last_day
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            how_often = f" It repeats {rule_text(Repeat(repeat), meeting.day)}." if repeat else ""
            messages.success(request, f"{meeting.title} on {meeting.day:%A, %B %-d} is planned.{how_often}")
            return redirect("teams:meeting", district, meeting.pk)
    above = Crumb(label="Meetings", url=address(viewer, "team_meetings", team.pk))
    context = {"form": form, "team": team, "crumbs": crumbs(viewer, team, above, Crumb(label="Plan a meeting"))}
    return render(request, "teams/meetings/new.html", context)


@for_roles(*EVERYONE)
@require_safe
def meeting(request: HttpRequest, district: str, meeting_id: int) -> HttpResponse:
    """What is planned, or how it went: the page that notices and calendars lead to."""
    viewer = viewer_of(request)
    return meeting_page(request, viewer, access_meeting(viewer, meeting_id))


def meeting_page(request: HttpRequest, viewer: Viewer, meeting: Meeting, **more: Any) -> HttpResponse:
    seat = seat_in(viewer, meeting)
    see_meeting(viewer, meeting)
    state = live_meeting(meeting, viewer.staff.pk, viewer.today)
    context = {
        "meeting": meeting,
        "team": meeting.team,
        "seat": seat,
        "state": state,
        "left_out": queries.left_out_reason(meeting),
        "guests": queries.meeting_guests(meeting),
        "report_url": report_link(viewer, meeting.report_id, "report"),
        "tight": tight_statements(school_read_by(viewer, meeting.team)),
        "repeats": rule_text(Repeat(meeting.series.repeat), meeting.series.first_day) if meeting.series else "",
        "crumbs": meeting_crumbs(viewer, meeting, seat.is_member),
    }
    if seat.is_member and not meeting.ended_at and not meeting.cancelled_at:
        context["guest_form"] = GuestForm(viewer=viewer, meeting=meeting, auto_id="guest_%s")
    return render(request, "teams/meetings/meeting.html", context | more)


@for_roles(Role.TEACHER)
@require_http_methods(["GET", "HEAD", "POST"])
def settle_meeting(request: HttpRequest, district: str, meeting_id: int) -> HttpResponse:
    """Another time, place, title, facilitator or CFA."""
    viewer = viewer_of(request)
    found = access_workable_meeting(viewer, meeting_id)
    if not found.is_planned:
        return redirect("teams:meeting", district, found.pk)
    local = found.starts_at.astimezone(ZoneInfo(viewer.district.time_zone))
    initial = {
        "day": found.day,
        "at": local.time(),
        "title": found.title,
        "place": found.place,
        "report": found.report_id,
        "facilitator": found.facilitator_id,
    }
    form = MeetingForm(request.POST or None, viewer=viewer, team=found.team, meeting=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_meeting(actor=viewer.staff, meeting=found, facts=form.facts)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The meeting is changed. Members see it, and calendars follow.")
            return redirect("teams:meeting", district, found.pk)
    context = {"form": form, "meeting": found, "crumbs": _under(viewer, found, "Time, place and report")}
    return render(request, "teams/meetings/settle.html", context)


@for_roles(Role.TEACHER)
@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: HttpRequest, district: str, meeting_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = access_workable_meeting(viewer, meeting_id)
    if not found.is_planned:
        return redirect("teams:meeting", district, found.pk)
    items = AgendaItem.objects.filter(meeting=found).order_by("position")
    stages = Stages(request.POST or None, initial=stages_of(item.plan for item in items), prefix="stages")
    if request.method == "POST" and stages.is_valid():
        try:
            changed = actions.change_agenda(actor=viewer.staff, meeting=found, stages=plans_of(stages))
        except Refusal as refusal:
            messages.error(request, f"{refusal.sentence} {refusal.remedy}")
        else:
            messages.success(request, f"The agenda is changed; it takes {changed.minutes} minutes.")
            return redirect("teams:meeting", district, found.pk)
    context = {"stages": stages, "meeting": found, "crumbs": _under(viewer, found, "Agenda")}
    return render(request, "teams/meetings/agenda.html", context)


@for_roles(Role.TEACHER)
@require_POST
def invite(request: HttpRequest, district: str, meeting_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = access_workable_meeting(viewer, meeting_id)
    form = GuestForm(request.POST, viewer=viewer, meeting=found, auto_id="guest_%s")
    if form.is_valid():
        guest = actions.invite_to_meeting(actor=viewer.staff, meeting=found, staff=form.cleaned_data["staff"])
        messages.success(request, f"{guest.staff.name} is invited, and may read the minutes afterwards.")
        return redirect("teams:meeting", district, found.pk)
    return meeting_page(request, viewer, found, guest_form=form)


@for_roles(Role.TEACHER)
@require_POST
def uninvite(request: HttpRequest, district: str, meeting_guest_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    guest = access_meeting_guest(viewer, meeting_guest_id)
    actions.uninvite(actor=viewer.staff, guest=guest)
    messages.success(request, f"{guest.staff.name} is no longer invited.")
    return redirect("teams:meeting", district, guest.meeting_id)


@for_roles(Role.TEACHER)
@require_POST
def cancel_meeting(request: HttpRequest, district: str, meeting_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = access_workable_meeting(viewer, meeting_id)
    actions.cancel_meeting(actor=viewer.staff, meeting=found)
    messages.success(request, f"{found.title} on {found.day:%A, %B %-d} is called off. Members are told.")
    return redirect("teams:team_meetings", district, found.team_id)


@for_roles(Role.TEACHER)
@require_POST
def end_series(request: HttpRequest, district: str, series_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    series = access_series(viewer, series_id)
    count = actions.end_series(actor=viewer.staff, series=series)
    messages.success(request, f"The series is ended: {count} meetings ahead are called off.")
    return redirect("teams:team_meetings", district, series.team_id)


def meeting_crumbs(viewer: Viewer, meeting: Meeting, is_member: bool, *more: Crumb) -> list[Crumb]:
    """For a guest, whose way leads over their own meetings, not over the team."""
    here = Crumb(
        label=f"{meeting.title}, {meeting.day:%B %-d}", url=address(viewer, "meeting", meeting.pk) if more else ""
    )
    if is_member:
        above = Crumb(label="Meetings", url=address(viewer, "team_meetings", meeting.team_id))
        return crumbs(viewer, meeting.team, above, here, *more)
    return [Crumb(label="Meetings", url=address(viewer, "my_meetings")), here, *more]


def _under(viewer: Viewer, meeting: Meeting, label: str) -> list[Crumb]:
    return meeting_crumbs(viewer, meeting, True, Crumb(label=label))


def _own_team(viewer: Viewer, team_id: int) -> Team:
    """A team one works in, its year over or not."""
    team = access_team(viewer, team_id)
    return own_teams(viewer).filter(pk=team.pk).first() or access_working_team(viewer, team_id)


def _series_of(team: Team) -> list[tuple[MeetingSeries, str]]:
    rows = MeetingSeries.objects.filter(team=team, ended_at__isnull=True).order_by("first_day", "pk")
    return [(row, rule_text(Repeat(row.repeat), row.first_day)) for row in rows]
