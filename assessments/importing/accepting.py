"""Cells that could not be read, and were accepted as what they may have meant."""

from dataclasses import replace

from assessments.importing.decisions import Decisions
from assessments.importing.mapping import Mapping
from assessments.importing.table import Row, Table


def with_accepted(table: Table, mapping: Mapping, decisions: Decisions) -> Table:
    """The table with these cells as they were meant. A cell that says something else by now stays as it is."""
    said: dict[int, dict[int, tuple[str, str]]] = {}
    for row, position, text, meant in decisions.accepted:
        said.setdefault(row, {})[position] = (text, meant)
    if not said:
        return table
    of_version = mapping.taken_versions
    rows = tuple(
        _meant(row, of_version.get(mapping.version_of(row.cells)), said[row.number]) if row.number in said else row
        for row in table.rows
    )
    return replace(table, rows=rows)


def _meant(row: Row, mapping: Mapping | None, said: dict[int, tuple[str, str]]) -> Row:
    cells = list(row.cells)
    for column, position in (mapping.position_of_column if mapping else {}).items():
        text, meant = said.get(position, ("", ""))
        if text and row.cell(column) == text:
            cells[column] = meant
    return replace(row, cells=tuple(cells))
