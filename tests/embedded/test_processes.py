"""Keeping parts alive, in order and without orphans."""

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from plc.embedded import StartRefused
from plc.embedded.processes import Program, Supervisor


@dataclass
class Part:
    """A part in name only: `runs` says for each look whether it is running, `on_start` what a start does."""

    name: str
    journal: list[str]
    runs: list[bool] = field(default_factory=list)
    on_start: Callable[[int], None] = lambda count: None
    starts: int = 0

    def start(self) -> None:
        self.starts += 1
        self.journal.append(f"{self.name} starts")
        self.on_start(self.starts)

    def stop(self) -> None:
        self.journal.append(f"{self.name} stops")

    def is_running(self) -> bool:
        return self.runs.pop(0) if self.runs else True


def program(tmp_path: Path, *argv: str) -> Program:
    return Program("program", [sys.executable, *argv], env={}, log=tmp_path / "log", cwd=tmp_path, patience=5)


def test_parts_stop_in_reverse_order() -> None:
    journal: list[str] = []
    supervisor = Supervisor(say=journal.append)
    for name in ("database", "broker", "web"):
        supervisor.start(Part(name, journal))
    supervisor.stop()
    assert journal[-3:] == ["web stops", "broker stops", "database stops"]


def test_a_part_that_dies_is_started_again_at_once_and_said_so() -> None:
    journal: list[str] = []
    supervisor = Supervisor(say=journal.append)
    part = Part(
        "worker", journal, runs=[False], on_start=lambda count: supervisor.stopping.set() if count == 2 else None
    )
    supervisor.start(part)
    supervisor.keep_alive()
    assert journal == ["worker starts", "The worker stopped unexpectedly; starting it again.", "worker starts"]


def test_a_start_that_is_refused_is_tried_again_later() -> None:
    said: list[str] = []
    supervisor = Supervisor(say=said.append)

    def refuse_once(count: int) -> None:
        if count == 2:
            raise StartRefused("No room on the disk.")
        if count == 3:
            supervisor.stopping.set()

    part = Part("PostgreSQL", [], runs=[False], on_start=refuse_once)
    supervisor.start(part)
    supervisor.keep_alive()
    assert part.starts == 3
    assert said[-1] == "No room on the disk.\nTrying again in 1 s."


def test_a_part_whose_first_start_fails_is_still_stopped() -> None:
    journal: list[str] = []
    supervisor = Supervisor(say=journal.append)

    def refuse(count: int) -> None:
        raise StartRefused("It cannot be.")

    with pytest.raises(StartRefused):
        supervisor.start(Part("broker", journal, on_start=refuse))
    supervisor.stop()
    assert journal == ["broker starts", "broker stops"]


def test_running_a_program_to_its_end_gives_its_exit_code(tmp_path: Path) -> None:
    supervisor = Supervisor(say=print)
    assert supervisor.run(program(tmp_path, "-c", "raise SystemExit(3)")) == 3


def test_results_and_messages_are_kept_apart(tmp_path: Path) -> None:
    talker = program(tmp_path, "-c", "import sys; print('result'); print('message', file=sys.stderr)")
    talker.output = tmp_path / "output"
    assert Supervisor(say=print).run(talker) == 0
    assert (tmp_path / "output").read_text() == "result\n"
    assert (tmp_path / "log").read_text() == "message\n"


def test_being_told_to_stop_ends_a_step_in_progress(tmp_path: Path) -> None:
    supervisor = Supervisor(say=print)
    with supervisor.heeding_signals():
        signal.raise_signal(signal.SIGTERM)
    sleeper = program(tmp_path, "-c", "import time; time.sleep(600)")
    assert supervisor.run(sleeper) is None
    assert not sleeper.is_running()


@pytest.mark.faults
def test_children_of_a_killed_program_do_not_outlive_its_restart(tmp_path: Path) -> None:
    spawns = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print(child.pid, flush=True); time.sleep(600)"
    )
    parent = program(tmp_path, "-c", spawns)
    parent.start()
    while not (line := (tmp_path / "log").read_text()).endswith("\n"):
        assert parent.is_running()
    orphan = psutil.Process(int(line))
    assert parent.process is not None
    parent.process.kill()
    parent.process.wait()
    parent.start()
    try:
        orphan.wait(10)
    except psutil.TimeoutExpired:
        pytest.fail("the orphan lives on")
    finally:
        parent.stop()


def test_a_program_that_ignores_a_polite_request_is_ended(tmp_path: Path) -> None:
    stubborn = program(
        tmp_path,
        "-c",
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)",
    )
    stubborn.patience = 0.2
    stubborn.start()
    while not (tmp_path / "log").read_text():
        assert stubborn.is_running()
    process = stubborn.process
    stubborn.stop()
    assert isinstance(process, subprocess.Popen)
    assert process.returncode == -signal.SIGKILL
