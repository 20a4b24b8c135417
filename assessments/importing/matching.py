"""Rows to students: by ID, by what a person has said of this row or this ID; what comes close is only offered."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal

from assessments.importing.decisions import Decisions
from assessments.importing.plan import NearStudent
from assessments.importing.subjects import RosterEntry

_SCIENTIFIC_LENGTH = 30
NOTHING_SAID = Decisions()


class Roster:
    """The students an upload may touch, found by their local ID as written, leading zeros and case included.

    ``aliases`` gives the student id of what another tool calls a student; a true ID comes before an alias.
    ``decisions`` say of single rows whose they are, and come before both. Neither reaches beyond ``entries``.
    """

    def __init__(
        self,
        entries: Sequence[RosterEntry],
        aliases: Mapping[str, int] | None = None,
        decisions: Decisions = NOTHING_SAID,
    ) -> None:
        self.entries = tuple(entries)
        by_id = defaultdict(list)
        by_student = defaultdict(list)
        for entry in entries:
            by_id[entry.local_id.strip()].append(entry)
            by_student[entry.student_id].append(entry)
        by_id.pop("", None)
        self._by_id: Mapping[str, list[RosterEntry]] = dict(by_id)
        self._by_alias = {
            alias: by_student[student_id] for alias, student_id in (aliases or {}).items() if student_id in by_student
        }
        self._by_row = {
            row: by_student[student_id] for row, student_id in decisions.students if student_id in by_student
        }

    def of_row(self, number: int, local_id: str) -> list[RosterEntry]:
        """The entries of a row's student: what a person said of the row, else its ID, else the team's alias for it."""
        return self._by_row.get(number) or self._by_id.get(local_id) or self._by_alias.get(local_id, [])

    def of_id(self, local_id: str) -> list[RosterEntry]:
        """Every entry with this ID: none, one, or one for each section (and, should it happen, each namesake ID)."""
        return self._by_id.get(local_id, [])


class NearStudents:
    """Who an unknown row may be: an ID changed by a spreadsheet, or the same name up to one letter."""

    def __init__(self, roster: Roster, with_scores: AbstractSet[int]) -> None:
        self._with_scores = with_scores
        self._by_loose_id = defaultdict(list)
        self._by_name = defaultdict(list)
        self._numeric = []
        for entry in {entry.student_id: entry for entry in roster.entries}.values():
            local_id = entry.local_id.strip()
            self._by_loose_id[_loose(local_id)].append(entry)
            if local_id.isascii() and local_id.isdecimal() and len(local_id) <= _SCIENTIFIC_LENGTH:
                self._numeric.append((Decimal(local_id), entry))
            for shape in _shapes(" ".join(_words(entry.name))):
                self._by_name[shape].append(entry)

    def near(self, local_id: str, name: str) -> tuple[NearStudent, ...]:
        """At most five, those with a like ID first."""
        found: dict[int, NearStudent] = {}
        if local_id:
            self._add(found, self._by_loose_id.get(_loose(local_id), []), "the ID differs only in zeros, case or signs")
            self._add(found, self._rounded(local_id), "the spreadsheet may have shortened the ID")
        for text in _turned(name):
            for shape in _shapes(text):
                self._add(found, self._by_name.get(shape, []), "the name is the same or nearly so")
        return tuple(found.values())[:5]

    def _add(self, found: dict[int, NearStudent], entries: Sequence[RosterEntry], why: str) -> None:
        for entry in entries:
            scored = entry.student_id in self._with_scores
            near = NearStudent(entry.student_id, entry.local_id, entry.name, why, scored)
            found.setdefault(entry.student_id, near)

    def _rounded(self, local_id: str) -> list[RosterEntry]:
        """Roster IDs that a spreadsheet would show as this ``1.23E+09``."""
        mantissa, mark, exponent = local_id.upper().replace(",", ".").partition("E+")
        digits = mantissa.replace(".", "", 1)
        if not mark or not (digits + exponent).isascii() or not digits.isdecimal() or not exponent.isdecimal():
            return []
        if len(exponent) > 2 or len(digits) > _SCIENTIFIC_LENGTH:
            return []
        decimals = len(mantissa.partition(".")[2])
        shown = f"{Decimal(mantissa):.{decimals}E}", int(exponent)
        return [entry for number, entry in self._numeric if _scientific(number, decimals) == shown]


def _scientific(number: Decimal, decimals: int) -> tuple[str, int]:
    mantissa, _mark, exponent = f"{number:.{decimals}E}".partition("E")
    return f"{Decimal(mantissa):.{decimals}E}", int(exponent)


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
