"""Cell text that is safe to open in a spreadsheet, and the way back.

A cell that begins with one of ``RISKY`` is run as a formula by spreadsheet programs, so everything written gets an
apostrophe in front. Reading takes exactly that apostrophe away again, so that a file of ours comes back as it was.
"""

import re
from typing import Final

RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
_TEXT_FORMULA = re.compile(r'^="([^"]*)"$')
SHOWN_LENGTH: Final = 60


def neutral(text: str) -> str:
    """The text as a cell no spreadsheet runs as a formula."""
    return f"'{text}" if _bare(text).startswith(RISKY) else text


def _bare(text: str) -> str:
    """Behind any apostrophes: a text that has one of its own gets a second, so that taking one away is exact."""
    return text.lstrip("'")


def restored(text: str) -> str:
    """What a cell says: without our apostrophe, and without the ``="00123"`` that keeps leading zeros in Excel."""
    if not text.startswith(("'", "=")):
        return text.strip()
    if text.startswith("'") and _bare(text).startswith(RISKY):
        text = text[1:]
    wrapped = _TEXT_FORMULA.match(text)
    return (wrapped[1] if wrapped else text).strip()


def quoted(text: str) -> str:
    """The text in quotation marks, on one line and short enough for a sentence."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= SHOWN_LENGTH else line[: SHOWN_LENGTH - 1] + '…'}”"


def listed(words: list[str], most: int = 8) -> str:
    """``"A, B and C"``; a long list ends in ``"and 12 more"``."""
    if len(words) > most:
        return f"{', '.join(words[: most - 1])} and {len(words) - most + 1} more"
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def column_letters(column: int) -> str:
    """The letters a spreadsheet shows above a column counted from 0: A, B … Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
