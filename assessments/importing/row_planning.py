"""One row of one student: which cells it would set, and what is wrong with it."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from assessments.cells import BLANK, EMPTY, EXEMPT, NOT_REACHED
from assessments.importing.entries import Entry, Question, read_entry
from assessments.importing.headers import label_key
from assessments.importing.mapping import EmptyMeans, ItemColumn, Mapping
from assessments.importing.plan import PlannedResult, Problem
from assessments.importing.reading import Row, Table
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
from assessments.importing.texts import restored

_CODE_OF_EMPTY: Final[dict[EmptyMeans, int]] = {
    "unchanged": EMPTY,
    "blank": BLANK,
    "not_reached": NOT_REACHED,
    "not_given": EXEMPT,
}


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What came of one row; ``result`` is None when nothing of it changes."""

    result: PlannedResult | None
    problems: tuple[Problem, ...] = ()
    unchanged_cells: int = 0
    empty_cells: int = 0


@dataclass(frozen=True, slots=True)
class _Cells:
    """The item cells of one row by column."""

    entries: dict[int, Entry]
    questions: dict[int, Question]
    empty: tuple[int, ...]

    @property
    def scores(self) -> int:
        """How many cells have an entry other than "clear"."""
        return sum(1 for entry in self.entries.values() if entry.cell != EMPTY)


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
        self._items = items
        self._saved = saved
        self._section_keys = {label_key(name) for name in section_names}
        self._decimal_comma = table.delimiter in (";", "\t")
        self._fill = _CODE_OF_EMPTY[mapping.empty_means]
        self._known: dict[tuple[int, str], Entry | Question] = {}

    def plan(self, row: Row, entries: Sequence[RosterEntry]) -> PlannedRow:
        """What the row would do to the student of ``entries`` (one for each section with this ID)."""
        if any(row.cells[len(self._table.header) :]):
            return PlannedRow(None, (row_too_long(self._table, row, entries[0]),))
        entry, section_problems = self._entry(row, entries)
        if entry is None:
            return PlannedRow(None, section_problems)
        status, status_problems = self._status(row, entry)
        cells = self._cells(row, status)
        if left_out := self._whole_row_problem(row, entry, status, cells):
            return PlannedRow(None, (left_out,))
        none = len(self._items)
        saved = self._saved.get(entry.student_id) or SavedResult(
            entry.student_id, 0, entry.section_id, "", (EMPTY,) * none, ("",) * none
        )
        outcome = self._outcome(row, entry, status, cells, saved)
        cell_problems = [
            unread_cell(self._table, row, entry, c, q, position=p, before=saved.cells[p - 1])
            for c, q in cells.questions.items()
            if (p := self._positions[c])
        ]
        return replace(outcome, problems=(*section_problems, *status_problems, *cell_problems, *outcome.problems))

    def _entry(self, row: Row, entries: Sequence[RosterEntry]) -> tuple[RosterEntry | None, tuple[Problem, ...]]:
        """The one roster entry a row means; a saved result keeps its section, whatever the file says."""
        column = self._mapping.section_column
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

    def _cells(self, row: Row, status: Status | None) -> _Cells:
        """Read every item cell; a word for the very status the row has anyway counts as empty."""
        entries: dict[int, Entry] = {}
        questions: dict[int, Question] = {}
        empty = []
        for item_column in self._mapping.item_columns:
            text = row.cell(item_column.column)
            read = self._read(item_column, text) if text else None
            if isinstance(read, Entry):
                entries[item_column.column] = read
            elif read is None or (read.status and read.status == status):
                empty.append(item_column.column)
            else:
                questions[item_column.column] = read
        return _Cells(entries, questions, tuple(empty))

    def _read(self, column: ItemColumn, text: str) -> Entry | Question | None:
        key = (column.column, text)
        if key not in self._known:
            said = restored(text)
            item = self._items[column.position - 1]
            if not said:
                return None
            self._known[key] = read_entry(said, item, holds=column.holds, decimal_comma=self._decimal_comma)
        return self._known[key]

    def _whole_row_problem(self, row: Row, entry: RosterEntry, status: Status | None, cells: _Cells) -> Problem | None:
        words = {question.status for question in cells.questions.values()}
        if status is None and not cells.entries and len(words) == 1 and (word := next(iter(words))):
            return only_status_words(row, entry, next(iter(cells.questions)), word)
        filled = len(cells.questions) + cells.scores
        if status is not None and status != "scored" and filled:
            return status_and_scores(row, entry, status, filled)
        if status is None and not filled and self._fill != EMPTY and entry.student_id not in self._saved:
            return nothing_entered(row, entry)
        return None

    def _outcome(
        self, row: Row, entry: RosterEntry, file_status: Status | None, cells: _Cells, saved: SavedResult
    ) -> PlannedRow:
        after, answers = list(saved.cells), list(saved.answers)
        new: list[int] = []
        changed: list[int] = []
        for column, read in self._effective(cells, file_status, saved).items():
            index = self._positions[column] - 1
            if read.cell == saved.cells[index] and read.answer in ("", saved.answers[index]):
                continue
            after[index], answers[index] = read.cell, read.answer
            (new if saved.cells[index] == EMPTY else changed).append(index + 1)
        status = _status_after(row, entry, file_status, after, saved, has_scores=bool(cells.scores or new))
        if isinstance(status, Problem):
            return PlannedRow(None, (status,))
        touched = {*new, *changed}
        unchanged = sum(1 for column in cells.entries if self._positions[column] not in touched)
        if not touched and status == saved.status:
            return PlannedRow(None, unchanged_cells=unchanged, empty_cells=len(cells.empty))
        result = PlannedResult(
            row=row.number,
            student_id=saved.student_id,
            section_id=saved.section_id,
            status=status,
            cells=tuple(after),
            answers=tuple(answers),
            before_version=saved.version,
            before_status=saved.status,
            before_cells=saved.cells,
            before_answers=saved.answers,
            new_positions=tuple(sorted(new)),
            changed_positions=tuple(sorted(changed)),
        )
        return PlannedRow(result, unchanged_cells=unchanged, empty_cells=len(cells.empty))

    def _effective(self, cells: _Cells, file_status: Status | None, saved: SavedResult) -> dict[int, Entry]:
        """The entries, and what empty cells mean where nothing is saved: an empty cell never changes a saved one."""
        if self._fill == EMPTY or not (cells.scores or file_status == "scored"):
            return cells.entries
        free = [column for column in cells.empty if saved.cells[self._positions[column] - 1] == EMPTY]
        return {**cells.entries, **dict.fromkeys(free, Entry(self._fill))}


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
    kept = sum(1 for cell in after if cell != EMPTY)
    if file_status is not None and file_status != "scored":
        return status_and_saved_scores(row, entry, file_status, kept) if kept else file_status
    if has_scores:
        return "scored"
    if not kept and any(cell != EMPTY for cell in saved.cells):
        return "not_assessed"
    if file_status == "scored" and saved.version and saved.status != "scored":
        return present_without_scores(row, entry, saved.status)
    return saved.status
