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
for module in pkgutil.walk_packages(assessments.importing.__path__, "assessments.importing."):
    importlib.import_module(module.name)
    print(module.name)
"""


def test_every_module_imports_with_django_blocked() -> None:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    paths = (path.relative_to(root).with_suffix("") for path in (root / "assessments" / "importing").rglob("*.py"))
    modules = {".".join(path.parts).removesuffix(".__init__") for path in paths}
    assert set(done.stdout.split()) == modules - {"assessments.importing"}
