"""What became of a paper's cells, in words, and which saves are one piece of typing. Pure: rows in, lines out."""

import datetime
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

from assessments.cells import BLANK, EMPTY, EXEMPT, NOT_REACHED, points_text

CODE_WORDS: Final = {EMPTY: "nothing", BLANK: "blank", NOT_REACHED: "not reached", EXEMPT: "exempt"}
PAUSE: Final = datetime.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An item as one list of items has it: its identity in all of them, and its label in this one."""

    identity: Hashable
    label: str


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell before and after a change, in words."""

    identity: Hashable
    label: str
    was: str
    becomes: str


def cell_words(cell: int, answer: str) -> str:
    """``"2"``, ``"blank"``, ``"B (1)"`` for an answer with what it earned, ``"nothing"`` before any entry."""
    words = CODE_WORDS.get(cell) or points_text(cell)
    return f"{answer} ({words})" if answer else words


Marks = tuple[Sequence[int], Sequence[str]]


def cell_changes(
    before: Marks, after: Marks, items_before: Sequence[ListedItem], items_after: Sequence[ListedItem]
) -> tuple[CellChange, ...]:
    """The cells that a change made different, item by item, also where the items changed places in between."""
    old, new = _by_identity(before, items_before), _by_identity(after, items_after)
    labels = {item.identity: item.label for item in (*items_before, *items_after)}
    pairs = ((identity, old.get(identity, "nothing"), new.get(identity, "nothing")) for identity in labels)
    return tuple(CellChange(identity, labels[identity], was, now) for identity, was, now in pairs if was != now)


def _by_identity(marks: Marks, items: Sequence[ListedItem]) -> dict[Hashable, str]:
    cells, answers = marks
    given = [*answers, *("" for _ in range(len(cells) - len(answers)))]
    return {item.identity: cell_words(cell, answer) for item, cell, answer in zip(items, cells, given, strict=False)}


@dataclass(frozen=True, slots=True)
class Save:
    """One change as the grouping needs it; ``is_typing`` saves of one person in a row are one line."""

    pk: int
    made_by: int
    made_at: datetime.datetime
    is_typing: bool


def pieces_of_work(saves: Sequence[Save]) -> list[list[Save]]:
    """Saves, newest first, as the lines of a history: typing of one person without a longer pause is one."""
    pieces: list[list[Save]] = []
    for save in saves:
        newer = pieces[-1][-1] if pieces else None
        if (
            newer is not None
            and newer.is_typing
            and save.is_typing
            and newer.made_by == save.made_by
            and newer.made_at - save.made_at <= PAUSE
        ):
            pieces[-1].append(save)
        else:
            pieces.append([save])
    return pieces
