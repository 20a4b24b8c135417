"""`bin/demo` itself: what it says when it cannot start, and how it heals when its parts are killed."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from plc.embedded.broker import Broker
from plc.embedded.demo import Running, address_of, is_ready, main
from plc.embedded.home import Home
from plc.embedded.postgres import free_port
from plc.embedded.stack import Address, DemoAccount
from tests import prepared

ROOT = Path(__file__).resolve().parents[2]


def test_a_taken_port_is_said_plainly_and_nothing_is_started(
    free_home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLC_HOME", str(free_home.path))
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["--port", str(port), "--reset"]) == 1
    assert capsys.readouterr().err == (
        f"\nPort {port} is taken by another program. Choose another one, for example: bin/demo --port 8080\n"
    )
    assert not (free_home.path / "postgres").exists()


def test_a_second_start_names_the_running_one(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLC_HOME", str(home.path))
    account = DemoAccount("teacher", "Alice", "alice@example.org", "words", "Harbor Valley")
    Running("http://localhost:8123", 4711, [account]).write(home)
    assert (home.path / "running.json").stat().st_mode & 0o777 == 0o600
    assert Running.read(home) == Running("http://localhost:8123", 4711, [account])
    assert main(["--reset"]) == 1
    assert "The demo is already running at http://localhost:8123 (process 4711)." in capsys.readouterr().err


def test_a_demo_that_is_just_starting_is_named_too(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLC_HOME", str(home.path))
    assert main([]) == 1
    assert "Another bin/demo is starting" in capsys.readouterr().err


def test_people_type_a_name_the_server_answers_to() -> None:
    assert address_of("127.0.0.1", 8000) == Address("127.0.0.1", 8000, "localhost")
    assert address_of("plc.example.org", 80).url == "http://plc.example.org:80"
    everywhere = address_of("0.0.0.0", 8000)  # noqa: S104
    assert everywhere.host == "0.0.0.0"  # noqa: S104
    assert everywhere.name not in {"", "0.0.0.0"}  # noqa: S104


@dataclass
class Demo:
    process: subprocess.Popen[str]
    home: Home
    address: Address

    def part(self, words: str) -> psutil.Process | None:
        """The direct child of the demo whose command line has these words."""
        for child in psutil.Process(self.process.pid).children():
            try:
                if words in " ".join(child.cmdline()) and child.status() != psutil.STATUS_ZOMBIE:
                    return child
            except psutil.NoSuchProcess:
                continue
        return None

    def is_whole(self) -> bool:
        """Pages are served, and a worker waits for messages."""
        served = is_ready(self.address) and Broker(self.home).has_consumer()
        return served and self.part("celery -A plc beat") is not None


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"{what}: not within {seconds:.0f} s"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def demo(free_home: Home) -> Iterator[Demo]:
    """A demo that goes on with the data of an earlier one; from nothing it starts in the test of the README."""
    home = free_home
    prepared.seeded_into(home)
    address = Address("127.0.0.1", free_port(), "localhost")
    log = (home.path / "terminal").open("w+")
    process = subprocess.Popen(
        [sys.executable, "-m", "plc.embedded.demo", "--port", str(address.port)],
        cwd=ROOT,
        env=os.environ | {"PLC_HOME": str(home.path)},
        stdout=log,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = Demo(process, home, address)
    try:
        wait_until(lambda: process.poll() is not None or (home.path / "running.json").exists(), "the demo starts", 120)
        assert process.poll() is None, (home.path / "terminal").read_text()
        wait_until(running.is_whole, "the worker joins")
        yield running
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(60)
        log.close()


@pytest.mark.faults
def test_it_prints_an_account_for_each_role_and_for_a_second_district(demo: Demo) -> None:
    accounts = json.loads((demo.home.path / "running.json").read_text())["accounts"]
    printed = (demo.home.path / "terminal").read_text()
    assert demo.address.url in printed
    for account in accounts:
        assert re.search(rf"{re.escape(account['email'])} +{re.escape(account['password'])}", printed)
    assert {account["role"] for account in accounts} >= {"teacher", "facilitator", "principal", "district_admin"}
    assert len({account["district"] for account in accounts if account["role"] == "teacher"}) >= 2


@pytest.mark.faults
@pytest.mark.parametrize(
    "words", ["granian", "celery -A plc worker", "celery -A plc beat", "valkey-server", "postgres -D"]
)
def test_it_heals_by_itself_after_kill_9_of_any_part(demo: Demo, words: str) -> None:
    killed = demo.part(words)
    assert killed is not None
    killed.kill()

    def healed() -> bool:
        again = demo.part(words)
        return again is not None and again.pid != killed.pid and demo.is_whole()

    wait_until(healed, f"“{words}” is back")


@pytest.mark.faults
def test_the_main_job_runs_in_a_demo_that_has_healed(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLC_HOME", str(demo.home.path))
    assert main(["--check"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"uploaded \d+ students × \d+ items", said)
    assert re.search(r"report run \d+ is computed and on the page +\d+\.\d\d s", said)
    assert re.search(r"Tested +\d+ of \d+", said)


@pytest.mark.faults
@pytest.mark.parametrize("words", ["granian", "celery -A plc worker"])
def test_it_heals_after_kill_9_of_a_process_of_the_pool(demo: Demo, words: str) -> None:
    main_process = demo.part(words)
    assert main_process is not None
    wait_until(lambda: len(main_process.children()) == 2, "the pool is full")
    killed = main_process.children()[0]
    killed.kill()
    wait_until(
        lambda: len([child for child in main_process.children() if child.pid != killed.pid]) == 2 and demo.is_whole(),
        f"the pool of “{words}” is full again",
    )


@pytest.mark.faults
def test_ctrl_c_leaves_no_process(demo: Demo) -> None:
    everything = psutil.Process(demo.process.pid).children(recursive=True)
    assert len(everything) > 10
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(60) == 0
    _, alive = psutil.wait_procs(everything, timeout=10)
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
    assert not (demo.home.path / "running.json").exists()
    assert "Stopped. The data stays in" in (demo.home.path / "terminal").read_text()
