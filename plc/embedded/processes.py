"""Programs and servers kept alive together: started in order, restarted when one dies, stopped in reverse."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Protocol

from plc.embedded import StartRefused
from plc.embedded.launch import end, end_group, launch

LOOK_SECONDS = 0.2
LONGEST_PAUSE = 30.0
# A part that ran this long had recovered; its next death starts again with no pause.
STEADY_SECONDS = 60.0


class Part(Protocol):
    """Anything that can be kept alive: a program below, PostgreSQL or the broker."""

    @property
    def name(self) -> str: ...
    def start(self) -> object: ...
    def stop(self) -> None: ...
    def is_running(self) -> bool: ...


@dataclass
class Program:
    """A program of ours. `patience` is how many seconds it has to finish what it is doing when asked to stop."""

    name: str
    argv: Sequence[str | Path]
    env: Mapping[str, str]
    log: Path
    cwd: Path
    patience: float = 20.0
    output: Path | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        if self.process is not None:
            end_group(self.process)
        self.process = launch(self.argv, log=self.log, cwd=self.cwd, env=self.env, output=self.output)

    def stop(self) -> None:
        if self.process is not None:
            end(self.process, how=signal.SIGTERM, patience=self.patience)
            self.process = None

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass
class _Watch:
    """What the supervisor remembers of one part."""

    part: Part
    since: float
    pause: float = 0.0
    retry_at: float | None = None


class Supervisor:
    """Holds the parts that run, in the order they were started."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.stopping = threading.Event()
        self._watched: list[_Watch] = []

    def start(self, part: Part) -> None:
        # Watched before it runs: a start that fails half-way is cleaned up too.
        watch = _Watch(part, time.monotonic())
        self._watched.append(watch)
        part.start()
        watch.since = time.monotonic()

    def keep_alive(self) -> None:
        """Restart whatever dies until told to stop. The first restart is immediate, later ones wait longer."""
        while not self.stopping.wait(LOOK_SECONDS):
            for watch in self._watched:
                self._look_after(watch)

    def stop(self) -> None:
        """Stop everything, last started first, so that nothing loses a server it still needs."""
        self.stopping.set()
        while self._watched:
            self._watched.pop().part.stop()

    def run(self, program: Program) -> int | None:
        """Run a program to its end; its exit code, or None when we were told to stop meanwhile."""
        program.start()
        try:
            while program.is_running():
                if self.stopping.wait(0.05):
                    return None
            return program.process.returncode if program.process else None
        finally:
            program.stop()

    @contextmanager
    def heeding_signals(self) -> Iterator[None]:
        """Ctrl-C, a polite kill and a closed terminal all ask for an orderly stop."""

        def ask(number: int, frame: FrameType | None) -> None:
            self.stopping.set()

        heeded = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = [signal.signal(number, ask) for number in heeded]
        try:
            yield
        finally:
            for number, handler in zip(heeded, before, strict=True):
                signal.signal(number, handler)

    def _look_after(self, watch: _Watch) -> None:
        now = time.monotonic()
        if watch.retry_at is None:
            if watch.part.is_running():
                return
            if now - watch.since > STEADY_SECONDS:
                watch.pause = 0.0
            watch.retry_at = now + watch.pause
            later = f" in {watch.pause:.0f} s" if watch.pause else ""
            self.say(f"The {watch.part.name} stopped unexpectedly; starting it again{later}.")
        if now < watch.retry_at:
            return
        watch.pause = min(LONGEST_PAUSE, max(1.0, watch.pause * 2))
        try:
            watch.part.start()
        except StartRefused as error:
            self.say(f"{error}\nTrying again in {watch.pause:.0f} s.")
            watch.retry_at = time.monotonic() + watch.pause
        else:
            watch.retry_at = None
            watch.since = time.monotonic()
