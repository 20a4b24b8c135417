"""The library must run where Django cannot be imported: in a worker's process, a notebook, a benchmark."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stats.reference import reference_folders

ROOT = Path(__file__).resolve().parents[2]
BLOCKED = """
import importlib, os, pkgutil, sys

class NoDjango:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "rest_framework", "celery", "psycopg2", "plc", "teams", "goals"}:
            raise ImportError(f"{name} is not for the statistics")

sys.meta_path.insert(0, NoDjango())
"""
IMPORT_ALL = f"""{BLOCKED}
import assessments.stats
names = [module.name for module in pkgutil.iter_modules(assessments.stats.__path__, "assessments.stats.")]
for name in names:
    importlib.import_module(name)
print(len(names))
"""
# Neither the project's own options nor the plugins of this run: they need Django before the first test.
RUN_REFERENCE_CASES = f"""{BLOCKED}
import pytest
bare = ["-c", os.devnull, "--rootdir", os.getcwd(), "--noconftest", "-p", "no:django", "-p", "no:cacheprovider"]
code = pytest.main([*bare, "-q", "tests/stats/test_reference_cases.py"])
assert not any(name.partition(".")[0] == "django" for name in sys.modules)
sys.exit(code)
"""


def run(script: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_module_imports_with_django_blocked() -> None:
    modules = [path for path in (ROOT / "assessments" / "stats").glob("*.py") if path.stem != "__init__"]
    assert int(run(IMPORT_ALL)) == len(modules)


@pytest.mark.thorough
@pytest.mark.skipif(not reference_folders(), reason="no reference cases: set PLC_REFERENCE_DIRS")
def test_the_reference_cases_pass_with_django_blocked() -> None:
    printed = run(RUN_REFERENCE_CASES)
    assert " passed" in printed, printed
    assert " failed" not in printed, printed
