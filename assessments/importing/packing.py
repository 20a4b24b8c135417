"""Papers as texts, so that the plan for a whole district stays small: one sign for each item.

What a sign stands for, a cell with its answer, is in the legend, in the order in which signs were first needed. The
first is always the empty cell. So the same papers in the same order are the same text.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from assessments.cells import EMPTY

Value = tuple[int, str]
_NOTHING: Final[Value] = (EMPTY, "")
_MOST_REMEMBERED: Final = 1_000


def _all_signs() -> Iterator[str]:
    """Every character that stands for itself in JSON, the short ones first; the halves of surrogate pairs do not."""
    codes = chain(range(0x23, 0x5C), range(0x5D, 0x7F), range(0xA1, 0xD800), range(0xE000, 0x110000))
    return map(chr, codes)


class Written:
    """Papers as the database can write them much faster than as arrays: cells between commas, answers between marks.

    Equal cells and equal answers are the same objects: of millions of cells only some hundred differ.
    """

    MARK: Final = "\x1f"  # in no answer: control characters are dropped when a file or a form is read

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._answers: dict[tuple[str, int], tuple[str, ...]] = {}
        self._one_of_each: dict[str, str] = {}

    def paper(self, cells: str, answers: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """Cells and answers, one for each item; a paper without any answer has as many empty ones."""
        numbers = tuple(map(self._numbers.__getitem__, cells.split(","))) if cells else ()
        known = self._answers.get((answers, len(numbers)))
        if known is None:
            texts = answers.split(self.MARK) if numbers else []
            known = tuple(self._one_of_each.setdefault(text, text) for text in texts)
            known += ("",) * (len(numbers) - len(known))
            if len(self._answers) < _MOST_REMEMBERED:
                self._answers[answers, len(numbers)] = known
        return numbers, known


class _Numbers(dict[str, int]):
    def __missing__(self, text: str) -> int:
        self[text] = number = int(text)
        return number


class Signs(dict[Value, str]):
    """The sign of each cell with its answer, given out as they come."""

    def __init__(self) -> None:
        self._left = _all_signs()
        self[_NOTHING] = next(self._left)
        self._of_cell = _SignsOfCells(self)

    def __missing__(self, value: Value) -> str:
        self[value] = sign = next(self._left)
        return sign

    def text(self, cells: Sequence[int], answers: Sequence[str]) -> str:
        """One sign for each item; ``""`` for a paper with nothing in it."""
        if any(answers):
            return "".join(map(self.__getitem__, zip(cells, answers, strict=True)))
        return "" if cells.count(EMPTY) == len(cells) else "".join(map(self._of_cell.__getitem__, cells))

    @property
    def legend(self) -> list[Value]:
        return list(self)


class _SignsOfCells(dict[int, str]):
    """The signs of cells without an answer, which most cells of most files are."""

    def __init__(self, signs: Signs) -> None:
        self._signs = signs

    def __missing__(self, cell: int) -> str:
        self[cell] = sign = self._signs[cell, ""]
        return sign


class Papers:
    """Texts back to papers. Equal cells and answers are the same objects, as there are millions of them."""

    def __init__(self, legend: Iterable[Sequence[int | str]], items: int) -> None:
        values = [(int(cell), str(answer)) for cell, answer in legend]
        signs = list(zip(_all_signs(), values, strict=False))
        self._cell = {sign: cell for sign, (cell, _) in signs}
        self._answer = {sign: answer for sign, (_, answer) in signs}
        self._empty = {sign for sign, (cell, _) in signs if cell == EMPTY}
        self._nothing = signs[0][0] * items
        self._all = tuple(range(1, items + 1))
        self._no_cells = (EMPTY,) * items
        self._no_answers = ("",) * items
        self._has_answers = any(self._answer.values())

    def cells(self, text: str) -> tuple[int, ...]:
        return tuple(map(self._cell.__getitem__, text)) if text else self._no_cells

    def answers(self, text: str) -> tuple[str, ...]:
        return tuple(map(self._answer.__getitem__, text)) if text and self._has_answers else self._no_answers

    def differences(self, before: str, after: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The positions that were empty before and are not the same after, and those that held something else."""
        if not before and self._nothing[:1] not in after and after:
            return self._all, ()
        before, after = before or self._nothing, after or self._nothing
        differ = [position for position, was, becomes in zip(self._all, before, after, strict=True) if was != becomes]
        new = tuple(position for position in differ if before[position - 1] in self._empty)
        if len(new) == len(differ):
            return new, ()
        return new, tuple(position for position in differ if before[position - 1] not in self._empty)
