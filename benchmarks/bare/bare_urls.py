"""The product's addresses and one more that says nothing, behind the same sign-in."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from assessments.access import ENTERERS
from plc.schools.access import for_roles
from plc.urls import urlpatterns as of_the_product


@for_roles(*ENTERERS)
def nothing(request: HttpRequest, district: str) -> HttpResponse:
    return HttpResponse("{}", content_type="application/json")


urlpatterns = [path("d/<slug:district>/nothing", nothing, name="nothing"), *of_the_product]
