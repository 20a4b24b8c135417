"""Opens the district named in the address, for people who belong to it."""

import re
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.module_loading import import_string

from plc.tenancy.context import person, tenant

# Wider than a slug can be: whatever a URL pattern might take for a district must not pass by here.
ADDRESS = re.compile(r"/d/(?P<slug>[^/]*)/")
SLUG = re.compile(r"[a-z0-9-]+")


class TenantMiddleware:
    """``/d/<district>/…``: membership is looked up on every request, so an ended one ends access with the next click.

    The page runs in one transaction inside the district. By the time we see a response, an exception has already become
    one, so a 5xx must roll back by hand or half-done work would be committed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.entrance = import_string(settings.PLC_TENANT_ENTRANCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = None  # type: ignore[attr-defined]
        address = ADDRESS.match(request.path_info)
        if address is None:
            return self.get_response(request)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return self._inside(request, address["slug"])

    def _inside(self, request: HttpRequest, slug: str) -> HttpResponse:
        user_id = request.user.pk
        assert user_id is not None  # noqa: S101  (authenticated above; narrows the type)
        with transaction.atomic():
            viewer = self.entrance(user_id=user_id, slug=slug) if SLUG.fullmatch(slug) else None
            if viewer is None:
                raise Http404
            with person(user_id), tenant(viewer.district.pk), timezone.override(viewer.district.time_zone):
                request.viewer = viewer  # type: ignore[attr-defined]
                response = self.get_response(request)
                if getattr(response, "streaming", False):
                    raise RuntimeError("A streamed page would be read after its district is closed; build it inside.")
                if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                    response = response.render()
                if response.status_code >= 500:
                    transaction.set_rollback(True)
                # Staff-room computers are shared: after signing out, the back button must find no student's page.
                add_never_cache_headers(response)
                patch_cache_control(response, no_store=True)
                return response
