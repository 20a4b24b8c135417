"""Database clusters made once and copied: one with all migrations, and one with the demo districts as well.

Migrating takes more than ten seconds of a processor, and a dozen servers of a test run begin with it. So the first to
need a cluster makes it, as `bin/demo` would, and leaves it under the temporary directory, named by all that it was
made from; a change in any of that makes a new one. Nothing here needs Django.
"""

import datetime
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg2
from psycopg2 import sql

from plc.embedded.home import Home
from plc.embedded.postgres import DATABASE, free_port
from plc.embedded.stack import ROOT, Address, DemoAccount, Stack

# In a cluster with the migrations: what test databases are copied from.
TEMPLATE = "plc_template"
# What a home takes over: the cluster, the passwords that open it, and the accounts of the demo.
PARTS = ("postgres", "secrets.json", "seed")
ROOMS = ("plc", "teams", "assessments", "goals")
KEPT_SECONDS = 3 * 3600
# The demo is written around today, by the clock of its districts.
CLOCK = ZoneInfo("America/New_York")


def migrated_into(home: Home) -> None:
    """Give an empty home a cluster whose databases `plc` and `plc_template` have all tables and no row."""
    _copy("migrated", _of_migrations, _migrate, home)


def seeded_into(home: Home) -> list[DemoAccount]:
    """Give an empty home a cluster with the demo districts of today; who can sign in there."""
    _copy("seeded", _of_the_demo, _seed, home)
    return [DemoAccount(**entry) for entry in json.loads((home.path / "seed" / "accounts.json").read_text())]


def _migrate(home: Home) -> None:
    with _served(home) as stack:
        stack.migrate()
        with closing(psycopg2.connect(stack.postgres.superuser_url("postgres"))) as connection:
            connection.autocommit = True
            made = sql.SQL("create database {} template {} owner plc_owner")
            connection.cursor().execute(made.format(sql.Identifier(TEMPLATE), sql.Identifier(DATABASE)))


def _seed(home: Home) -> None:
    migrated_into(home)
    with _served(home) as stack:
        stack.seed()


@contextmanager
def _served(home: Home) -> Iterator[Stack]:
    """A server for this home's cluster, ended so tidily that its files may be copied."""
    stack = Stack(home, Address("127.0.0.1", free_port(), "localhost"), throwaway=True, say=lambda _: None)
    stack.postgres.start()
    try:
        yield stack
    finally:
        stack.postgres.throwaway = False
        stack.postgres.stop()


# --- Where they are kept


def _copy(kind: str, digest: Callable[[], str], make: Callable[[Home], None], home: Home) -> None:
    shelf = _shelf()
    name = f"{kind}-{digest()}"
    place = shelf / name
    with _locked(_lock_of(place), fcntl.LOCK_EX):
        if not place.exists():
            _tidy(shelf)
            _place(make, place)
            _take_over(place, home)
            if name != f"{kind}-{digest()}":
                # Somebody saved a file meanwhile: nobody knows which of the two this was made from.
                shutil.rmtree(place)
            return
        os.utime(place)  # so that nobody tidies it away for hours
    with _locked(_lock_of(place), fcntl.LOCK_SH):
        _take_over(place, home)


def _take_over(place: Path, home: Home) -> None:
    for part in PARTS:
        if (place / part).exists():
            # Not by Python: PostgreSQL's account keeps its files, and blocks are shared where the disk can do so.
            subprocess.run(["cp", "-Rp", place / part, home.path / part], check=True)


def _place(make: Callable[[Home], None], place: Path) -> None:
    """Made in a throw-away home, which is swept away should we be killed meanwhile, and placed in one move."""
    home = Home.throwaway()
    try:
        make(home)
        home.path.rename(place)
    except BaseException:
        home.remove()
        raise
    home.release()


def _shelf() -> Path:
    """A folder of our own under the temporary directory, closed to others."""
    shelf = Path(tempfile.gettempdir()) / f"plc-prepared-{os.geteuid()}"
    shelf.mkdir(mode=0o700, exist_ok=True)
    if shelf.stat().st_uid != os.geteuid():
        raise PermissionError(f"{shelf} belongs to somebody else. Remove it, or choose another TMPDIR.")
    return shelf


def _tidy(shelf: Path) -> None:
    """Remove what nobody has used for hours and nobody copies at this moment."""
    for place in shelf.iterdir():
        if place.suffix == ".lock":
            continue
        if_free = fcntl.LOCK_EX | fcntl.LOCK_NB
        with suppress(BlockingIOError, FileNotFoundError), _locked(_lock_of(place), if_free):
            if time.time() - place.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(place)


def _lock_of(place: Path) -> Path:
    return place.with_name(f"{place.name}.lock")


@contextmanager
def _locked(place: Path, how: int) -> Iterator[None]:
    with place.open("w") as file:
        fcntl.flock(file, how)
        yield


# --- What they are made from


def _of_migrations() -> str:
    """The migrations, what they call on, and what makes a cluster."""
    migrations = [file for room in ROOMS for file in (ROOT / room).rglob("migrations/*.py")]
    beneath = [file for folder in ("tenancy", "embedded") for file in (ROOT / "plc" / folder).rglob("*.*")]
    settings = [*(ROOT / "plc").glob("*.py"), ROOT / "requirements" / "demo.lock", Path(__file__)]
    return _digest([*migrations, *beneath, *settings], os.environ.get("PLC_POSTGRES_BIN", ""), _boot())


def _of_the_demo() -> str:
    """All of the product's code, and the day."""
    code = [file for room in ROOMS for file in (ROOT / room).rglob("*.*")]
    return _digest(code, _of_migrations(), datetime.datetime.now(CLOCK).date().isoformat())


def _digest(files: Iterable[Path], *words: str) -> str:
    found = hashlib.sha256("\n".join(words).encode())
    for file in sorted(files):
        if file.is_file() and "__pycache__" not in file.parts:
            content = file.read_bytes()
            found.update(f"\n{file.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return found.hexdigest()[:20]


def _boot() -> str:
    """Since when the machine runs, where it says so: what was written without fsync may not survive its crash."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return ""
