"""The directory everything embedded lives in: where it is, who may enter it, its lock and its secrets."""

import fcntl
import json
import os
import pwd
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from plc.embedded import StartRefused

THROWAWAY_PREFIX = "plc-throwaway-"


@dataclass(frozen=True)
class Secrets:
    """Passwords and the signing key, random for each home and never printed."""

    secret_key: str
    superuser_password: str
    owner_password: str
    app_password: str
    backup_password: str

    @classmethod
    def random(cls) -> "Secrets":
        return cls(secrets.token_urlsafe(48), *(secrets.token_urlsafe(24) for _ in range(4)))


@dataclass(frozen=True)
class Account:
    """The unprivileged account a server runs under when we are root."""

    name: str
    uid: int
    gid: int


def service_account() -> Account | None:
    """None for an ordinary user; for root the account PostgreSQL runs under, as it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise StartRefused(
        "PostgreSQL does not run as root, and this machine has neither a “postgres” nor a “nobody” account. "
        "Run this as an ordinary user, or add one: useradd --system postgres"
    )


def default_path(environ: Mapping[str, str]) -> Path:
    """PLC_HOME if set; else /var/lib/plc for root and the XDG data directory for a user."""
    if chosen := environ.get("PLC_HOME"):
        return Path(chosen).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/plc")
    data = environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "plc"


class Home:
    """One state directory. Only names listed in `CONTENTS` are ever removed from it."""

    CONTENTS = ("postgres", "programs", "broker", "beat", "seed", "mail", "logs", "secrets.json", "running.json")

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._held: TextIO | None = None

    @classmethod
    def default(cls) -> "Home":
        return cls(default_path(os.environ))

    @classmethod
    def throwaway(cls) -> "Home":
        """A new home under the temporary directory, locked by its maker; abandoned ones are swept away first."""
        sweep_abandoned()
        home = cls(Path(tempfile.mkdtemp(prefix=THROWAWAY_PREFIX)))
        home.prepare()
        home.hold()
        return home

    def prepare(self) -> None:
        """Make the directory. Root's may be walked through, not listed: PostgreSQL's account lives inside it."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
            self.directory("logs")
        except OSError as error:
            raise StartRefused(
                f"The state directory {self.path} cannot be used: {error.strerror}. "
                "Choose another one with the environment variable PLC_HOME."
            ) from error

    def directory(self, name: str, *, account: Account | None = None) -> Path:
        """A private directory inside this home, owned by `account` where one is given."""
        place = self.path / name
        place.mkdir(mode=0o700, exist_ok=True)
        place.chmod(0o700)
        if account is not None:
            os.chown(place, account.uid, account.gid)
        return place

    def log(self, name: str) -> Path:
        return self.path / "logs" / f"{name}.log"

    def secrets(self) -> Secrets:
        """Read the secrets, making them on first use in a file only its owner can read."""
        place = self.path / "secrets.json"
        try:
            return Secrets(**json.loads(place.read_text()))
        except FileNotFoundError:
            made = Secrets.random()
        except (ValueError, TypeError) as error:
            raise StartRefused(
                f"{place} is damaged, so the database in {self.path} can no longer be opened. "
                "Put the file back from a backup, or start over with --reset."
            ) from error
        draft = place.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(made), file)
        draft.rename(place)
        return made

    def hold(self) -> bool:
        """Lock this home for this process; False when another holds it. A kill -9 frees it, so it never goes stale."""
        # Locked before it has its name: a sweep must never find the lock of a living home free.
        draft = self.path / f"lock.{os.getpid()}"
        place = self.path / "lock"
        chosen = place if place.exists() else draft
        file = os.fdopen(os.open(chosen, os.O_RDWR | os.O_CREAT, 0o600), "r+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        if draft.exists():
            draft.rename(place)
        self._held = file
        return True

    def release(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None

    def empty(self) -> None:
        """Remove what we made and nothing else, whatever directory PLC_HOME may point at."""
        for name in self.CONTENTS:
            place = self.path / name
            if place.is_dir() and not place.is_symlink():
                shutil.rmtree(place, onerror=_unless_gone)
            else:
                place.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove a throw-away home altogether."""
        self.empty()
        self.release()
        (self.path / "lock").unlink(missing_ok=True)
        with suppress(OSError):
            self.path.rmdir()


def _unless_gone(_: Any, __: str, raised: Any) -> None:
    """Somebody who sweeps may be at the same home, once its maker has let go of it."""
    if not issubclass(raised[0], FileNotFoundError):
        raise raised[1]


def sweep_abandoned() -> None:
    """Remove throw-away homes whose maker was killed before it could do so itself."""
    for place in Path(tempfile.gettempdir()).glob(f"{THROWAWAY_PREFIX}*"):
        with suppress(OSError):
            owned = place.stat().st_uid == os.geteuid()
            # No lock file yet: another process is making this one at this very moment.
            if owned and (place / "lock").exists():
                home = Home(place)
                if home.hold():
                    home.remove()
