"""The score grid's service worker, served where it may look after one district's pages and no others."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from assessments.access import ENTERERS
from plc.schools.access import for_roles

WORKER = "js/grid/worker.js"


@for_roles(*ENTERERS)
@require_safe
def grid_worker(request: HttpRequest, district: str) -> HttpResponse:
    """The script as it is in the static files; a worker looks after the addresses below its own."""
    found = finders.find(WORKER)
    if not isinstance(found, str):
        raise Http404
    return HttpResponse(Path(found).read_bytes(), content_type="text/javascript; charset=utf-8")
