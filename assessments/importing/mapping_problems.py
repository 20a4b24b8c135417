"""What is missing, double or worth knowing in a mapping."""

from collections import Counter
from collections.abc import Sequence

from assessments.importing.mapping import ItemColumn, Mapping, MappingProblem
from assessments.importing.special_rows import SkippedRow, key_differences, maximum_differences
from assessments.importing.subjects import ItemSpec
from assessments.importing.table import Table
from assessments.importing.texts import listed, quoted


def mapping_problems(
    table: Table,
    items: Sequence[ItemSpec],
    mapping: Mapping,
    *,
    singles: list[int],
    no_items: MappingProblem | None = None,
) -> tuple[MappingProblem, ...]:
    """What any table can lack or have twice; ``singles`` are the columns chosen for one thing, such as the student.

    ``no_items`` is what a known kind of file says where it has no column of an item.
    """
    columns = mapping.item_columns
    return (
        *_missing_roles(table, columns, no_items, has_students=mapping.student_column is not None),
        *_clashes(table, singles, columns, items),
        *_worth_knowing(table, columns, mapping.ignored_columns, items),
        *_different_maxima(table, columns, mapping.skipped_rows, items),
        *_different_keys(table, mapping, items),
    )


def shown_column(table: Table, column: int) -> str:
    """``"K (item 8)"``: the letter and the title of a column."""
    title = table.header[column] if column < len(table.header) else ""
    return f"{table.letters(column)} ({quoted(title)[1:-1]})" if title else table.letters(column)


def _missing_roles(
    table: Table, columns: tuple[ItemColumn, ...], no_items: MappingProblem | None, *, has_students: bool
) -> list[MappingProblem]:
    problems = []
    if not has_students:
        problems.append(
            MappingProblem(
                "no student column",
                "No column of this file has the student IDs.",
                "Choose the column that has them. Names alone are never matched.",
                stops=True,
            )
        )
    if not columns and no_items is not None:
        problems.append(no_items)
    elif not columns:
        titles = listed([quoted(title) for title in table.header if title])
        problems.append(
            MappingProblem(
                "no item columns",
                f"No column title names an item of this assessment. The titles are {titles}.",
                "Choose the column of each item, or use the template, which has the titles ready.",
                stops=True,
            )
        )
    return problems


def _clashes(
    table: Table, singles: list[int], columns: tuple[ItemColumn, ...], items: Sequence[ItemSpec]
) -> list[MappingProblem]:
    labels = {item.position: item.label for item in items}
    problems = []
    for position, count in sorted(Counter(column.position for column in columns).items()):
        if count > 1:
            twice = [column.column for column in columns if column.position == position]
            shown = listed([shown_column(table, column) for column in twice])
            problems.append(
                MappingProblem(
                    "two columns for one item",
                    f"Columns {shown} are both for item {labels.get(position, position)}.",
                    "Choose the one to use, and set the other to “not used”.",
                    tuple(table.letters(c) for c in twice),
                    stops=True,
                )
            )
    used = Counter([*singles, *(column.column for column in columns)])
    for column, count in sorted(used.items()):
        if count > 1:
            problems.append(
                MappingProblem(
                    "one column used twice",
                    f"Column {shown_column(table, column)} is chosen for two things.",
                    "Choose one meaning for it.",
                    (table.letters(column),),
                    stops=True,
                )
            )
    return problems


def _worth_knowing(
    table: Table, columns: tuple[ItemColumn, ...], ignored: tuple[int, ...], items: Sequence[ItemSpec]
) -> list[MappingProblem]:
    problems = []
    titled = [column for column in ignored if table.header[column]]
    if titled:
        problems.append(
            MappingProblem(
                "columns ignored",
                f"{len(titled)} {'column is' if len(titled) == 1 else 'columns are'} not used: "
                f"{listed([shown_column(table, c) for c in titled])}.",
                "If one of them has scores of this assessment, choose its item.",
                tuple(table.letters(c) for c in titled),
            )
        )
    found = {column.position for column in columns}
    missing = [item.label for item in items if item.position not in found]
    if columns and missing:
        problems.append(
            MappingProblem(
                "items without a column",
                f"The file has no column for {'item' if len(missing) == 1 else 'items'} {listed(missing)}.",
                "Nothing changes there. If a column is for one of these, choose it.",
            )
        )
    mixed = [column.column for column in columns if column.holds == "mixed"]
    if mixed:
        problems.append(
            MappingProblem(
                "points and answers mixed",
                f"{'Column' if len(mixed) == 1 else 'Columns'} {listed([shown_column(table, c) for c in mixed])} "
                f"{'has' if len(mixed) == 1 else 'have'} both points and answer letters.",
                "Say whether a letter that is an option and also a code (B, N, X) is an answer there.",
                tuple(table.letters(c) for c in mixed),
            )
        )
    return problems


def _different_maxima(
    table: Table, columns: tuple[ItemColumn, ...], skipped: tuple[SkippedRow, ...], items: Sequence[ItemSpec]
) -> list[MappingProblem]:
    positions = {column.column: column.position for column in columns}
    return [
        MappingProblem(
            "max points differ",
            f"Row {difference.row} gives item {difference.label} {difference.in_file} points; "
            f"here it has {difference.here}.",
            "If this is another version of the paper, upload it there. Scores above an item’s points are left out.",
            (table.letters(difference.column),),
        )
        for difference in maximum_differences(table, positions, skipped, items)
    ]


def _different_keys(table: Table, mapping: Mapping, items: Sequence[ItemSpec]) -> list[MappingProblem]:
    row, differing = key_differences(table, mapping.position_of_column, mapping.skipped_rows, items)
    if not differing:
        return []
    labels = f"{'item' if len(differing) == 1 else 'items'} {listed([item.label for item in differing])}"
    return [
        MappingProblem(
            "keys differ",
            f"The key in row {row} is another than the key here for {labels}.",
            "Correct the key of the CFA if the file is right; answers are scored by the key here.",
        )
    ]
