"""The whole product, really running, for tests that look at it from outside: servers, web, worker, beat, demo data.

Nothing here needs Django: the product runs in processes of its own, and a test talks to it as people and operators do.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from plc.embedded import StartRefused
from plc.embedded.demo import is_ready
from plc.embedded.home import Home
from plc.embedded.launch import tail
from plc.embedded.postgres import DATABASE, free_port
from plc.embedded.processes import Part, Program
from plc.embedded.stack import Address, DemoAccount, Stack
from tests import prepared

# Both far above what it takes on a machine at rest: a crowded one is no fault of the product's.
WHOLE_SECONDS = 300.0
PATIENT_SECONDS = 180.0


def wait_until(holds: Callable[[], bool], what: str, seconds: float = PATIENT_SECONDS) -> None:
    """Look again and again; ``AssertionError`` with these words when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"{what}: not within {seconds:.0f} s"
        time.sleep(0.05)


class Holdable:
    """A part that a test may hold down: while held, the supervisor takes it for running and leaves it dead."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.name = part.name
        self.is_held = False

    def start(self) -> object:
        return self.part.start()

    def stop(self) -> None:
        self.part.stop()

    def is_running(self) -> bool:
        return self.is_held or self.part.is_running()


class LiveStack:
    """The product in a home of its own. ``with LiveStack() as stack`` starts everything and leaves no process behind.

    ``durable`` keeps PostgreSQL safe in a crash (fsync on), as tests that kill it need; else it is fast and unsafe.
    ``worker_app`` is the Celery app module of the worker, and ``worker_environment`` what it is told besides.
    """

    def __init__(
        self, *, durable: bool = False, worker_app: str = "plc", worker_environment: Mapping[str, str] | None = None
    ) -> None:
        self.home = Home.throwaway()
        self.said: list[str] = []
        address = Address("127.0.0.1", free_port(), "localhost")
        self.stack = Stack(self.home, address, throwaway=not durable, say=self.said.append)
        self.base_url = address.url
        self.accounts: list[DemoAccount] = []
        self._worker_app = worker_app
        self._worker_environment = dict(worker_environment or {})
        self._parts: dict[str, Holdable] = {}
        self._keeper = threading.Thread(target=self.stack.supervisor.keep_alive, name="supervisor")

    def __enter__(self) -> "LiveStack":
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # --- what tests ask for

    @property
    def mail(self) -> Path:
        return self.home.directory("mail")

    def account(self, role: str, district: str = "Harbor Valley") -> DemoAccount:
        return next(each for each in self.accounts if each.role == role and each.district == district)

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """One statement as superuser, past every fence, committed."""
        with self.connection() as connection, connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def connection(self, *, autocommit: bool = True) -> Iterator[Any]:
        with closing(psycopg2.connect(self.stack.postgres.superuser_url(DATABASE))) as connection:
            connection.autocommit = autocommit
            yield connection

    def process(self, name: str) -> psutil.Process:
        """The main process of “PostgreSQL”, “broker”, “web server”, “worker” or “beat”."""
        part: Any = self._parts[name].part
        return psutil.Process(part.process.pid)

    def kill(self, name: str) -> psutil.Process:
        """kill -9 of a part's main process, of nothing else; the supervisor sees to the rest."""
        victim = self.process(name)
        victim.kill()
        return victim

    @contextmanager
    def held_down(self, name: str) -> Iterator[None]:
        """Kill a part and keep it dead inside the block; afterwards the supervisor restarts it."""
        part = self._parts[name]
        part.is_held = True
        try:
            victim = self.kill(name)
            wait_until(lambda: not part.part.is_running(), f"the {name} is dead")
            victim.wait(PATIENT_SECONDS)
            yield
        finally:
            part.is_held = False

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """Stop a part's processes where they are, without killing them, inside the block."""
        main = self.process(name)
        frozen = [main, *main.children(recursive=True)]
        for each in frozen:
            each.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for each in frozen:
                each.send_signal(signal.SIGCONT)

    def is_whole(self) -> bool:
        """Every part runs, pages are served and a worker waits for messages.

        Asking the parts comes first: the orphans of a killed web server still answer until the supervisor ends them.
        """
        runs = all(held.part.is_running() for held in self._parts.values())
        return runs and is_ready(self.stack.address) and self.stack.broker.has_consumer()

    def processes(self) -> list[psutil.Process]:
        """Every living process that belongs to this home, whoever its parent is by now."""
        return [each for each in psutil.process_iter() if each.pid != os.getpid() and self._is_ours(each)]

    # --- starting and stopping

    def _start(self) -> None:
        self.accounts = prepared.seeded_into(self.home)
        self._run(self.stack.postgres)
        self._run(self.stack.broker)
        worker = self.stack.worker()
        worker.argv = [self._worker_app if part == "plc" else part for part in worker.argv]
        worker.env = {**worker.env, **self._worker_environment}
        programs = [self.stack.web(), worker, self.stack.beat()]
        for program in programs:
            self._run(program)
        self._wait_until_whole(programs)
        self._keeper.start()

    def _run(self, part: Part) -> None:
        self._parts[part.name] = Holdable(part)
        self.stack.supervisor.start(self._parts[part.name])

    def _wait_until_whole(self, programs: list[Program]) -> None:
        deadline = time.monotonic() + WHOLE_SECONDS
        while not self.is_whole():
            for part in programs:
                if not part.is_running() or time.monotonic() > deadline:
                    raise StartRefused(f"The {part.name} did not start. The end of {part.log}:\n{tail(part.log)}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop everything and remove the home; ``AssertionError`` if any process of it is left."""
        self.stack.supervisor.stopping.set()
        if self._keeper.is_alive():
            self._keeper.join()
        self.stack.supervisor.stop()
        left = [f"{each.pid} {' '.join(each.cmdline())}" for each in self.processes()]
        self.home.remove()
        assert left == [], f"These processes outlived the stack: {left}"

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            place = str(self.home.path)
            told = process.environ().get("PLC_HOME") == place
            return told or process.cwd().startswith(place) or place in " ".join(process.cmdline())
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False
