"""The keys of many items at once, typed or pasted in the order of the paper: ``B C A D,E B|C``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from assessments.importing.keys import UnreadableKey, read_key

AS_IT_IS: Final = frozenset("-–—")
# "B or C", "B | C", "D and E", "D + E" are one key, though there are blanks in them.
_EITHER = re.compile(r"\s*\|\s*|\s+or\s+", re.IGNORECASE)
_BOTH = re.compile(r"\s*[&+]\s*|\s+and\s+", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}[.):]")
_LETTERS = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class KeyedItem:
    """An item that can have a key. ``is_agreed``: students have answered it, so its key stays."""

    label: str
    choices: str
    key: str
    is_agreed: bool = False


@dataclass(frozen=True, slots=True)
class KeyLine:
    """What was typed for an item (empty: nothing), the key it has and would have; ``sentence`` says what is wrong."""

    label: str
    choices: str
    typed: str
    was: str
    becomes: str
    sentence: str = ""

    @property
    def is_new(self) -> bool:
        return not self.was and bool(self.becomes)

    @property
    def overwrites(self) -> bool:
        return bool(self.was) and self.becomes != self.was


@dataclass(frozen=True, slots=True)
class KeyList:
    """A line for each item in its order; ``beyond`` are keys that no item is left for."""

    lines: tuple[KeyLine, ...]
    beyond: tuple[str, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether every key typed fits its item."""
        return not self.beyond and not any(line.sentence for line in self.lines)

    @property
    def changes(self) -> tuple[KeyLine, ...]:
        return tuple(line for line in self.lines if line.becomes != line.was)

    def digest(self) -> str:
        """SHA-256 of what would become of which items: what a preview has shown."""
        return sha256(repr((self.lines, self.beyond)).encode()).hexdigest()


def typed_keys(typed: str, n_items: int) -> tuple[str, ...]:
    """The keys one by one. Blanks, line ends and semicolons part them, as does a comma with a blank after it.

    A comma between two letters joins them (``D,E`` needs both). A run of as many letters as there are items, with
    nothing between them, is a key for each; numbers such as ``1.`` in front of a key are passed over.
    """
    joined = _BOTH.sub(",", _EITHER.sub("|", typed.strip()))
    words = [_NUMBER.sub("", word, count=1).strip(",") for word in re.split(r"[\s;]+", joined)]
    words = [word for word in words if word]
    if len(words) == 1 and 1 < n_items == len(words[0]) and _LETTERS.fullmatch(words[0]):
        return tuple(words[0])
    return tuple(words)


def key_list(typed: str, items: Sequence[KeyedItem]) -> KeyList:
    """What the typed keys would make of these items, in their order. Items beyond the last key stay as they are."""
    words = typed_keys(typed, len(items))
    lines = tuple(_line(item, words[place] if place < len(words) else "") for place, item in enumerate(items))
    return KeyList(lines, words[len(items) :])


def _line(item: KeyedItem, word: str) -> KeyLine:
    if not word or word in AS_IT_IS:
        return KeyLine(item.label, item.choices, word, item.key, item.key)
    try:
        key = read_key(word, item.choices)
    except UnreadableKey as why:
        return KeyLine(item.label, item.choices, word, item.key, item.key, why.sentence)
    if item.is_agreed and key != item.key:
        sentence = "Students have answered this item. If its key is wrong, make a correction; here write – for it."
        return KeyLine(item.label, item.choices, word, item.key, item.key, sentence)
    return KeyLine(item.label, item.choices, word, item.key, key)
