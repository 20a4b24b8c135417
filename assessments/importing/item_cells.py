"""The item cells of one row, read by the columns of a mapping; equal cells of a column are read once."""

import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final, NamedTuple

from assessments.cells import EMPTY, EXEMPT
from assessments.importing.entries import Entry, Question, read_cell, read_entry
from assessments.importing.mapping import Holds, ItemColumn
from assessments.importing.subjects import ItemSpec, Status
from assessments.importing.texts import restored

# Among the cells that a row says: what no cell can be, in an order that the lowest of them tells what else to look for.
NOTHING: Final = EXEMPT - 1  # an empty cell
NO_COLUMN: Final = EXEMPT - 2  # an item the file does not have
_ASKED: Final = EXEMPT - 3  # a cell that cannot be read

_NO_QUESTIONS: Final[dict[int, Question]] = {}


class RowCells(NamedTuple):
    """The item cells of one row in item order; ``questions`` by column, in the order of the file.

    ``entries`` and ``empty`` count cells, ``scores`` those with an entry other than "clear"; ``is_full`` says that
    there is an entry for each item.
    """

    said: tuple[int, ...]
    answers: tuple[str, ...]
    questions: Mapping[int, Question]
    entries: int
    empty: int
    scores: int
    is_full: bool


class ItemCells:
    """Reads the item cells of the rows of one table; ``joined`` columns have an answer with the points it was given."""

    def __init__(
        self,
        columns: Sequence[ItemColumn],
        items: Sequence[ItemSpec],
        *,
        width: int,
        decimal_comma: bool,
        joined: Collection[int] = (),
    ) -> None:
        books = {
            each.position: _Book(
                items[each.position - 1], each.holds, decimal_comma=decimal_comma, is_joined=each.column in joined
            )
            for each in columns
        }
        column_of = {each.position: each.column for each in columns}
        self._width = width
        self._positions = {each.column: each.position for each in columns}
        # The books in item order, and the columns to open them at; after the last column comes one that is empty.
        self._books: list[dict[str, int]] = [books.get(item.position, _NoBook()) for item in items]
        self._answers = [books[item.position].answers if item.position in books else {"": ""} for item in items]
        self._texts = _picker([column_of.get(item.position, width) for item in items])
        self._has_answers = any(each.holds != "points" and items[each.position - 1].choices for each in columns)
        self._books_by_column = {each.column: books[each.position] for each in columns}
        self._absent = len(items) - len(books)
        self._no_answers = ("",) * len(items)

    def of_row(self, cells: Sequence[str], status: Status | None) -> RowCells:
        """Read every item cell; a word for the very status the row has anyway counts as empty."""
        padded = (*cells, *("",) * (self._width + 1 - len(cells)))
        texts = self._texts(padded)
        said = tuple(map(operator.getitem, self._books, texts))
        answers = tuple(map(operator.getitem, self._answers, texts)) if self._has_answers else self._no_answers
        lowest = min(said)
        if lowest >= EXEMPT:
            return RowCells(said, answers, _NO_QUESTIONS, len(said), 0, len(said) - said.count(EMPTY), is_full=True)
        questions: Mapping[int, Question] = _NO_QUESTIONS
        if lowest == _ASKED:
            said, questions = self._asked(padded, said, status)
        empty = said.count(NOTHING)
        entries = len(said) - self._absent - empty - len(questions)
        return RowCells(said, answers, questions, entries, empty, entries - said.count(EMPTY), is_full=False)

    def _asked(
        self, padded: Sequence[str], said: tuple[int, ...], status: Status | None
    ) -> tuple[tuple[int, ...], Mapping[int, Question]]:
        asked = {
            column: book.questions[padded[column]]
            for column, book in self._books_by_column.items()
            if padded[column] in book.questions
        }
        questions = {c: q for c, q in asked.items() if not (q.status and q.status == status)}
        passed_over = {self._positions[column] for column in asked.keys() - questions.keys()}
        return tuple(NOTHING if p in passed_over else cell for p, cell in enumerate(said, start=1)), questions


class _Book(dict[str, int]):
    """What the texts of one column mean; each text is read once, however many rows have it."""

    def __init__(self, item: ItemSpec, holds: Holds, *, decimal_comma: bool, is_joined: bool) -> None:
        self._read = read_entry if is_joined else read_cell
        self.answers: dict[str, str] = {"": ""}
        self.questions: dict[str, Question] = {}
        self._item, self._holds, self._decimal_comma = item, holds, decimal_comma
        self[""] = NOTHING

    def __missing__(self, text: str) -> int:
        said = restored(text)
        read = self._read(said, self._item, holds=self._holds, decimal_comma=self._decimal_comma) if said else None
        self.answers[text] = read.answer if isinstance(read, Entry) else ""
        if isinstance(read, Question):
            self.questions[text] = read
        self[text] = cell = NOTHING if read is None else read.cell if isinstance(read, Entry) else _ASKED
        return cell


class _NoBook(dict[str, int]):
    """Stands for the column of an item that the file does not have."""

    def __missing__(self, text: str) -> int:
        return NO_COLUMN


def _picker(columns: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Takes the texts of these columns out of a row; ``itemgetter`` gives a bare text where there is only one."""
    if len(columns) == 1:
        (only,) = columns
        return lambda cells: (cells[only],)
    return operator.itemgetter(*columns)
