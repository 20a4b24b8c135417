"""The continuum of a team: for its members with what shows it and how it was; for its principal the stage alone."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import for_roles, viewer_of
from plc.schools.forms import add_refusal
from plc.schools.models import Role
from teams.access.surveys import ANSWERERS, access_continuum_team, access_marking_team, answering_teams
from teams.actions.continuum import mark_continuum
from teams.forms.surveys import MarkForm
from teams.queries.continuum import LEVELS, Standing, indicators, marks_of, stage_names, standings_of
from teams.views.places import address, crumbs


@dataclass(frozen=True)
class ContinuumRow:
    """One indicator as a page shows it. ``text``, ``evidence`` and ``by`` are the team's own: a principal has none."""

    number: int
    name: str
    dimension: str
    level: int
    stage: str
    marked_on: datetime.date | None
    text: str
    evidence: str
    by: str
    reworded: bool

    @property
    def steps(self) -> tuple[bool, ...]:
        """The four stages, and which of them are reached."""
        return tuple(level <= self.level for level in LEVELS)


@for_roles(Role.TEACHER, Role.PRINCIPAL)
@require_safe
def continuum(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_continuum_team(viewer, team_id)
    names = stage_names()
    is_own = answering_teams(viewer).filter(pk=team.pk).exists()
    standings = standings_of(team, indicators())
    rows = [_row(each, names, is_own) for each in standings]
    context = {
        "team": team,
        "rows": rows,
        "names": names,
        "is_own": is_own,
        "can_mark": is_own and not team.is_over_on(viewer.today),
        "marked": sum(each.mark is not None for each in standings),
        "crumbs": crumbs(viewer, team, Crumb(label="Continuum")),
    }
    return render(request, "teams/surveys/continuum.html", context)


@for_roles(*ANSWERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def mark_indicator(request: HttpRequest, district: str, team_id: int, number: int) -> HttpResponse:
    """One indicator: its stages, where the team sees itself today, and how it saw itself before."""
    viewer = viewer_of(request)
    team = access_marking_team(viewer, team_id)
    found = next((each for each in indicators() if each.number == number), None)
    if found is None:
        raise Http404
    names = stage_names()
    form = MarkForm(request.POST or None, stages=list(zip(names, found.stages, strict=True)))
    if request.method == "POST" and form.is_valid():
        try:
            mark_continuum(actor=viewer.staff, team=team, number=number, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Marked. Your principal sees the stage, and not what you wrote.")
            return redirect(address(viewer, "continuum", team.pk))
    history = [(mark, names[mark.level - 1]) for mark in marks_of(team).filter(indicator__number=number)[:20]]
    back = address(viewer, "continuum", team.pk)
    context = {
        "team": team,
        "indicator": found,
        "form": form,
        "history": history,
        "back": back,
        "crumbs": crumbs(viewer, team, Crumb(label="Continuum", url=back), Crumb(label=found.name)),
    }
    return render(request, "teams/surveys/mark.html", context, status=422 if form.is_bound else 200)


def _row(standing: Standing, names: Sequence[str], is_own: bool) -> ContinuumRow:
    mark, indicator = standing.mark, standing.indicator
    is_told = mark is not None and is_own
    return ContinuumRow(
        number=indicator.number,
        name=indicator.name,
        dimension=indicator.dimension_label,
        level=standing.level,
        stage=names[mark.level - 1] if mark else "",
        marked_on=mark.marked_on if mark else None,
        text=indicator.stages[standing.level - 1] if is_told and not standing.reworded else "",
        evidence=mark.evidence if mark and is_own else "",
        by=mark.marked_by.name if mark and is_own else "",
        reworded=standing.reworded,
    )
