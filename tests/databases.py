"""Test databases: copies of the migrated template, one for each process, used as the app's role."""

import fcntl
import os
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

from tests.prepared import TEMPLATE

ROOT = Path(__file__).resolve().parent.parent


def owner_url(name: str) -> str:
    return os.environ["PLC_TEST_OWNER_URL"].format(name=name)


def app_url(name: str) -> str:
    return os.environ["PLC_TEST_APP_URL"].format(name=name)


def superuser_url(name: str) -> str:
    return os.environ["PLC_TEST_SUPERUSER_URL"].rsplit("/", 1)[0] + f"/{name}"


@contextmanager
def connected(url: str):
    """An autocommitting connection, closed at the end."""
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        yield connection


def make_database(name: str) -> None:
    """A fresh copy of the migrated template. Only one copy is made at a time: nobody may look into a template then."""
    port = urlsplit(superuser_url("postgres")).port
    lock = Path(tempfile.gettempdir()) / f"plc-template-{port}.lock"
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with connected(superuser_url("postgres")) as connection, connection.cursor() as cursor:
            cursor.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            cursor.execute(
                sql.SQL("create database {} template {} owner plc_owner").format(
                    sql.Identifier(name), sql.Identifier(TEMPLATE)
                )
            )
            cursor.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
            cursor.execute(sql.SQL("grant connect, temporary on database {} to plc_app").format(sql.Identifier(name)))
