"""`bin/test`: the house rules, then the tests. Runs inside the test environment that bin/environment.py made."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTEST_FOUND_NOTHING = 5
BROWSER = "browser and not walk"
WALK = "walk"
SERVERS = "servers and not browser and not faults"
FAULTS = "faults and not browser"
SLOW = "browser or faults or servers"
THOROUGH = "thorough"
HEADLESS = "chromium-headless-shell"

RULES: dict[str, Sequence[str]] = {
    "ruff check": ("ruff", "check", "--quiet"),
    "ruff format": ("ruff", "format", "--check", "--quiet"),
    "import ladder": ("lint-imports",),
    "types": ("mypy", "."),
}
# Settings are read by the type checker, which needs no server behind these addresses.
RULES_ENVIRONMENT = {
    "PLC_ENVIRONMENT": "test",
    "PLC_SECRET_KEY": "only read, never used",
    "PLC_DATABASE_URL": "postgresql://nobody:listens@127.0.0.1:1/plc",
    "PLC_BROKER_URL": "redis://127.0.0.1:1/0",
    "DJANGO_SETTINGS_MODULE": "plc.settings",
}


def main(arguments: Sequence[str]) -> int:
    fast = list(arguments[:1]) == ["fast"]
    pytest_arguments = list(arguments[1:] if fast else arguments)
    if not fast:
        find_chromium()
    with ThreadPoolExecutor(max_workers=1) as beside:
        # The rules run while pytest starts its servers and makes its databases; one after the other takes longer.
        broken = beside.submit(broken_rules)
        left_out = f"{SLOW} or {THOROUGH}" if fast else SLOW
        codes = [pytest("-n", "2", "--dist", "worksteal", "-m", f"not ({left_out})", *pytest_arguments)]
        failed = broken.result()
    if not fast:
        # They wait for the product as much as they compute: three beside each other, each in its own homes, the longest
        # first. A fourth would make all of them slow, and what has a deadline fail.
        with ThreadPoolExecutor(max_workers=2) as beside:
            others = [
                beside.submit(quiet_pytest, "-p", "no:xdist", "-m", kind, *pytest_arguments)
                for kind in (WALK, FAULTS, SERVERS)
            ]
            codes.append(pytest("-p", "no:xdist", "-m", BROWSER, *pytest_arguments))
            for other in others:
                said, code = other.result()
                print(said, flush=True)
                codes.append(code)
    # One half may have nothing to do when the arguments name a single file; both halves may not.
    ran = [code for code in codes if code != PYTEST_FOUND_NOTHING] or codes
    return int(bool(failed) or any(ran))


def broken_rules() -> list[str]:
    """The names of the rules whose tool complained; their complaints have been printed."""
    failed = [name for name, command in RULES.items() if not holds(name, command)]
    if failed:
        print(f"House rules broken: {', '.join(failed)}", flush=True)
    return failed


def holds(name: str, command: Sequence[str]) -> bool:
    """Run one rule's tool; it is heard only when it complains."""
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | RULES_ENVIRONMENT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        print(f"--- {name}\n{done.stdout}{done.stderr}", flush=True)
    return done.returncode == 0


def pytest(*arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode


def quiet_pytest(*arguments: str) -> tuple[str, int]:
    """What it printed, and its exit code: two of them at once would talk into each other."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False, capture_output=True, text=True
    )
    return done.stdout + done.stderr, done.returncode


def find_chromium() -> None:
    """Set PLC_CHROMIUM for the browser tests, installing Debian's where we may.

    The one that has nothing but the headless part takes two thirds of the computing, and so replaces the whole one.
    """
    may_install = "PLC_CHROMIUM" not in os.environ and os.geteuid() == 0 and shutil.which("apt-get")
    if may_install and not shutil.which(HEADLESS):
        print("Installing Chromium for the browser tests …", flush=True)
        apt("update")
        apt("install", "-y", "--no-install-recommends", HEADLESS)
        if not chromium():  # older systems have only the whole one
            apt("install", "-y", "--no-install-recommends", "chromium")
    found = chromium()
    if not found:
        sys.exit(
            "The browser tests need Chromium. Install it with “apt-get install chromium” (as root) or "
            f"“{sys.executable} -m playwright install chromium”, or leave them out: bin/test fast"
        )
    os.environ["PLC_CHROMIUM"] = found


def apt(*arguments: str) -> None:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", *arguments], env=quiet, stdout=subprocess.DEVNULL, check=False)


def chromium() -> str | None:
    """An installed Chromium: the one named by PLC_CHROMIUM, one on the PATH, or Playwright's own."""
    named = os.environ.get("PLC_CHROMIUM")
    names = (HEADLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    on_path = next((path for name in names if (path := shutil.which(name))), None)
    downloads = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    downloaded = sorted(
        [*downloads.glob("chromium-*/chrome-linux*/chrome"), *downloads.glob("chromium_headless_shell-*/*/*shell")]
    )
    return named or on_path or (str(downloaded[-1]) if downloaded else None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
