"""The library must run where Django cannot be imported: in a worker's process, a notebook, a benchmark."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import importlib, pkgutil, sys

class NoDjango:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "plc", "teams", "goals"}:
            raise ImportError(f"{name} is not for the statistics")

sys.meta_path.insert(0, NoDjango())
import assessments.stats
names = [module.name for module in pkgutil.iter_modules(assessments.stats.__path__, "assessments.stats.")]
for name in names:
    importlib.import_module(name)
print(len(names))
"""


def test_every_module_imports_with_django_blocked() -> None:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    modules = [path for path in (root / "assessments" / "stats").glob("*.py") if path.stem != "__init__"]
    assert int(done.stdout) == len(modules)
