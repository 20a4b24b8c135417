"""The draft of a team's norms: one guided sentence after the other, until it is proposed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal
from plc.schools.models import Role
from teams import actions
from teams.access import access_draft, access_norm, access_working_team
from teams.forms import BreachForm, NormForm
from teams.forms.drafting import EXAMPLES, MANY, is_negative
from teams.models import NormVersion, Team
from teams.queries import norms_in
from teams.views.places import crumbs, norms_crumb

MEMBERS = (Role.TEACHER,)


@for_roles(*MEMBERS)
@require_POST
def begin_norms(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_working_team(viewer, team_id)
    actions.begin_norms(actor=viewer.staff, team=team)
    return redirect("teams:norm_draft", district, team.pk)


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def norm_draft(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    """Reading the draft, and another norm at its end."""
    viewer = viewer_of(request)
    team = access_working_team(viewer, team_id)
    draft = access_draft(team)
    form = NormForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            norm = actions.write_norm(actor=viewer.staff, version=draft, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            if is_negative(norm.commitment):
                messages.info(request, "Could it say what you do, rather than what you don’t? You can change it here.")
            return redirect("teams:norm_draft", district, team.pk)
    return _draft_page(request, viewer, team, draft, norm_form=form)


@for_roles(*MEMBERS)
@require_POST
def norm_protocol(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_working_team(viewer, team_id)
    draft = access_draft(team)
    form = BreachForm(request.POST, auto_id="breach_%s")
    if form.is_valid():
        try:
            actions.write_protocol(
                actor=viewer.staff, version=draft, seen=request.POST.get("seen", ""), **form.cleaned_data
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "What happens when a norm slips is in the draft.")
            return redirect("teams:norm_draft", district, team.pk)
    return _draft_page(request, viewer, team, draft, breach_form=form)


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def norm(request: HttpRequest, district: str, norm_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    norm = access_norm(viewer, norm_id)
    team = norm.version.team
    begin = {"experience": norm.experience, "commitment": norm.commitment, "heading": norm.heading}
    form = NormForm(request.POST if request.method == "POST" else None, initial=begin)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_norm(
                actor=viewer.staff,
                version=norm.version,
                norm=norm,
                seen=request.POST.get("seen", ""),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("teams:norm_draft", district, team.pk)
    draft_crumb = Crumb(label="Draft")
    trail = crumbs(viewer, team, norms_crumb(viewer, team), draft_crumb)
    return render(request, "teams/norms/norm.html", {"norm": norm, "team": team, "form": form, "crumbs": trail})


@for_roles(*MEMBERS)
@require_POST
def remove_norm(request: HttpRequest, district: str, norm_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    norm = access_norm(viewer, norm_id)
    actions.remove_norm(actor=viewer.staff, norm=norm)
    messages.success(request, f"“{norm.commitment}” is out of the draft.")
    return redirect("teams:norm_draft", district, norm.version.team_id)


@for_roles(*MEMBERS)
@require_POST
def move_norm(request: HttpRequest, district: str, norm_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    norm = access_norm(viewer, norm_id)
    actions.move_norm(actor=viewer.staff, norm=norm, up=request.POST.get("to") == "up")
    return redirect("teams:norm_draft", district, norm.version.team_id)


@for_roles(*MEMBERS)
@require_POST
def propose_norms(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_working_team(viewer, team_id)
    try:
        actions.propose_norms(actor=viewer.staff, version=access_draft(team))
    except Refusal as refusal:
        messages.error(request, f"{refusal.sentence} {refusal.remedy}")
        return redirect("teams:norm_draft", district, team.pk)
    messages.success(request, "The norms are proposed. Each member is asked to agree.")
    return redirect("teams:norms", district, team.pk)


def _draft_page(
    request: HttpRequest, viewer: Viewer, team: Team, draft: NormVersion, **bound: forms.Form
) -> HttpResponse:
    norms = list(norms_in(draft))
    protocol = {"cue": draft.cue, "steps": draft.steps, "who": draft.who}
    example = EXAMPLES.get(request.GET.get("from", ""))
    begin = {"commitment": example.commitment, "experience": example.experience} if example else {}
    context: dict[str, Any] = {
        "team": team,
        "draft": draft,
        "norms": norms,
        "are_many": len(norms) > MANY,
        "many": MANY,
        "examples": EXAMPLES.items(),
        "norm_form": NormForm(initial={**begin, "heading": request.GET.get("from", "")} if example else {}),
        "breach_form": BreachForm(initial=protocol, auto_id="breach_%s"),
        "crumbs": crumbs(viewer, team, norms_crumb(viewer, team), Crumb(label="Draft")),
    }
    if "norm_form" in bound and not bound["norm_form"].is_bound:
        del bound["norm_form"]
    return render(request, "teams/norms/draft.html", {**context, **bound})
