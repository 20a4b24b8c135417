"""Long lists, fifty rows a page."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

ROWS_A_PAGE = 50


def page_of(request: HttpRequest, rows: QuerySet[Any], *, parameter: str = "page") -> "Page[Any]":
    """The page the address asks for; a number that makes no sense gives the nearest one that does.

    Draw its links with ``components/pages.html``, giving it ``page`` and, where two lists share a page, ``parameter``.
    """
    return Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get(parameter))
