"""Starting and ending child processes so that none outlives us, not even when we are killed."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from plc.embedded.home import Account

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def launch(
    argv: Sequence[str | Path],
    *,
    log: Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    account: Account | None = None,
    output: Path | None = None,
    on_parent_death: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start `argv` in a session of its own; what it prints is appended to `log`, or its results written to `output`.

    The session keeps a Ctrl-C for us alone, so that we can stop children in order. Linux also sends
    `on_parent_death` should we be killed; it watches the calling thread, so call from the main one.
    """
    with log.open("ab") as messages, (output or log).open("wb" if output else "ab") as results:
        return subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=results,
            stderr=messages,
            cwd=cwd,
            env=None if env is None else dict(env),
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            preexec_fn=_parent_death_signal(on_parent_death),  # noqa: PLW1509 - one system call, no Python locks
        )


def _parent_death_signal(number: signal.Signals) -> Callable[[], None] | None:
    if _libc is None:
        return None
    prctl = _libc.prctl
    return lambda: prctl(PR_SET_PDEATHSIG, int(number))


def end(process: subprocess.Popen[bytes], *, how: signal.Signals, patience: float) -> None:
    """Ask a child to stop, wait `patience` seconds, then end its whole group; reaps it either way."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            process.send_signal(how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a child's group: pool workers outlive a main process that was killed -9."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def command_line_of(pid: int) -> str:
    """The command line of a process; empty when it is gone or a zombie."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            return ""
    shown = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout.strip()


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log, for a sentence that has to explain why something did not start."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
