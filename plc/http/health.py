"""Two questions a machine asks: is the process alive, and can it serve?"""

import logging

from celery import current_app
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

log = logging.getLogger("plc.health")


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Says nothing about anything else, so that a broken database does not restart the web."""
    return JsonResponse({"ok": True})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database reached and migrated: 200, else 503. The broker is reported but not required; work waits for it."""
    database, migrated = _database()
    parts = {"database": database, "migrated": migrated, "broker": _broker()}
    ready = database and migrated
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)


def _database() -> tuple[bool, bool]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        migrated = cache.get("migrated")
        if not migrated:
            executor = MigrationExecutor(connection)
            migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
            if migrated:
                cache.set("migrated", True, 60)
    except DatabaseError:
        log.warning("readyz: the database does not answer")
        return False, False
    return True, bool(migrated)


def _broker() -> bool:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
    except (OperationalError, OSError):
        log.warning("readyz: the broker does not answer")
        return False
    return True
