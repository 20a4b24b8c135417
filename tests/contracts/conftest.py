"""Two districts with one row in every tenant table, committed in a database that only the contracts use."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg2
import pytest

from plc.schools.models import District
from tests import databases
from tests.contracts import one_row_each
from tests.pointing import pointed_at


@dataclass(frozen=True)
class TwoDistricts:
    """``ours`` is the district that tests open; ``theirs`` the one they must never see."""

    database: str
    ours: int
    theirs: int
    our_user: int
    their_user: int


@pytest.fixture(scope="session")
def two_districts(django_db_setup: None, django_db_blocker: Any) -> Iterator[TwoDistricts]:
    name = f"plc_contracts_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    databases.make_database(name)
    with django_db_blocker.unblock(), pointed_at(databases.app_url(name)):
        ours = District.objects.create(name="Ours", slug="ours")
        theirs = District.objects.create(name="Theirs", slug="theirs")
        users = [_user_of(one_row_each.fill(district)) for district in (ours, theirs)]
    yield TwoDistricts(name, ours.pk, theirs.pk, *users)


def _user_of(rows: dict[Any, Any]) -> int:
    return next(row.user_id for row in rows.values() if getattr(row, "user_id", None))


class Session:
    """A raw connection as one role: no ORM between the test and what the database allows."""

    def __init__(self, url: str) -> None:
        self.raw = psycopg2.connect(url)

    def open(self, district_id: int | None, user_id: int | None = None) -> "Session":
        """Begin anew, with this district open (or none), as the product's backend does."""
        self.raw.rollback()
        self.run(
            "select set_config('app.district_id', %s, true), set_config('app.user_id', %s, true)",
            ["" if district_id is None else str(district_id), "" if user_id is None else str(user_id)],
        )
        return self

    def run(self, statement: str, values: list[Any] | None = None) -> int:
        """Execute; the number of rows touched or returned."""
        with self.raw.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.rowcount

    def rows(self, statement: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        with self.raw.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    def one(self, statement: str, values: list[Any] | None = None) -> Any:
        return self.rows(statement, values)[0][0]


@pytest.fixture(scope="session")
def _sessions(two_districts: TwoDistricts) -> Iterator[dict[str, Session]]:
    addresses = {
        "app": databases.app_url(two_districts.database),
        "owner": databases.owner_url(two_districts.database),
        "superuser": databases.superuser_url(two_districts.database),
    }
    sessions = {role: Session(url) for role, url in addresses.items()}
    yield sessions
    for session in sessions.values():
        session.raw.close()


@pytest.fixture
def app(_sessions: dict[str, Session]) -> Iterator[Session]:
    """As the web and the worker: plc_app."""
    yield _sessions["app"]
    _sessions["app"].raw.rollback()


@pytest.fixture
def owner(_sessions: dict[str, Session]) -> Iterator[Session]:
    yield _sessions["owner"]
    _sessions["owner"].raw.rollback()


@pytest.fixture
def superuser(_sessions: dict[str, Session]) -> Iterator[Session]:
    """Sees past the fence: only to check that there was something to hide."""
    yield _sessions["superuser"]
    _sessions["superuser"].raw.rollback()


Asking = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def asking(_sessions: dict[str, Session], subtests: pytest.Subtests) -> Asking:
    """``with asking(table): …`` fails by itself, names the table, and lets those after it be asked.

    A test a table, for each of a dozen questions, would take longer for what surrounds a test than for the answers.
    """

    @contextmanager
    def of(table: str) -> Iterator[None]:
        for session in _sessions.values():
            session.raw.rollback()
        with subtests.test(table):
            yield

    return of
