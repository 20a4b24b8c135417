"""The norms of a team: what holds, what is asked for, the ratings, the reviews, and what members show each other."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import EVERYONE, Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal
from plc.schools.models import Role
from teams import actions
from teams.access import access_proposal, access_review, access_team, access_working_team, is_guest, standing_in
from teams.access.commitments import school_read_by
from teams.charts import RatingPicture, rating_picture
from teams.forms import AnswerForm, RatingForm, ReviewDayForm, ReviewForm
from teams.models import NormState, NormVersion, Team
from teams.queries import (
    NormTrend,
    consent_to,
    decisions_of,
    earlier_versions,
    norms_in,
    norms_states,
    open_pulse,
    own_answer,
    own_ratings,
    raters_in,
    reviews_of,
    trends_of,
    version_in,
    working_members,
)
from teams.queries.commitments import tight_statements
from teams.views.places import crumbs, norms_crumb

MEMBERS = (Role.TEACHER,)


@dataclass(frozen=True)
class Drawn:
    trend: NormTrend
    picture: RatingPicture


@for_roles(*EVERYONE)
@require_safe
def norms(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    return _norms_page(request, viewer, access_team(viewer, team_id))


@for_roles(*MEMBERS)
@require_POST
def answer_norms(request: HttpRequest, district: str, team_id: int, number: int) -> HttpResponse:
    """``number`` is the version that was read: nobody agrees to one they have not seen."""
    viewer = viewer_of(request)
    team = access_working_team(viewer, team_id)
    version = access_proposal(team, number)
    form = AnswerForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            version = actions.answer_norms(
                actor=viewer.staff, version=version, is_yes=said["answer"] == "yes", reason=said["reason"]
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            adopted = version.state == NormState.ADOPTED
            words = "Everyone has agreed: these are your norms now." if adopted else "Your answer is noted."
            messages.success(request, words)
            return redirect("teams:norms", district, team.pk)
    return _norms_page(request, viewer, team, answer_form=form)


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def rate_norms(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_working_team(viewer, team_id)
    version = version_in(team, NormState.ADOPTED)
    if version is None:
        messages.info(request, "The team has no adopted norms to rate yet.")
        return redirect("teams:norms", district, team.pk)
    pulse = open_pulse(version, viewer.today)
    given = own_ratings(pulse, viewer.staff.pk) if pulse else {}
    form = RatingForm(request.POST if request.method == "POST" else None, norms=norms_in(version), given=given)
    if request.method == "POST" and form.is_valid():
        try:
            pulse = actions.rate_norms(actor=viewer.staff, team=team, ratings=form.ratings)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            done = "All have rated; the spread is on this page." if pulse.closed_at else "The spread is shown tomorrow."
            messages.success(request, f"Your ratings are kept, without your name. {done}")
            return redirect("teams:norms", district, team.pk)
    trail = crumbs(viewer, team, norms_crumb(viewer, team), Crumb(label="Rate"))
    return render(request, "teams/norms/rate.html", {"team": team, "form": form, "crumbs": trail})


@for_roles(*MEMBERS)
@require_POST
def close_ratings(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_working_team(viewer, team_id)
    if actions.close_ratings(actor=viewer.staff, team=team) is None:
        messages.info(request, "There is nothing to close: nobody has rated today.")
    else:
        messages.success(request, "Today’s ratings are closed.")
    return redirect("teams:norms", district, team.pk)


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, district: str, review_id: int) -> HttpResponse:
    """What the team decided in its formal review."""
    viewer = viewer_of(request)
    review = access_review(viewer, review_id)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hold_review(actor=viewer.staff, review=review, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            changing = form.cleaned_data["outcome"] == "change"
            messages.success(request, "The review is on record." + (" Here is the draft to change." * changing))
            return redirect("teams:norm_draft" if changing else "teams:norms", district, review.team_id)
    return _review_page(request, viewer, review, form=form)


@for_roles(*MEMBERS)
@require_POST
def move_review(request: HttpRequest, district: str, review_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    review = access_review(viewer, review_id)
    form = ReviewDayForm(request.POST, auto_id="day_%s")
    if form.is_valid():
        try:
            actions.move_review(actor=viewer.staff, review=review, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"The review is due on {review.due_on:%B %-d, %Y}.")
            return redirect("teams:norms", district, review.team_id)
    return _review_page(request, viewer, review, day_form=form)


def _review_page(request: HttpRequest, viewer: Viewer, review: Any, **bound: Any) -> HttpResponse:
    team = review.team
    context = {
        "team": team,
        "review": review,
        "adopted": version_in(team, NormState.ADOPTED),
        "form": ReviewForm(),
        "day_form": ReviewDayForm(due_on=review.due_on, auto_id="day_%s"),
        "crumbs": crumbs(viewer, team, norms_crumb(viewer, team), Crumb(label="Review")),
    }
    return render(request, "teams/norms/review.html", {**context, **bound})


def _norms_page(request: HttpRequest, viewer: Viewer, team: Team, **bound: Any) -> HttpResponse:
    """Everyone who may open the team reads what is adopted; what it is at, and how it rates itself, is its own."""
    standing = standing_in(viewer, team)
    context: dict[str, Any] = {
        "tight": tight_statements(school_read_by(viewer, team)),
        "team": team,
        "standing": standing,
        "is_guest": not standing.is_member and is_guest(viewer, team),
        "works_here": standing.is_member and not team.is_over_on(viewer.today),
        "state": norms_states([team], viewer.today)[team.pk],
        "adopted": version_in(team, NormState.ADOPTED),
        "decisions": decisions_of(team),
        "today": viewer.today,
        "crumbs": crumbs(viewer, team, Crumb(label="Norms")),
    }
    if standing.is_member:
        context |= _members_part(viewer, team, context["adopted"])
    return render(request, "teams/norms/norms.html", {**context, **bound})


def _picture(trend: NormTrend) -> RatingPicture:
    return rating_picture([(f"{spread.rated_on:%b %-d}", spread.counts) for spread in trend.spreads])


def _members_part(viewer: Viewer, team: Team, adopted: NormVersion | None) -> dict[str, Any]:
    proposed = version_in(team, NormState.PROPOSED)
    asked = proposed or adopted
    members = list(working_members(team, viewer.today))
    given = own_answer(asked, viewer.staff) if asked else None
    pulse = open_pulse(adopted, viewer.today) if adopted else None
    trends = trends_of(adopted, team, viewer.today) if adopted else []
    return {
        "proposed": proposed,
        "draft": version_in(team, NormState.DRAFT),
        "asked": asked,
        "consent": consent_to(asked, members) if asked else None,
        "answer": given,
        "must_answer": asked is not None and viewer.staff.pk in {member.pk for member in members} and given is None,
        "answer_form": AnswerForm(
            initial={"answer": "yes" if given.is_yes else "not_yet", "reason": given.reason} if given else {}
        ),
        "reviews": reviews_of(team),
        "pulse": pulse,
        "raters": raters_in(pulse) if pulse else 0,
        "has_rated": bool(pulse and own_ratings(pulse, viewer.staff.pk)),
        "members_here": len(members),
        "drawn": [Drawn(trend, _picture(trend)) for trend in trends if trend.spreads],
        "earlier": earlier_versions(team),
        "rated_before": any(trend.spreads for trend in trends),
        "viewer_staff_id": viewer.staff.pk,
    }
