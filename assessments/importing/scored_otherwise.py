"""Where a file’s points are not what the key here makes of the answers beside them: another key, or partial credit."""

from collections.abc import Sequence

from assessments.cells import PER_POINT
from assessments.importing.keys import answer_of, points_by_key
from assessments.importing.layout import FileItem
from assessments.importing.mapping import Mapping, MappingProblem
from assessments.importing.points import parsed_number
from assessments.importing.subjects import ItemSpec
from assessments.importing.table import Row, Table
from assessments.importing.taking import columns_of
from assessments.importing.texts import listed, restored


def scored_otherwise(
    table: Table, mapping: Mapping, questions: Sequence[FileItem], items: Sequence[ItemSpec]
) -> tuple[MappingProblem, ...]:
    """One line for all items whose answers are taken while their points in the file are others."""
    beside = {
        column: q for q in questions if q.answer is not None and q.points is not None for column in columns_of(q, table)
    }
    by_position = {item.position: item for item in items if item.key}
    versions = mapping.taken_versions
    skipped = {row.row for row in mapping.skipped_rows}
    differing: dict[int, int] = {}
    for row in table.rows:
        taken = versions.get(mapping.version_of(row.cells)) if row.number not in skipped else None
        for column in taken.item_columns if taken is not None else ():
            question, item = beside.get(column.column), by_position.get(column.position)
            if question is not None and item is not None and column.holds == "answers":
                differing[item.position] = differing.get(item.position, 0) + _is_other(row, question, item)
    differing = {position: papers for position, papers in sorted(differing.items()) if papers}
    if not differing:
        return ()
    where = listed([f"{by_position[p].label} ({n} {'paper' if n == 1 else 'papers'})" for p, n in differing.items()])
    return (
        MappingProblem(
            "scored otherwise",
            f"By the key here some answers earn other points than the file gives them: item {where}.",
            "Look at the keys. A column of answers alone is scored by that key; one with both has the file’s points.",
        ),
    )


def _is_other(row: Row, question: FileItem, item: ItemSpec) -> bool:
    answer = answer_of(restored(row.cell(question.answer or 0)), item.choices)
    points = parsed_number(row.cell(question.points or 0))
    return bool(answer) and points is not None and points_by_key(answer, item) not in (None, points * PER_POINT)
