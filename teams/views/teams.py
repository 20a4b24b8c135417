"""The pages of teams: the list, forming one, and the page where its members, roles and disclosure are settled."""

from typing import Any

from django import forms
from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.http.refusals import Refusal
from plc.schools.access import EVERYONE, Viewer, for_roles, viewer_of
from plc.schools.forms import EndForm, add_refusal
from plc.schools.models import Role
from teams import actions
from teams.access import (
    access_facilitated_team,
    access_role_term,
    access_staffable_team,
    access_team,
    access_team_member,
    standing_in,
    visible_teams,
)
from teams.forms import MemberForm, RoleTermForm, SharingForm, TeamForm
from teams.models import Team
from teams.queries import decisions_of, former_members, former_terms, members_of, teams_with_members


@for_roles(*EVERYONE)
@require_safe
def teams(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "page": page_of(request, teams_with_members(visible_teams(viewer), viewer.today)),
        "can_form": viewer.is_district_admin or bool(viewer.principal_school_ids),
    }
    return render(request, "teams/teams.html", context)


@for_roles(Role.DISTRICT_ADMIN, Role.PRINCIPAL)
@require_http_methods(["GET", "HEAD", "POST"])
def new_team(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    form = TeamForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        try:
            team = actions.form_team(actor=viewer.staff, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{team.name} is formed. Now add its members.")
            return redirect("teams:team", district, team.pk)
    context = {"form": form, "crumbs": (_teams_crumb(district), Crumb(label="A new team"))}
    return render(request, "teams/new_team.html", context)


@for_roles(*EVERYONE)
@require_safe
def team(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    return _team_page(request, viewer, access_team(viewer, team_id))


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
            return redirect("teams:team", district, team.pk)
    return _team_page(request, viewer, team, member_form=form)


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
            messages.success(request, f"{term.staff.name} is {term.get_role_display().lower()} from {day}.")
            return redirect("teams:team", district, team.pk)
    return _team_page(request, viewer, team, term_form=form)


@for_roles(*EVERYONE)
@require_POST
def disclosure(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_facilitated_team(viewer, team_id)
    form = SharingForm(request.POST)
    if form.is_valid():
        decision = actions.decide_sharing(actor=viewer.staff, team=team, **form.cleaned_data)
        if decision is None:
            messages.info(request, "That is what is on record already; nothing was changed.")
        else:
            messages.success(request, "The team’s decision is recorded. All members see it on this page.")
        return redirect("teams:team", district, team.pk)
    return _team_page(request, viewer, team, sharing_form=form)


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
    role = term.get_role_display().lower()
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


def _team_page(request: HttpRequest, viewer: Viewer, team: Team, **bound: forms.Form) -> HttpResponse:
    """The page of a team, with whichever of its forms came back with something to mend."""
    standing = standing_in(viewer, team)
    context: dict[str, Any] = {
        "team": team,
        "standing": standing,
        "members": members_of(team, viewer.today),
        "former_members": former_members(team, viewer.today),
        "former_terms": former_terms(team, viewer.today),
        "decisions": decisions_of(team),
        "viewer_staff_id": viewer.staff.pk,
        "today": viewer.today,
        "crumbs": (_teams_crumb(viewer.district.slug), Crumb(label=team.name)),
    }
    if standing.can_staff:
        context["member_form"] = MemberForm(viewer=viewer, team=team, auto_id="member_%s")
        context["term_form"] = RoleTermForm(viewer=viewer, team=team, auto_id="term_%s")
    if standing.is_facilitator:
        context["sharing_form"] = SharingForm(initial=model_to_dict(team, fields=list(SharingForm.base_fields)))
    for name, form in bound.items():
        form.auto_id = context[name].auto_id
    return render(request, "teams/team.html", {**context, **bound})


def _end_page(request: HttpRequest, team: Team, form: EndForm, *, headline: str, said: str) -> HttpResponse:
    slug = viewer_of(request).district.slug
    back = reverse("teams:team", args=[slug, team.pk])
    crumbs = (_teams_crumb(slug), Crumb(label=team.name, url=back), Crumb(label="End"))
    context = {"form": form, "headline": headline, "said": said, "back": back, "crumbs": crumbs}
    return render(request, "teams/end.html", context)


def _after_an_end(viewer: Viewer, team: Team) -> HttpResponse:
    """Whoever has just left may no longer see the team."""
    if visible_teams(viewer).filter(pk=team.pk).exists():
        return redirect("teams:team", viewer.district.slug, team.pk)
    return redirect("teams:teams", viewer.district.slug)


def _teams_crumb(slug: str) -> Crumb:
    return Crumb(label="Teams", url=reverse("teams:teams", args=[slug]))
