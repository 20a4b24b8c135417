"""The library of strategies: what teams, schools and the district have been given by those who wrote it."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goals.access.strategies import LIBRARY_READERS, PLACES, visible_cards
from goals.access.strategies import library as cards_of
from goals.queries.strategies import card_views, cards_matching, standards_of
from goals.views.places import address
from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.schools.access import for_roles, viewer_of

LONGEST = 120


@for_roles(*LIBRARY_READERS)
@require_safe
def library(request: HttpRequest, district: str) -> HttpResponse:
    """Cards by where they are shared, by standard and by words; the address holds these three and no person."""
    viewer = viewer_of(request)
    where = request.GET.get("where", "")
    where = where if where in PLACES else ""
    said = " ".join(request.GET.get("words", "").replace("\x00", "").split())[:LONGEST]
    of_standard = request.GET.get("standard", "")
    standard_id = int(of_standard) if of_standard.isdecimal() and len(of_standard) < 18 else None
    found = cards_matching(cards_of(viewer, where), said=said, standard_id=standard_id)
    page = page_of(request, found)
    asked = {"where": where, "standard": standard_id, "words": said}
    kept = urlencode({name: value for name, value in asked.items() if value})
    context = {
        "page": page,
        "cards": card_views(page, viewer),
        "places": PLACES,
        "where": where,
        "said": said,
        "standard_id": standard_id,
        "standards": standards_of(visible_cards(viewer)),
        "is_filtered": bool(kept),
        "keep": f"&{kept}" if kept else "",
        "crumbs": [Crumb(label="Home", url=address(viewer, "home")), Crumb(label="Strategies")],
    }
    return render(request, "goals/library.html", context)
