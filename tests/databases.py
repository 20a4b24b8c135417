"""Test databases: one template migrated as the owner, copied for each process, used as the app's role."""

import fcntl
import os
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "plc_template"


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
    """A fresh copy of the migrated template, which is made once a run whoever comes first."""
    port = urlsplit(superuser_url("postgres")).port
    lock = Path(tempfile.gettempdir()) / f"plc-template-{port}.lock"
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with connected(superuser_url("postgres")) as connection, connection.cursor() as cursor:
            cursor.execute("select from pg_database where datname = %s", [TEMPLATE])
            is_made = bool(cursor.rowcount)
        if not is_made:
            _make_template()
        with connected(superuser_url("postgres")) as connection, connection.cursor() as cursor:
            cursor.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            cursor.execute(
                sql.SQL("create database {} template {} owner plc_owner").format(
                    sql.Identifier(name), sql.Identifier(TEMPLATE)
                )
            )
            cursor.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
            cursor.execute(sql.SQL("grant connect, temporary on database {} to plc_app").format(sql.Identifier(name)))


def _make_template() -> None:
    draft = f"{TEMPLATE}_draft"
    with connected(superuser_url("postgres")) as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(draft)))
        cursor.execute(sql.SQL("create database {} owner plc_owner").format(sql.Identifier(draft)))
    migrate(draft)
    with connected(superuser_url("postgres")) as connection, connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("alter database {} rename to {}").format(sql.Identifier(draft), sql.Identifier(TEMPLATE))
        )


def migrate(name: str) -> None:
    """Migrations run as the owner, in a process of their own, just as in production."""
    environment = {**os.environ, "PLC_DATABASE_URL": owner_url(name)}
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"migrate failed:\n{done.stdout}\n{done.stderr}")
