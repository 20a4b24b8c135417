"""Saves single cells from the score grid, merged with whatever others have saved in the same papers meanwhile."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from assessments import queries
from assessments.actions.conflicts import CellConflicts
from assessments.actions.merging import CellEdit, Merged, OpenPaper
from assessments.actions.saving import NewPaper, SavedMeanwhile, save_results
from assessments.cells import EMPTY
from assessments.importing import ItemSpec, RosterEntry
from assessments.models import Assessment, Change, ChangeKind, Result, ResultStatus
from assessments.queries import GridConflict, GridStudent
from assessments.queries.grid import grid_mark, grid_student, mark_of, places_of
from plc.schools.models import StaffMember

TRIES = 4
NOT_HERE = "This student’s paper is not in a class you enter scores for. Open the page again to see who is."
OTHER_ITEMS = "This paper was scored on other items. Open the page again to see its items."


@dataclass(frozen=True)
class Outcome:
    """What became of one edit: ``saved``, ``refused`` with a sentence, or ``conflict``; ``text`` stands there now."""

    edit: str
    state: str
    text: str
    sentence: str = ""
    conflict: GridConflict | None = None


@dataclass(frozen=True)
class CellsSaved:
    """The outcome of each edit, and the papers as they stand after it.

    ``mark`` says which state the page has seen when it has taken this in; see ``queries.GridPapers``.
    """

    mark: str
    outcomes: tuple[Outcome, ...]
    students: tuple[GridStudent, ...]
    change: Change | None


def save_cells(
    *,
    actor: StaffMember,
    assessment: Assessment,
    section_ids: frozenset[int],
    attempt: int,
    edits: Sequence[CellEdit],
    today: datetime.date,
    seen: str = "",
) -> CellsSaved:
    """Save what can be saved of these edits as one change; the rest is refused by itself or kept as a conflict.

    ``section_ids``: the sections this person may enter. An edit is saved when the cell still says what the person saw
    (``was``) or says what they want already, so that a repeated request is harmless. ``seen``: the mark of the papers
    the page has.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return _Batch(actor, assessment, section_ids, attempt, today).save(edits, seen)
        except SavedMeanwhile:
            # Somebody entered the first score of one of these papers at this moment; now it is there to merge with.
            if not tries_left:
                raise
    raise AssertionError("unreachable")


@dataclass
class _Held:
    """A paper of this batch: the row as it is saved, locked, and the paper as it is being edited."""

    entry: RosterEntry
    row: Result | None
    paper: OpenPaper

    @property
    def is_changed(self) -> bool:
        row, paper = self.row, self.paper
        if row is None:
            return bool(paper.status)
        return (paper.status, paper.cells, paper.answers) != (row.status, row.cells, _padded(row))


@dataclass(frozen=True)
class _Batch:
    actor: StaffMember
    assessment: Assessment
    section_ids: frozenset[int]
    attempt: int
    today: datetime.date

    def save(self, edits: Sequence[CellEdit], seen: str) -> CellsSaved:
        items = queries.items_of(self.assessment)
        specs = queries.item_specs(items)
        place = {item.pk: at for at, item in enumerate(items)}
        by_student: dict[int, list[CellEdit]] = {}
        for edit in edits:
            by_student.setdefault(edit.student_id, []).append(edit)
        held, refused = self._held(by_student, len(items))
        conflicts = CellConflicts(self.actor, self.assessment, self.attempt, held)
        before = grid_mark(self.assessment)
        merged: list[Merged] = []
        for student_id, theirs in by_student.items():
            if student_id in held:
                late = conflicts.settled_elsewhere(theirs)
                merged += held[student_id].paper.merge(theirs, specs, place, no_longer_open=late)
            else:
                merged += [Merged(edit, "refused", "", refused[student_id]) for edit in theirs]
        changed = sorted((one for one in held.values() if one.is_changed), key=lambda one: one.entry.student_id)
        change = self._save(changed)
        kept = conflicts.keep(merged, place)
        students = {one.entry.student_id: self._student(one, specs, self.actor.name) for one in changed}
        for student_id in kept.students - students.keys():
            students[student_id] = self._student(held[student_id], specs, kept.hands.get(student_id, ""))
        return CellsSaved(
            mark=_mark_after(seen, before, change, kept.events),
            outcomes=tuple(_outcome(m, kept.shown(at, students, place)) for at, m in enumerate(merged)),
            students=tuple(students.values()),
            change=change,
        )

    def _held(self, by_student: Mapping[int, Sequence[CellEdit]], k: int) -> tuple[dict[int, _Held], dict[int, str]]:
        """The papers of these students, their rows locked in the order everybody locks them; and why others are not."""
        rows = (
            Result.objects.select_for_update(of=("self",))
            .select_related("student", "section")
            .filter(assessment=self.assessment, attempt=self.attempt, student_id__in=by_student.keys())
            .order_by("student_id")
        )
        held: dict[int, _Held] = {}
        refused: dict[int, str] = {}
        for row in rows:
            if row.section_id not in self.section_ids:
                refused[row.student_id] = NOT_HERE
            elif row.version_id != self.assessment.current_version_id:
                refused[row.student_id] = OTHER_ITEMS
            else:
                name = f"{row.student.family_name}, {row.student.given_name}"
                entry = RosterEntry(row.student_id, row.student.local_id, name, row.section_id, row.section.name)
                held[row.student_id] = _Held(entry, row, OpenPaper(row.status, list(row.cells), _padded(row)))
        new = {
            student_id: {edit.section_id for edit in edits} & self.section_ids
            for student_id, edits in by_student.items()
            if student_id not in held and student_id not in refused
        }
        entries = places_of(self.assessment, new, self.attempt, self.today)
        for student_id in new:
            if student_id in entries:
                held[student_id] = _Held(entries[student_id], None, OpenPaper("", [EMPTY] * k, [""] * k))
            else:
                refused[student_id] = NOT_HERE
        return held, refused

    def _save(self, changed: Iterable[_Held]) -> Change | None:
        papers = [
            NewPaper(
                student_id=one.entry.student_id,
                section_id=one.entry.section_id,
                status=one.paper.status,
                cells=tuple(one.paper.cells),
                answers=tuple(one.paper.answers),
                based_on=one.row.row_version if one.row else 0,
                attempt=self.attempt,
            )
            for one in changed
        ]
        if not papers:
            return None
        return save_results(
            actor=self.actor,
            assessment=self.assessment,
            papers=papers,
            kind=ChangeKind.ENTRY,
            today=self.today,
            gently=True,
        )

    def _student(self, one: _Held, specs: Sequence[ItemSpec], by: str) -> GridStudent:
        paper = one.paper
        scored = self.today if paper.status == ResultStatus.SCORED else None
        row = Result(
            status=paper.status,
            cells=paper.cells,
            answers=paper.answers,
            scored_on=(one.row.scored_on if one.row else None) or scored,
        )
        return grid_student(self.assessment, specs, row, one.entry, by)


def _padded(row: Result) -> list[str]:
    return [*row.answers, *("" for _ in range(len(row.cells) - len(row.answers)))]


def _outcome(merged: Merged, conflict: GridConflict | None) -> Outcome:
    return Outcome(merged.edit.edit, merged.state, merged.text, merged.sentence, conflict)


def _mark_after(seen: str, before: str, change: Change | None, events: int) -> str:
    """The new mark if the page had seen all that was there before this save; else what it had seen, so that it asks."""
    version, counted = mark_of(before)
    if change is not None:
        version = change.data_version - 1
    if seen and mark_of(seen) != (version, counted):
        return seen
    return f"{version + (change is not None)}.{counted + events}"
