"""The first guess at a mapping, from the titles and from what stands under them."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence

from assessments.importing.choosing import chosen_mapping, renewed_mapping
from assessments.importing.headers import (
    ATTEMPT_TITLES,
    NAME_TITLES,
    SECTION_TITLES,
    STATUS_TITLES,
    STUDENT_ID_TITLES,
    ItemTitles,
    label_key,
    role_key,
)
from assessments.importing.holdings import guessed_holdings
from assessments.importing.key_versions import version_by_key, versions_in
from assessments.importing.layout import Layout
from assessments.importing.mapping import Mapping
from assessments.importing.profiles import PROFILES, profile_of
from assessments.importing.subjects import ItemSpec, RosterEntry
from assessments.importing.table import Table
from assessments.importing.taking import positions_of, taken_columns
from assessments.importing.texts import restored


def guess_mapping(
    table: Table,
    items: Sequence[ItemSpec],
    roster: Sequence[RosterEntry],
    *,
    profile: str | None = None,
    confirmed: Mapping | None = None,
) -> Mapping:
    """The likeliest mapping; a person confirms or changes it with ``with_choices``. Empty cells change nothing,
    but in a kind of file where an empty answer is known to be a blank one.

    ``profile`` is the name of the kind of file, None for the one it looks like. ``confirmed`` is what a person said
    about a file with the same ``header_signature``: it goes before every guess, as far as it fits these items.
    """
    if confirmed is not None and (renewed := renewed_mapping(confirmed, table, items, roster)) is not None:
        return renewed
    kind = profile_of(table) if profile is None else PROFILES[profile]
    if kind.layout is not None:
        return _by_layout(kind.name, kind.layout(table), table, items, roster)
    local_ids = {entry.local_id.strip() for entry in roster}
    item_columns = ItemTitles(items).columns(table.header)
    student_column = _student_column(table, set(item_columns), local_ids)
    if student_column is not None:
        item_columns.pop(student_column, None)
    rest = {c: role_key(t) for c, t in enumerate(table.header) if c != student_column and c not in item_columns}
    return chosen_mapping(
        table,
        items,
        roster,
        student_column=student_column,
        name_columns=[column for column, key in rest.items() if key in NAME_TITLES],
        section_column=_section_column(table, rest, roster),
        status_column=next((column for column, key in rest.items() if key in STATUS_TITLES), None),
        item_columns=item_columns,
        holds=guessed_holdings(table, item_columns, items, student_column=student_column, local_ids=local_ids),
        attempt_column=next((column for column, key in rest.items() if key in ATTEMPT_TITLES), None),
    )


def _by_layout(
    profile: str, layout: Layout, table: Table, items: Sequence[ItemSpec], roster: Sequence[RosterEntry]
) -> Mapping:
    """The mapping of a kind of file that is known."""
    local_ids = {entry.local_id.strip() for entry in roster}
    not_students = {row.row for row in layout.not_students}
    rows = [row for row in table.rows if row.number not in not_students]
    item_columns, holds = taken_columns(positions_of(layout, items), items, table, rows)
    if layout.id_columns:
        student_column = _known_by(table, layout.id_columns, local_ids)
    else:
        student_column = _student_column(table, set(item_columns), local_ids)
        item_columns.pop(student_column if student_column is not None else -1, None)
    rest = {c: role_key(t) for c, t in enumerate(table.header) if c != student_column and c not in item_columns}
    names = layout.name_columns
    is_by_question = bool(item_columns) and not any(whole.points in item_columns for whole in layout.wholes)
    several_versions = is_by_question and len(versions_in(table, layout.version_column)) > 1
    versions_column = layout.version_column if several_versions else None
    return chosen_mapping(
        table,
        items,
        roster,
        student_column=student_column,
        name_columns=[c for c, key in rest.items() if key in NAME_TITLES] if names is None else names,
        section_column=_section_column(table, rest, roster),
        item_columns=item_columns,
        holds=holds,
        empty_means=layout.empty_means,
        profile=profile,
        attempt_column=layout.attempt_column,
        attempt_rule=layout.attempt_rule if layout.attempt_column is not None else "ask",
        version_column=versions_column,
        versions=()
        if versions_column is None
        else version_by_key(table, versions_column, layout.questions, item_columns, items),
    )


def _known_by(table: Table, columns: Sequence[int], local_ids: set[str]) -> int | None:
    """Of the columns a student may be known by, the one with most IDs of the roster, else the first that is filled."""
    hits = {column: _hits(table, column, local_ids) for column in columns}
    filled = [column for column in columns if hits[column][1]]
    return max(filled, key=lambda column: (hits[column][0], -columns.index(column)), default=None)


def _student_column(table: Table, item_columns: set[int], local_ids: set[str]) -> int | None:
    """The titled column whose values are most often IDs of the roster; without any hit the best title.

    A column with another title is taken only when nearly every value in it is an ID, each once.
    """
    ranked = {}
    for column, title in enumerate(table.header):
        key = role_key(title)
        if column not in item_columns and key in STUDENT_ID_TITLES:
            ranked[column] = STUDENT_ID_TITLES.index(key)
    hits = {column: _hits(table, column, local_ids)[0] for column in ranked}
    if hits and max(hits.values()) > 0:
        return max(hits, key=lambda column: (hits[column], -ranked[column], -column))
    for column in range(len(table.header)):
        hit, filled, distinct = _hits(table, column, local_ids)
        if column in ranked or column in item_columns or not hit:
            continue
        if hit * 2 >= filled and distinct * 10 >= hit * 9:
            return column
    return min(ranked, key=lambda column: (ranked[column], column), default=None)


def _hits(table: Table, column: int, local_ids: set[str]) -> tuple[int, int, int]:
    """How many values are IDs of the roster, how many there are, how many different IDs."""
    values = [text for row in table.rows if (text := restored(row.cell(column)))]
    known = [value for value in values if value in local_ids]
    return len(known), len(values), len(set(known))


def _section_column(table: Table, rest: MappingOf[int, str], roster: Sequence[RosterEntry]) -> int | None:
    """A column titled as sections whose values name some of the roster's; its values decide between two."""
    names = {label_key(entry.section_name) for entry in roster}
    best: tuple[int, int] | None = None
    for column, key in rest.items():
        if key in SECTION_TITLES:
            hits = sum(1 for row in table.rows if label_key(row.cell(column)) in names)
            if hits and (best is None or hits > best[0]):
                best = (hits, column)
    return best[1] if best else None
