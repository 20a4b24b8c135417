"""What a team has said about its files: the kinds it knows and whose an ID is; each can be forgotten."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from assessments.access import (
    ENTERERS,
    access_alias,
    access_own_team,
    access_source,
    known_aliases,
    known_sources,
)
from assessments.actions.known_files import forget_alias, forget_source
from assessments.views.places import address
from assessments.views.upload_pages import profile_words
from plc.http.components import Crumb
from plc.schools.access import Viewer, for_roles


@for_roles(*ENTERERS)
@require_safe
def known_files(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    team = access_own_team(viewer, team_id)
    context = {
        "team": team,
        "crumbs": [
            Crumb(label="Home", url=reverse("goals:home", args=[viewer.district.slug])),
            Crumb(label=team.name, url=reverse("teams:team", args=[viewer.district.slug, team.pk])),
            Crumb(label="Known files"),
        ],
        "sources": [(source, profile_words(source.profile)) for source in known_sources(viewer).filter(team=team)],
        "aliases": known_aliases(viewer).filter(team=team),
    }
    return render(request, "assessments/known_files.html", context)


@for_roles(*ENTERERS)
@require_POST
def source_forget(request: HttpRequest, district: str, source_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    source = access_source(viewer, source_id)
    team_id = source.team_id
    forget_source(actor=viewer.staff, source=source)
    messages.success(request, "Forgotten. The next file with these titles is looked at anew.")
    return redirect(address(viewer, "known_files", team_id))


@for_roles(*ENTERERS)
@require_POST
def alias_forget(request: HttpRequest, district: str, alias_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    alias = access_alias(viewer, alias_id)
    team_id = alias.team_id
    forget_alias(actor=viewer.staff, alias=alias)
    messages.success(request, "Forgotten. Rows with this ID are held for you again. Scores saved by it stay.")
    return redirect(address(viewer, "known_files", team_id))
