"""Papers as texts, so that the plan for a whole district stays small: one sign for each item.

What a sign stands for, a cell with its answer, is in the legend, in the order in which signs were first needed. The
first is always the empty cell. So the same papers in the same order are the same text.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from assessments.cells import EMPTY

Value = tuple[int, str]
_NOTHING: Final[Value] = (EMPTY, "")


def _all_signs() -> Iterator[str]:
    """Every character that stands for itself in JSON, the short ones first; the halves of surrogate pairs do not."""
    codes = chain(range(0x23, 0x5C), range(0x5D, 0x7F), range(0xA1, 0xD800), range(0xE000, 0x110000))
    return map(chr, codes)


class OneOfEach(dict[Any, Any]):
    """The first object of those that are equal: of millions of cells only some hundred differ."""

    def __missing__(self, value: Any) -> Any:
        self[value] = value
        return value

    def paper(self, cells: Iterable[int], answers: Iterable[str]) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """The cells one by one; the answers as a whole, as most papers have none."""
        return tuple(map(self.__getitem__, cells)), self[tuple(answers)]


class Signs(dict[Value, str]):
    """The sign of each cell with its answer, given out as they come."""

    def __init__(self) -> None:
        self._left = _all_signs()
        self[_NOTHING] = next(self._left)

    def __missing__(self, value: Value) -> str:
        self[value] = sign = next(self._left)
        return sign

    def text(self, cells: Sequence[int], answers: Sequence[str]) -> str:
        """One sign for each item; ``""`` for a paper with nothing in it."""
        signs = "".join(map(self.__getitem__, zip(cells, answers, strict=True)))
        return signs if signs.strip(self[_NOTHING]) else ""

    @property
    def legend(self) -> list[Value]:
        return list(self)


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
