"""The records of the score grid, as the page reads them."""

import datetime
from dataclasses import dataclass
from typing import Any

from assessments.models import ResultStatus


@dataclass(frozen=True)
class GridItem:
    """A column. ``max`` in hundredths; ``choices`` the letters of an answer; ``target`` the codes of its standards."""

    id: int
    position: int
    label: str
    prompt: str
    kind: str
    max: int
    key: str
    choices: str
    target: str
    scoring: str


@dataclass(frozen=True)
class GridStudent:
    """A row. ``cells`` hundredths or codes, ``texts`` as shown; ``status`` empty where nothing is said yet.

    ``late``: first scored after the window. ``by``: who changed the paper last, empty for nobody.
    """

    id: int
    name: str
    section: int
    status: str
    cells: tuple[int, ...]
    answers: tuple[str, ...]
    texts: tuple[str, ...]
    late: bool
    by: str


@dataclass(frozen=True)
class GridConflict:
    """A cell (``item`` None: the status) where ``saved`` stands now and somebody else entered ``offered``."""

    id: int
    student: int
    item: int | None
    saved: str
    saved_by: str
    offered: str
    offered_by: str
    offered_at: datetime.datetime


@dataclass(frozen=True)
class GridPapers:
    """All the grid shows, or what changed since a mark: then ``items`` and ``sections`` are None where they stand.

    ``mark`` is opaque to the page: it grows with each save and with each conflict opened or settled.
    """

    assessment: int
    attempt: int
    version: int
    mark: str
    students: tuple[GridStudent, ...]
    conflicts: tuple[GridConflict, ...]
    items: tuple[GridItem, ...] | None
    sections: tuple[tuple[int, str], ...] | None

    def as_plain(self) -> dict[str, Any]:
        """The object the page reads, ready for JSON."""
        plain: dict[str, Any] = {
            "assessment": self.assessment,
            "attempt": self.attempt,
            "version": self.version,
            "data_version": self.mark,
            "students": [vars(student) for student in self.students],
            "conflicts": [plain_conflict(conflict) for conflict in self.conflicts],
        }
        if self.items is not None and self.sections is not None:
            plain["items"] = [vars(item) for item in self.items]
            plain["sections"] = [{"id": pk, "name": name} for pk, name in self.sections]
            plain["statuses"] = [list(choice) for choice in ResultStatus.choices]
        return plain


def plain_conflict(conflict: GridConflict) -> dict[str, Any]:
    return {**vars(conflict), "offered_at": conflict.offered_at.isoformat()}
