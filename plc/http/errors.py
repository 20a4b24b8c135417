"""Error pages. A bug gets a reference number that stands in the log; its details stay there."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string

from plc.http.typed import typed_words


def _page(request: HttpRequest, template: str, status: int, **more: Any) -> HttpResponse:
    context = {"reference": getattr(request, "request_id", ""), **more}
    return render(request, f"errors/{template}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, "400", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, "403", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same for what is missing and what is not this person’s, also with words that were sent to it."""
    return _page(request, "404", 404, typed=typed_words(request))


def bug(request: HttpRequest) -> HttpResponse:
    """Drawn without the request: its context reads the database, which may be what is broken."""
    context = {"reference": getattr(request, "request_id", "")}
    return HttpResponse(render_to_string("errors/500.html", context), status=500)


class OpenedMiddleware:
    """A page instead of nothing for who opens an address that only takes forms: reloaded, kept as a bookmark."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
            page = _page(request, "405", 405)
            page["Allow"] = response["Allow"]
            return page
        return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, "403_csrf", 403)
