"""The composition root's addresses. Everything of a district lies under ``/d/<district>/``."""

from django.urls import include, path

from plc.http import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("account/", include("allauth.urls")),
    path("d/<slug:district>/", include("goals.urls")),
]

handler400 = "plc.http.errors.bad_request"
handler403 = "plc.http.errors.forbidden"
handler404 = "plc.http.errors.not_found"
handler500 = "plc.http.errors.bug"
