"""The import runs where Django cannot be imported: in a worker's process, a notebook, a benchmark."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import importlib, pkgutil, sys

class NoDjango:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "plc", "teams", "goals"}:
            raise ImportError(f"{name} is not for the import")

sys.meta_path.insert(0, NoDjango())
import assessments.importing
for module in pkgutil.iter_modules(assessments.importing.__path__, "assessments.importing."):
    importlib.import_module(module.name)
    print(module.name)
"""


def test_every_module_imports_with_django_blocked() -> None:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    modules = {f"assessments.importing.{path.stem}" for path in (root / "assessments" / "importing").glob("*.py")}
    assert set(done.stdout.split()) == modules - {"assessments.importing.__init__"}
