"""A refusal is a sentence for a person: what cannot be done, and what to do instead. Everything else is a bug."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from plc.http.typed import typed_words


class Refusal(Exception):  # noqa: N818
    """Raised by actions. ``sentence`` says what is so, ``remedy`` what to do; shown as is, so no student’s name."""

    def __init__(self, sentence: str, remedy: str = "", *, status: int = 409) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy
        self.status = status


class RefusalMiddleware:
    """The page for a refusal that no view has placed better."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        context = {
            "sentence": exception.sentence,
            "remedy": exception.remedy,
            "typed": typed_words(request),
            "back": _page_before(request),
        }
        return render(request, "errors/refusal.html", context, status=exception.status)


def _page_before(request: HttpRequest) -> str:
    """The page with the button that was refused; empty where the browser does not say, or says another site."""
    said = request.META.get("HTTP_REFERER", "")
    is_ours = url_has_allowed_host_and_scheme(said, {request.get_host()}, require_https=request.is_secure())
    return said if is_ours and request.method == "POST" else ""
