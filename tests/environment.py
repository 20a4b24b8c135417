"""Loaded before Django's settings: the test environment, with a database server of its own.

One throw-away server serves the whole run, with all migrations applied before it starts. The process that controls the
run starts it; xdist's workers inherit its addresses through the environment, and each copies its own database.
"""

import os

import pytest

from plc.embedded.home import Home
from plc.embedded.postgres import Postgres
from tests import prepared

SERVER_STARTED = "PLC_TEST_SUPERUSER_URL"

os.environ.update(
    PLC_ENVIRONMENT="test",
    PLC_SECRET_KEY="a key for tests only",
    PLC_BASE_URL="http://testserver",
    PLC_EMAIL_URL="console:",
    PLC_LOG_LEVEL="ERROR",
)
os.environ.setdefault("PLC_DATABASE_URL", "postgresql://not-yet:started@127.0.0.1:1/plc")
os.environ.setdefault("PLC_BROKER_URL", "redis://127.0.0.1:1/0")  # nobody listens: an outage is the normal case here
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plc.settings")

_running: list[Postgres] = []


def pytest_configure(config: pytest.Config) -> None:
    if SERVER_STARTED in os.environ or config.option.collectonly:
        return
    home = Home.throwaway()
    prepared.migrated_into(home)
    server = Postgres(home, throwaway=True)
    server.start()
    _running.append(server)
    os.environ[SERVER_STARTED] = server.superuser_url()
    os.environ["PLC_TEST_OWNER_URL"] = server.owner_url("{name}").replace("%7B", "{").replace("%7D", "}")
    os.environ["PLC_TEST_APP_URL"] = server.app_url("{name}").replace("%7B", "{").replace("%7D", "}")


def pytest_unconfigure(config: pytest.Config) -> None:
    while _running:
        server = _running.pop()
        server.stop()
        server.home.remove()
        os.environ.pop(SERVER_STARTED)
