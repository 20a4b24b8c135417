"""Peer visits of a team: asking, offering, agreeing, noting, the debrief, and what one shares with the team."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.actions import see
from plc.schools.forms import add_refusal
from teams.access.visits import (
    VISITORS,
    access_open_door,
    access_own_learning,
    access_own_note,
    access_visit,
    access_visiting_team,
    open_doors,
    visible_learnings,
    visiting_teams,
    visits_shown_with,
)
from teams.actions import visits as actions
from teams.forms.visits import ArrangeForm, AskForm, DebriefForm, LearningForm, NoteForm
from teams.models import PeerVisit, Team
from teams.news.visits import VISIT
from teams.queries.visits import debrief_by, notes_of, said_in, visit_lines
from teams.views.places import address, crumbs


@for_roles(*VISITORS)
@require_safe
def visits(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_visiting_team(viewer, team_id)
    lines = visit_lines(list(visits_shown_with(viewer, team)), viewer.staff, timezone.now())
    context = {
        "team": team,
        "is_over": team.is_over_on(viewer.today),
        "coming": [line for line in lines if line.state != "past"],
        "past": [line for line in reversed(lines) if line.state == "past"],
        "doors": list(open_doors(viewer).filter(team=team)),
        "page": page_of(request, visible_learnings(viewer).filter(team=team)),
        "staff_id": viewer.staff.pk,
        "crumbs": _crumbs(viewer, team),
    }
    return render(request, "teams/visits/visits.html", context)


@for_roles(*VISITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_visit(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_visiting_team(viewer, team_id)
    form = AskForm(request.POST or None, viewer=viewer, team=team)
    if request.method == "POST" and form.is_valid():
        try:
            visit = actions.ask_to_visit(actor=viewer.staff, team=team, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{visit.host.name} is asked. Nobody else is told.")
            return redirect(address(viewer, "visit", visit.pk))
    said = "Only your colleague is told. Nothing of it is ever seen by anybody but you two."
    return _form_page(request, team, form, headline="Ask to visit a class", said=said, button="Ask")


@for_roles(*VISITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def offer_visit(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_visiting_team(viewer, team_id)
    form = ArrangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.open_door(actor=viewer.staff, team=team, **form.cleaned_data)
        messages.success(request, "Your team’s teachers see the offer. Whoever takes it, it is then between you two.")
        return redirect(address(viewer, "visits", team.pk))
    said = "The teachers of your team see the offer until one of them takes it. From then on it is between you two."
    return _form_page(request, team, form, headline="Offer a lesson to visit", said=said, button="Offer it")


@for_roles(*VISITORS)
@require_POST
def take_visit(request: HttpRequest, district: str, visit_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    visit = actions.take_door(actor=viewer.staff, visit=access_open_door(viewer, visit_id))
    messages.success(request, f"You visit {visit.host.name}. It is between you two now.")
    return redirect(address(viewer, "visit", visit.pk))


@for_roles(*VISITORS)
@require_safe
def visit(request: HttpRequest, district: str, visit_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    return _visit_page(request, viewer, access_visit(viewer, visit_id))


@for_roles(*VISITORS)
@require_POST
def agree_visit(request: HttpRequest, district: str, visit_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    visit = actions.agree_to_visit(actor=viewer.staff, visit=access_visit(viewer, visit_id, to_change=True))
    messages.success(request, "Agreed. Your colleague is told.")
    return redirect(address(viewer, "visit", visit.pk))


@for_roles(*VISITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def arrange_visit(request: HttpRequest, district: str, visit_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    visit = access_visit(viewer, visit_id, to_change=request.method == "POST")
    local = timezone.localtime(visit.happens_at) if visit.happens_at else None
    form = ArrangeForm(request.POST or None, initial={"focus": visit.focus, "place": visit.place, "happens_at": local})
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            actions.arrange_visit(actor=viewer.staff, visit=visit, seen=seen, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Changed." if visit.visitor_id is None else "Changed. Your colleague is told.")
            return redirect(address(viewer, "visit", visit.pk))
    back = address(viewer, "visit", visit.pk)
    said = "Question, time and place. Either of you may change them."
    words = {"headline": "Arrange the visit", "said": said, "button": "Save"}
    return _form_page(request, visit.team, form, **words, back=back, seen=visit.seen)


@for_roles(*VISITORS)
@require_POST
def new_visit_note(request: HttpRequest, district: str, visit_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    visit = access_visit(viewer, visit_id, to_change=True)
    form = NoteForm(request.POST, auto_id="note_%s")
    if form.is_valid():
        try:
            actions.note_in_visit(actor=viewer.staff, visit=visit, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return redirect(address(viewer, "visit", visit.pk) + "#notes")
    return _visit_page(request, viewer, visit, note_form=form)


@for_roles(*VISITORS)
@require_POST
def delete_visit_note(request: HttpRequest, district: str, note_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    note = access_own_note(viewer, note_id)
    visit_id = note.visit_id
    actions.delete_note(actor=viewer.staff, note=note)
    messages.info(request, "The note is deleted.")
    return redirect(address(viewer, "visit", visit_id) + "#notes")


@for_roles(*VISITORS)
@require_POST
def debrief_visit(request: HttpRequest, district: str, visit_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    visit = access_visit(viewer, visit_id, to_change=True)
    form = DebriefForm(request.POST, auto_id="debrief_%s")
    if form.is_valid():
        actions.debrief(actor=viewer.staff, visit=visit, **form.cleaned_data)
        messages.success(request, "Saved. Your colleague reads it beside their own.")
        return redirect(address(viewer, "visit", visit.pk) + "#debrief")
    return _visit_page(request, viewer, visit, debrief_form=form)


@for_roles(*VISITORS)
@require_POST
def share_learning(request: HttpRequest, district: str, visit_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    visit = access_visit(viewer, visit_id, to_change=True)
    form = LearningForm(request.POST, auto_id="learning_%s")
    if form.is_valid():
        actions.share_learning(actor=viewer.staff, team=visit.team, text=form.cleaned_data["text"])
        messages.success(request, "Your team sees what you learned, and nothing of the visit.")
        return redirect(address(viewer, "visits", visit.team_id))
    return _visit_page(request, viewer, visit, learning_form=form)


@for_roles(*VISITORS)
@require_POST
def withdraw_learning(request: HttpRequest, district: str, learning_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    learning = access_own_learning(viewer, learning_id)
    team_id = learning.team_id
    actions.withdraw_learning(actor=viewer.staff, learning=learning)
    messages.info(request, "What you shared is taken back.")
    return _to_visits(viewer, team_id)


@for_roles(*VISITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def delete_visit(request: HttpRequest, district: str, visit_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    visit = access_visit(viewer, visit_id, to_change=request.method == "POST")
    team = visit.team
    if request.method == "POST":
        actions.delete_visit(visit=visit)
        messages.info(request, "The visit and everything written about it are deleted, for both of you.")
        return _to_visits(viewer, team.pk)
    context = {"visit": visit, "crumbs": _crumbs(viewer, team, "Delete a visit")}
    return render(request, "teams/visits/delete.html", context)


def _visit_page(request: HttpRequest, viewer: Viewer, visit: PeerVisit, **bound: forms.Form) -> HttpResponse:
    """The page of one visit, with whichever of its forms came back with something to mend."""
    see(staff=viewer.staff, kind=VISIT, subject_id=visit.pk, number=2**62)
    line = visit_lines([visit], viewer.staff, timezone.now())[0]
    mine = debrief_by(visit, viewer.staff)
    context: dict[str, Any] = {
        "visit": visit,
        "line": line,
        "staff_id": viewer.staff.pk,
        "notes": notes_of(visit),
        "said": said_in(visit),
        "note_form": NoteForm(auto_id="note_%s"),
        "debrief_form": DebriefForm(initial=vars(mine) if mine else None, auto_id="debrief_%s"),
        "learning_form": LearningForm(auto_id="learning_%s"),
        "crumbs": _crumbs(viewer, visit.team, "A visit"),
    }
    status = 422 if bound else 200
    return render(request, "teams/visits/visit.html", {**context, **bound}, status=status)


def _to_visits(viewer: Viewer, team_id: int) -> HttpResponse:
    """Whoever has left the team has no page of its visits any more."""
    if visiting_teams(viewer).filter(pk=team_id).exists():
        return redirect(address(viewer, "visits", team_id))
    return redirect(address(viewer, "teams"))


def _form_page(
    request: HttpRequest,
    team: Team,
    form: forms.Form,
    *,
    headline: str,
    said: str,
    button: str,
    back: str = "",
    seen: str = "",
) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "form": form,
        "headline": headline,
        "said": said,
        "button": button,
        "seen": seen,
        "back": back or address(viewer, "visits", team.pk),
        "crumbs": _crumbs(viewer, team, headline),
    }
    return render(request, "teams/visits/form.html", context, status=422 if form.is_bound and form.errors else 200)


def _crumbs(viewer: Viewer, team: Team, label: str = "") -> list[Crumb]:
    if not label:
        return crumbs(viewer, team, Crumb(label="Peer visits"))
    return crumbs(viewer, team, Crumb(label="Peer visits", url=address(viewer, "visits", team.pk)), Crumb(label=label))
