"""Bytes to text, the same way every time.

UTF-8 first, then Windows-1252: ids and scores are ASCII in both, so a wrong guess can only misspell a name that is
shown and never matched. A statistical guess would read the same letters differently in two files of one class.
"""

import codecs
import re
from typing import Final

from assessments.importing.unreadable import Unreadable

_MARKS: Final[tuple[tuple[bytes, str], ...]] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DROPPED: Final = dict.fromkeys(
    [n for n in range(0x20) if chr(n) not in "\t\n\r"] + list(range(0x7F, 0xA0)) + [0xFEFF, 0x200B, 0x2060]
)
_ANY_DROPPED: Final = re.compile(f"[{re.escape(''.join(map(chr, _DROPPED)))}]")
_CONTROLS: Final = frozenset(chr(n) for n in (*range(1, 9), *range(14, 26), *range(27, 32), *range(0x7F, 0xA0)))


def decoded(content: bytes) -> tuple[str, str]:
    """``(text, encoding)``; the text is free of NUL, byte order marks and other control characters.

    Raises ``Unreadable`` for bytes that are no text.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _cleaned(_strictly(content, encoding)), encoding
    if (unmarked := _utf16_without_mark(content)) is not None:
        return _cleaned(_strictly(content, unmarked)), unmarked
    if content.count(0) * 20 > len(content):
        raise _no_text()
    for encoding in ("utf-8", "cp1252"):
        try:
            return _cleaned(content.decode(encoding)), encoding
        except UnicodeDecodeError:
            continue
    return _cleaned(content.decode("latin-1")), "latin-1"


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise _no_text() from None


def _utf16_without_mark(content: bytes) -> str | None:
    """ASCII in UTF-16 has a NUL in every second byte, and only there."""
    half = min(len(content), 4000) // 2
    if half < 4:
        return None
    even, odd = content[: 2 * half : 2].count(0), content[1 : 2 * half : 2].count(0)
    if odd * 10 > half * 7 and even * 10 < half:
        return "utf-16-le"
    return "utf-16-be" if even * 10 > half * 7 and odd * 10 < half else None


def _cleaned(text: str) -> str:
    if not _ANY_DROPPED.search(text):
        return text
    controls = sum(1 for character in text if character in _CONTROLS)
    if controls > 2 and controls * 100 > len(text):
        raise _no_text()
    return text.translate(_DROPPED)


def _no_text() -> Unreadable:
    return Unreadable(
        "This file is not text: it looks like a program’s own format.",
        "Export the scores as CSV from the program they come from, and upload that file.",
    )
