"""What an upload would do, as one value that can be shown, stored, proven and applied exactly."""

import json
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, fields, replace
from hashlib import sha256
from typing import Any, Final, Literal

from assessments.importing.packing import Papers, Signs

_FORMAT: Final = 2
_UNPACKED: Final = 1  # written before there were packed papers; still kept with uploads of that time
_OF_A_CHANGE: Final = ("row", "student_id", "section_id", "status", "before_version", "before_status")
CORRECT_THE_ID: Final = "Correct the ID in the file, or leave the row out."


@dataclass(frozen=True, slots=True)
class PlannedResult:
    """One student's result after the upload, and the one it was planned against.

    ``row`` is the spreadsheet's number. ``cells`` and ``answers`` are in item order and complete; ``new_positions``
    (from 1) were empty before, ``changed_positions`` held something else. When nothing was saved, ``before_version`` is
    0, ``before_status`` is ``""`` and every cell of ``before_cells`` is empty.
    """

    row: int
    student_id: int
    section_id: int
    status: str
    cells: tuple[int, ...]
    answers: tuple[str, ...]
    before_version: int
    before_status: str
    before_cells: tuple[int, ...]
    before_answers: tuple[str, ...]
    new_positions: tuple[int, ...]
    changed_positions: tuple[int, ...]

    @property
    def has_changed_status(self) -> bool:
        """Whether the status differs for a reason other than first scores."""
        return self.status != self.before_status and (self.before_version > 0 or self.status != "scored")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to look at: where (``row`` 0 for the whole file, ``column`` letters or ``""``), what, and what to do.

    ``leaves_out`` says what of the file is not planned because of it. ``position`` and ``student_id`` are 0 where there
    is no such thing; ``suggestion`` is an entry a person may accept.
    """

    kind: str
    row: int
    column: str
    title: str
    student: str
    value: str
    sentence: str
    remedy: str
    leaves_out: Literal["cell", "row", "file", "nothing"]
    student_id: int = 0
    position: int = 0
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class NearStudent:
    """A student of the roster a row may belong to: offered to a person, never taken by itself."""

    student_id: int
    local_id: str
    name: str
    why: str
    has_scores: bool


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A row whose ID is not in the roster, held for a person; ``scores`` counts its filled item cells."""

    row: int
    shown_id: str
    shown_name: str
    scores: int
    sentence: str
    remedy: str
    near: tuple[NearStudent, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Everything an upload would change and everything it leaves out. ``empty_cells`` are of matched rows.

    ``left_out_rows`` and ``kept_cells`` are rows left out and saved scores kept because a person said so.
    """

    changes: tuple[PlannedResult, ...]
    problems: tuple[Problem, ...]
    unmatched: tuple[Unmatched, ...]
    rows_read: int = 0
    skipped_rows: int = 0
    left_out_rows: int = 0
    kept_cells: int = 0
    students_not_in_file: int = 0
    unchanged_students: int = 0
    unchanged_cells: int = 0
    empty_cells: int = 0

    @property
    def new_cells(self) -> int:
        """Cells that were empty and get an entry."""
        return sum(len(change.new_positions) for change in self.changes)

    @property
    def new_students(self) -> int:
        """Students with new cells."""
        return sum(1 for change in self.changes if change.new_positions)

    @property
    def changed_cells(self) -> int:
        """Cells that get another entry than the saved one, cleared cells among them."""
        return sum(len(change.changed_positions) for change in self.changes)

    @property
    def changed_students(self) -> int:
        """Students with changed cells."""
        return sum(1 for change in self.changes if change.changed_positions)

    @property
    def status_students(self) -> int:
        """Students whose status is set or changes, other than by their first scores."""
        return sum(1 for change in self.changes if change.has_changed_status)

    @property
    def problem_cells(self) -> int:
        """Cells left out because of a problem."""
        return sum(1 for problem in self.problems if problem.leaves_out == "cell")

    @property
    def problem_rows(self) -> int:
        """Rows left out because of a problem; rows without a student are counted apart."""
        return len({problem.row for problem in self.problems if problem.leaves_out == "row"})

    @property
    def section_ids(self) -> frozenset[int]:
        """The sections whose results it changes."""
        return frozenset(change.section_id for change in self.changes)

    def said_of(self, student_ids: AbstractSet[int]) -> "ImportPlan":
        """The plan for somebody who may read of these students alone: nobody else has a problem or is named as near.

        A plan is kept, and its reader may have lost a class since it was made.
        """
        return replace(
            self,
            problems=tuple(p for p in self.problems if not p.student_id or p.student_id in student_ids),
            unmatched=tuple(
                row
                if all(near.student_id in student_ids for near in row.near)
                else replace(row, near=(), remedy=CORRECT_THE_ID)
                for row in self.unmatched
            ),
        )

    def to_json(self) -> str:
        """Canonical JSON; ``from_json`` gives an equal plan back."""
        simple = {f.name: getattr(self, f.name) for f in fields(self)}
        simple["changes"] = _packed(self.changes)
        simple["problems"] = [_flat(problem) for problem in self.problems]
        simple["unmatched"] = [asdict(unmatched) for unmatched in self.unmatched]
        return json.dumps({"format": _FORMAT, **simple}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "ImportPlan":
        """The plan ``to_json`` wrote; raises ValueError, KeyError or TypeError for anything else."""
        facts: dict[str, Any] = json.loads(text)
        said = facts.pop("format")
        if said not in (_FORMAT, _UNPACKED):
            raise ValueError("a plan of another format")
        unpack = _unpacked if said == _FORMAT else _never_packed
        facts["changes"] = unpack(facts["changes"])
        facts["problems"] = tuple(Problem(**problem) for problem in facts["problems"])
        facts["unmatched"] = tuple(_unmatched(row) for row in facts["unmatched"])
        return cls(**facts)

    def digest(self) -> str:
        """SHA-256 of the canonical JSON: the same digest is the same plan, to the last cell and sentence."""
        return sha256(self.to_json().encode()).hexdigest()


def _packed(changes: Sequence[PlannedResult]) -> dict[str, Any]:
    """A column for each fact; which positions differ follows from the papers."""
    signs = Signs()
    return {
        **{name: [getattr(change, name) for change in changes] for name in _OF_A_CHANGE},
        "items": len(changes[0].cells) if changes else 0,
        "after": [signs.text(change.cells, change.answers) for change in changes],
        "before": [signs.text(change.before_cells, change.before_answers) for change in changes],
        "legend": signs.legend,
    }


def _unpacked(facts: dict[str, Any]) -> tuple[PlannedResult, ...]:
    papers = Papers(facts["legend"], facts["items"])
    columns = zip(*(facts[name] for name in (*_OF_A_CHANGE, "before", "after")), strict=True)
    changes = []
    for row, student_id, section_id, status, before_version, before_status, before, after in columns:
        new, changed = papers.differences(before, after)
        changes.append(
            PlannedResult(
                row=row,
                student_id=student_id,
                section_id=section_id,
                status=status,
                cells=papers.cells(after),
                answers=papers.answers(after),
                before_version=before_version,
                before_status=before_status,
                before_cells=papers.cells(before),
                before_answers=papers.answers(before),
                new_positions=new,
                changed_positions=changed,
            )
        )
    return tuple(changes)


def _never_packed(changes: Sequence[dict[str, Any]]) -> tuple[PlannedResult, ...]:
    return tuple(PlannedResult(**_with_tuples(change)) for change in changes)


def _with_tuples(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}


def _flat(record: Problem) -> dict[str, Any]:
    """``asdict`` without its deep copies."""
    return {f.name: getattr(record, f.name) for f in fields(record)}


def _unmatched(facts: dict[str, Any]) -> Unmatched:
    return Unmatched(**{**facts, "near": tuple(NearStudent(**near) for near in facts["near"])})
