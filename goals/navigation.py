"""The links beside every page: the top room knows all the others."""

from django.http import HttpRequest
from django.urls import reverse

from plc.schools.access import Viewer
from plc.schools.shell import Link


def links(request: HttpRequest, viewer: Viewer) -> tuple[Link, ...]:
    """The side navigation of this person; the place they stand in is marked as current."""
    slug = viewer.district.slug
    return (Link("Home", reverse("goals:home", args=[slug]), "home", current=True),)
