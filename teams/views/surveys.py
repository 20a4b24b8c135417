"""The self-assessment for those who are asked: their team's page of it, its five parts, and what a round said."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from plc.http.components import Crumb, Step
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal
from teams.access.surveys import (
    ANSWERERS,
    access_answering_team,
    access_closed_survey,
    access_open_survey,
    closed_surveys,
    open_surveys,
)
from teams.actions.surveys import answer_part
from teams.forms.surveys import PartForm
from teams.models import SurveyedTeam, SurveyPaper, Team
from teams.queries.survey_results import team_result
from teams.queries.surveys import DIMENSIONS, answered_so_far, asked_members, own_paper, statements_of
from teams.spread import TEAM_MINIMUM, leaders_minimum
from teams.views.places import address, crumbs
from teams.views.survey_pictures import team_page


@for_roles(*ANSWERERS)
@require_safe
def team_survey(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_answering_team(viewer, team_id)
    surveyed = open_surveys(viewer).filter(team=team).first()
    context: dict[str, Any] = {
        "team": team,
        "closed": list(closed_surveys(viewer).filter(team=team)[:20]),
        "team_minimum": TEAM_MINIMUM,
        "leaders_minimum": leaders_minimum(viewer.district.smallest_group),
        "crumbs": crumbs(viewer, team, Crumb(label="Self-assessment")),
    }
    if surveyed is not None:
        paper = own_paper(surveyed, viewer.staff)
        statements = statements_of(surveyed.round.version)
        context |= {
            "open": surveyed,
            "answered": answered_so_far(surveyed),
            "asked": asked_members(team, viewer.today).count(),
            "statements": len(statements),
            "mine": len(paper.choices) if paper else 0,
            "steps": _steps(viewer, surveyed, paper, 0),
        }
    return render(request, "teams/surveys/team.html", context)


@for_roles(*ANSWERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def survey_part(request: HttpRequest, district: str, team_id: int, number: int) -> HttpResponse:
    """One of the five dimensions; saving one leads to the next."""
    viewer = viewer_of(request)
    if not 1 <= number <= len(DIMENSIONS):
        raise Http404
    surveyed = access_open_survey(viewer, team_id)
    dimension = DIMENSIONS[number - 1]
    statements = [each for each in statements_of(surveyed.round.version) if each.dimension == dimension]
    paper = own_paper(surveyed, viewer.staff)
    form = PartForm(
        request.POST if request.method == "POST" else None,
        statements=statements,
        dimension=dimension,
        said=paper.choices if paper else {},
        comment=paper.comments.get(dimension.value, "") if paper else "",
    )
    if request.method == "POST" and form.is_valid():
        try:
            answer_part(
                actor=viewer.staff,
                surveyed=surveyed,
                dimension=dimension,
                choices=form.choices,
                comment=form.cleaned_data["comment"],
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return _onward(request, viewer, surveyed, number)
    context = {
        "form": form,
        "team": surveyed.team,
        "open": surveyed,
        "part": number,
        "parts": len(DIMENSIONS),
        "title": dimension.label,
        "is_last": number == len(DIMENSIONS),
        "steps": _steps(viewer, surveyed, paper, number),
        "leaders_minimum": leaders_minimum(viewer.district.smallest_group),
        "team_minimum": TEAM_MINIMUM,
        "crumbs": crumbs(viewer, surveyed.team, _survey_crumb(viewer, surveyed.team), Crumb(label=dimension.label)),
    }
    return render(request, "teams/surveys/part.html", context, status=422 if form.is_bound else 200)


@for_roles(*ANSWERERS)
@require_safe
def survey_result(request: HttpRequest, district: str, team_id: int, round_id: int) -> HttpResponse:
    """What a round said, for the team itself."""
    viewer = viewer_of(request)
    surveyed = access_closed_survey(viewer, team_id, round_id)
    result = team_result(surveyed)
    context = {
        "team": surveyed.team,
        "survey_round": surveyed.round,
        "result": result,
        "shown": team_page(result),
        "team_minimum": TEAM_MINIMUM,
        "crumbs": crumbs(viewer, surveyed.team, _survey_crumb(viewer, surveyed.team), Crumb(label="What we said")),
    }
    return render(request, "teams/surveys/result.html", context)


def _onward(request: HttpRequest, viewer: Viewer, surveyed: SurveyedTeam, number: int) -> HttpResponse:
    if number < len(DIMENSIONS):
        return redirect(address(viewer, "survey_part", surveyed.team_id, number + 1))
    day = f"{surveyed.round.closes_on:%B %-d}"
    messages.success(request, f"Your answers are saved. You may change them until {day}.")
    return redirect(address(viewer, "team_survey", surveyed.team_id))


def _steps(viewer: Viewer, surveyed: SurveyedTeam, paper: SurveyPaper | None, at: int) -> list[Step]:
    """The five parts with how much of each is answered; nothing has to be."""
    given = {int(number) for number in paper.choices} if paper else set()
    statements = statements_of(surveyed.round.version)
    steps = []
    for place, dimension in enumerate(DIMENSIONS, start=1):
        numbers = {each.number for each in statements if each.dimension == dimension}
        done = len(numbers & given)
        state = "now" if place == at else "done" if numbers and done == len(numbers) else "ahead"
        url = address(viewer, "survey_part", surveyed.team_id, place)
        steps.append(Step(name=dimension.label, state=state, note=f"{done} of {len(numbers)}", url=url))
    return steps


def _survey_crumb(viewer: Viewer, team: Team) -> Crumb:
    return Crumb(label="Self-assessment", url=address(viewer, "team_survey", team.pk))
