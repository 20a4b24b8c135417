"""Homes and ways in for servers that are really started. Nothing here needs Django."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import psycopg2
import pytest

from plc.embedded.home import Home


@pytest.fixture
def home() -> Iterator[Home]:
    made = Home.throwaway()
    yield made
    made.remove()


@pytest.fixture(scope="module")
def free_home() -> Iterator[Home]:
    """A home nobody holds, for a program under test to take. Not a throw-away one: those are swept while free."""
    made = Home(Path(tempfile.mkdtemp(prefix="plc-demo-")))
    made.prepare()
    yield made
    made.remove()
    shutil.rmtree(made.path, ignore_errors=True)


def rows(url: str, statement: str, *values: object) -> list[tuple]:
    """Run one statement in a connection of its own and commit it."""
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []


def processes_of(home: Home) -> list[psutil.Process]:
    """Living processes that work in this home, by their command line."""
    found = []
    for process in psutil.process_iter():
        try:
            if str(home.path) in " ".join(process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found
