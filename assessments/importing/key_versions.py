"""Forms of one test: rows whose question 1 is another question. Taken only when somebody, or the key, says so."""

from collections import Counter
from collections.abc import Sequence

from assessments.importing.keys import answer_of, right_answers
from assessments.importing.layout import FileItem
from assessments.importing.mapping import MappingProblem, VersionItems
from assessments.importing.subjects import ItemSpec
from assessments.importing.table import Table
from assessments.importing.taking import columns_of
from assessments.importing.texts import listed


def versions_in(table: Table, column: int | None) -> dict[str, int]:
    """``{version: rows}`` in the order of the file; ``""`` are rows that do not say."""
    if column is None:
        return {}
    return dict(Counter(row.cell(column) for row in table.rows))


def version_by_key(
    table: Table, column: int, questions: Sequence[FileItem], positions: dict[int, int], items: Sequence[ItemSpec]
) -> tuple[VersionItems, ...]:
    """The one version whose printed key is the key here, item for item; nothing where none is, or more than one.

    ``positions`` is ``{column: item position}`` of the columns that are taken.
    """
    by_position = {item.position: item for item in items if item.key}
    keyed = [
        (question.key, by_position[position])
        for question in questions
        for taken in columns_of(question, table)
        if question.key is not None and (position := positions.get(taken)) in by_position
    ]
    if not keyed:
        return ()
    agreeing = []
    for version in versions_in(table, column):
        row = next(row for row in table.rows if row.cell(column) == version)
        if version and all(_same_key(row.cell(key), item) for key, item in keyed):
            agreeing.append(VersionItems(version))
    return tuple(agreeing) if len(agreeing) == 1 else ()


def _same_key(text: str, item: ItemSpec) -> bool:
    printed = answer_of(text, item.choices)
    return bool(printed) and printed in right_answers(item)


def version_problems(table: Table, column: int | None, versions: Sequence[VersionItems]) -> tuple[MappingProblem, ...]:
    """That there are several versions and none is taken, which stops; or which ones are held."""
    found = versions_in(table, column)
    taken = {version.version for version in versions}
    held = {version: rows for version, rows in found.items() if version not in taken}
    if column is None or not held:
        return ()
    letters = (table.letters(column),)
    if len(held) == len(found):
        return (
            MappingProblem(
                "key versions",
                f"This file has {'a key version' if len(found) == 1 else f'{len(found)} key versions'}: "
                f"{listed([_shown(v, n) for v, n in found.items()])}. "
                "Question 1 of one need not be question 1 of another.",
                "Say which version has the items of this CFA in this order, or which item each question of each "
                "version is.",
                letters,
                stops=True,
            ),
        )
    return (
        MappingProblem(
            "other key versions",
            f"{listed([_shown(v, n) for v, n in held.items()])} "
            f"{'is' if len(held) == 1 else 'are'} not taken; the rows are held.",
            "If you know which item each of their questions is, say so with the columns.",
            letters,
        ),
    )


def _shown(version: str, rows: int) -> str:
    name = f"version {version}" if version else "no version"
    return f"{name} ({rows:,} {'row' if rows == 1 else 'rows'})"
