"""Where a file’s points are not what the key here makes of the answers beside them: another key, or partial credit."""

from collections import Counter
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
    if not beside or not by_position:
        return ()
    skipped = {row.row for row in mapping.skipped_rows}
    differing: Counter[int] = Counter()
    for version, taken in mapping.taken_versions.items():
        rows = [row for row in table.rows if row.number not in skipped and mapping.version_of(row.cells) == version]
        for column in taken.item_columns:
            question, item = beside.get(column.column), by_position.get(column.position)
            if question is not None and item is not None and column.holds == "answers":
                differing[item.position] += _others(rows, question, item)
    differing = +differing
    if not differing:
        return ()
    papers = [(by_position[position].label, count) for position, count in sorted(differing.items())]
    where = listed([f"{label} ({count} {'paper' if count == 1 else 'papers'})" for label, count in papers])
    return (
        MappingProblem(
            "scored otherwise",
            f"By the key here some answers earn other points than the file gives them: item {where}.",
            "Look at the keys. A column of answers alone is scored by that key; one with both has the file’s points.",
        ),
    )


def _others(rows: Sequence[Row], question: FileItem, item: ItemSpec) -> int:
    """How many papers have other points in the file; each pair of an answer and its points is looked at once."""
    pairs = Counter([(row.cell(question.answer or 0), row.cell(question.points or 0)) for row in rows])
    return sum(count for (answer, points), count in pairs.items() if _is_other(answer, points, item))


def _is_other(answer: str, points: str, item: ItemSpec) -> bool:
    chosen, given = answer_of(restored(answer), item.choices), parsed_number(points)
    return bool(chosen) and given is not None and points_by_key(chosen, item) not in (None, given * PER_POINT)
