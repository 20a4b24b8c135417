"""The papers a batch of edits is about: which of them this person may edit, locked, and as they stand."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection

from assessments.actions.bulk import PaperRow, locked_rows
from assessments.actions.merging import CellEdit, OpenPaper
from assessments.actions.saving import NewPaper
from assessments.cells import EMPTY
from assessments.importing import RosterEntry
from assessments.models import Assessment
from assessments.queries.grid import places_of

NOT_HERE = "This student’s paper is not in a class you enter scores for. Open the page again to see who is."
OTHER_ITEMS = "This paper was scored on other items. Open the page again to see its items."

_NAMES: Final = (
    "SELECT id, local_id, family_name, given_name FROM schools_student WHERE district_id = %s AND id = ANY(%s)"
)


@dataclass
class HeldPaper:
    """A paper of the batch: as it is saved, None for nothing yet, and as it is being edited."""

    entry: RosterEntry
    saved: PaperRow | None
    paper: OpenPaper

    @property
    def is_changed(self) -> bool:
        if self.saved is None:
            return bool(self.paper.status)
        now = self.saved.status, list(self.saved.cells), _padded(self.saved)
        return (self.paper.status, self.paper.cells, self.paper.answers) != now

    def as_new(self, attempt: int) -> NewPaper:
        return NewPaper(
            student_id=self.entry.student_id,
            section_id=self.entry.section_id,
            status=self.paper.status,
            cells=tuple(self.paper.cells),
            answers=tuple(self.paper.answers),
            based_on=self.saved.row_version if self.saved else 0,
            attempt=attempt,
        )


def held_papers(
    assessment: Assessment,
    section_ids: frozenset[int],
    attempt: int,
    edits: Mapping[int, Sequence[CellEdit]],
    *,
    items: int,
    today: datetime.date,
) -> tuple[dict[int, HeldPaper], dict[int, str]]:
    """The papers by student, their rows locked; and by student the sentence that says why one is refused.

    ``items``: how many there are.
    """
    held: dict[int, HeldPaper] = {}
    refused: dict[int, str] = {}
    rows = {row.student_id: row for row in locked_rows(assessment, ((student, attempt) for student in edits)).values()}
    for student_id, local_id, name in _names(assessment, rows):
        row = rows[student_id]
        if row.section_id not in section_ids:
            refused[student_id] = NOT_HERE
        elif row.version_id != assessment.current_version_id:
            refused[student_id] = OTHER_ITEMS
        else:
            entry = RosterEntry(student_id, local_id, name, row.section_id, "")
            held[student_id] = HeldPaper(entry, row, OpenPaper(row.status, list(row.cells), _padded(row)))
    new = {
        student_id: {edit.section_id for edit in found} & section_ids
        for student_id, found in edits.items()
        if student_id not in held and student_id not in refused
    }
    entries = places_of(assessment, new, attempt, today)
    for student_id in new:
        if student_id in entries:
            paper = OpenPaper("", [EMPTY] * items, [""] * items)
            held[student_id] = HeldPaper(entries[student_id], None, paper)
        else:
            refused[student_id] = NOT_HERE
    return held, refused


def _names(assessment: Assessment, student_ids: Collection[int]) -> list[tuple[int, str, str]]:
    """Id, the district's own id and name of these students."""
    if not student_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, [assessment.district_id, list(student_ids)])
        return [(pk, local_id, f"{family}, {given}") for pk, local_id, family, given in cursor.fetchall()]


def _padded(row: PaperRow) -> list[str]:
    return [*row.answers, *("" for _ in range(len(row.cells) - len(row.answers)))]
