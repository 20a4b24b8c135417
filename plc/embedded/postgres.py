"""One PostgreSQL server of our own: made on first start, bound to 127.0.0.1, opened by password only.

The wheel's programs are used and its Python layer is not: that one trusts every local user and, as root, opens
all parent directories to everyone.
"""

import signal
import socket
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from plc.embedded import StartRefused
from plc.embedded.cluster import Cluster
from plc.embedded.home import Home, service_account
from plc.embedded.launch import end, launch, tail
from plc.embedded.programs import postgres_binaries

HOST = "127.0.0.1"
DATABASE = "plc"
SUPERUSER = "plc_superuser"
ROLES_SQL = Path(__file__).parents[1] / "tenancy" / "roles.sql"

# A zombie postmaster, or backends of a killed one that still hold its memory, refuse a successor for a while.
RETRY_SECONDS = 20.0
# Replaying the log of a big cluster after a crash takes its time; the server says so and we wait.
RECOVERY_SECONDS = 300.0

SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
}
THROWAWAY_SETTINGS = {
    "max_connections": "100",
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


@dataclass(frozen=True)
class Dsn:
    """How to reach one database as one role."""

    user: str
    password: str
    port: int
    dbname: str
    host: str = HOST

    @property
    def url(self) -> str:
        return f"postgresql://{quote(self.user)}:{quote(self.password)}@{self.host}:{self.port}/{quote(self.dbname)}"


class Postgres:
    """A cluster in a home. `start` and `stop` may be called again and again; `with Postgres(…)` does both."""

    name = "PostgreSQL"

    def __init__(self, home: Home | None = None, *, throwaway: bool = False) -> None:
        """With `throwaway` the cluster is for tests: fast, unsafe in a crash. Without a home it gets one of its
        own, which is gone after `stop`. The caller holds the lock of a home it passes."""
        self._own_home = home is None
        self.home = home or Home.throwaway()
        self.throwaway = throwaway or self._own_home
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def log(self) -> Path:
        return self.home.log("postgresql")

    def start(self) -> Dsn:
        """Start, wait until a login succeeds, set roles and database up; returns the app's way in."""
        if not self.is_running():
            self.home.prepare()
            account = service_account()
            data = self.home.directory("postgres", account=account) / "data"
            cluster = Cluster(data, postgres_binaries(self.home, account), account)
            if not cluster.exists():
                password = self.home.secrets().superuser_password
                cluster.make(superuser=SUPERUSER, password=password, sync=not self.throwaway)
            cluster.check_version()
            cluster.clear_leftover()
            self._start_server(cluster)
            self._set_up_database()
        return self._dsn("plc_app", DATABASE)

    def stop(self) -> None:
        """Stop without losing a committed row; a throw-away cluster does not even tidy up."""
        if self.process is not None:
            end(self.process, how=signal.SIGQUIT if self.throwaway else signal.SIGINT, patience=60)
            self.process = None
        if self._own_home:
            self.home.remove()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def superuser_url(self, dbname: str = "postgres") -> str:
        return self._dsn(SUPERUSER, dbname).url

    def owner_url(self, dbname: str = DATABASE) -> str:
        return self._dsn("plc_owner", dbname).url

    def app_url(self, dbname: str = DATABASE) -> str:
        return self._dsn("plc_app", dbname).url

    def backup_url(self, dbname: str = DATABASE) -> str:
        return self._dsn("plc_backup", dbname).url

    def _dsn(self, user: str, dbname: str) -> Dsn:
        known = self.home.secrets()
        password = {
            SUPERUSER: known.superuser_password,
            "plc_owner": known.owner_password,
            "plc_app": known.app_password,
            "plc_backup": known.backup_password,
        }[user]
        return Dsn(user, password, self.port, dbname)

    def _start_server(self, cluster: Cluster) -> None:
        """Try until a login succeeds; a restart keeps the port, as others have been told it."""
        settings = SETTINGS | (THROWAWAY_SETTINGS if self.throwaway else {})
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        port_is_known = self.port != 0
        retry_until = time.monotonic() + RETRY_SECONDS
        while True:
            if not port_is_known:
                self.port = free_port()
            self.process = launch(
                [cluster.programs / "postgres", "-D", cluster.data, "-p", str(self.port), *options],
                log=self.log,
                cwd=cluster.data.parent,
                account=cluster.account,
                on_parent_death=signal.SIGINT,
            )
            if self._wait_for_login():
                return
            if time.monotonic() > retry_until:
                raise StartRefused(f"PostgreSQL did not start. The end of {self.log}:\n{tail(self.log)}")
            time.sleep(0.2)

    def _wait_for_login(self) -> bool:
        """True after a login with the password, False when the server process has ended. Never trusts a PID."""
        assert self.process is not None  # noqa: S101 - for the type checker
        deadline = time.monotonic() + RECOVERY_SECONDS
        while self.process.poll() is None:
            try:
                psycopg2.connect(self.superuser_url("postgres"), connect_timeout=5).close()
            except psycopg2.OperationalError as error:
                if "password authentication failed" in str(error):
                    self.stop()
                    raise StartRefused(
                        f"The passwords in {self.home.path / 'secrets.json'} do not open the database beside it. "
                        "Put the file that belongs to it back, or start over with --reset."
                    ) from error
                if time.monotonic() > deadline:
                    self.stop()
                    raise StartRefused(f"PostgreSQL is still not ready: {error}. See {self.log}.") from error
                time.sleep(0.03)
            else:
                return True
        return False

    def _set_up_database(self) -> None:
        """Make the database if it is missing and apply roles.sql; doing it again changes nothing but passwords."""
        if self.throwaway:
            # Default privileges belong to one database. A test database, copied from this template, inherits them.
            self._apply_roles("template1")
        with closing(psycopg2.connect(self.superuser_url("postgres"))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("select from pg_database where datname = %s", [DATABASE])
                if not cursor.rowcount:
                    cursor.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))
        self._apply_roles(DATABASE)

    def _apply_roles(self, dbname: str) -> None:
        known = self.home.secrets()
        given = {
            "plc.owner_password": known.owner_password,
            "plc.app_password": known.app_password,
            "plc.backup_password": known.backup_password,
            "plc.owner_creates_databases": "on" if self.throwaway else "off",
        }
        with (
            closing(psycopg2.connect(self.superuser_url(dbname))) as connection,
            connection,
            connection.cursor() as cursor,
        ):
            for name, value in given.items():
                cursor.execute("select set_config(%s, %s, false)", [name, value])
            cursor.execute(ROLES_SQL.read_text())


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
