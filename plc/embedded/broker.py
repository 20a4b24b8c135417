"""The message broker of the demo and the tests: a real Valkey server on a socket only we can open."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

from plc.embedded import StartRefused
from plc.embedded.home import Home
from plc.embedded.launch import end, launch, tail
from plc.embedded.programs import broker_binary

READY_SECONDS = 30.0
# sun_path holds 104 bytes on macOS and the BSDs, 108 on Linux.
LONGEST_SOCKET_PATH = 100


class Broker:
    """A broker in a home. What it accepted a second ago survives a kill -9; `start` and `stop` may be repeated."""

    name = "broker"

    def __init__(self, home: Home | None = None) -> None:
        """Without a home the broker gets one of its own, which is gone after `stop`."""
        self._own_home = home is None
        self.home = home or Home.throwaway()
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def socket_path(self) -> Path:
        return self.home.path / "broker" / "broker.sock"

    @property
    def log(self) -> Path:
        return self.home.log("broker")

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket_path}"

    def start(self) -> str:
        """Start and wait for an answer; returns the URL Celery takes."""
        if self.is_running():
            return self.url
        self.home.prepare()
        if len(os.fsencode(self.socket_path)) > LONGEST_SOCKET_PATH:
            raise StartRefused(
                f"The path {self.socket_path} is too long for a socket. Choose a shorter state directory with PLC_HOME."
            )
        directory = self.home.directory("broker")
        shut_down_leftover(self.socket_path)
        self.process = launch(
            [
                *(broker_binary(), "--port", "0", "--unixsocket", self.socket_path, "--unixsocketperm", "700"),
                *("--dir", directory, "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
                *("--maxmemory-policy", "noeviction", "--daemonize", "no"),
            ],
            log=self.log,
            cwd=directory,
        )
        deadline = time.monotonic() + READY_SECONDS
        while not answers(self.socket_path):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise StartRefused(f"The broker did not start. The end of {self.log}:\n{tail(self.log)}")
            time.sleep(0.02)
        return self.url

    def stop(self) -> None:
        if self.process is not None:
            end(self.process, how=signal.SIGTERM, patience=20)
            self.process = None
        if self._own_home:
            self.home.remove()

    def has_consumer(self) -> bool:
        """Whether a worker waits for messages."""
        clients = ask(self.socket_path, b"INFO clients")
        return b"blocked_clients:" in clients and b"blocked_clients:0" not in clients

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


def ask(path: Path, command: bytes) -> bytes:
    """One command of the Redis protocol's inline form; empty when nobody listens or the connection is closed."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        try:
            connection.connect(str(path))
            connection.sendall(command + b"\r\n")
            return connection.recv(4096)
        except OSError:
            return b""


def answers(path: Path) -> bool:
    """Whether a broker listens and has finished loading its log."""
    return ask(path, b"PING").startswith(b"+PONG")


def shut_down_leftover(path: Path) -> None:
    """End a broker whose launcher was killed: two of them would write one log."""
    deadline = time.monotonic() + READY_SECONDS
    while path.exists() and ask(path, b"PING"):
        ask(path, b"SHUTDOWN")
        if time.monotonic() > deadline:
            raise StartRefused(f"A broker from an earlier run still listens on {path} and does not stop.")
        time.sleep(0.05)
