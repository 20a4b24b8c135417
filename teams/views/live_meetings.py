"""The live meeting: one page for the shared screen and everybody's device, and what its buttons do.

Without JavaScript each button is a form that leads back to the page. With it, ``static/js/meeting/`` sends the same
forms, asks every second whether the meeting's version has changed, and swaps in what has.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from plc.http.refusals import Refusal
from plc.schools.access import EVERYONE, Viewer, for_roles, viewer_of
from plc.schools.models import Role
from teams.access.meetings import (
    access_led_meeting,
    access_meeting,
    access_workable_meeting,
    seat_in,
    seen_version,
)
from teams.actions import rate_norms
from teams.actions.entries import save_entry
from teams.actions.live import (
    end_meeting,
    extend_stage,
    go_to_stage,
    join_meeting,
    note_stage,
    reveal,
    start_meeting,
    take_the_lead,
)
from teams.actions.meetings import bumped
from teams.actions.tasks import decide
from teams.forms.meetings import DecisionForm, EntryForm, NoteForm
from teams.models import AgendaItem, Meeting, StageKind
from teams.news.meetings import see_meeting
from teams.queries.live import live_meeting
from teams.queries.norm_rating import norm_rating
from teams.queries.pulses import SCALE
from teams.queries.report_source import part_label, report_link
from teams.views.meetings import meeting_crumbs

MORE_TIME = 2
SAID = {str(step) for step in SCALE}


@for_roles(*EVERYONE)
@require_safe
def live(request: HttpRequest, district: str, meeting_id: int) -> HttpResponse:
    """The whole page; ``?screen=shared`` for the projector, where nobody types."""
    viewer = viewer_of(request)
    meeting = access_meeting(viewer, meeting_id)
    if meeting.ended_at or meeting.cancelled_at:
        return redirect("teams:meeting", district, meeting.pk)
    see_meeting(viewer, meeting)
    context = live_context(request, viewer, meeting)
    crumbs = meeting_crumbs(viewer, meeting, context["seat"].is_member)
    return render(request, "teams/meetings/live.html", context | {"crumbs": crumbs})


@for_roles(*EVERYONE)
@require_safe
def live_part(request: HttpRequest, district: str, meeting_id: int) -> HttpResponse:
    """What changes of the page, or 204 while ``?since=`` is still the meeting's version: one statement.

    A page that stands at stage ``?at=`` has the forms of that stage, which somebody may be typing in, and gets none.
    """
    viewer = viewer_of(request)
    version = seen_version(viewer, meeting_id)
    if version is None:
        raise Http404
    if request.GET.get("since") == str(version):
        return HttpResponse(status=204)
    return _part(request, viewer, meeting_id)


@for_roles(*EVERYONE)
@require_POST
def live_join(request: HttpRequest, district: str, meeting_id: int) -> HttpResponse:
    """I am here."""
    viewer = viewer_of(request)
    meeting = access_meeting(viewer, meeting_id)
    if meeting.is_open:
        join_meeting(actor=viewer.staff, meeting=meeting, is_guest=seat_in(viewer, meeting).is_guest)
    return _after(request, viewer, meeting_id)


@for_roles(Role.TEACHER)
@require_POST
def live_lead(request: HttpRequest, district: str, meeting_id: int) -> HttpResponse:
    """Start the meeting, or take it over from whoever cannot go on."""
    viewer = viewer_of(request)
    meeting = access_workable_meeting(viewer, meeting_id)
    if meeting.started_at is None:
        meeting = start_meeting(actor=viewer.staff, meeting=meeting)
        join_meeting(actor=viewer.staff, meeting=meeting, is_guest=False)
    else:
        take_the_lead(actor=viewer.staff, meeting=meeting)
    return _after(request, viewer, meeting_id)


@for_roles(Role.TEACHER)
@require_POST
def live_step(request: HttpRequest, district: str, meeting_id: int) -> HttpResponse:
    """The facilitator's buttons: ``do`` is next, back, more, reveal or end; ``seen`` the stage they stand under."""
    viewer = viewer_of(request)
    meeting = access_led_meeting(viewer, meeting_id)
    said = request.POST.get("seen", "")
    seen = int(said) if said.isdecimal() and len(said) < 4 else 0
    steps: dict[str, Callable[[], Any]] = {
        "next": lambda: go_to_stage(meeting=meeting, position=seen + 1, seen=seen),
        "back": lambda: go_to_stage(meeting=meeting, position=seen - 1, seen=seen),
        "more": lambda: extend_stage(meeting=meeting, minutes=MORE_TIME, seen=seen),
        "reveal": lambda: reveal(actor=viewer.staff, meeting=meeting, item=_item(meeting, seen)),
        "end": lambda: end_meeting(actor=viewer.staff, meeting=meeting),
    }
    step = steps.get(request.POST.get("do", ""))
    if step is None:
        raise Refusal("This page does not know that step.", "Load the page again.")
    step()
    return _after(request, viewer, meeting_id)


@for_roles(*EVERYONE)
@require_POST
def live_entry(request: HttpRequest, district: str, meeting_id: int, position: int) -> HttpResponse:
    """One's own text of a stage. A script is answered with what the server has now."""
    viewer = viewer_of(request)
    meeting = access_meeting(viewer, meeting_id)
    item = _item(meeting, position)
    form = EntryForm(request.POST)
    if not form.is_valid():
        raise Refusal("What you wrote did not arrive whole.", "It is still in your browser. Send it again.", status=422)
    said = form.cleaned_data
    saved = save_entry(actor=viewer.staff, item=item, **said)
    if _by_script(request):
        return JsonResponse(vars(saved))
    return _after(request, viewer, meeting_id)


@for_roles(Role.TEACHER)
@require_POST
def live_decision(request: HttpRequest, district: str, meeting_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    meeting = access_workable_meeting(viewer, meeting_id)
    form = DecisionForm(request.POST, viewer=viewer, team=meeting.team)
    if not form.is_valid():
        said = "; ".join(f"{form.fields[name].label}: {errors[0]}" for name, errors in form.errors.items())
        raise Refusal(said, "Nothing was recorded. Mend it, and record it again.", status=422)
    item = AgendaItem.objects.filter(meeting=meeting, position=meeting.position).first()
    decide(actor=viewer.staff, meeting=meeting, item=item, **form.cleaned_data)
    return _after(request, viewer, meeting_id)


@for_roles(Role.TEACHER)
@require_POST
def live_note(request: HttpRequest, district: str, meeting_id: int, position: int) -> HttpResponse:
    """What the minutes say of a stage; also after the meeting."""
    viewer = viewer_of(request)
    meeting = access_workable_meeting(viewer, meeting_id)
    item = _item(meeting, position)
    form = NoteForm(request.POST)
    if not form.is_valid():
        raise Refusal("The note is too long: 4,000 letters fit.", "Shorten it.", status=422)
    note_stage(actor=viewer.staff, item=item, text=form.cleaned_data["note"])
    return _after(request, viewer, meeting_id)


@for_roles(Role.TEACHER)
@require_POST
def live_norms(request: HttpRequest, district: str, meeting_id: int) -> HttpResponse:
    """How well each norm was kept, in private; the spread is shown when the meeting has ended."""
    viewer = viewer_of(request)
    meeting = access_workable_meeting(viewer, meeting_id)
    if not meeting.is_open:
        raise Refusal("The norms of a meeting are rated before it ends.", "Rate them on the page of the norms.")
    given = {
        int(name.removeprefix("norm_")): int(request.POST[name])
        for name in request.POST
        if name.startswith("norm_") and name[5:].isdecimal() and request.POST[name] in SAID
    }
    rate_norms(actor=viewer.staff, team=meeting.team, ratings=given, meeting_id=meeting.pk)
    bumped(meeting)
    return _after(request, viewer, meeting_id)


def live_context(request: HttpRequest, viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    seat = seat_in(viewer, meeting)
    state = live_meeting(meeting, viewer.staff.pk, viewer.today)
    current = state.current
    context: dict[str, Any] = {
        "slug": viewer.district.slug,
        "csrf_token": get_token(request),
        "meeting": meeting,
        "team": meeting.team,
        "seat": seat,
        "state": state,
        "current": current,
        "stages": len(state.lines),
        "now_ms": int(timezone.now().timestamp() * 1000),
        "screen": "shared" if request.GET.get("screen") == "shared" else "own",
        "staff_id": viewer.staff.pk,
        "has_joined": any(person.is_you and person.is_here for person in state.people),
        "more_time": MORE_TIME,
        "entry_key": uuid.uuid4(),
    }
    if current is None:
        return context
    part = current.item.report_part
    link = report_link(viewer, meeting.report_id, part or "report")
    context |= {"report_url": link, "report_part": part_label(part) if part else ""}
    context["is_placed"] = request.GET.get("at") == str(meeting.position)
    if seat.is_member and not context["is_placed"]:
        context["decision_form"] = DecisionForm(
            viewer=viewer, team=meeting.team, initial={"client_key": uuid.uuid4()}, auto_id="decision_%s"
        )
        context["note_form"] = NoteForm(initial={"note": current.item.note}, auto_id="note_%s")
    if seat.is_member and current.item.kind == StageKind.NORMS:
        context["rating"] = norm_rating(meeting, viewer.staff.pk, viewer.today)
        context["scale"] = SCALE
    return context


def _item(meeting: Meeting, position: int) -> AgendaItem:
    found = (
        AgendaItem.objects.filter(meeting=meeting, position=position).select_related("meeting", "meeting__team").first()
    )
    if found is None:
        raise Http404
    return found


def _part(request: HttpRequest, viewer: Viewer, meeting_id: int) -> HttpResponse:
    """The page without its frame. The meeting is read first, so that what is shown is never older than its version."""
    meeting = access_meeting(viewer, meeting_id)
    return HttpResponse(render_to_string("teams/meetings/_live.html", live_context(request, viewer, meeting)))


def _after(request: HttpRequest, viewer: Viewer, meeting_id: int) -> HttpResponse:
    """The new state for a script; for a plain form, back to the page it came from."""
    if _by_script(request):
        return _part(request, viewer, meeting_id)
    if request.POST.get("back") == "minutes":
        return redirect("teams:minutes", viewer.district.slug, meeting_id)
    return redirect("teams:live", viewer.district.slug, meeting_id)


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "live"
