"""The first guess at a mapping, from the titles and from what stands under them."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence

from assessments.importing.choosing import chosen_mapping
from assessments.importing.headers import (
    NAME_TITLES,
    SECTION_TITLES,
    STATUS_TITLES,
    STUDENT_ID_TITLES,
    ItemTitles,
    label_key,
    role_key,
)
from assessments.importing.holdings import guessed_holdings
from assessments.importing.mapping import Mapping
from assessments.importing.reading import Table
from assessments.importing.subjects import ItemSpec, RosterEntry
from assessments.importing.texts import restored


def guess_mapping(table: Table, items: Sequence[ItemSpec], roster: Sequence[RosterEntry]) -> Mapping:
    """The likeliest mapping; a person confirms or changes it with ``with_choices``. Empty cells change nothing."""
    item_columns = ItemTitles(items).columns(table.header)
    student_column = _student_column(table, set(item_columns), {entry.local_id.strip() for entry in roster})
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
        holds=guessed_holdings(
            table, item_columns, items, student_column=student_column, local_ids={e.local_id.strip() for e in roster}
        ),
    )


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
