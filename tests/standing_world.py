"""One world for all tests of a file: made once in a transaction that stays open, and each test gets a fresh copy of it.

Making the cast costs more than most tests that call on it. Each test runs in a savepoint of that transaction, as the
tests of a Django ``TestCase`` do, and the file's end rolls everything back.
"""

import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests import world


@pytest.fixture(scope="module", autouse=True)
def standing_world(request: pytest.FixtureRequest) -> Iterator[bytes | None]:
    """The pickled world of this file; None where some test needs an empty database or real commits."""
    if not all_may_share_it([item for item in request.session.items if item.path == request.path]):
        yield None
        return
    request.getfixturevalue("django_db_setup")
    with request.getfixturevalue("django_db_blocker").unblock(), transaction.atomic():
        yield pickle.dumps(world.make_world())
        transaction.set_rollback(True)


def all_may_share_it(items: list[pytest.Item]) -> bool:
    """Whether every test of these that opens the database asks for the cast as it is, and none commits."""
    with_database = [item for item in items if _uses_database(item)]
    return bool(with_database) and all(_takes_the_cast(item) and not _commits(item) for item in with_database)


def _uses_database(item: Any) -> bool:
    names = {"db", "transactional_db", "world", "_django_db_helper"}
    return bool(names & set(item.fixturenames)) or item.get_closest_marker("django_db") is not None


def _takes_the_cast(item: Any) -> bool:
    found = item._fixtureinfo.name2fixturedefs.get("world", ())
    return bool(found) and found[-1].func.__module__ == world.__name__


def _commits(item: Any) -> bool:
    marker = item.get_closest_marker("django_db")
    return "transactional_db" in item.fixturenames or bool(marker and marker.kwargs.get("transaction"))
