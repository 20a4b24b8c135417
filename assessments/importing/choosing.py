"""A mapping from chosen columns, with its special rows and problems worked out anew."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from typing import Final

from assessments.importing.holdings import guessed_holdings
from assessments.importing.mapping import EmptyMeans, Holds, ItemColumn, Mapping
from assessments.importing.mapping_problems import mapping_problems
from assessments.importing.reading import Table
from assessments.importing.special_rows import special_rows
from assessments.importing.subjects import ItemSpec, RosterEntry

NO_COLUMN: Final = -1


def chosen_mapping(
    table: Table,
    items: Sequence[ItemSpec],
    roster: Sequence[RosterEntry],
    *,
    student_column: int | None,
    item_columns: MappingOf[int, int],
    holds: MappingOf[int, Holds],
    name_columns: Sequence[int] = (),
    section_column: int | None = None,
    status_column: int | None = None,
    empty_means: EmptyMeans = "unchanged",
) -> Mapping:
    """The mapping with these choices; ``item_columns`` is ``{column: item position}``, ``holds`` by column."""
    columns = tuple(ItemColumn(c, p, holds.get(c, "points")) for c, p in sorted(item_columns.items()))
    singles = [column for column in (student_column, section_column, status_column) if column is not None]
    known = {*singles, *name_columns, *item_columns}
    skipped = special_rows(table, student_column, tuple(name_columns), known, {e.local_id.strip() for e in roster})
    ignored = tuple(c for c in range(len(table.header)) if c not in known)
    return Mapping(
        student_column=student_column,
        name_columns=tuple(name_columns),
        section_column=section_column,
        status_column=status_column,
        item_columns=columns,
        empty_means=empty_means,
        skipped_rows=skipped,
        ignored_columns=ignored,
        problems=mapping_problems(
            table,
            items,
            has_students=student_column is not None,
            singles=singles,
            columns=columns,
            ignored=ignored,
            skipped=skipped,
        ),
    )


def with_choices(
    mapping: Mapping,
    table: Table,
    items: Sequence[ItemSpec],
    roster: Sequence[RosterEntry],
    *,
    student_column: int | None = None,
    name_columns: Sequence[int] | None = None,
    section_column: int | None = None,
    status_column: int | None = None,
    item_columns: MappingOf[int, int] | None = None,
    holds: MappingOf[int, Holds] | None = None,
    empty_means: EmptyMeans | None = None,
) -> Mapping:
    """The mapping with a person's choices: None keeps what it has, ``NO_COLUMN`` means the file has no such column.

    ``item_columns`` replaces the whole ``{column: item position}``; ``holds`` overrides single columns of it.
    """
    columns = mapping.position_of_column if item_columns is None else item_columns
    students = _chosen(student_column, mapping.student_column)
    guessed = guessed_holdings(
        table, columns, items, student_column=students, local_ids={entry.local_id.strip() for entry in roster}
    )
    kept = {item.column: item.holds for item in mapping.item_columns if columns.get(item.column) == item.position}
    return chosen_mapping(
        table,
        items,
        roster,
        student_column=students,
        name_columns=mapping.name_columns if name_columns is None else name_columns,
        section_column=_chosen(section_column, mapping.section_column),
        status_column=_chosen(status_column, mapping.status_column),
        item_columns=columns,
        holds={**guessed, **kept, **(holds or {})},
        empty_means=empty_means or mapping.empty_means,
    )


def _chosen(choice: int | None, kept: int | None) -> int | None:
    if choice is None:
        return kept
    return None if choice == NO_COLUMN else choice
