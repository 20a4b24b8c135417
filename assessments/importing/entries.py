"""One cell of one item: what somebody wrote, read as points, a code, an answer, or a question back."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from assessments.cells import BLANK, CODE_LETTERS, EMPTY, EXEMPT, NOT_REACHED, PER_POINT, points_text
from assessments.importing.keys import answer_of, points_by_key
from assessments.importing.mapping import Holds
from assessments.importing.points import parsed_number
from assessments.importing.status_words import SHOWN_STATUS, status_in_item_cell
from assessments.importing.subjects import ItemSpec, Status
from assessments.importing.texts import quoted

CLEAR: Final = "clear"
_FIX: Final = "Fix the sheet and upload it again."
_CODE_WORDS: Final = {
    "-": BLANK, "–": BLANK, "—": BLANK, "blank": BLANK, "omitted": BLANK, "no answer": BLANK,
    "not reached": NOT_REACHED, "nr": NOT_REACHED,
    "ex": EXEMPT, "not given": EXEMPT,
    CLEAR: EMPTY,
}  # fmt: skip
_NEGATIVE = re.compile(r"[-−][0-9.,]+%?")
_NOT_GRADED: Final = ("not yet graded", "not graded", "ungraded", "requires grading", "needs grading", "pending")
_DATE = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9](?: [0-9:]{5,8})?|[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{2}){1,2}")
_HUNDREDTH: Final = Decimal(1) / PER_POINT


@dataclass(frozen=True, slots=True)
class Entry:
    """What a cell means: ``cell`` in hundredths or a code, and the ``answer`` it was scored from (else ``""``)."""

    cell: int
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Why a cell cannot be read.

    ``suggestion`` is what it may well have meant; ``status`` that of a whole paper, if the cell says one.
    """

    kind: str
    sentence: str
    remedy: str
    suggestion: str = ""
    status: Status | None = None


def read_entry(text: str, item: ItemSpec, *, holds: Holds, decimal_comma: bool) -> Entry | Question:
    """Read a cell that is not empty; ``decimal_comma`` says that the file cannot mean anything else by ``1,5``."""
    folded = " ".join(text.casefold().split())
    found = (
        _answer_and_points(text, item, decimal_comma=decimal_comma)
        or (_chosen_answer(text, item, holds) if holds != "points" and item.choices else None)
        or _code(folded)
        or _number(text, item, decimal_comma=decimal_comma)
    )
    return found or _no_score(text, folded, item, holds)


def read_cell(text: str, item: ItemSpec, *, holds: Holds, decimal_comma: bool) -> Entry | Question:
    """``read_entry`` for the column of a file: in one of answers a bare number is a slip, and no points."""
    read = read_entry(text, item, holds=holds, decimal_comma=decimal_comma)
    is_points = isinstance(read, Entry) and not read.answer and read.cell >= 0
    is_too_many = isinstance(read, Question) and read.kind in ("above max", "too many decimals", "decimal comma")
    if holds == "answers" and item.choices and (is_points or is_too_many):
        return Question(
            "number among answers",
            f"{quoted(text)} is a number, but this column has the answers {', '.join(item.choices)}.",
            "Write the letter that was chosen. If the column has points too, say in the columns that both are mixed.",
        )
    return read


def _answer_and_points(text: str, item: ItemSpec, *, decimal_comma: bool) -> Entry | Question | None:
    """``D = 1``: what was chosen, and what it was given where it was scored."""
    chosen, mark, points = text.partition("=")
    answer = answer_of(chosen, item.choices) if mark and item.choices else ""
    read = _number(points.strip(), item, decimal_comma=decimal_comma) if answer else None
    return Entry(read.cell, answer) if isinstance(read, Entry) else read


def _chosen_answer(text: str, item: ItemSpec, holds: Holds) -> Entry | Question | None:
    answer = answer_of(text, item.choices)
    if not answer or (holds == "mixed" and answer.isdecimal()):
        return None
    if holds == "mixed" and answer in CODE_LETTERS:
        return _code_or_answer(text, CODE_LETTERS[answer])
    return _scored(answer, text, item)


def _code(folded: str) -> Entry | None:
    code = CODE_LETTERS.get(folded.upper(), _CODE_WORDS.get(folded))
    return None if code is None else Entry(code)


def _scored(answer: str, text: str, item: ItemSpec) -> Entry | Question:
    points = points_by_key(answer, item)
    if points is None:
        return Question(
            "no key",
            f"{quoted(text)} is an answer, but item {item.label} has no key yet.",
            "Add the key to the item and upload the file again, or write points.",
        )
    return Entry(points, answer)


def _points(number: Decimal, text: str, item: ItemSpec) -> Entry | Question:
    most = points_text(item.max_cell)
    if number * PER_POINT > item.max_cell:
        return Question(
            "above max",
            f"{quoted(text)} is more than the {most} {'point' if most == '1' else 'points'} of this item.",
            _FIX,
        )
    if number != number.quantize(_HUNDREDTH):
        return Question(
            "too many decimals",
            f"{quoted(text)} has more than two decimals.",
            "Round it to two decimals and upload the file again.",
            suggestion=f"{number.quantize(_HUNDREDTH)}",
        )
    return Entry(int(number * PER_POINT))


def _number(text: str, item: ItemSpec, *, decimal_comma: bool) -> Entry | Question | None:
    """Points, ``80%`` of the item's points, or ``4 / 5`` when the item has 5."""
    first, slash, last = text.removesuffix("%").partition("/")
    number, most = parsed_number(first.strip()), parsed_number(last.strip())
    if number is None or (slash and (most is None or text.endswith("%"))):
        return None
    if "," in text and not decimal_comma:
        return _decimal_comma(text)
    if most is not None and most * PER_POINT != item.max_cell:
        return Question(
            "other max",
            f"{quoted(text)} is out of {most.normalize():f}, but this item has {points_text(item.max_cell)}.",
            "Write the points alone, on the scale of this item.",
        )
    return _points(number * item.max_cell / (100 * PER_POINT) if text.endswith("%") else number, text, item)


def _decimal_comma(text: str) -> Question:
    with_point = text.replace(",", ".")
    return Question(
        "decimal comma",
        f"{quoted(text)} could mean {with_point} or {text.replace(',', '')}.",
        f"If it is {with_point}, write it with a point.",
        suggestion=with_point,
    )


def _code_or_answer(text: str, code: int) -> Question:
    meaning = {BLANK: "blank", NOT_REACHED: "not reached", EXEMPT: "not given"}[code]
    return Question(
        "code or answer",
        f"{quoted(text)} could mean {meaning} or the answer {text.upper()}: this column has both points and answers.",
        f"Say in the columns whether letters are answers, or write “{'ex' if code == EXEMPT else meaning}”.",
    )


def _no_score(text: str, folded: str, item: ItemSpec, holds: Holds) -> Question:
    shown = quoted(text)
    status = status_in_item_cell(text)
    if status:
        return Question(
            "status word",
            f"{shown} is a word for a whole paper, but it stands in the column of one item.",
            f"Write {SHOWN_STATUS[status]} in a column titled Status. If time ran out, write N for not reached. "
            "An empty cell would change nothing.",
            status=status,
        )
    if known := _known_text(text, folded, shown):
        return known
    if holds == "points" and item.choices and answer_of(text, item.choices):
        return Question(
            "answer among points",
            f"{shown} is an answer, but this column is read as points.",
            "Say in the columns that it has answers, or write the points.",
        )
    remedy = f"Write points from 0 to {points_text(item.max_cell)}, B for blank, N for not reached or X for not given."
    if item.choices:
        remedy = f"Write points from 0 to {points_text(item.max_cell)} or an answer made of {item.choices}."
    return Question("not a score", f"{shown} is not a score.", remedy)


def _known_text(text: str, folded: str, shown: str) -> Question | None:
    """What often stands in a score cell and is none: a sign of what the tool or the spreadsheet did."""
    if _NEGATIVE.fullmatch(text):
        return Question("negative", f"{shown} is less than zero.", "Scores begin at 0. " + _FIX)
    if text.startswith(("=", "+", "@")):
        return Question(
            "formula",
            f"{shown} is a formula, not a score.",
            "Replace it by its value (copy, then paste values) and upload the file again.",
        )
    if folded in _NOT_GRADED:
        return Question(
            "not graded yet",
            f"{shown}: nobody has given points for this answer yet.",
            "Grade it where it was written and download the file again, or enter its points here.",
        )
    if _DATE.fullmatch(text):
        return Question(
            "date",
            f"{shown} is a date, not a score; spreadsheets make one of 3/4.",
            "Write the points alone, in a column formatted as text or number.",
        )
    if folded in ("n/a", "na", "n.a.", "#n/a"):
        return Question(
            "not applicable",
            f"{shown} could mean not given, not reached or nothing entered.",
            "Write X if the item was not given, N if it was not reached, or leave the cell empty to change nothing.",
            suggestion="X",
        )
    return None
