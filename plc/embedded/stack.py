"""The whole product on one machine: servers, web, worker and beat, told about each other by environment."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from plc.embedded import StartRefused
from plc.embedded.broker import Broker
from plc.embedded.home import Home
from plc.embedded.launch import tail
from plc.embedded.postgres import Postgres
from plc.embedded.processes import Program, Supervisor

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class DemoAccount:
    """One person of the demo district to sign in as."""

    role: str
    name: str
    email: str
    password: str
    district: str


@dataclass(frozen=True)
class Address:
    """Where the web server listens (`host`, `port`) and what people type (`name`)."""

    host: str
    port: int
    name: str

    @property
    def url(self) -> str:
        return f"http://{self.name}:{self.port}"


class Stack:
    """Parts of the product in one home. The caller holds the home's lock."""

    def __init__(
        self, home: Home, address: Address, *, throwaway: bool = False, say: Callable[[str], None] = print
    ) -> None:
        self.home = home
        self.address = address
        self.postgres = Postgres(home, throwaway=throwaway)
        self.broker = Broker(home)
        self.supervisor = Supervisor(say)

    def environment(self, *, as_owner: bool = False) -> dict[str, str]:
        """For our programs. Only the migration step is told the owner's password."""
        return os.environ | {
            "PLC_ENVIRONMENT": "demo",
            "PLC_SECRET_KEY": self.home.secrets().secret_key,
            "PLC_DATABASE_URL": self.postgres.owner_url() if as_owner else self.postgres.app_url(),
            "PLC_BROKER_URL": self.broker.url,
            "PLC_BASE_URL": self.address.url,
            "PLC_ALLOWED_HOSTS": self.address.name,
            "PLC_EMAIL_URL": f"file://{self.home.directory('mail')}",
            "PLC_HOME": str(self.home.path),
            "PYTHONUNBUFFERED": "1",
        }

    def migrate(self) -> bool:
        """Bring the tables up to date as their owner; False when told to stop meanwhile."""
        program = self._program("migrate", "manage.py", "migrate", "--no-input", as_owner=True)
        return self._finish(program)

    def seed(self) -> list[DemoAccount]:
        """Fill an empty database with the demo districts; one account per role, none when told to stop meanwhile."""
        output = self.home.directory("seed") / "accounts.json"
        program = self._program("seed", "manage.py", "seed_demo", "--json")
        program.output = output
        return [DemoAccount(**entry) for entry in json.loads(output.read_text())] if self._finish(program) else []

    def web(self) -> Program:
        """Two processes of one thread each: pages are CPU-bound, and threads only queue for the interpreter."""
        # A thread keeps its database connection; ending idle threads would throw that away.
        return self._program(
            "web server",
            *("-m", "granian", "--interface", "wsgi", "--host", self.address.host, "--port", str(self.address.port)),
            *("--workers", "2", "--blocking-threads", "1", "--blocking-threads-idle-timeout", "600"),
            *("--respawn-failed-workers", "--no-ws", "--workers-kill-timeout", "10", "plc.wsgi:application"),
        )

    def worker(self) -> Program:
        """Without gossip, mingling and heartbeat: with them a worker stays deaf after a network outage."""
        return self._program(
            "worker",
            *("-m", "celery", "-A", "plc", "worker", "-c", "2", "--loglevel", "INFO"),
            *("--without-mingle", "--without-gossip", "--without-heartbeat"),
        )

    def beat(self) -> Program:
        schedule = self.home.directory("beat") / "schedule"
        return self._program("beat", "-m", "celery", "-A", "plc", "beat", "--loglevel", "WARNING", "-s", str(schedule))

    def _program(self, name: str, *arguments: str, as_owner: bool = False) -> Program:
        return Program(
            name=name,
            argv=[sys.executable, *arguments],
            env=self.environment(as_owner=as_owner),
            log=self.home.log(name.replace(" ", "-")),
            cwd=ROOT,
        )

    def _finish(self, program: Program) -> bool:
        code = self.supervisor.run(program)
        if code:
            raise StartRefused(f"The step “{program.name}” failed. The end of {program.log}:\n{tail(program.log)}")
        return code is not None
