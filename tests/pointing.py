"""Pointing Django's connection at another database, or at the same one as another role, for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.db import connection


@contextmanager
def pointed_at(url: str) -> Iterator[None]:
    """Outside of a test's transaction only: what is written inside stays written."""
    parts = urlsplit(url)
    usual = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(
        HOST=parts.hostname, PORT=parts.port, NAME=parts.path.lstrip("/"), USER=parts.username, PASSWORD=parts.password
    )
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(usual)
