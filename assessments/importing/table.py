"""A file as a table: titles, and rows numbered as a spreadsheet shows them. Nothing is interpreted yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assessments.importing.texts import column_letters


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``number`` counts from 1 with blank rows included, as a spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """The stripped text in a column counted from 0; a short row is empty from there on."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """The header and every row below it that holds anything; rows may be longer or shorter than the header.

    ``sheet`` is the one that was read of a workbook with ``other_sheets``, whose ``delimiter`` is ``""``.
    ``origins`` is for a table that was made of another one: the column of the file each of its columns came from.
    ``joined`` gives, by the columns of an answer and of its points, the one that has both.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    header_number: int = 1
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    origins: tuple[int, ...] = ()
    joined: Mapping[tuple[int, int], int] = field(default_factory=dict)

    def with_rows(
        self,
        header: tuple[str, ...],
        rows: tuple[Row, ...],
        origins: tuple[int, ...] = (),
        joined: Mapping[tuple[int, int], int] | None = None,
    ) -> "Table":
        """The same file as another table."""
        return replace(self, header=header, rows=rows, origins=origins, joined=joined or {})

    @property
    def width_in_file(self) -> int:
        """How many columns, from the first, stand in the file itself."""
        return sum(1 for column, origin in enumerate(self.origins) if column == origin) or len(self.header)

    def on_sheet(self, sheet: str, other_sheets: tuple[str, ...]) -> "Table":
        """The same table, and where it stood."""
        return replace(self, sheet=sheet, other_sheets=other_sheets)

    def letters(self, column: int) -> str:
        """The letters a spreadsheet shows above this column of the file."""
        return column_letters(self.origins[column] if column < len(self.origins) else column)
