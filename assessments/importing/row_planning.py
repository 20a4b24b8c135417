"""One row of one student: which cells it would set, and what is wrong with it."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from assessments.cells import BLANK, EMPTY, EXEMPT, NOT_REACHED
from assessments.importing.headers import label_key
from assessments.importing.item_cells import NOTHING, ItemCells, RowCells
from assessments.importing.mapping import EmptyMeans, Mapping
from assessments.importing.plan import PlannedResult, Problem
from assessments.importing.row_problems import (
    nothing_entered,
    only_status_words,
    other_section,
    present_without_scores,
    row_too_long,
    status_and_saved_scores,
    status_and_scores,
    undecided_section,
    unknown_status,
    unread_cell,
)
from assessments.importing.status_words import status_in_status_column
from assessments.importing.subjects import ItemSpec, RosterEntry, SavedResult, Status
from assessments.importing.table import Row, Table
from assessments.importing.texts import restored

_CODE_OF_EMPTY: Final[dict[EmptyMeans, int]] = {
    "unchanged": EMPTY,
    "blank": BLANK,
    "not_reached": NOT_REACHED,
    "not_given": EXEMPT,
}


class PlannedRow(NamedTuple):
    """What came of one row; ``result`` is None when nothing of it changes."""

    result: PlannedResult | None
    problems: tuple[Problem, ...] = ()
    unchanged_cells: int = 0
    empty_cells: int = 0


class _Merged(NamedTuple):
    """A paper with what the row says; ``filled`` of the new positions are empty cells that mean something."""

    cells: tuple[int, ...]
    answers: tuple[str, ...]
    new: tuple[int, ...]
    changed: tuple[int, ...] = ()
    filled: int = 0


class RowPlanner:
    """Plans the rows of one table; equal cells of a column are read once."""

    def __init__(
        self,
        table: Table,
        mapping: Mapping,
        *,
        items: Sequence[ItemSpec],
        saved: MappingOf[int, SavedResult],
        section_names: AbstractSet[str],
    ) -> None:
        self._table = table
        self._mapping = mapping
        self._positions = mapping.position_of_column
        self._saved = saved
        self._section_keys = {label_key(name) for name in section_names}
        self._fill = _CODE_OF_EMPTY[mapping.empty_means]
        self._width = len(table.header)
        self._cells = ItemCells(
            mapping.item_columns,
            items,
            width=self._width,
            decimal_comma=table.delimiter in (";", "\t"),
            joined=frozenset(table.joined.values()),
        )
        self._no_cells, self._no_answers = (EMPTY,) * len(items), ("",) * len(items)
        self._all_positions = tuple(range(1, len(items) + 1))

    def plan(self, row: Row, entries: Sequence[RosterEntry]) -> PlannedRow:
        """What the row would do to the student of ``entries`` (one for each section with this ID)."""
        if len(row.cells) > self._width and any(row.cells[self._width :]):
            return PlannedRow(None, (row_too_long(self._table, row, entries[0]),))
        entry, section_problems = self._entry(row, entries)
        if entry is None:
            return PlannedRow(None, section_problems)
        status, status_problems = self._status(row, entry)
        cells = self._cells.of_row(row.cells, status)
        if left_out := self._whole_row_problem(row, entry, status, cells):
            return PlannedRow(None, (left_out,))
        saved = self._saved.get(entry.student_id) or SavedResult(
            entry.student_id, 0, entry.section_id, "", self._no_cells, self._no_answers
        )
        outcome = self._outcome(row, entry, status, cells, saved)
        if not (section_problems or status_problems or cells.questions):
            return outcome
        cell_problems = [
            unread_cell(self._table, row, entry, c, q, position=p, before=saved.cells[p - 1])
            for c, q in cells.questions.items()
            if (p := self._positions[c])
        ]
        return outcome._replace(problems=(*section_problems, *status_problems, *cell_problems, *outcome.problems))

    def _entry(self, row: Row, entries: Sequence[RosterEntry]) -> tuple[RosterEntry | None, tuple[Problem, ...]]:
        """The one roster entry a row means; a saved result keeps its section, whatever the file says."""
        column = self._mapping.section_column
        if column is None and len(entries) == 1:
            return entries[0], ()
        named = label_key(row.cell(column)) if column is not None else ""
        there = [entry for entry in entries if named and label_key(entry.section_name) == named]
        chosen = there or list(entries)
        students = {entry.student_id for entry in chosen}
        is_saved = len(students) == 1 and chosen[0].student_id in self._saved
        if not is_saved and len({(entry.student_id, entry.section_id) for entry in chosen}) > 1:
            return None, (undecided_section(row, chosen),)
        if len(students) > 1:
            return None, (undecided_section(row, chosen),)
        elsewhere = column is not None and named in self._section_keys and not there
        return chosen[0], (other_section(self._table, row, chosen[0], column or 0),) if elsewhere else ()

    def _status(self, row: Row, entry: RosterEntry) -> tuple[Status | None, tuple[Problem, ...]]:
        column = self._mapping.status_column
        text = restored(row.cell(column)) if column is not None else ""
        if column is None or not text:
            return None, ()
        status = status_in_status_column(text)
        return status, () if status else (unknown_status(self._table, row, entry, column),)

    def _whole_row_problem(
        self, row: Row, entry: RosterEntry, status: Status | None, cells: RowCells
    ) -> Problem | None:
        if cells.questions and status is None and not cells.entries:
            words = {question.status for question in cells.questions.values()}
            if len(words) == 1 and (word := next(iter(words))):
                return only_status_words(row, entry, next(iter(cells.questions)), word)
        filled = len(cells.questions) + cells.scores
        if status is not None and status != "scored" and filled:
            return status_and_scores(row, entry, status, filled)
        if status is None and not filled and self._fill != EMPTY and entry.student_id not in self._saved:
            return nothing_entered(row, entry)
        return None

    def _outcome(
        self, row: Row, entry: RosterEntry, file_status: Status | None, cells: RowCells, saved: SavedResult
    ) -> PlannedRow:
        if cells.is_full and cells.scores == len(cells.said) and saved.cells == self._no_cells:
            # The commonest row by far: nothing saved yet, and something said in each cell.
            after = _Merged(cells.said, cells.answers, self._all_positions)
        else:
            after = self._merged(cells, saved, fill=self._fills(cells, file_status))
        status = _status_after(row, entry, file_status, after.cells, saved, has_scores=bool(cells.scores or after.new))
        if isinstance(status, Problem):
            return PlannedRow(None, (status,))
        unchanged = cells.entries - (len(after.new) + len(after.changed) - after.filled)
        if not after.new and not after.changed and status == saved.status:
            return PlannedRow(None, unchanged_cells=unchanged, empty_cells=cells.empty)
        result = PlannedResult(
            row=row.number,
            student_id=saved.student_id,
            section_id=saved.section_id,
            status=status,
            cells=after.cells,
            answers=after.answers,
            before_version=saved.version,
            before_status=saved.status,
            before_cells=saved.cells,
            before_answers=saved.answers,
            new_positions=after.new,
            changed_positions=after.changed,
        )
        return PlannedRow(result, unchanged_cells=unchanged, empty_cells=cells.empty)

    def _fills(self, cells: RowCells, file_status: Status | None) -> bool:
        """Whether empty cells mean something in this row."""
        return self._fill != EMPTY and bool(cells.scores or file_status == "scored")

    def _merged(self, cells: RowCells, saved: SavedResult, *, fill: bool) -> _Merged:
        """What is said over what is saved; an empty cell may fill an empty one and never changes a saved one."""
        if cells.is_full and cells.answers == saved.answers:
            return self._replaced(cells.said, saved)
        after, answers = list(saved.cells), list(saved.answers)
        new: list[int] = []
        changed: list[int] = []
        filled = 0
        for at, (cell, answer, was) in enumerate(zip(cells.said, cells.answers, saved.cells, strict=True)):
            if cell >= EXEMPT:
                if cell == was and answer in ("", answers[at]):
                    continue
                after[at], answers[at] = cell, answer
            elif cell == NOTHING and fill and was == EMPTY:
                after[at], answers[at] = self._fill, ""
                filled += 1
            else:
                continue
            (new if was == EMPTY else changed).append(at + 1)
        return _Merged(tuple(after), tuple(answers), tuple(new), tuple(changed), filled)

    def _replaced(self, said: tuple[int, ...], saved: SavedResult) -> _Merged:
        """Something is said of each cell, and no answer is another."""
        pairs = zip(self._all_positions, said, saved.cells, strict=True)
        differing = tuple([position for position, cell, was in pairs if cell != was])
        if EMPTY not in saved.cells:
            return _Merged(said, saved.answers, (), differing)
        new = tuple([position for position in differing if saved.cells[position - 1] == EMPTY])
        changed = tuple([position for position in differing if saved.cells[position - 1] != EMPTY])
        return _Merged(said, saved.answers, new, changed)


def _status_after(
    row: Row,
    entry: RosterEntry,
    file_status: Status | None,
    after: Sequence[int],
    saved: SavedResult,
    *,
    has_scores: bool,
) -> str | Problem:
    """The status with these cells: scores make it "scored", clearing the last of them "not assessed"."""
    kept = len(after) - after.count(EMPTY)
    if file_status is not None and file_status != "scored":
        return status_and_saved_scores(row, entry, file_status, kept) if kept else file_status
    if has_scores:
        return "scored"
    if not kept and any(cell != EMPTY for cell in saved.cells):
        return "not_assessed"
    if file_status == "scored" and saved.version and saved.status != "scored":
        return present_without_scores(row, entry, saved.status)
    return saved.status
