"""The papers a batch of edits is about: which of them this person may edit, locked, and as they stand."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from assessments.actions.bulk import PaperRow
from assessments.actions.merging import CellEdit, OpenPaper
from assessments.actions.saving import ItemsChanged, NewPaper
from assessments.cells import EMPTY
from assessments.importing import RosterEntry
from assessments.models import Assessment
from assessments.models.turns import TURNS
from assessments.queries.grid import GridState, places_of, state_of

NOT_HERE = "This student’s paper is not in a class you enter scores for. Open the page again to see who is."
OTHER_ITEMS = "This paper was scored on other items. Open the page again to see its items."

# Asked with each score somebody types: everything at once, by a function whose plans are kept. A row of the items, as
# lists, then a row for each paper; no row at all when the items are others.
_HOLD: Final = """
SELECT * FROM typing_hold(
    %(turns)s, %(district)s, %(assessment)s, %(version)s, %(students)s::bigint[], %(attempt)s
)
"""
_COLUMNS_OF_ITEMS: Final = 8


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


@dataclass(frozen=True)
class Held:
    """The items as they stay to the end of the transaction, and the rows of papers that are there, locked."""

    state: GridState
    found: list[tuple[PaperRow, str, str]]


def hold(assessment: Assessment, student_ids: Collection[int], attempt: int) -> Held:
    """The items, and these students' papers with the district's own id and name of each; see ``held_of``."""
    asked = {
        "turns": TURNS,
        "district": assessment.district_id,
        "assessment": assessment.pk,
        "version": assessment.current_version_id,
        "students": list(student_ids),
        "attempt": attempt,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, asked)
        return held_of(cursor.fetchall())


def held_of(rows: Sequence[tuple[Any, ...]]) -> Held:
    """Of the rows of ``typing_hold``.

    Raises ``ItemsChanged`` without a row of items: they are no longer those that were asked for.
    """
    if not rows or rows[0][0] is None:
        raise ItemsChanged
    items, *papers = rows
    return Held(state_of(items[:_COLUMNS_OF_ITEMS]), [_paper(row[_COLUMNS_OF_ITEMS:]) for row in papers])


def _paper(columns: tuple[Any, ...]) -> tuple[PaperRow, str, str]:
    *of_the_row, local_id, family, given = columns
    row = PaperRow(*of_the_row)
    return row._replace(cells=tuple(row.cells), answers=tuple(row.answers)), local_id, f"{family}, {given}"


def held_papers(
    assessment: Assessment,
    section_ids: frozenset[int],
    attempt: int,
    edits: Mapping[int, Sequence[CellEdit]],
    *,
    holding: Held,
    today: datetime.date,
) -> tuple[dict[int, HeldPaper], dict[int, str]]:
    """The papers by student; and by student the sentence that says why one is refused."""
    items = len(holding.state.specs)
    held: dict[int, HeldPaper] = {}
    refused: dict[int, str] = {}
    for row, local_id, name in holding.found:
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


def _padded(row: PaperRow) -> list[str]:
    return [*row.answers, *("" for _ in range(len(row.cells) - len(row.answers)))]
