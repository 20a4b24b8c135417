"""A page of scores as it was typed: read with the same grammar as a file, checked as a whole before anything is saved.

Pure: posted texts in, papers or notes out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.cells import BLANK, EMPTY, paper_sum, points_text
from assessments.importing import ItemSpec, RosterEntry, SavedResult
from assessments.importing.entries import Entry, Question, read_entry
from assessments.importing.status_words import SHOWN_STATUS

STATUS_UNSAID = ""
SCORES_AND_AWAY = "This paper has scores, and its status says there is none. Choose Scored, or clear the scores."
SCORED_WITHOUT_SCORES = "This paper has no scores. Choose what is so: absent, exempt, make-up due or not assessed."


@dataclass(frozen=True)
class TypedCell:
    """One cell as shown: its text, and the sentence that stands at it when it could not be read."""

    name: str
    position: int
    text: str
    note: str = ""
    code: str = ""


@dataclass(frozen=True)
class TypedPaper:
    """One student's row: what is shown, what it was edited from, and what it would be saved as."""

    student_id: int
    student: str
    status: str
    based_on: int
    shown: tuple[TypedCell, ...]
    cells: tuple[int, ...]
    answers: tuple[str, ...]
    earned: str
    possible: str
    opened: str
    note: str = ""

    @property
    def is_readable(self) -> bool:
        return not self.note and not any(cell.note for cell in self.shown)

    @property
    def notes(self) -> tuple[TypedCell, ...]:
        return tuple(cell for cell in self.shown if cell.note)


def cell_name(student_id: int, position: int) -> str:
    return f"c{student_id}-{position}"


def saved_papers(
    entries: Sequence[RosterEntry], items: Sequence[ItemSpec], saved: Mapping[int, SavedResult]
) -> list[TypedPaper]:
    """The page as it stands in the database."""
    papers = []
    for entry in entries:
        result = saved.get(entry.student_id)
        cells, answers = _saved_cells(result, len(items))
        shown = tuple(
            _shown(entry.student_id, item, cell, answer)
            for item, cell, answer in zip(items, cells, answers, strict=True)
        )
        status = result.status if result else STATUS_UNSAID
        opened = ",".join([status, *(cell.text for cell in shown)])
        papers.append(
            _paper(
                entry,
                items,
                status=status,
                based_on=result.version if result else 0,
                shown=shown,
                cells=cells,
                answers=answers,
                opened=opened,
            )
        )
    return papers


def typed_papers(
    posted: Mapping[str, str],
    entries: Sequence[RosterEntry],
    items: Sequence[ItemSpec],
    saved: Mapping[int, SavedResult],
) -> list[TypedPaper]:
    """The page as it was typed, merged cell by cell with what others saved since it was opened.

    ``b<student>`` repeats what the page showed when it was opened: a cell that still says the same was not touched and
    takes what is saved now; a cell touched here and saved differently by someone else gets a note with both values.
    """
    papers = []
    for entry in entries:
        result = saved.get(entry.student_id)
        status_now = result.status if result else STATUS_UNSAID
        now = [
            shown_text(cell, answer, item)
            for cell, answer, item in zip(*_saved_cells(result, len(items)), items, strict=True)
        ]
        opened = posted.get(f"b{entry.student_id}", ",".join([status_now, *now])).split(",")
        if len(opened) != len(items) + 1:
            opened = [status_now, *now]
        shown, cells, answers = [], [], []
        for item, cell, answer, was in zip(items, *_saved_cells(result, len(items)), opened[1:], strict=True):
            name = cell_name(entry.student_id, item.position)
            text = posted.get(name, was).strip()
            if text == was:
                text = shown_text(cell, answer, item)
            read = _read(text, item, cell, answer, was)
            note = read if isinstance(read, str) else ""
            new_cell, new_answer = (cell, answer) if isinstance(read, str) else read
            shown.append(TypedCell(name, item.position, text, note, _code_mark(new_cell)))
            cells.append(new_cell)
            answers.append(new_answer)
        status = posted.get(f"s{entry.student_id}", opened[0])
        if status == opened[0]:
            status = status_now
        papers.append(
            _paper(
                entry,
                items,
                status=status,
                note="" if status_now in {opened[0], status} else _other_status(status, status_now),
                based_on=result.version if result else 0,
                shown=tuple(shown),
                cells=tuple(cells),
                answers=tuple(answers),
                opened=",".join([status_now, *now]),
            )
        )
    return papers


def _saved_cells(result: SavedResult | None, k: int) -> tuple[tuple[int, ...], tuple[str, ...]]:
    return (result.cells, result.answers) if result else ((EMPTY,) * k, ("",) * k)


def _read(text: str, item: ItemSpec, cell: int, answer: str, was: str) -> tuple[int, str] | str:
    """The cell and answer a text means, or the sentence that says why it cannot be taken."""
    now = shown_text(cell, answer, item)
    if text == now:
        return cell, answer
    if not text:
        return f"This cell is empty now, but {now} is saved. Type clear to take it away."
    read = read_typed(text, item)
    if isinstance(read, str):
        return read
    if now != was and (read.cell, read.answer) != (cell, answer):
        done, instead = (f"saved {now}", f"type {now}") if now else ("cleared this cell", "empty it")
        return f"You typed {text}; someone {done} meanwhile. Save again to keep yours, or {instead}."
    return read.cell, read.answer


def read_typed(text: str, item: ItemSpec) -> Entry | str:
    """What a text that is not empty means when it is typed into a cell, or the sentence that says why it means nothing.

    The one truth of the plain page and the score grid.
    """
    read = read_entry(text, item, holds="answers" if item.choices else "points", decimal_comma=False)
    return f"{read.sentence} {_way_out(item)}" if isinstance(read, Question) else read


def _other_status(chosen: str, now: str) -> str:
    words = [SHOWN_STATUS.get(status, "nothing") for status in (chosen, now)]
    return f"You chose {words[0]}; someone saved {words[1]} meanwhile. Save again to keep yours."


def _way_out(item: ItemSpec) -> str:
    most = points_text(item.max_cell)
    if item.choices:
        return f"Type one of {', '.join(item.choices)}, or points from 0 to {most}, or - for blank."
    return f"Type 0 to {most}, or B, N, X."


def _shown(student_id: int, item: ItemSpec, cell: int, answer: str) -> TypedCell:
    return TypedCell(
        cell_name(student_id, item.position), item.position, shown_text(cell, answer, item), code=_code_mark(cell)
    )


def shown_text(cell: int, answer: str, item: ItemSpec) -> str:
    """The answer where one was given, else points or code; a blank that an option letter would hide is ``-``."""
    if answer:
        return answer
    if cell == BLANK and item.choices:
        return "-"
    return points_text(cell)


def _code_mark(cell: int) -> str:
    return points_text(cell) if cell < EMPTY else ""


def _paper(
    entry: RosterEntry,
    items: Sequence[ItemSpec],
    *,
    status: str,
    based_on: int,
    shown: tuple[TypedCell, ...],
    cells: tuple[int, ...],
    answers: tuple[str, ...],
    opened: str,
    note: str = "",
) -> TypedPaper:
    has_scores = any(cell != EMPTY for cell in cells)
    if status not in {STATUS_UNSAID, "scored"} and has_scores:
        note = SCORES_AND_AWAY
    if status == STATUS_UNSAID and has_scores:
        status = "scored"
    if status == "scored" and not has_scores:
        note = SCORED_WITHOUT_SCORES
    total = paper_sum((cell, item.max_cell, item.scoring) for cell, item in zip(cells, items, strict=True))
    return TypedPaper(
        student_id=entry.student_id,
        student=entry.name,
        status=status,
        based_on=based_on,
        shown=shown,
        cells=cells,
        answers=answers,
        earned=points_text(total.earned) if total else "",
        possible=points_text(total.possible) if total else "",
        opened=opened,
        note=note,
    )
