"""The links beside every page: the top room knows all the others."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from assessments.access import READERS
from plc.schools.access import Viewer
from plc.schools.models import Role
from plc.schools.shell import Link

# Addresses that begin with no link's own belong under one all the same: by room, the icon of that link.
_ABOVE = {"assessments": "chart", "goals": "people"}


def links(request: HttpRequest, viewer: Viewer) -> tuple[Link, ...]:
    """The side navigation of this person; the longest address that the page's own begins with is the current one."""
    plain = list(_links(viewer))
    inside = [link for link in plain if request.path.startswith(link.url)]
    current = max(inside, key=lambda link: len(link.url), default=None)
    if current is not None and current.url != request.path and current.icon == "home":
        # Every address of the district begins with the home page's; an upload's does not begin with its CFA's.
        match = request.resolver_match
        above = _ABOVE.get(match.app_name if match else "", "")
        current = next((link for link in plain if link.icon == above), None)
    return tuple(Link(link.label, link.url, link.icon, current=link is current) for link in plain)


def _links(viewer: Viewer) -> Iterator[Link]:
    slug = viewer.district.slug

    def link(label: str, name: str, icon: str) -> Link:
        return Link(label, reverse(name, args=[slug]), icon)

    yield link("Home", "goals:home", "home")
    if viewer.is_district_admin:
        yield link("Dashboard", "goals:board", "grid")
    elif viewer.principal_school_ids:
        first = min(viewer.principal_school_ids)
        yield Link("Dashboard", reverse("goals:school_board", args=[slug, first]), "grid")
    yield link("Teams", "teams:teams", "people")
    yield link("Meetings", "teams:my_meetings", "cal")
    yield link("What we stand for", "teams:charters", "flag")
    yield link("Self-assessment", "teams:surveys", "check")
    if viewer.roles & {*READERS}:
        yield link("CFAs and reports", "assessments:cfas", "chart")
    if Role.TEACHER in viewer.roles:
        yield link("Progress", "goals:classes", "eye")
    yield link("Shared goals", "goals:wider_goals", "up")
    yield link("Strategies", "goals:library", "book")
    if viewer.roles & {Role.PRINCIPAL, Role.DISTRICT_ADMIN}:
        yield link("Requests", "teams:requests", "talk")
    if Role.DISTRICT_ADMIN in viewer.roles:
        yield link("Results of schools", "assessments:results", "grid")
        yield link("Schools", "schools:schools", "school")
        yield link("People and roles", "schools:people", "person")
        yield link("Invitations", "schools:invitations", "mail")
        yield link("School years", "schools:school_years", "cal")
        yield link("Cycles", "goals:cycle_words", "cycle")
        yield link("Protocols", "teams:district_protocols", "note")
        yield link("What was changed", "schools:audit", "eye")
