"""What a page shows of a file without reading it again: its titles and the first values under them."""

import json
from dataclasses import asdict, dataclass

from assessments.importing.key_versions import versions_in
from assessments.importing.mapping import Mapping
from assessments.importing.table import Table

_LOOKED_AT = 60
_SHOWN = 3
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """``samples`` holds the first values of each column, none of them empty; ``signature`` stands for the titles.

    ``letters`` are those a spreadsheet shows above each column; ``versions`` the key versions the rows are of
    and ``version_rows`` how many are of each; ``students`` counts the different IDs.
    """

    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    rows: int
    signature: str = ""
    letters: tuple[str, ...] = ()
    students: int = 0
    versions: tuple[str, ...] = ()
    version_rows: tuple[int, ...] = ()
    workbook_sheet: str = ""
    other_sheets: tuple[str, ...] = ()

    def to_json(self) -> str:
        """JSON; ``from_json`` gives an equal sheet back."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Sheet":
        """The sheet ``to_json`` wrote; an empty one for an empty text."""
        if not text:
            return cls((), (), 0)
        said = json.loads(text)
        return cls(
            header=tuple(said["header"]),
            samples=tuple(tuple(each) for each in said["samples"]),
            rows=said["rows"],
            signature=said["signature"],
            letters=tuple(said["letters"]),
            students=said["students"],
            versions=tuple(said["versions"]),
            version_rows=tuple(said["version_rows"]),
            workbook_sheet=said["workbook_sheet"],
            other_sheets=tuple(said["other_sheets"]),
        )


def sheet_of(table: Table, mapping: Mapping, signature: str) -> Sheet:
    """The sheet of a table that has been read."""
    samples = []
    versions = () if mapping.version_column is None else tuple(versions_in(table, mapping.version_column))
    for column in range(len(table.header)):
        values = (text for row in table.rows[:_LOOKED_AT] if (text := row.cell(column)))
        samples.append(tuple(text[:_LONGEST] for _, text in zip(range(_SHOWN), values, strict=False)))
    return Sheet(
        header=table.header,
        samples=tuple(samples),
        rows=len(table.rows),
        signature=signature,
        letters=tuple(table.letters(column) for column in range(len(table.header))),
        students=_students(table, mapping),
        versions=versions,
        version_rows=tuple(
            sum(1 for row in table.rows if row.cell(mapping.version_column or 0) == version) for version in versions
        ),
        workbook_sheet=table.sheet,
        other_sheets=table.other_sheets,
    )


def _students(table: Table, mapping: Mapping) -> int:
    column = mapping.student_column
    if column is None:
        return 0
    skipped = {row.row for row in mapping.skipped_rows}
    return len({row.cell(column) for row in table.rows if row.number not in skipped} - {""})
