"""The test's side of the gate that stands before every computation of the gated worker."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.live_stack import wait_until


class Gate:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Inside, whoever computes a report waits in mid-task, with its transaction open."""
        with self._sign("closed"):
            yield

    @contextmanager
    def deadly(self) -> Iterator[None]:
        """Inside, whoever computes a report kills its own process."""
        with self._sign("deadly"):
            yield

    def entries(self) -> dict[tuple[int, int], int]:
        """Process number by (run, attempt) of every computation begun so far."""
        found = {}
        for file in self.folder.glob("entered.*"):
            _, run, attempt = file.name.split(".")
            found[int(run), int(attempt)] = int(file.read_text())
        return found

    def next_entry(self, before: dict[tuple[int, int], int]) -> int:
        """Wait for a computation that was not under way before; its process number."""
        wait_until(lambda: self.entries().keys() > before.keys(), "a worker computes")
        (key,) = self.entries().keys() - before.keys()
        return self.entries()[key]

    @contextmanager
    def _sign(self, name: str) -> Iterator[None]:
        (self.folder / name).touch()
        try:
            yield
        finally:
            (self.folder / name).unlink(missing_ok=True)
