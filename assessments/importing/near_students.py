"""Who a row with an unknown ID may be: what comes close is only offered, never taken."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Final, TypeVar

import numpy as np

from assessments.importing.plan import NearStudent
from assessments.importing.subjects import RosterEntry

_SCIENTIFIC_LENGTH: Final = 30
_MOST: Final = 5
K = TypeVar("K")


class NearStudents:
    """An ID changed by a spreadsheet, or the same name up to one letter, among the students of ``entries``.

    Each index is made when it is first asked: most files have no unknown row, and most of those no rounded ID.
    """

    def __init__(self, entries: Iterable[RosterEntry], with_scores: AbstractSet[int]) -> None:
        self._students = list({entry.student_id: entry for entry in entries}.values())
        self._with_scores = with_scores
        self._by_loose_id: _Index | None = None
        self._by_name: _Index | None = None
        self._by_rounded_id: dict[int, _Index] = {}

    def near(self, local_id: str, name: str) -> tuple[NearStudent, ...]:
        """At most five, those with a like ID first."""
        found: dict[int, NearStudent] = {}
        if local_id:
            self._add(found, self._with_like_id(local_id), "the ID differs only in zeros, case or signs")
            self._add(found, self._with_rounded_id(local_id), "the spreadsheet may have shortened the ID")
        self._add(found, self._with_like_name(name), "the name is the same or nearly so")
        return tuple(found.values())[:_MOST]

    def _add(self, found: dict[int, NearStudent], entries: Iterable[RosterEntry], why: str) -> None:
        for entry in entries:
            scored = entry.student_id in self._with_scores
            near = NearStudent(entry.student_id, entry.local_id, entry.name, why, scored)
            found.setdefault(entry.student_id, near)

    def _with_like_id(self, local_id: str) -> Iterator[RosterEntry]:
        if self._by_loose_id is None:
            self._by_loose_id = _Index([_loose(entry.local_id.strip())] for entry in self._students)
        for loose, place in self._by_loose_id.found([_loose(local_id)]):
            if _loose(self._students[place].local_id.strip()) == loose:
                yield self._students[place]

    def _with_rounded_id(self, local_id: str) -> Iterator[RosterEntry]:
        """Those whose ID a spreadsheet would show as this ``1.23E+09``."""
        mantissa, mark, exponent = local_id.upper().replace(",", ".").partition("E+")
        digits = mantissa.replace(".", "", 1)
        if not mark or not (digits + exponent).isascii() or not digits.isdecimal() or not exponent.isdecimal():
            return
        if len(exponent) > 2 or len(digits) > _SCIENTIFIC_LENGTH:
            return
        decimals = len(mantissa.partition(".")[2])
        if decimals not in self._by_rounded_id:
            self._by_rounded_id[decimals] = _Index(
                _rounded(entry.local_id.strip(), decimals) for entry in self._students
            )
        shown = f"{Decimal(mantissa):.{decimals}E}", int(exponent)
        for rounded, place in self._by_rounded_id[decimals].found([shown]):
            if rounded in _rounded(self._students[place].local_id.strip(), decimals):
                yield self._students[place]

    def _with_like_name(self, name: str) -> Iterator[RosterEntry]:
        wanted = [shape for text in _turned(name) for shape in _shapes(text)]
        if wanted and self._by_name is None:
            self._by_name = _Index(_shapes_of(entry) for entry in self._students)
        for shape, place in self._by_name.found(wanted) if self._by_name else ():
            if shape in _shapes_of(self._students[place]):
                yield self._students[place]


class _Index:
    """Places in a list by the keys each has. Of a key only the hash is kept, or the shapes of all names of a district
    would take more room than all else of its upload; whoever asks looks whether the key is truly there."""

    def __init__(self, keys: Iterable[Iterable[object]]) -> None:
        hashes, places = array("q"), array("i")
        for place, of_one in enumerate(keys):
            for key in of_one:
                hashes.append(hash(key))
                places.append(place)
        in_order = np.frombuffer(hashes, np.int64)
        order = np.argsort(in_order, kind="stable")
        self._hashes = in_order[order]
        self._places = np.frombuffer(places, np.int32)[order]

    def found(self, keys: Sequence[K]) -> Iterator[tuple[K, int]]:
        """Each key with each of its places, in the order of the keys and of the list."""
        wanted = np.array([hash(key) for key in keys], np.int64)
        first, behind = (np.searchsorted(self._hashes, wanted, side) for side in ("left", "right"))
        for at in np.flatnonzero(first < behind).tolist():
            for place in self._places[first[at] : behind[at]]:
                yield keys[at], int(place)


def _rounded(local_id: str, decimals: int) -> list[tuple[str, int]]:
    """What a spreadsheet would show of this ID; nothing where it is no number."""
    if not (local_id.isascii() and local_id.isdecimal() and len(local_id) <= _SCIENTIFIC_LENGTH):
        return []
    mantissa, _mark, exponent = f"{Decimal(local_id):.{decimals}E}".partition("E")
    return [(f"{Decimal(mantissa):.{decimals}E}", int(exponent))]


def _loose(local_id: str) -> str:
    """An ID without what spreadsheets drop or add: leading zeros, ``.0``, case, blanks and signs."""
    plain = "".join(c for c in local_id.casefold().removesuffix(".0") if c.isalnum())
    return plain.lstrip("0") or plain


def _words(name: str) -> list[str]:
    words = "".join(c if c.isalnum() else " " for c in name.casefold()).split()
    return words if 2 <= len(words) <= 8 else []


def _turned(name: str) -> list[str]:
    """The name begun at each of its words: "Imani Young" is also "Young, Imany" less a slip."""
    words = _words(name)
    return [" ".join(words[turn:] + words[:turn]) for turn in range(len(words))]


def _shapes(text: str) -> list[str]:
    """The text, and the text less any one letter: two names one slip apart share a shape."""
    text = text[:80]
    return [text, *(text[:i] + text[i + 1 :] for i in range(len(text)))]


def _shapes_of(entry: RosterEntry) -> list[str]:
    return _shapes(" ".join(_words(entry.name)))
