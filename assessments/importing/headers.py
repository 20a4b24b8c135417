"""What column titles say, read without regard to case, blanks and underscores."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, Protocol, TypeVar

from assessments.importing.texts import restored

# fmt: off
STUDENT_ID_TITLES: Final = (  # best first
    "studentid", "studentidnumber", "studentlocalid", "localstudentid", "localid", "studentnumber", "studentnum",
    "studentno", "student#", "sisid", "sisuserid", "sisstudentid", "districtid", "districtstudentid", "stateid",
    "idnumber", "idstud", "stuid", "pupilid", "permid", "permnumber", "perm#", "perm", "sid",
    "localstudentidentifier", "studentidentifier", "studentprimaryid", "districtstudentidentifier", "studentstateid",
    "studentdisplayid",
    "statestudentidentifier", "studentsourcedid", "customid", "externalid",
    "userid", "id", "number", "no", "student", "pupil",
)
NAME_TITLES: Final = frozenset((
    "student", "name", "names", "studentname", "fullname", "firstname", "lastname", "surname", "givenname",
    "familyname", "middlename", "preferredname", "studentfirstname", "studentlastname", "pupil", "pupilname",
    "lastnamefirstname",
))
SECTION_TITLES: Final = frozenset((
    "section", "sections", "sectionname", "sectionid", "class", "classname", "classid", "idclass", "period",
    "classperiod", "quizclass", "group", "homeroom",
))
# fmt: on
ATTEMPT_TITLES: Final = frozenset(("attempt", "attempts", "attempt#", "attemptnumber", "attemptno", "try"))
STATUS_TITLES: Final = frozenset(("status", "state", "attendance", "studentstatus", "resultstatus"))
# Words that would be a header anywhere; "student" and "number" may as well stand in a sentence above it.
_SURE_ID_TITLES: Final = frozenset(STUDENT_ID_TITLES) - {"no", "number", "pupil"}

_NUMBERED = re.compile(r"(?:questions?|items?|task|problem|points?|pts|no|nr|q)?[.:#]?0*([1-9][0-9]{0,3})")
_TITLED = re.compile(r"\s*(?:q|item|question)?\.?\s*0*([1-9][0-9]{0,3})\s*[:.)]\s+\S")
_NOTE_AT_END = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|/\s*[0-9]+(?:[.,][0-9]+)?)\s*$")

Key = TypeVar("Key", str, int)


class Labelled(Protocol):
    """An item as far as its title goes."""

    @property
    def position(self) -> int: ...
    @property
    def label(self) -> str: ...


@lru_cache(maxsize=4_096)
def role_key(title: str) -> str:
    """A title as compared with the lists above: lower-case letters, digits and ``#`` only."""
    return "".join(c for c in restored(title).casefold() if c.isalnum() or c == "#")


@lru_cache(maxsize=4_096)
def label_key(text: str) -> str:
    """A label as compared with a title: no case, blanks or underscores; points and hyphens count."""
    return "".join(restored(text).casefold().replace("_", "").split())


def has_student_id_title(cells: Sequence[str]) -> bool:
    """Whether a row has a title that surely names a column of student IDs."""
    return any(role_key(cell) in _SURE_ID_TITLES for cell in cells if cell)


class ItemTitles:
    """Which items the titles of a table mean: by their labels or, where no title is a label, by their numbers.

    Labels and positions are never mixed, lest "Q1" beside "HW 1" be taken for it. Once any label is itself a number,
    numbers mean labels alone: with items 1, 2 and 4, a column "3" is none of them.
    """

    def __init__(self, items: Sequence[Labelled]) -> None:
        self._exact = _unambiguous([(restored(item.label), item.position) for item in items])
        self._keyed = _unambiguous([(label_key(item.label), item.position) for item in items])
        numbered = [(number, i.position) for i in items if (number := _number(label_key(i.label))) is not None]
        self._numbered = _unambiguous(numbered)
        self._positions = {} if numbered else {item.position: item.position for item in items}

    def columns(self, header: Sequence[str]) -> dict[int, int]:
        """``{column: item position}`` for the titles that name an item."""
        labelled = {column: self._labelled(title) for column, title in enumerate(header)}
        if not any(labelled.values()):
            labelled = {column: _by_number(title, self._positions) for column, title in enumerate(header)}
        return {column: position for column, position in labelled.items() if position is not None}

    def _labelled(self, title: str) -> int | None:
        for text in _readings(title):
            found = self._exact.get(text) or self._keyed.get(label_key(text))
            if found is not None:
                return found
        return _by_number(title, self._numbered)


def _readings(title: str) -> list[str]:
    """The title, and the title without a note such as ``(5.0 pts)`` or ``/0.79`` at its end."""
    plain = restored(title)
    return [text for text in (plain, _NOTE_AT_END.sub("", plain)) if text]


def _by_number(title: str, numbered: Mapping[int, int]) -> int | None:
    for text in _readings(title):
        number = _number(label_key(text))
        if number is not None and number in numbered:
            return numbered[number]
        if titled := _TITLED.match(text):
            return numbered.get(int(titled[1]))
    return None


def _number(key: str) -> int | None:
    match = _NUMBERED.fullmatch(key)
    return int(match[1]) if match else None


def _unambiguous(pairs: list[tuple[Key, int]]) -> dict[Key, int]:
    count = Counter(key for key, _position in pairs)
    return {key: position for key, position in pairs if key and count[key] == 1}
