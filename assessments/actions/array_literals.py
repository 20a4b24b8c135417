"""PostgreSQL's array literals. A paper is an array in an array of texts: what is quoted in it is quoted twice."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Final


class _Texts(dict[str, str]):
    """An answer as it stands in the literal of a paper in the literal of a chunk; each is quoted once."""

    def __missing__(self, text: str) -> str:
        quoted = _quoted(_quoted(text))[1:-1]
        self[text] = quoted
        return quoted


class AnswerLiterals(dict[tuple[str, ...], str]):
    """The literal of all answers of a paper; most papers of a chunk have none."""

    def __init__(self) -> None:
        self._texts = _Texts()

    def __missing__(self, answers: tuple[str, ...]) -> str:
        self[answers] = literal = f'"{{{",".join(map(self._texts.__getitem__, answers))}}}"'
        return literal


class _Numbers(dict[int, str]):
    def __missing__(self, number: int) -> str:
        self[number] = text = str(number)
        return text


_NUMBERS: Final = _Numbers()  # there are 30,005 cells at most


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def array_literal(values: Iterable[int | datetime.date | None]) -> str:
    return f"{{{','.join(['NULL' if value is None else str(value) for value in values])}}}"


def cells_literal(cells: Sequence[int]) -> str:
    return f'"{{{",".join(map(_NUMBERS.__getitem__, cells))}}}"'
