"""The words people write for what became of a student's paper."""

from typing import Final

from assessments.importing.subjects import Status

SHOWN_STATUS: Final[dict[str, str]] = {
    "scored": "present",
    "absent": "absent",
    "exempt": "exempt",
    "make_up": "make-up due",
    "not_assessed": "not assessed",
}
_WORDS: Final[dict[Status, tuple[str, ...]]] = {
    "scored": (
        "scored",
        "present",
        "tested",
        "taken",
        "finished",
        "submitted",
        "graded",
        "complete",
        "completed",
        "done",
    ),
    "absent": ("absent", "abs", "absence", "excused absence", "unexcused absence", "no show"),
    "exempt": ("exempt", "exempted", "excused", "ex", "exc"),
    "make_up": ("make up", "makeup", "make up due", "makeup due", "to make up", "needs make up", "mu"),
    "not_assessed": ("not assessed", "not tested", "not taken", "not given", "no test", "na", "n a"),
}
_STATUS_OF_WORD: Final = {word: status for status, words in _WORDS.items() for word in words}
_OF_ONE_LETTER: Final[dict[str, Status]] = {"p": "scored", "a": "absent"}


def _key(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def status_in_status_column(text: str) -> Status | None:
    """The status a word in a status column means, or None."""
    key = _key(text)
    return _STATUS_OF_WORD.get(key) or _OF_ONE_LETTER.get(key)


def status_in_item_cell(text: str) -> Status | None:
    """The status a word in an item's cell would mean: ``ex`` and ``n/a`` are said of single items too, so not those."""
    key = _key(text)
    return None if key in ("ex", "na", "n a", "not given") else _STATUS_OF_WORD.get(key)
