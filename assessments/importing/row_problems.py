"""What can be wrong with the row of a known student, each in a sentence and a remedy."""

from collections.abc import Sequence
from typing import Literal

from assessments.cells import EMPTY, points_text
from assessments.importing.entries import Question
from assessments.importing.plan import Problem
from assessments.importing.status_words import SHOWN_STATUS
from assessments.importing.subjects import RosterEntry
from assessments.importing.table import Row, Table
from assessments.importing.texts import listed, quoted


def row_problem(kind: str, row: Row, entry: RosterEntry, sentence: str, remedy: str, *, value: str = "") -> Problem:
    """A problem that leaves out the whole row."""
    return Problem(
        kind=kind,
        row=row.number,
        column="",
        title="",
        student=entry.name,
        value=value,
        sentence=sentence,
        remedy=remedy,
        leaves_out="row",
        student_id=entry.student_id,
    )


def row_too_long(table: Table, row: Row, entry: RosterEntry) -> Problem:
    """More cells than titles: most often an unquoted comma that has moved every score after it."""
    added = len(table.header) - table.width_in_file
    return row_problem(
        "row too long",
        row,
        entry,
        f"This row has {len(row.cells) - added} cells, but there are only {table.width_in_file} column titles, "
        "so its scores may stand in the wrong columns.",
        "Look for a comma inside a name or a number and put quotation marks around that cell.",
    )


def student_twice(rows: Sequence[Row], entry: RosterEntry) -> list[Problem]:
    """Rows of one student that differ: one problem for each, so that each can be found."""
    numbers = listed([str(row.number) for row in rows])
    every = "both" if len(rows) == 2 else "all"
    sentence = f"Rows {numbers} are {every} for {entry.name} and do not say the same."
    remedy = "Keep the row that counts, delete the others and upload the file again. Nothing saved has changed."
    return [row_problem("student twice", row, entry, sentence, remedy, value=entry.local_id) for row in rows]


def version_not_taken(table: Table, row: Row, entry: RosterEntry, column: int) -> Problem:
    """A paper of another key version: its question 1 may be any question of the version that is taken."""
    version = row.cell(column)
    return _in_column(
        table,
        row,
        entry,
        column,
        kind="other key version",
        sentence=f"This paper is of key version {quoted(version)}, which is not taken." if version
        else "This row does not say which key version it is.",
        remedy="Say which item each of its questions is, or upload it to the CFA with that version’s items.",
        leaves_out="row",
    )  # fmt: skip


def undecided_section(row: Row, entries: Sequence[RosterEntry]) -> Problem:
    """A student in two sections, or two students with one ID, and no section in the file to tell."""
    first = entries[0]
    if len({entry.student_id for entry in entries}) > 1:
        return row_problem(
            "two students",
            row,
            first,
            f"{listed([f'{e.name} ({e.section_name})' for e in entries])} have the same ID, {first.local_id}.",
            "Correct the ID of one of them in the roster, or add a column titled Section to the file.",
            value=first.local_id,
        )
    return row_problem(
        "two sections",
        row,
        first,
        f"{first.name} is in {listed([entry.section_name for entry in entries])}.",
        "Say which one these scores belong to, in a column titled Section.",
        value=first.local_id,
    )


def other_section(table: Table, row: Row, entry: RosterEntry, column: int) -> Problem:
    """The file names a section of the roster that is not the student's; the roster decides."""
    named = row.cell(column)
    return _in_column(
        table,
        row,
        entry,
        column,
        kind="other section",
        sentence=f"The file has {entry.name} in {quoted(named)}, the roster in {entry.section_name}.",
        remedy="The scores go where the roster says. If the roster is wrong, correct it first.",
        leaves_out="nothing",
    )


def unknown_status(table: Table, row: Row, entry: RosterEntry, column: int) -> Problem:
    """A word in the status column that means no status."""
    return _in_column(
        table,
        row,
        entry,
        column,
        kind="unknown status",
        sentence=f"{quoted(row.cell(column))} is not a status we know.",
        remedy=f"Write one of {listed(list(SHOWN_STATUS.values()))}. The scores of the row are read as usual.",
    )


def unread_cell(
    table: Table, row: Row, entry: RosterEntry, column: int, question: Question, *, position: int, before: int
) -> Problem:
    """An item's cell that cannot be read; ``before`` is the saved cell, which stays."""
    kept = "" if before == EMPTY else f" The saved {'score' if before >= 0 else 'entry'}, {points_text(before)}, stays."
    return _in_column(
        table,
        row,
        entry,
        column,
        kind=question.kind,
        sentence=question.sentence,
        remedy=question.remedy + kept,
        position=position,
        suggestion=question.suggestion,
    )


def only_status_words(row: Row, entry: RosterEntry, column: int, status: str) -> Problem:
    """A word like ``abs`` and nothing else in the columns of the items."""
    return row_problem(
        "status word",
        row,
        entry,
        f"{quoted(row.cell(column))} is a word for a whole paper, and it stands in the columns of items.",
        f"Write {SHOWN_STATUS[status]} in a column titled Status and leave the items empty.",
        value=row.cell(column),
    )


def status_and_scores(row: Row, entry: RosterEntry, status: str, filled: int) -> Problem:
    """A status that rules out scores, and scores."""
    return row_problem(
        "status and scores",
        row,
        entry,
        f"The file says {SHOWN_STATUS[status]}, but {filled} {'item has' if filled == 1 else 'items have'} an entry.",
        "Delete the scores if the paper was not written, or change the status to present.",
        value=SHOWN_STATUS[status],
    )


def status_and_saved_scores(row: Row, entry: RosterEntry, status: str, kept: int) -> Problem:
    """A status that rules out scores, while saved ones would stay."""
    scores = f"{kept} saved {'score' if kept == 1 else 'scores'}"
    return row_problem(
        "status and saved scores",
        row,
        entry,
        f"The file says {SHOWN_STATUS[status]}, but {scores} would stay.",
        "If they are a mistake, write CLEAR in those cells; if not, correct the status.",
        value=SHOWN_STATUS[status],
    )


def present_without_scores(row: Row, entry: RosterEntry, saved_status: str) -> Problem:
    """Present in the file, something else saved, and no score to tell."""
    return row_problem(
        "present without scores",
        row,
        entry,
        f"The file says present, but the row has no scores. Saved is {SHOWN_STATUS.get(saved_status, saved_status)}.",
        "Enter the scores, or leave the status as it is saved.",
        value=SHOWN_STATUS["scored"],
    )


def nothing_entered(row: Row, entry: RosterEntry) -> Problem:
    """A wholly empty row where empty cells were said to mean something: a blank paper, or an absent student."""
    return row_problem(
        "nothing entered",
        row,
        entry,
        f"No item of {entry.name} has an entry. Absent?",
        "Write absent in a column titled Status, or B in each cell of a blank paper.",
    )


def _in_column(
    table: Table,
    row: Row,
    entry: RosterEntry,
    column: int,
    *,
    kind: str,
    sentence: str,
    remedy: str,
    leaves_out: Literal["cell", "row", "nothing"] = "cell",
    position: int = 0,
    suggestion: str = "",
) -> Problem:
    return Problem(
        kind=kind,
        row=row.number,
        column=table.letters(column),
        title=table.header[column],
        student=entry.name,
        value=row.cell(column),
        sentence=sentence,
        remedy=remedy,
        leaves_out=leaves_out,
        student_id=entry.student_id,
        position=position,
        suggestion=suggestion,
    )
