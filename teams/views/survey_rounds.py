"""Rounds of the self-assessment: where everybody begins, how a district opens and closes one, and what leaders read."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.http.refusals import Refusal
from plc.schools.access import EVERYONE, Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal
from plc.schools.models import Role
from teams.access.surveys import (
    LEADERS,
    access_led_round,
    access_open_round,
    access_surveyed_school,
    answering_teams,
    closed_surveys,
    continuum_teams,
    led_rounds,
    open_surveys,
    sees_teams_of,
    surveyed_schools,
)
from teams.actions.surveys import close_round, open_round
from teams.forms.surveys import RoundForm
from teams.news.surveys import see_surveys
from teams.queries.survey_results import district_result, school_from_above, school_result
from teams.queries.surveys import newest_version, schools_so_far, statements_of, teams_of_today
from teams.spread import TEAM_MINIMUM, leaders_minimum
from teams.views.places import address
from teams.views.survey_pictures import leaders_page


@for_roles(*EVERYONE)
@require_safe
def surveys(request: HttpRequest, district: str) -> HttpResponse:
    """What one is asked now, what one's teams have said, and for leaders the rounds."""
    viewer = viewer_of(request)
    is_leader = bool(viewer.roles & {*LEADERS})
    asking, closed = list(open_surveys(viewer)), list(closed_surveys(viewer)[:20])
    see_surveys(viewer)
    context: dict[str, Any] = {
        "open": asking,
        "closed": closed,
        "teams": list(answering_teams(viewer)),
        "led_teams": list(continuum_teams(viewer).filter(school_id__in=viewer.principal_school_ids)),
        "is_leader": is_leader,
        "is_admin": viewer.is_district_admin,
        "only_school": _only_school(viewer),
        "page": page_of(request, led_rounds(viewer)) if is_leader else None,
        "team_minimum": TEAM_MINIMUM,
        "leaders_minimum": leaders_minimum(viewer.district.smallest_group),
        "crumbs": (Crumb(label="Self-assessment"),),
    }
    return render(request, "teams/surveys/surveys.html", context)


@for_roles(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def new_survey_round(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    form = RoundForm(request.POST or None, teams=teams_of_today(viewer.today), today=viewer.today)
    if request.method == "POST" and form.is_valid():
        try:
            survey_round = open_round(
                actor=viewer.staff,
                teams=form.chosen,
                opens_on=form.cleaned_data["opens_on"],
                closes_on=form.cleaned_data["closes_on"],
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The round is set. From its first day on, members find it under Self-assessment.")
            return redirect(address(viewer, "survey_round", survey_round.pk))
    context = {
        "form": form,
        "statements": len(statements_of(newest_version())),
        "crumbs": _crumbs(viewer, Crumb(label="Open a round")),
    }
    return render(request, "teams/surveys/new_round.html", context)


@for_roles(*LEADERS)
@require_safe
def survey_round(request: HttpRequest, district: str, round_id: int) -> HttpResponse:
    """While it is open, how many have answered; when it is closed, what was said. Never both."""
    viewer = viewer_of(request)
    found = access_led_round(viewer, round_id)
    schools = list(surveyed_schools(viewer, found))
    minimum = leaders_minimum(viewer.district.smallest_group)
    context: dict[str, Any] = {
        "survey_round": found,
        "schools": schools,
        "today": viewer.today,
        "is_admin": viewer.is_district_admin,
        "leaders_minimum": minimum,
        "crumbs": _crumbs(viewer, Crumb(label=found.days)),
    }
    if found.closed_at is None:
        context["so_far"] = schools_so_far(found) if viewer.is_district_admin else []
    elif viewer.is_district_admin:
        result = district_result(found, minimum)
        context |= {"result": result, "shown": leaders_page(result, minimum)}
    return render(request, "teams/surveys/round.html", context)


@for_roles(Role.DISTRICT_ADMIN)
@require_POST
def close_survey_round(request: HttpRequest, district: str, round_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = access_open_round(viewer, round_id)
    if "sure" not in request.POST:
        raise Refusal("Closing takes back everybody’s way to change an answer.", "Check the box, and close it then.")
    close_round(actor=viewer.staff, survey_round=found)
    messages.success(request, "The round is closed. Teams and principals can read now what was said.")
    return redirect(address(viewer, "survey_round", found.pk))


@for_roles(*LEADERS)
@require_safe
def survey_school(request: HttpRequest, district: str, round_id: int, school_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found, school = access_surveyed_school(viewer, round_id, school_id)
    minimum = leaders_minimum(viewer.district.smallest_group)
    with_teams = sees_teams_of(viewer, school)
    result = (school_result if with_teams else school_from_above)(found, school, minimum)
    if not result.teams:
        raise Http404
    context = {
        "survey_round": found,
        "school": school,
        "result": result,
        "shown": leaders_page(result, minimum),
        "with_teams": with_teams,
        "leaders_minimum": minimum,
        "crumbs": _crumbs(
            viewer,
            *([Crumb(label=found.days, url=address(viewer, "survey_round", found.pk))] if not with_teams else []),
            Crumb(label=school.name),
        ),
    }
    return render(request, "teams/surveys/school.html", context)


def _only_school(viewer: Viewer) -> int | None:
    """Whoever leads one school goes straight to what it said."""
    led = viewer.principal_school_ids
    return next(iter(led)) if len(led) == 1 and not viewer.is_district_admin else None


def _crumbs(viewer: Viewer, *more: Crumb) -> list[Crumb]:
    return [Crumb(label="Self-assessment", url=address(viewer, "surveys")), *more]
