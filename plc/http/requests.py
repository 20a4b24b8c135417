"""One log line a request, with the ids that find it again and nothing about students."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from plc.http.logs import place

log = logging.getLogger("plc.request")
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestLogMiddleware:
    """Gives each request an id (or takes the proxy's), returns it as ``X-Request-Id``, logs method, route and time.

    The route pattern is logged, not the address: addresses hold ids.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request_id = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex[:16]
        request.request_id = request_id  # type: ignore[attr-defined]
        started = time.perf_counter()
        with place(request_id=request_id):
            response = self.get_response(request)
            viewer = getattr(request, "viewer", None)
            match = request.resolver_match
            log.info(
                "request",
                extra={
                    "method": request.method,
                    "route": match.route if match else None,
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                    "district_id": viewer.district.pk if viewer else None,
                },
            )
        response["X-Request-Id"] = request_id
        return response
