"""`bin/demo`: the whole product on this machine, with a seeded district, until Ctrl-C."""

import argparse
import errno
import http.client
import json
import os
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass

from plc.embedded import StartRefused
from plc.embedded.home import Home
from plc.embedded.launch import tail
from plc.embedded.main_job import run_main_job
from plc.embedded.processes import Program
from plc.embedded.stack import Address, DemoAccount, Stack

DEFAULT_PORT = 8000
WHOLE_SECONDS = 60.0
ROLE_WORDS = {
    "teacher": "Teacher",
    "facilitator": "Facilitator",
    "principal": "Principal",
    "district_admin": "District admin",
}


@dataclass(frozen=True)
class Running:
    """What a running demo leaves for others to find: where it is and who can sign in."""

    url: str
    pid: int
    accounts: list[DemoAccount]

    def write(self, home: Home) -> None:
        place = home.path / "running.json"
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(self), file)

    @classmethod
    def read(cls, home: Home) -> "Running | None":
        try:
            found = json.loads((home.path / "running.json").read_text())
        except (OSError, ValueError):
            return None
        return cls(found["url"], found["pid"], [DemoAccount(**entry) for entry in found["accounts"]])


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    home = Home.default()
    try:
        home.prepare()
        if not home.hold():
            return _meet_running(home, options)
        try:
            return _demo(home, options)
        finally:
            home.release()
    except StartRefused as refusal:
        print(f"\n{refusal}", file=sys.stderr)
        return 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/demo", description="Run the product on this machine with a demo district; Ctrl-C stops it."
    )
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"port of the web server ({DEFAULT_PORT})")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 lets other machines in")
    parser.add_argument("--reset", action="store_true", help="forget all data and start over")
    parser.add_argument("--check", action="store_true", help="run the main job once, print its figures, and stop")
    return parser.parse_args(arguments)


def _meet_running(home: Home, options: argparse.Namespace) -> int:
    running = Running.read(home)
    if running is None:
        raise StartRefused(f"Another bin/demo is starting in {home.path} at this moment. Give it a minute.")
    if options.check and not options.reset:
        return run_main_job(running.url, running.accounts)
    raise StartRefused(
        f"The demo is already running at {running.url} (process {running.pid}). "
        "Stop it with Ctrl-C in its terminal first."
    )


def _demo(home: Home, options: argparse.Namespace) -> int:
    (home.path / "running.json").unlink(missing_ok=True)
    address = address_of(options.host, options.port)
    check_port_is_free(address)
    if options.reset:
        home.empty()
        home.prepare()
        print(f"Removed the demo data in {home.path}.")
    stack = Stack(home, address)
    with stack.supervisor.heeding_signals():
        try:
            accounts = _start(stack)
            if not accounts:
                return 1
            if options.check:
                return run_main_job(address.url, accounts)
            Running(address.url, os.getpid(), accounts).write(home)
            _welcome(address, accounts, home)
            stack.supervisor.keep_alive()
            return 0
        finally:
            print("\nStopping …", flush=True)
            (home.path / "running.json").unlink(missing_ok=True)
            stack.supervisor.stop()
            print(f"Stopped. The data stays in {home.path}; the next bin/demo goes on with it.")


def _start(stack: Stack) -> list[DemoAccount]:
    """Start everything in order; no accounts when told to stop meanwhile."""
    with _step("PostgreSQL"):
        stack.supervisor.start(stack.postgres)
    with _step("Broker"):
        stack.supervisor.start(stack.broker)
    with _step("Tables"):
        if not stack.migrate():
            return []
    with _step("Demo districts"):
        accounts = stack.seed()
    with _step("Web server, worker, beat"):
        programs = [stack.web(), stack.worker(), stack.beat()]
        for program in programs:
            if stack.supervisor.stopping.is_set():
                return []
            stack.supervisor.start(program)
        _wait_until_whole(stack, programs)
    return [] if stack.supervisor.stopping.is_set() else accounts


def _wait_until_whole(stack: Stack, parts: Sequence[Program]) -> None:
    """Until pages are served and a worker waits for messages."""
    deadline = time.monotonic() + WHOLE_SECONDS
    while not (is_ready(stack.address) and stack.broker.has_consumer()):
        for part in parts:
            if not part.is_running() or time.monotonic() > deadline:
                raise StartRefused(f"The {part.name} did not start. The end of {part.log}:\n{tail(part.log)}")
        if stack.supervisor.stopping.wait(0.05):
            return


@contextmanager
def _step(what: str) -> Iterator[None]:
    print(f"  {what:<26}", end="", flush=True)
    began = time.monotonic()
    yield
    print(f"{time.monotonic() - began:5.1f} s", flush=True)


def _welcome(address: Address, accounts: Sequence[DemoAccount], home: Home) -> None:
    print(f"\nOpen {address.url} and sign in as one of:\n")
    for account in accounts:
        role = ROLE_WORDS.get(account.role, account.role)
        print(f"  {role:<15} {account.email:<38} {account.password:<22} {account.district}")
    print(f"\nData, logs and sent e-mail are in {home.path}. Ctrl-C stops everything.", flush=True)


def address_of(host: str, port: int) -> Address:
    """What people type for a host to listen on; “localhost” by name, as passkeys refuse bare addresses."""
    if host in {"127.0.0.1", "localhost", "::1"}:
        return Address("127.0.0.1" if host == "localhost" else host, port, "localhost")
    if host not in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        return Address(host, port, host)
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe, suppress(OSError):
        # Connecting a datagram socket sends nothing; it picks the address the network sees us at.
        probe.connect(("192.0.2.1", 9))
        return Address(host, port, probe.getsockname()[0])
    return Address(host, port, socket.gethostname())


def check_port_is_free(address: Address) -> None:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        # As the server does: a port whose last connections are still winding down is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OverflowError as error:
            raise StartRefused(f"{address.port} is no port; write a number from 1 to 65535.") from error
        except OSError as error:
            reason = {
                errno.EADDRINUSE: f"Port {address.port} is taken by another program.",
                errno.EACCES: f"Port {address.port} is reserved for root.",
            }.get(error.errno or 0, f"Nothing can listen on {address.host}, port {address.port}: {error.strerror}.")
            raise StartRefused(f"{reason} Choose another one, for example: bin/demo --port 8080") from error


def is_ready(address: Address) -> bool:
    """Whether the web server answers that it can serve, database and tables included."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address.host, address.host)  # noqa: S104 - compared, not bound
    with closing(http.client.HTTPConnection(target, address.port, timeout=10)) as connection:
        try:
            connection.request("GET", "/readyz", headers={"Host": f"{address.name}:{address.port}"})
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False


if __name__ == "__main__":
    sys.exit(main())
