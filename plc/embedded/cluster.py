"""A PostgreSQL data directory: making it, telling whether it is ours to start, clearing away a server left in it."""

import os
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from plc.embedded import StartRefused
from plc.embedded.home import Account
from plc.embedded.launch import command_line_of
from plc.embedded.programs import POSTGRES_MAJOR


@dataclass(frozen=True)
class Cluster:
    """`data` is the data directory, `programs` the directory of initdb and pg_ctl, `account` who runs them."""

    data: Path
    programs: Path
    account: Account | None

    def make(self, *, superuser: str, password: str, sync: bool) -> None:
        """initdb beside its final place, then rename: a half-made cluster is never taken for a good one."""
        draft = self.data.with_suffix(".init")
        password_file = self.data.parent / "password"
        shutil.rmtree(draft, ignore_errors=True)
        password_file.unlink(missing_ok=True)
        password_file.touch(mode=0o600)
        password_file.write_text(password)
        if self.account:
            os.chown(password_file, self.account.uid, self.account.gid)
        made = self._run(
            *("initdb", "-D", draft, "-U", superuser, "--pwfile", password_file, "--auth", "scram-sha-256"),
            *("-E", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
            *(() if sync else ("--no-sync",)),
        )
        password_file.unlink()
        if made.returncode != 0:
            raise StartRefused(f"PostgreSQL could not make its data directory {draft}:\n{made.stderr.strip()}")
        draft.rename(self.data)

    def exists(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != str(POSTGRES_MAJOR):
            raise StartRefused(
                f"The database in {self.data} was made by PostgreSQL {found}, and this is PostgreSQL "
                f"{POSTGRES_MAJOR}. Dump it with PostgreSQL {found} and restore it here, or start over with --reset."
            )

    def clear_leftover(self) -> None:
        """Stop a server whose launcher was killed; forget a process number that another program has by now.

        Whoever calls this holds the home's lock, so no other launcher is at work here.
        """
        place = self.data / "postmaster.pid"
        try:
            pid = int(place.read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return
        command = command_line_of(pid)
        if str(self.data) in command:
            self._run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", "30")
        elif command:
            # After a reboot the number may be anyone's. A zombie shows no command and clears by itself.
            with suppress(FileNotFoundError):
                place.unlink()

    def _run(self, program: str, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(self.programs / program), *map(str, arguments)],
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
            cwd=self.data.parent,
            capture_output=True,
            text=True,
            check=False,
        )
