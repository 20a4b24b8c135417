"""A mapping from chosen columns, with its special rows and problems worked out anew."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assessments.importing.attempts import attempt_problems, attempts_not_taken, rows_of_students
from assessments.importing.holdings import guessed_holdings
from assessments.importing.key_versions import version_problems, versions_in
from assessments.importing.layout import Layout
from assessments.importing.mapping import (
    GENERIC,
    AttemptRule,
    EmptyMeans,
    Holds,
    ItemColumn,
    Mapping,
    VersionItems,
)
from assessments.importing.mapping_problems import mapping_problems
from assessments.importing.profiles import PROFILES
from assessments.importing.scored_otherwise import scored_otherwise
from assessments.importing.special_rows import special_rows
from assessments.importing.subjects import ItemSpec, RosterEntry
from assessments.importing.table import Table
from assessments.importing.taking import order_problems, why_no_items

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
    profile: str = GENERIC,
    attempt_column: int | None = None,
    attempt_rule: AttemptRule = "ask",
    version_column: int | None = None,
    versions: Sequence[VersionItems] = (),
) -> Mapping:
    """The mapping with these choices; ``item_columns`` is ``{column: item position}``, ``holds`` by column."""
    columns = tuple(ItemColumn(c, p, holds.get(c, "points")) for c, p in sorted(item_columns.items()))
    asked = (student_column, section_column, status_column, attempt_column, version_column)
    singles = [column for column in asked if column is not None]
    known = {*singles, *name_columns, *item_columns}
    kind = PROFILES.get(profile, PROFILES[GENERIC])
    layout = kind.layout(table) if kind.layout is not None else Layout()
    words = special_rows(table, student_column, tuple(name_columns), known, {e.local_id.strip() for e in roster})
    skipped = {row.row: row for row in (*layout.not_students, *words)}
    several = rows_of_students(table, student_column, skipped.keys())
    for row in attempts_not_taken(
        table, several, column=attempt_column, rule=attempt_rule, item_columns=columns, items=items
    ):
        skipped[row.row] = row
    mapping = Mapping(
        student_column=student_column,
        name_columns=tuple(name_columns),
        section_column=section_column,
        status_column=status_column,
        item_columns=columns,
        empty_means=empty_means,
        skipped_rows=tuple(skipped[number] for number in sorted(skipped)),
        ignored_columns=tuple(c for c in range(len(table.header)) if c not in known),
        profile=kind.name,
        attempt_column=attempt_column,
        attempt_rule=attempt_rule,
        version_column=version_column,
        versions=tuple(versions),
    )
    problems = (
        *mapping_problems(table, items, mapping, singles=singles, no_items=why_no_items(layout, items, kind.words)),
        *version_problems(table, version_column, versions),
        *attempt_problems(several, attempt_rule, attempt_column),
        *layout.notes,
        *order_problems(mapping.position_of_column, layout, items, table),
        *scored_otherwise(table, mapping, layout.questions, items),
    )
    return replace(mapping, problems=tuple(sorted(problems, key=lambda problem: not problem.stops)))


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
    attempt_column: int | None = None,
    attempt_rule: AttemptRule | None = None,
    version_column: int | None = None,
    versions: MappingOf[str, MappingOf[int, int]] | None = None,
) -> Mapping:
    """The mapping with a person's choices: None keeps what it has, ``NO_COLUMN`` means the file has no such column.

    ``item_columns`` replaces the whole ``{column: item position}``; ``holds`` overrides single columns of it.
    ``versions`` replaces the key versions that are taken, each with its own ``{column: item position}``; an empty one
    says that the columns are the same items there.
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
        profile=mapping.profile,
        attempt_column=_chosen(attempt_column, mapping.attempt_column),
        attempt_rule=attempt_rule or mapping.attempt_rule,
        version_column=_chosen(version_column, mapping.version_column),
        versions=mapping.versions
        if versions is None
        else [VersionItems(version, tuple(sorted(positions.items()))) for version, positions in versions.items()],
    )


def renewed_mapping(
    confirmed: Mapping, table: Table, items: Sequence[ItemSpec], roster: Sequence[RosterEntry]
) -> Mapping | None:
    """What a person confirmed about another file of this shape, for this one; None where it says nothing here.

    Neither key versions nor a choice among whole assignments carry over: "version 2" and "HW 1" are other tests' own.
    """
    kind = PROFILES.get(confirmed.profile, PROFILES[GENERIC])
    layout = kind.layout(table) if kind.layout is not None else Layout()
    there = {item.position: item for item in items}
    fitting = {item.column: item for item in confirmed.item_columns if item.position in there}
    singles = (confirmed.student_column, confirmed.section_column, confirmed.status_column, confirmed.attempt_column)
    columns = [*(c for c in singles if c is not None), *confirmed.name_columns, *fitting]
    if not fitting or (layout.wholes and not layout.questions) or max(columns) >= len(table.header):
        return None
    holds = guessed_holdings(
        table,
        {column: item.position for column, item in fitting.items()},
        items,
        student_column=confirmed.student_column,
        local_ids={entry.local_id.strip() for entry in roster},
    )
    said = {c: item.holds for c, item in fitting.items() if item.holds == "points" or there[item.position].choices}
    several_versions = len(versions_in(table, layout.version_column)) > 1
    return chosen_mapping(
        table,
        items,
        roster,
        student_column=confirmed.student_column,
        name_columns=confirmed.name_columns,
        section_column=confirmed.section_column,
        status_column=confirmed.status_column,
        item_columns={column: item.position for column, item in fitting.items()},
        holds={**holds, **said},
        empty_means=confirmed.empty_means,
        profile=kind.name,
        attempt_column=confirmed.attempt_column,
        attempt_rule=confirmed.attempt_rule,
        version_column=layout.version_column if several_versions else None,
    )


def _chosen(choice: int | None, kept: int | None) -> int | None:
    if choice is None:
        return kept
    return None if choice == NO_COLUMN else choice
