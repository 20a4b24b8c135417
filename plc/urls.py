"""The composition root's addresses. Everything of a district lies under ``/d/<district>/``."""

from django.conf import settings
from django.urls import include, path

from plc.http import health
from plc.http.style_guide import style_guide

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("account/", include("allauth.urls")),
    path("", include("plc.schools.front_door_urls")),
    path("", include("teams.front_door_urls")),
    # Each address is held against those above it, 0.2 ms for all of them: what is asked most often stands first.
    path("d/<slug:district>/", include("assessments.urls")),
    path("d/<slug:district>/", include("teams.urls")),
    path("d/<slug:district>/", include("goals.urls")),
    path("d/<slug:district>/", include("plc.schools.urls")),
]

if not settings.ENV.is_production:
    urlpatterns.append(path("style/", style_guide, name="style_guide"))

handler400 = "plc.http.errors.bad_request"
handler403 = "plc.http.errors.forbidden"
handler404 = "plc.http.errors.not_found"
handler429 = "plc.schools.signing_in.too_many_tries"  # asked for by django-allauth
handler500 = "plc.http.errors.bug"
