"""The README's first command, from a clone of what is committed, in a home of its own."""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from plc.embedded.home import Home
from plc.embedded.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]


def demo_command(clone: Path) -> list[str]:
    """``bin/demo`` itself where this environment is the one it would make; else the module it ends in.

    The clone borrows the environment, so that the test installs nothing: a changed lock file would make it do so.
    """
    stamp = Path(sys.prefix) / "installed-locks.json"
    wanted = hashlib.sha256((clone / "requirements" / "demo.lock").read_bytes()).hexdigest()
    if stamp.exists() and json.loads(stamp.read_text()).get("demo") == wanted:
        (clone / ".venv").symlink_to(sys.prefix)
        return [str(clone / "bin" / "demo")]
    return [sys.executable, "-m", "plc.embedded.demo"]


def test_bin_demo_check_does_the_main_job_from_a_clone(tmp_path: Path) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("Not a git checkout, so there is nothing to clone.")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    home = Home.throwaway()
    home.release()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PLC_", "DJANGO_"))}
    try:
        done = subprocess.run(
            [*demo_command(clone), "--check", "--port", str(free_port())],
            cwd=clone,
            env=environment | {"PLC_HOME": str(home.path)},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        home.remove()
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Our students earned \d+\s%\sof the points; \d+ of \d+ are proficient", done.stdout), done.stdout
    assert re.search(r"report run \d+ is computed and on the page +\d+\.\d\d s", done.stdout), done.stdout
