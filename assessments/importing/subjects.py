"""The records an import is planned against: items, the roster, what is saved. Plain copies, filled from the models."""

import re
from dataclasses import dataclass
from typing import Final, Literal

Status = Literal["scored", "absent", "exempt", "make_up", "not_assessed"]
STATUSES: Final[tuple[Status, ...]] = ("scored", "absent", "exempt", "make_up", "not_assessed")
_SIGN = re.compile("[A-Z0-9]")


@dataclass(frozen=True, slots=True)
class ItemSpec:
    """One item of the paper.

    ``position`` counts from 1, ``max_cell`` is the max points in hundredths. ``key`` holds the right answer: ``"C"``,
    ``"BD"`` for several at once, ``"B|C"`` for alternatives, ``""`` for none. ``options`` holds the letters to choose
    from, ``"ABCDE"``. ``scoring`` is how the report counts it: ``"counted"``, ``"credited"`` or ``"dropped"``.
    """

    position: int
    label: str
    max_cell: int
    key: str = ""
    options: str = ""
    scoring: str = "counted"

    @property
    def choices(self) -> str:
        """The letters an answer may have; with a key alone, A to at least D and at least the last letter of the key."""
        given = "".join(_SIGN.findall(self.options.upper()))
        keyed = "".join(_SIGN.findall(self.key.upper()))
        if given or not keyed:
            return given
        if keyed.isdigit():
            return "".join(str(n) for n in range(1, max(5, int(max(keyed)) + 1)))
        return "".join(chr(n) for n in range(ord("A"), max(ord("D"), ord(max(keyed))) + 1))


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A student in one section; a student in two sections has two entries."""

    student_id: int
    local_id: str
    name: str
    section_id: int
    section_name: str


@dataclass(frozen=True, slots=True)
class SavedResult:
    """What is saved for a student: cells and answers in item order, one for each item."""

    student_id: int
    version: int
    section_id: int
    status: str
    cells: tuple[int, ...]
    answers: tuple[str, ...]
