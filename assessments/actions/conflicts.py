"""Cells that two people entered at once: both values are kept, both people see them, until one of them chooses."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from assessments.actions.merging import CellEdit, Merged
from assessments.models import Assessment, EntryConflict, ResultChange
from assessments.queries import GridConflict, GridStudent
from assessments.queries.grid import grid_conflict
from plc.schools.models import StaffMember

Cell = tuple[int, int | None]  # a student, and an item or None for the status


@dataclass(frozen=True)
class KeptConflicts:
    """The conflicts of one batch by the place of its edit. ``events``: how many conflicts began or ended.

    ``hands``: who changed each of these papers last, by student.
    """

    events: int
    rows: Mapping[int, EntryConflict]
    hands: Mapping[int, str]

    @property
    def students(self) -> frozenset[int]:
        return frozenset(row.student_id for row in self.rows.values())

    def shown(self, at: int, students: Mapping[int, GridStudent], place: Mapping[int, int]) -> GridConflict | None:
        row = self.rows.get(at)
        return grid_conflict(row, students[row.student_id], place) if row else None


class CellConflicts:
    """The open conflicts of some papers, while a batch of one person's edits is saved in them."""

    def __init__(self, actor: StaffMember, assessment: Assessment, attempt: int, student_ids: Collection[int]) -> None:
        self._actor = actor
        self._assessment = assessment
        self._attempt = attempt
        self._now = timezone.now()
        self._open: dict[Cell, list[EntryConflict]] = {}
        if not student_ids:
            return
        rows = EntryConflict.objects.filter(
            assessment=assessment, attempt=attempt, student_id__in=list(student_ids), resolved_at__isnull=True
        )
        for row in rows.select_related("saved_by", "offered_by").order_by("pk"):
            self._open.setdefault((row.student_id, row.item_id), []).append(row)

    def settled_elsewhere(self, edits: Sequence[CellEdit]) -> frozenset[int]:
        """Of the conflicts these edits choose in, those that are not open in that cell any more."""
        return frozenset(
            edit.resolves
            for edit in edits
            if edit.resolves is not None
            and edit.resolves not in {row.pk for row in self._open.get((edit.student_id, edit.item_id), ())}
        )

    def keep(self, merged: Sequence[Merged], place: Mapping[int, int]) -> KeptConflicts:
        """Settle what was chosen, and keep each value that found another one in its cell."""
        differing = {m.edit.student_id for m in merged if m.state == "conflict"}
        history = _History(self._assessment, self._attempt, differing) if differing else None
        events = 0
        rows: dict[int, EntryConflict] = {}
        for at, m in enumerate(merged):
            if m.state == "saved":
                events += self._settle(m)
            elif m.state == "conflict" and history is not None:
                begun = self._offer(m, history.hand_of(m.edit, place))
                rows[at] = begun.row
                events += begun.events
        return KeptConflicts(events, rows, history.latest if history else {})

    def _settle(self, merged: Merged) -> int:
        """A value was saved where values differed: it settles the one it chose in, those that say the same, and what
        the same person offered before. Another person's offer stays open, for it has not been looked at.
        """
        edit = merged.edit
        cell = edit.student_id, edit.item_id
        ended = [
            row
            for row in self._open.get(cell, ())
            if row.pk == edit.resolves or row.offered == merged.text or row.offered_by_id == self._actor.pk
        ]
        self._end(cell, ended, merged.text)
        return len(ended)

    def _offer(self, merged: Merged, saved_by: StaffMember | None) -> "_Begun":
        """Keep the value beside what stands. The same offer again is the same conflict; a newer one of the same person
        takes the place of the older, which stays in the history.
        """
        cell = merged.edit.student_id, merged.edit.item_id
        mine = [row for row in self._open.get(cell, ()) if row.offered_by_id == self._actor.pk]
        again = next((row for row in mine if row.offered == merged.offered), None)
        if again is not None:
            return _Begun(again, 0)
        self._end(cell, mine, merged.text)
        row = EntryConflict.objects.create(
            assessment=self._assessment,
            student_id=cell[0],
            attempt=self._attempt,
            item_id=cell[1],
            saved=merged.text,
            saved_by=saved_by,
            offered=merged.offered,
            offered_by=self._actor,
            offered_at=self._now,
        )
        self._open.setdefault(cell, []).append(row)
        return _Begun(row, len(mine) + 1)

    def _end(self, cell: Cell, rows: Sequence[EntryConflict], kept: str) -> None:
        if rows:
            EntryConflict.objects.filter(pk__in=[row.pk for row in rows]).update(
                resolved_by=self._actor, resolved_at=self._now, kept=kept
            )
            self._open[cell] = [row for row in self._open[cell] if row not in rows]


@dataclass(frozen=True)
class _Begun:
    row: EntryConflict
    events: int


class _History:
    """Who changed what in these papers, newest first: a conflict names the person whose value stands."""

    def __init__(self, assessment: Assessment, attempt: int, student_ids: Iterable[int]) -> None:
        rows = (
            ResultChange.objects.filter(
                change__assessment=assessment, attempt=attempt, student_id__in=list(student_ids)
            )
            .select_related("change__made_by")
            .order_by("-change__data_version")
        )
        self._by_student: dict[int, list[ResultChange]] = {}
        for row in rows:
            self._by_student.setdefault(row.student_id, []).append(row)
        self.latest = {student: found[0].change.made_by.name for student, found in self._by_student.items()}

    def hand_of(self, edit: CellEdit, place: Mapping[int, int]) -> StaffMember | None:
        """Who gave this cell what it says now; where the items changed since, whoever changed the paper last."""
        found = self._by_student.get(edit.student_id, [])
        for row in found:
            before, after = (
                (row.status_before, row.status_after)
                if edit.item_id is None
                else (
                    _cell(row.cells_before, row.answers_before, place[edit.item_id]),
                    _cell(row.cells_after, row.answers_after, place[edit.item_id]),
                )
            )
            if before != after:
                return row.change.made_by
        return found[0].change.made_by if found else None


def _cell(cells: Sequence[int], answers: Sequence[str], at: int) -> tuple[int | None, str]:
    return (cells[at] if at < len(cells) else None), (answers[at] if at < len(answers) else "")
