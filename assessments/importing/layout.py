"""What a profile says about one table: whose rows they are, which columns have scores, what is left to a person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Final

from assessments.importing.headers import role_key
from assessments.importing.mapping import AttemptRule, EmptyMeans, MappingProblem
from assessments.importing.special_rows import SkippedRow
from assessments.importing.table import Table


class Titles:
    """The titles of a table, looked up without regard to case, blanks and signs (``headers.role_key``)."""

    def __init__(self, header: Sequence[str]) -> None:
        self.header: Final = tuple(header)
        self.keys: Final = tuple(role_key(title) for title in header)

    def has(self, *keys: str) -> bool:
        """Whether each of them is a title."""
        return set(keys) <= set(self.keys)

    def column(self, *keys: str) -> int | None:
        """The column of the first of these titles that is there."""
        return next((self.keys.index(key) for key in keys if key in self.keys), None)

    def columns(self, *keys: str) -> tuple[int, ...]:
        """The columns of those that are there, in the order asked for."""
        return tuple(self.keys.index(key) for key in keys if key in self.keys)


def header_signature(table: Table) -> str:
    """SHA-256 in hex of the titles as they are compared: the same for every file of one shape, whatever is in it."""
    return sha256("\x1f".join(Titles(table.header).keys).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class FileItem:
    """One item or one whole test as the file has it: its number there (from 1), its title, its columns, its maximum."""

    number: int
    title: str
    points: int | None = None
    answer: int | None = None
    key: int | None = None
    most: Decimal | None = None

    @property
    def columns(self) -> tuple[int, ...]:
        """Every column of it."""
        return tuple(column for column in (self.points, self.answer, self.key) if column is not None)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one table.

    ``id_columns`` are those a student may be known by, best first. ``questions`` are single items, ``wholes`` scores of
    a whole test: one of these can only be the one item of a CFA. ``not_students`` are rows no word would give away.
    ``name_columns`` None means "by their titles". ``section_column`` is used only if it names sections of the roster.
    """

    id_columns: tuple[int, ...] = ()
    name_columns: tuple[int, ...] | None = None
    attempt_column: int | None = None
    attempt_rule: AttemptRule = "ask"
    version_column: int | None = None
    questions: tuple[FileItem, ...] = ()
    wholes: tuple[FileItem, ...] = ()
    not_students: tuple[SkippedRow, ...] = ()
    empty_means: EmptyMeans = "unchanged"
    notes: tuple[MappingProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of file.

    ``name`` is kept with an upload, ``words`` are for people; ``reads``, ``drops`` and ``asks`` are its lines in
    docs/upload-formats.md. ``recognises`` sees the titles alone. ``reshaped`` makes one row a student of a table that
    has something else, and is tried before the header is looked at again.
    """

    name: str
    words: str
    reads: str
    drops: str
    asks: str
    recognises: Callable[[Titles], bool]
    layout: Callable[[Table], Layout] | None = None
    reshaped: Callable[[Table], Table] | None = None
