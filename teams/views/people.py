"""Who belongs to a team, who has which role and whose turn comes next, and who is its guest."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import EVERYONE, Viewer, for_roles, viewer_of
from plc.schools.forms import EndForm, add_refusal
from plc.schools.models import Role
from teams import actions
from teams.access import (
    access_facilitated_team,
    access_guest,
    access_role_term,
    access_staffable_team,
    access_team,
    access_team_member,
    standing_in,
    visible_teams,
)
from teams.forms import GuestForm, MemberForm, RoleTermForm
from teams.models import Team
from teams.queries import former_members, former_terms, guests_of, members_of, turns_of
from teams.views.places import address, crumbs


@for_roles(*EVERYONE)
@require_safe
def people(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    return _people_page(request, viewer, access_team(viewer, team_id))


@for_roles(*EVERYONE)
@require_POST
def new_member(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_staffable_team(viewer, team_id)
    form = MemberForm(request.POST, viewer=viewer, team=team)
    if form.is_valid():
        try:
            member = actions.add_member(actor=viewer.staff, team=team, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            day = f"{member.starts_on:%B %-d, %Y}"
            messages.success(request, f"{member.staff.name} is in the team from {day}.")
            return redirect("teams:people", district, team.pk)
    return _people_page(request, viewer, team, member_form=form)


@for_roles(*EVERYONE)
@require_POST
def new_role_term(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_staffable_team(viewer, team_id)
    form = RoleTermForm(request.POST, viewer=viewer, team=team)
    if form.is_valid():
        try:
            term = actions.assign_role(actor=viewer.staff, team=team, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            day = f"{term.starts_on:%B %-d, %Y}"
            messages.success(request, f"{term.staff.name} is {term.label.lower()} from {day}.")
            return redirect("teams:people", district, team.pk)
    return _people_page(request, viewer, team, term_form=form)


@for_roles(*EVERYONE)
@require_POST
def rotate_role(request: HttpRequest, district: str, term_id: int) -> HttpResponse:
    """To whoever the page named as next; when somebody else is by now, nothing is handed over."""
    viewer = viewer_of(request)
    term = access_role_term(viewer, term_id)
    turn = next((turn for turn in turns_of(term.team, viewer.today) if turn.is_of(term)), None)
    if turn is None or turn.next is None or str(turn.next.pk) != request.POST.get("to"):
        messages.info(request, "The team has changed since then. Look again whose turn it is.")
    else:
        try:
            actions.rotate_role(actor=viewer.staff, term=term, to=turn.next, starts_on=viewer.today)
        except Refusal as refusal:
            messages.error(request, f"{refusal.sentence} {refusal.remedy}".strip())
        else:
            messages.success(request, f"{turn.next.name} is {term.label.lower()} from today.")
    return redirect("teams:people", district, term.team_id)


@for_roles(Role.TEACHER)
@require_POST
def invite_guest(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_facilitated_team(viewer, team_id)
    form = GuestForm(request.POST, viewer=viewer, team=team)
    if form.is_valid():
        try:
            guest = actions.invite_guest(actor=viewer.staff, team=team, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{guest.staff.name} is invited. The whole team sees it here.")
            return redirect("teams:people", district, team.pk)
    return _people_page(request, viewer, team, guest_form=form)


@for_roles(Role.TEACHER)
@require_POST
def end_guest(request: HttpRequest, district: str, guest_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    guest = access_guest(viewer, guest_id)
    try:
        actions.end_guest(actor=viewer.staff, guest=guest)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"The invitation of {guest.staff.name} has ended.")
    return redirect("teams:people", district, guest.team_id)


@for_roles(*EVERYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def end_member(request: HttpRequest, district: str, member_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    member = access_team_member(viewer, member_id)
    form = EndForm(request.POST or None, today=viewer.today)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_member(actor=viewer.staff, member=member, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{member.staff.name} leaves the team on {member.ends_on:%B %-d, %Y}.")
            return _after_an_end(viewer, member.team)
    since = f"{member.starts_on:%B %-d, %Y}"
    said = f"{member.staff.name} has been in {member.team.name} since {since}. Roles in the team end on the same day."
    return _end_page(request, member.team, form, headline=f"Remove {member.staff.name} from the team", said=said)


@for_roles(*EVERYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def end_term(request: HttpRequest, district: str, term_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    term = access_role_term(viewer, term_id)
    role = term.label.lower()
    form = EndForm(request.POST or None, today=viewer.today)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_role_term(actor=viewer.staff, term=term, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{term.staff.name} is {role} until {term.ends_on:%B %-d, %Y}.")
            return _after_an_end(viewer, term.team)
    said = f"{term.staff.name} has been {role} of {term.team.name} since {term.starts_on:%B %-d, %Y}."
    return _end_page(request, term.team, form, headline=f"End the role of {term.staff.name} as {role}", said=said)


def _people_page(request: HttpRequest, viewer: Viewer, team: Team, **bound: forms.Form) -> HttpResponse:
    """The page, with whichever of its forms came back with something to mend."""
    standing = standing_in(viewer, team)
    is_over = team.is_over_on(viewer.today)
    context: dict[str, Any] = {
        "team": team,
        "standing": standing,
        "is_over": is_over,
        "can_staff": standing.can_staff and not is_over,
        "can_invite": standing.is_facilitator and not is_over,
        "members": members_of(team, viewer.today),
        "turns": turns_of(team, viewer.today),
        "former_members": former_members(team, viewer.today),
        "former_terms": former_terms(team, viewer.today),
        "guests": [(guest, guest.is_ahead_or_live_on(viewer.today)) for guest in guests_of(team)],
        "viewer_staff_id": viewer.staff.pk,
        "today": viewer.today,
        "crumbs": crumbs(viewer, team, Crumb(label="Members and roles")),
    }
    if context["can_staff"]:
        context["member_form"] = MemberForm(viewer=viewer, team=team, auto_id="member_%s")
        context["term_form"] = RoleTermForm(viewer=viewer, team=team, auto_id="term_%s")
    if context["can_invite"]:
        context["guest_form"] = GuestForm(viewer=viewer, team=team, auto_id="guest_%s")
    for name, form in bound.items():
        form.auto_id = context[name].auto_id
    return render(request, "teams/people.html", {**context, **bound})


def _end_page(request: HttpRequest, team: Team, form: EndForm, *, headline: str, said: str) -> HttpResponse:
    viewer = viewer_of(request)
    back = address(viewer, "people", team.pk)
    trail = crumbs(viewer, team, Crumb(label="Members and roles", url=back), Crumb(label="End"))
    context = {"form": form, "headline": headline, "said": said, "back": back, "crumbs": trail}
    return render(request, "teams/end.html", context)


def _after_an_end(viewer: Viewer, team: Team) -> HttpResponse:
    """Whoever has just left may no longer see the team."""
    if visible_teams(viewer).filter(pk=team.pk).exists():
        return redirect("teams:people", viewer.district.slug, team.pk)
    return redirect("teams:teams", viewer.district.slug)
