"""What a person has said about single rows of an upload: who it is, that it stays out, that a saved score stays."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Decisions:
    """Rows by the number the spreadsheet shows.

    ``students`` gives ``(row, student id)``; ``left_out`` are rows that are passed over; ``kept`` are
    ``(row, item position)`` of saved scores that stay although the file says something else, position 0 standing for
    the status; ``keeps_saved`` keeps them all, so that only new scores go in. ``accepted`` are
    ``(row, item position, text, meant)``: a cell that could not be read, and what it is read as.
    """

    students: tuple[tuple[int, int], ...] = ()
    left_out: tuple[int, ...] = ()
    kept: tuple[tuple[int, int], ...] = ()
    keeps_saved: bool = False
    accepted: tuple[tuple[int, int, str, str], ...] = ()

    @property
    def student_of_row(self) -> dict[int, int]:
        """``{row: student id}``."""
        return dict(self.students)

    @property
    def kept_positions(self) -> Mapping[int, frozenset[int]]:
        """``{row: item positions}``."""
        rows: dict[int, frozenset[int]] = {}
        for row, position in self.kept:
            rows[row] = rows.get(row, frozenset()) | {position}
        return rows

    def with_student(self, row: int, student_id: int) -> "Decisions":
        """The row belongs to this student."""
        others = tuple(pair for pair in self.students if pair[0] != row)
        return replace(self, students=tuple(sorted((*others, (row, student_id))))).without_left_out(row)

    def with_left_out(self, *rows: int) -> "Decisions":
        """These rows are passed over."""
        return replace(self, left_out=tuple(sorted({*self.left_out, *rows})))

    def without_left_out(self, row: int) -> "Decisions":
        return replace(self, left_out=tuple(number for number in self.left_out if number != row))

    def with_kept(self, *cells: tuple[int, int]) -> "Decisions":
        """These saved scores stay, beside those already said."""
        return replace(self, kept=tuple(sorted({*self.kept, *cells})))

    def with_accepted(self, *cells: tuple[int, int, str, str]) -> "Decisions":
        """These cells are read as what was offered."""
        said = {cell[:2]: cell for cell in (*self.accepted, *cells)}
        return replace(self, accepted=tuple(said[place] for place in sorted(said)))

    def without_row(self, row: int) -> "Decisions":
        """As if nothing had been said about this row."""
        return replace(
            self,
            students=tuple(pair for pair in self.students if pair[0] != row),
            left_out=tuple(number for number in self.left_out if number != row),
            kept=tuple(pair for pair in self.kept if pair[0] != row),
            accepted=tuple(cell for cell in self.accepted if cell[0] != row),
        )

    def to_json(self) -> str:
        """Canonical JSON; empty when nothing was said."""
        if self == Decisions():
            return ""
        said = {
            "students": self.students,
            "left_out": self.left_out,
            "kept": self.kept,
            "keeps_saved": self.keeps_saved,
            "accepted": self.accepted,
        }
        return json.dumps(said, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Decisions":
        """The decisions ``to_json`` wrote; raises ValueError, KeyError or TypeError for anything else."""
        if not text:
            return cls()
        said = json.loads(text)
        return cls(
            students=tuple((int(row), int(student)) for row, student in said["students"]),
            left_out=tuple(int(row) for row in said["left_out"]),
            kept=tuple((int(row), int(position)) for row, position in said["kept"]),
            keeps_saved=bool(said["keeps_saved"]),
            accepted=tuple(
                (int(row), int(at), str(text), str(meant)) for row, at, text, meant in said.get("accepted", ())
            ),
        )
