"""Conversations about what a team made: the list, beginning one, answering, settling."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.actions import see
from teams.access.feedback import TALKERS, access_feedback, access_talking_team, visible_feedback
from teams.actions import feedback as actions
from teams.forms.feedback import BeginForm, SayForm
from teams.models import Team
from teams.news.feedback import FEEDBACK
from teams.queries.feedback import with_word_counts, words_of
from teams.views.places import address, crumbs

NEWEST = 2**62
LONGEST_WHICH = 200


@for_roles(*TALKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_of(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    """All conversations with a team, and the form that begins another: about what a page leads here with, if any."""
    viewer = viewer_of(request)
    team = access_talking_team(viewer, team_id)
    asked = {name: request.GET[name][:LONGEST_WHICH] for name in ("about", "which") if name in request.GET}
    form = BeginForm(request.POST or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        begun = actions.begin_feedback(actor=viewer.staff, team=team, **form.cleaned_data)
        messages.success(request, "Said. Those who talk with the team are told.")
        return redirect(address(viewer, "feedback", begun.pk))
    context = {
        "team": team,
        "is_over": team.is_over_on(viewer.today),
        "form": form,
        "page": page_of(request, with_word_counts(visible_feedback(viewer).filter(team=team))),
        "crumbs": _crumbs(viewer, team),
    }
    return render(request, "teams/feedback/list.html", context, status=422 if form.is_bound and form.errors else 200)


@for_roles(*TALKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, district: str, feedback_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = access_feedback(viewer, feedback_id, to_change=request.method == "POST")
    form = SayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.say_in_feedback(actor=viewer.staff, feedback=found, text=form.cleaned_data["text"])
        return redirect(address(viewer, "feedback", found.pk) + "#last")
    see(staff=viewer.staff, kind=FEEDBACK, subject_id=found.pk, number=NEWEST)
    context = {
        "feedback": found,
        "is_over": found.team.is_over_on(viewer.today),
        "words": words_of(found),
        "form": form,
        "crumbs": _crumbs(viewer, found.team, found.get_about_display()),
    }
    return render(
        request, "teams/feedback/feedback.html", context, status=422 if form.is_bound and form.errors else 200
    )


@for_roles(*TALKERS)
@require_POST
def settle_feedback(request: HttpRequest, district: str, feedback_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = access_feedback(viewer, feedback_id, to_change=True)
    actions.settle_feedback(actor=viewer.staff, feedback=found)
    messages.info(request, "Settled. An answer opens it again.")
    return redirect(address(viewer, "feedback_of", found.team_id))


def _crumbs(viewer: Viewer, team: Team, label: str = "") -> list[Crumb]:
    if not label:
        return crumbs(viewer, team, Crumb(label="Feedback"))
    return crumbs(
        viewer, team, Crumb(label="Feedback", url=address(viewer, "feedback_of", team.pk)), Crumb(label=label)
    )
