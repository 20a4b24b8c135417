"""Pages no room would have: for what becomes of their mistakes. Used as ROOT_URLCONF by tests."""

from collections.abc import Iterator

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path

from plc import urls
from plc.http.refusals import Refusal
from plc.schools.models import School
from plc.tenancy import open_district_id

handler400 = urls.handler400
handler403 = urls.handler403
handler404 = urls.handler404
handler500 = urls.handler500

STUDENT = "Chloé Abbott"


def fine(request: HttpRequest, district: str) -> JsonResponse:
    School.objects.create(name="Saved by a page")
    return JsonResponse(
        {"district": open_district_id(), "schools": list(School.objects.values_list("name", flat=True))}
    )


def breaks(request: HttpRequest, district: str) -> HttpResponse:
    School.objects.create(name="Half done")
    raise RuntimeError(f"{STUDENT} is not in Period 2")


def breaks_the_transaction(request: HttpRequest, district: str) -> HttpResponse:
    School.objects.create(name="Half done")
    with connection.cursor() as cursor:
        cursor.execute("select 1 / 0")
    raise AssertionError("never reached")


def answers_500_by_itself(request: HttpRequest, district: str) -> HttpResponse:
    School.objects.create(name="Half done")
    return HttpResponse("no", status=503)


def streams(request: HttpRequest, district: str) -> StreamingHttpResponse:
    def rows() -> Iterator[bytes]:
        yield from (name.encode() for name in School.objects.values_list("name", flat=True))

    return StreamingHttpResponse(rows())


def draws_late(request: HttpRequest, district: str) -> TemplateResponse:
    return TemplateResponse(request, "errors/refusal.html", {"sentence": School.objects.order_by("name")})


def refuses(request: HttpRequest, district: str) -> HttpResponse:
    raise Refusal("The CFA is locked.", "Ask your facilitator to unlock it.")


def missing(request: HttpRequest, district: str) -> HttpResponse:
    raise Http404


urlpatterns = [
    path("d/<slug:district>/test/fine", fine),
    path("d/<slug:district>/test/breaks", breaks),
    path("d/<slug:district>/test/breaks-the-transaction", breaks_the_transaction),
    path("d/<slug:district>/test/answers-500", answers_500_by_itself),
    path("d/<slug:district>/test/streams", streams),
    path("d/<slug:district>/test/draws-late", draws_late),
    path("d/<slug:district>/test/refuses", refuses),
    path("d/<slug:district>/test/missing", missing),
    *urls.urlpatterns,
]
