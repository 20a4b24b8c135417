"""Make the project's `.venv` from a lock file, then run something in it. Standard library only, Python 3.11 or newer.

python3 bin/environment.py demo -m plc.embedded.demo …    run in an environment with what the demo needs
python3 bin/environment.py test bin/run_tests.py …        … with what the tests need, which includes the demo's
python3 bin/environment.py bench -m benchmarks.statistics … with what one benchmark is held against as well
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / ".venv"
PYTHON = PLACE / "bin" / "python"
STAMP = PLACE / "installed-locks.json"

# What an environment made from this lock can also serve as.
INCLUDES = {"demo": ("demo",), "test": ("test", "demo"), "bench": ("bench", "test", "demo")}


def main(arguments: list[str]) -> None:
    lock_name, *command = arguments
    home = os.environ.get("PLC_HOME")
    if home:
        os.environ["PLC_HOME"] = str(Path(home).expanduser().absolute())  # before the working directory changes
    os.chdir(ROOT)
    with (ROOT / "requirements" / "demo.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands started at once install once
        try:
            ensure(lock_name)
        except PermissionError as error:
            sys.exit(f"{error.filename} cannot be written. Run this as the owner of the checkout, or clone it anew.")
    # A dozen processes start, again and again; compiling every module anew in each takes a fifth of the test run.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PATH"] = f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    os.execv(PYTHON, [str(PYTHON), *command])  # noqa: S606  (there is nothing here a shell could do)


def ensure(lock_name: str) -> None:
    """Install what the lock names unless the environment was made from this very lock, or from one that includes it."""
    wanted = {name: digest(name) for name in INCLUDES[lock_name]}
    if installed().items() >= wanted.items() and works(PYTHON):
        return
    if not works(PYTHON):
        make()
    print(f"Installing what requirements/{lock_name}.lock names into .venv …", file=sys.stderr, flush=True)
    STAMP.unlink(missing_ok=True)
    lock = ROOT / "requirements" / f"{lock_name}.lock"
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
    ]
    done = subprocess.run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", lock], check=False)
    if done.returncode != 0:
        sys.exit("The packages could not be installed; pip's message above says why. Is the network reachable?")
    STAMP.write_text(json.dumps(wanted))


def make() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(
            "This Python cannot make virtual environments: its “ensurepip” module is missing. "
            f"On Debian and Ubuntu: apt-get install python{version}-venv"
        )
    try:
        venv.create(PLACE, with_pip=True, clear=True)
    except subprocess.CalledProcessError as error:
        sys.exit(f"Python could not make {PLACE}: {error}")


def installed() -> dict[str, str]:
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(STAMP.read_text())
        return found if isinstance(found, dict) else {}
    return {}


def digest(lock_name: str) -> str:
    return hashlib.sha256((ROOT / "requirements" / f"{lock_name}.lock").read_bytes()).hexdigest()


def works(python: Path) -> bool:
    """Whether the environment still runs; its Python may have been removed or replaced since."""
    try:
        return subprocess.run([python, "-c", "import pip"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    main(sys.argv[1:])
