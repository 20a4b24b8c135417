"""Saves single cells from the score grid, merged with whatever others have saved in the same papers meanwhile."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from assessments.actions.conflicts import CellConflicts
from assessments.actions.held_papers import Held, HeldPaper, held_papers, hold
from assessments.actions.merging import CellEdit, Merged
from assessments.actions.one_paper import save_paper
from assessments.actions.saving import SavedMeanwhile, save_results
from assessments.importing import ItemSpec
from assessments.models import Assessment, Change, ChangeKind, Item, ResultStatus
from assessments.models.years import check_year_goes_on
from assessments.queries import GridConflict, GridStudent
from assessments.queries.grid import grid_student, mark_of
from plc.schools.models import StaffMember

TRIES = 4


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
    holding: Held | None = None,
) -> CellsSaved:
    """Save what can be saved of these edits as one change; the rest is refused by itself or kept as a conflict.

    ``section_ids``: the sections this person may enter. An edit is saved when the cell still says what the person saw
    (``was``) or says what they want already, so that a repeated request is harmless. ``seen``: the mark of the papers
    the page has. ``holding``: what ``access_batch`` has held already, of exactly the students of these edits.

    Raises ``ItemsChanged`` when the items are no longer those ``assessment`` was read with.
    """
    if holding is None:
        check_year_goes_on(assessment)
    batch = _Batch(actor, assessment, section_ids, attempt, today)
    with transaction.atomic(savepoint=False):
        for _ in range(TRIES - 1):
            try:
                return batch.save(edits, seen, holding)
            except SavedMeanwhile:
                # Somebody entered the first score of one of these papers at this moment; now it is there to merge with.
                holding = None
        return batch.save(edits, seen)


@dataclass(frozen=True)
class _Batch:
    actor: StaffMember
    assessment: Assessment
    section_ids: frozenset[int]
    attempt: int
    today: datetime.date

    def save(self, edits: Sequence[CellEdit], seen: str, holding: Held | None = None) -> CellsSaved:
        if holding is None:
            holding = hold(self.assessment, {edit.student_id for edit in edits}, self.attempt)
        state = holding.state
        place, specs, counted = state.place, state.specs, state.conflicts_begun + state.conflicts_ended
        edits = self._in_items_of_today(edits, place)
        by_student: dict[int, list[CellEdit]] = {}
        for edit in edits:
            by_student.setdefault(edit.student_id, []).append(edit)
        held, refused = held_papers(
            self.assessment, self.section_ids, self.attempt, by_student, holding=holding, today=self.today
        )
        conflicts = CellConflicts(
            self.actor, self.assessment, self.attempt, held if state.conflicts_begun > state.conflicts_ended else ()
        )
        merged: list[Merged] = []
        for student_id, theirs in by_student.items():
            if student_id in held:
                late = conflicts.settled_elsewhere(theirs)
                merged += held[student_id].paper.merge(theirs, specs, place, no_longer_open=late)
            else:
                merged += [Merged(edit, "refused", "", refused[student_id]) for edit in theirs]
        changed = sorted((one for one in held.values() if one.is_changed), key=lambda one: one.entry.student_id)
        before = self.assessment.data_version
        change = self._save(changed, specs)
        kept = conflicts.keep(merged, place)
        students = {one.entry.student_id: self._student(one, specs, self.actor.name) for one in changed}
        for student_id in kept.students - students.keys():
            students[student_id] = self._student(held[student_id], specs, kept.hands.get(student_id, ""))
        return CellsSaved(
            mark=_mark_after(seen, before, change, counted, kept.events),
            outcomes=tuple(_outcome(m, kept.shown(at, students, place)) for at, m in enumerate(merged)),
            students=tuple(students.values()),
            change=change,
        )

    def _in_items_of_today(self, edits: Sequence[CellEdit], place: dict[int, int]) -> Sequence[CellEdit]:
        """Edits that waited on a device while the items changed are about the same questions in the new list."""
        others = {edit.item_id for edit in edits if edit.item_id is not None} - place.keys()
        if not others:
            return edits
        here = dict(Item.objects.filter(pk__in=place).values_list("identity", "pk"))
        then = dict(
            Item.objects.filter(pk__in=others, version__assessment=self.assessment).values_list("pk", "identity")
        )
        now = {pk: here[identity] for pk, identity in then.items() if identity in here}
        return [replace(edit, item_id=now[edit.item_id]) if edit.item_id in now else edit for edit in edits]

    def _save(self, changed: Sequence[HeldPaper], specs: Sequence[ItemSpec]) -> Change | None:
        if not changed:
            return None
        if len(changed) == 1 and changed[0].paper.status:
            return save_paper(
                actor=self.actor,
                assessment=self.assessment,
                paper=changed[0].as_new(self.attempt),
                before=changed[0].saved,
                maxima=[spec.max_cell for spec in specs],
                today=self.today,
            )
        return save_results(
            actor=self.actor,
            assessment=self.assessment,
            papers=[one.as_new(self.attempt) for one in changed],
            kind=ChangeKind.ENTRY,
            today=self.today,
            gently=True,
            existing={one.saved.place: one.saved for one in changed if one.saved},
        )

    def _student(self, one: HeldPaper, specs: Sequence[ItemSpec], by: str) -> GridStudent:
        paper = one.paper
        scored_on = one.saved.scored_on if one.saved else None
        if scored_on is None and paper.status == ResultStatus.SCORED:
            scored_on = self.today
        return grid_student(
            one.entry,
            specs,
            status=paper.status,
            cells=tuple(paper.cells),
            answers=tuple(paper.answers),
            late=bool(paper.status and scored_on and scored_on > self.assessment.closes_on),
            by=by,
        )


def _outcome(merged: Merged, conflict: GridConflict | None) -> Outcome:
    return Outcome(merged.edit.edit, merged.state, merged.text, merged.sentence, conflict)


def _mark_after(seen: str, before: int, change: Change | None, counted: int, events: int) -> str:
    """The new mark if the page had seen all that was there before this save; else what it had seen, so that it asks."""
    version = before if change is None else change.data_version - 1
    if seen and mark_of(seen) != (version, counted):
        return seen
    return f"{version + (change is not None)}.{counted + events}"
