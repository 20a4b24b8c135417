"""Request ids, request lines in the log, uploads held in bounds, the two questions a machine asks, and the headers."""

import json
import logging
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client, RequestFactory
from django.urls import path

from plc.http import health
from plc.http.logs import JsonFormatter, PlaceFilter
from plc.http.refusals import Refusal
from tests.world import World, sign_in

pytestmark = pytest.mark.urls("tests.rooms.plc.pages_that_misbehave")


class Lines(logging.Handler):
    """The lines of one logger, as they would stand in the log."""

    def __init__(self) -> None:
        super().__init__()
        self.addFilter(PlaceFilter())
        self.setFormatter(JsonFormatter())
        self.written: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.written.append(json.loads(self.format(record)))


@pytest.fixture
def lines() -> Any:
    handler = Lines()
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel("INFO")
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


class TestTheLineOfARequest:
    def test_says_method_route_status_and_district(self, client: Client, world: World, lines: Lines) -> None:
        response = sign_in(client, world.alice).get("/d/harbor/test/fine", {"q": "Chloé Abbott"})
        (line,) = [line for line in lines.written if line["logger"] == "plc.request"]
        assert line["method"] == "GET"
        assert line["route"] == "d/<slug:district>/test/fine"
        assert line["status"] == 200
        assert line["district_id"] == world.harbor.pk
        assert line["request_id"] == response["X-Request-Id"]
        assert line["ms"] > 0
        assert "Chlo" not in json.dumps(line, ensure_ascii=False)

    def test_a_failing_page_leaves_its_places_and_no_student(self, world: World, lines: Lines) -> None:
        client = sign_in(Client(raise_request_exception=False), world.alice)
        response = client.get("/d/harbor/test/breaks", {"q": "Chloé Abbott"})
        by_logger = {line["logger"]: line for line in lines.written}
        assert by_logger["django.request"]["exc_info"].startswith("RuntimeError at ")
        assert by_logger["django.request"]["district_id"] == world.harbor.pk
        assert by_logger["django.request"]["request_id"] == response["X-Request-Id"]
        assert by_logger["plc.request"]["status"] == 500
        assert "Abbott" not in json.dumps(lines.written, ensure_ascii=False)

    def test_keeps_the_id_a_proxy_gave(self, client: Client, db: None) -> None:
        given = client.get("/healthz", headers={"X-Request-Id": "proxy-1234567"})
        assert given["X-Request-Id"] == "proxy-1234567"

    @pytest.mark.parametrize("odd", ["short", "a" * 65, "new\nline-is-odd", '"}injected{"', "Chloé Abbott"])
    def test_takes_no_odd_id(self, odd: str) -> None:
        from plc.http.requests import RequestLogMiddleware  # noqa: PLC0415  (the fixture above sets the stage)

        request = RequestFactory().get("/healthz")
        request.META["HTTP_X_REQUEST_ID"] = odd
        response = RequestLogMiddleware(lambda _: HttpResponse())(request)
        assert response["X-Request-Id"] != odd
        assert len(response["X-Request-Id"]) == 16


def received(request: HttpRequest) -> JsonResponse:
    file = request.FILES["file"]
    return JsonResponse({"size": file.size, "kept": len(file.read()), "name": file.name})


urlpatterns = [path("received", received)]


class TestUploads:
    @pytest.mark.urls(__name__)
    @pytest.mark.parametrize(("size", "kept"), [(0, 0), (999, 999), (1000, 1000), (1001, 1000), (300_000, 1000)])
    def test_what_is_too_large_is_counted_and_not_kept(
        self, client: Client, settings: Any, size: int, kept: int
    ) -> None:
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
        file = SimpleUploadedFile("scores.csv", b"x" * size, "text/csv")
        assert client.post("/received", {"file": file}).json() == {"size": size, "kept": kept, "name": "scores.csv"}

    def test_no_upload_touches_the_disk(self, settings: Any) -> None:
        assert settings.FILE_UPLOAD_HANDLERS == ["plc.http.uploads.BoundedMemoryUploadHandler"]
        assert "InMemory" in settings.STORAGES["default"]["BACKEND"]


class TestHealth:
    def test_alive_needs_nothing(self, client: Client) -> None:
        """No database is asked: this test has none."""
        response = client.get("/healthz")
        assert (response.status_code, response.json()) == (200, {"ok": True})

    def test_ready_with_database_and_without_broker(self, client: Client, db: None) -> None:
        """Work waits for the broker, and the database remembers it; the pages need no broker."""
        cache.clear()
        response = client.get("/readyz")
        assert response.status_code == 200
        assert response.json() == {"ready": True, "database": True, "migrated": True, "broker": False}

    def test_not_ready_while_a_migration_is_missing(self, client: Client, db: None) -> None:
        cache.clear()
        with patch.object(health.MigrationExecutor, "migration_plan", return_value=["one"]):
            response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json()["migrated"] is False

    def test_not_ready_without_the_database(self, client: Client, db: None) -> None:
        with patch.object(connection, "cursor", side_effect=DatabaseError("gone")):
            response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json()["database"] is False

    @pytest.mark.parametrize("address", ["/healthz", "/readyz"])
    def test_only_reading_is_allowed(self, client: Client, address: str) -> None:
        assert client.post(address).status_code == 405


def test_a_refusal_carries_its_sentence_remedy_and_status() -> None:
    refusal = Refusal("The CFA is locked.", "Ask your facilitator.", status=403)
    assert (str(refusal), refusal.remedy, refusal.status) == ("The CFA is locked.", "Ask your facilitator.", 403)


class TestHeaders:
    def test_every_page_carries_the_policy_and_nothing_inline_is_allowed(self, client: Client, world: World) -> None:
        policy = sign_in(client, world.alice).get("/d/harbor/test/missing")["Content-Security-Policy"]
        directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
        assert directives["default-src"] == "'none'"
        assert directives["script-src"] == "'self'"
        assert directives["style-src"] == "'self'"
        assert directives["base-uri"] == "'none'"
        assert directives["frame-ancestors"] == "'none'"
        assert "unsafe" not in policy
        assert "*" not in policy

    def test_the_other_headers(self, client: Client, world: World) -> None:
        response = sign_in(client, world.alice).get("/d/harbor/test/missing")
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"

    def test_a_form_without_its_token_is_refused_with_a_page(self, world: World) -> None:
        client = sign_in(Client(enforce_csrf_checks=True), world.alice)
        response = client.post("/d/harbor/test/fine")
        assert response.status_code == 403
        assert response.templates[0].name == "errors/403_csrf.html"
