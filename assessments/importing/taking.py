"""Which columns of a known kind of file are the items here, and whether points or answers are taken of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from assessments.cells import PER_POINT
from assessments.importing.headers import ItemTitles, label_key
from assessments.importing.keys import answer_of, right_answers
from assessments.importing.layout import FileItem, Layout
from assessments.importing.mapping import Holds, MappingProblem
from assessments.importing.points import parsed_number
from assessments.importing.subjects import ItemSpec
from assessments.importing.table import Row, Table
from assessments.importing.texts import listed, quoted, restored

_ANSWERS_AT_LEAST = 0.9  # of what stands there has to be option letters, else it is the text of the options


def positions_of(layout: Layout, items: Sequence[ItemSpec]) -> dict[FileItem, int]:
    """``{item of the file: position here}``: by label, by number or, where there are as many, in order.

    A score of a whole test is an item only if their titles are the same, or if there is one of each. A CFA with one
    item takes the total of a file with many questions.
    """
    is_total = len(items) == len(layout.wholes) == 1 and len(layout.questions) > 1
    if layout.questions and not is_total:
        return _questions(layout.questions, items)
    labels = {label_key(item.label): item.position for item in items}
    named = {whole: labels[key] for whole in layout.wholes if (key := label_key(whole.title)) in labels}
    if not named and len(items) == len(layout.wholes) == 1:
        return {layout.wholes[0]: items[0].position}
    return named


def taken_columns(
    found: Mapping[FileItem, int], items: Sequence[ItemSpec], table: Table, rows: Sequence[Row]
) -> tuple[dict[int, int], dict[int, Holds]]:
    """``{column: position}`` and what it holds. An item without any readable column is left out.

    Of an item with options the answer is taken: with the points of the file, if they are on the scale of the item, else
    scored by the key. Of every other item the points are.
    """
    by_position = {item.position: item for item in items}
    columns: dict[int, int] = {}
    holds: dict[int, Holds] = {}
    for question, position in found.items():
        item = by_position[position]
        has_letters = question.answer is not None and item.choices and _has_letters(rows, question.answer, item)
        both = table.joined.get((question.answer or 0, question.points or 0)) if has_letters else None
        if both is not None and question.points is not None and _is_same_scale(rows, question, item):
            taken: tuple[int | None, Holds] = both, "answers"
        elif has_letters and right_answers(item):
            taken = question.answer, "answers"
        else:
            taken = question.points, "points"
        if (column := taken[0]) is not None:
            columns[column], holds[column] = position, taken[1]
    return columns, holds


def columns_of(question: FileItem, table: Table) -> tuple[int, ...]:
    """Every column of a question, the one with its answer and its points among them."""
    both = table.joined.get((question.answer or 0, question.points or 0))
    return question.columns if both is None else (*question.columns, both)


def order_problems(
    positions: Mapping[int, int], layout: Layout, items: Sequence[ItemSpec], table: Table
) -> tuple[MappingProblem, ...]:
    """That questions were matched by nothing but their place in the file, as long as they still are (``positions``)."""
    questions = layout.questions
    taken = {q: positions[c] for q in questions for c in columns_of(q, table) if c in positions}
    if not taken or taken != positions_of(layout, items):
        return ()
    if ItemTitles(items).columns([question.title for question in questions]):
        return ()
    how_many = "" if len(questions) == len(items) else f" It has {len(questions)}, this CFA has {len(items)}."
    return (
        MappingProblem(
            "questions in order",
            f"No question of the file is titled as an item here, so they are taken in order.{how_many}",
            "Look whether each column is the item it should be.",
        ),
    )


def why_no_items(layout: Layout, items: Sequence[ItemSpec], words: str) -> MappingProblem | None:
    """What to say where nothing was found in a kind of file that is known; None leaves it to the general sentence."""
    if layout.questions:
        return MappingProblem(
            "no item columns",
            f"This looks like {words}, with {len(layout.questions)} questions; which items they are cannot be told.",
            "Choose the item of each column that has points or option letters.",
            stops=True,
        )
    if not layout.wholes:
        return None
    scores = len(layout.wholes)
    titles = listed([quoted(whole.title)[1:-1] for whole in layout.wholes])
    has = "a score of the whole test" if scores == 1 else f"one score for each of {scores} assignments: {titles}"
    if len(items) > 1:
        remedy = f"This CFA has {len(items)} items: upload a file with a column for each."
    else:
        remedy = "Choose the column that is this CFA."
    return MappingProblem("no item columns", f"This looks like {words}, with {has}.", remedy, stops=True)


def _questions(questions: Sequence[FileItem], items: Sequence[ItemSpec]) -> dict[FileItem, int]:
    titles = ItemTitles(items)
    for header in ([question.title for question in questions], [str(question.number) for question in questions]):
        if found := titles.columns(header):
            return {questions[index]: position for index, position in found.items()}
    if len(questions) == len(items):
        return {question: item.position for question, item in zip(questions, items, strict=True)}
    return {}


def _is_same_scale(rows: Sequence[Row], question: FileItem, item: ItemSpec) -> bool:
    """Whether the file's maximum, or the most anybody got of it, is the one here; percents fit every scale."""
    if question.most is not None:
        return question.most * PER_POINT == item.max_cell
    texts = {row.cell(question.points or 0) for row in rows}
    numbers = [number for text in texts if (number := parsed_number(restored(text))) is not None]
    return max(numbers, default=Decimal(0)) * PER_POINT in (0, item.max_cell) or not numbers


def _has_letters(rows: Sequence[Row], column: int, item: ItemSpec) -> bool:
    """Points may stand among them, where a written answer was given points; nothing else may."""
    choices = item.choices
    counted = Counter([row.cell(column) for row in rows])
    said = {text: plain for text in counted if (plain := restored(text)) and parsed_number(plain) is None}
    all_of_them = sum(counted[text] for text in said)
    letters = sum(counted[text] for text, plain in said.items() if answer_of(plain, choices) or plain in ("-", "–"))
    return letters >= max(1, _ANSWERS_AT_LEAST * all_of_them)
