"""The papers a batch of edits is about: which of them this person may edit, locked, and as they stand."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection

from assessments.actions.bulk import PaperRow
from assessments.actions.merging import CellEdit, OpenPaper
from assessments.actions.saving import ItemsChanged, NewPaper
from assessments.cells import EMPTY
from assessments.importing import RosterEntry
from assessments.models import Assessment
from assessments.queries.grid import GridState, places_of, state_of

NOT_HERE = "This student’s paper is not in a class you enter scores for. Open the page again to see who is."
OTHER_ITEMS = "This paper was scored on other items. Open the page again to see its items."

# Asked with each score somebody types, so each asks for all that is needed at once.
#
# Whoever changes the items locks the CFA's row for update. A key share is what a new result's reference takes anyway,
# and does not make two saves wait for each other. Somebody who had to wait for the row gets its newest form, but the
# items as they were before the wait, perhaps with a key that has been corrected since: the first column says so.
_HOLD_ITEMS: Final = """
WITH held AS (
    SELECT district_id, id, current_version_id, data_version FROM assessments_assessment
    WHERE district_id = %(district)s AND id = %(assessment)s AND current_version_id = %(version)s
      AND locked_at IS NOT NULL FOR KEY SHARE
)
SELECT held.data_version = seen.data_version, counted.begun, counted.ended,
    item.id, item.position, item.label, item.max_cell, item.key, item.options
FROM held CROSS JOIN (
    SELECT count(*) AS begun, count(resolved_at) AS ended FROM assessments_entryconflict
    WHERE district_id = %(district)s AND assessment_id = %(assessment)s
) counted
CROSS JOIN (
    SELECT data_version FROM assessments_assessment WHERE district_id = %(district)s AND id = %(assessment)s
) seen
LEFT JOIN assessments_item item ON item.district_id = held.district_id AND item.version_id = held.current_version_id
ORDER BY item.position
"""
_HOLD_PAPERS: Final = """
SELECT result.student_id, result.attempt, result.version_id, result.section_id, result.teacher_id, result.status,
    result.cells, result.answers, result.scored_on, result.row_version,
    student.local_id, student.family_name, student.given_name
FROM assessments_result result
JOIN schools_student student ON student.district_id = result.district_id AND student.id = result.student_id
WHERE result.district_id = %s AND result.assessment_id = %s AND result.student_id = ANY(%s) AND result.attempt = %s
ORDER BY result.student_id FOR UPDATE OF result
"""


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


def held_state(assessment: Assessment) -> GridState:
    """The items, held as they are to the end of the transaction, and the counts of conflicts.

    Raises ``ItemsChanged`` if they are no longer those that ``assessment`` was read with.
    """
    wanted = {
        "district": assessment.district_id,
        "assessment": assessment.pk,
        "version": assessment.current_version_id,
    }
    with connection.cursor() as cursor:
        is_of_one_moment = False
        while not is_of_one_moment:
            cursor.execute(_HOLD_ITEMS, wanted)
            rows = cursor.fetchall()
            if not rows:
                raise ItemsChanged
            is_of_one_moment = rows[0][0]
    return state_of([row[1:] for row in rows])


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
    for row, local_id, name in _locked(assessment, sorted(edits), attempt):
        student_id = row.student_id
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


def _locked(assessment: Assessment, student_ids: list[int], attempt: int) -> list[tuple[PaperRow, str, str]]:
    """The rows that are there, locked in one order for everybody, with the district's own id and name of each."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_PAPERS, [assessment.district_id, assessment.pk, student_ids, attempt])
        found = cursor.fetchall()
    papers = []
    for *columns, local_id, family, given in found:
        row = PaperRow(*columns)
        row = row._replace(cells=tuple(row.cells), answers=tuple(row.answers))
        papers.append((row, local_id, f"{family}, {given}"))
    return papers


def _padded(row: PaperRow) -> list[str]:
    return [*row.answers, *("" for _ in range(len(row.cells) - len(row.answers)))]
