"""A team's year on one timeline, and all its cycles."""

import datetime
from collections.abc import Sequence
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from goals.access import MEMBERS, access_team_work
from goals.access.cycles import visible_cycles
from goals.queries.cycle_words import wording
from goals.queries.cycles import CycleView, cycle_views, with_facts
from goals.queries.year import CFA, CYCLE, GOAL, LANES, MEETING, Entry, year_of
from goals.timeline import timeline
from goals.views.places import crumbs, team_tabs
from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.schools.access import Viewer, for_roles, viewer_of

_PAGES = {CYCLE: "goals:cycle", CFA: "assessments:cfa", MEETING: "teams:meeting", GOAL: "goals:goal"}


@for_roles(*MEMBERS)
@require_safe
def year(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_team_work(viewer, team_id)
    entries = year_of(team, viewer.today)
    page = page_of(request, with_facts(visible_cycles(viewer).filter(team=team)))
    first, last = team.school_year.starts_on, team.last_day
    context = {
        "team": team,
        "page": page,
        "views": _views(viewer, page),
        "picture": timeline([each.span for each in entries], LANES, first, last, viewer.today),
        "months": _by_month(viewer, entries),
        "is_over": team.is_over_on(viewer.today),
        "tabs": team_tabs(viewer, team, "year"),
        "crumbs": crumbs(viewer, team, Crumb(label="The year")),
    }
    return render(request, "goals/cycles/year.html", context)


def _views(viewer: Viewer, page: Sequence[object]) -> list[CycleView]:
    return cycle_views(list(page), wording(), viewer.today)


def _by_month(viewer: Viewer, entries: Sequence[Entry]) -> list[tuple[datetime.date, list[tuple[Entry, str]]]]:
    """The same as the picture, to read."""
    slug = viewer.district.slug
    return [
        (month, [(each, reverse(_PAGES[each.lane], args=[slug, each.pk])) for each in rows])
        for month, rows in groupby(entries, key=lambda each: each.first.replace(day=1))
    ]
