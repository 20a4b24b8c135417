"""Takes out of a picture what it says besides the picture: where and when it was taken, with which phone, by whom.

A photo of a whiteboard carries the place of the school, or of somebody's kitchen, to every reader of a card. What is
drawn is copied byte for byte and never decoded: it loses nothing, and a picture made to be huge inside costs nothing.
Formats: ITU-T T.81 annex B (JPEG), CIPA DC-008 4.6 (Exif), W3C Portable Network Graphics, chunks.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from plc.http.refusals import Refusal

_START, _END, _SCAN, _EXIF = 0xD8, 0xD9, 0xDA, 0xE1
_WITHOUT_LENGTH: Final = {0x01, *range(0xD0, 0xD8)}
_APP: Final = range(0xE0, 0xF0)
_COMMENT: Final = 0xFE
# Of what programs add, only what changes how the picture is shown: density, colors, and how colors were coded.
_SHOWN: Final = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
_NEXT_MARKER: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")

# A long photo has some hundred; one made of nothing but parts would be read for seconds.
_MOST_PARTS: Final = 20_000

_TIFF_HEAD: Final = 8
_ENTRY: Final = 12
_ORIENTATION: Final = 0x0112

_PNG_HEAD: Final = 8
# The picture, and what changes how it is shown.
_PNG_SHOWN: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD hIST pHYs sPLT acTL fcTL fdAT".split()
)


def without_facts(kind: str, name: str, content: bytes) -> bytes:
    """The picture alone, still the right way up; other kinds as they are. ``Refusal`` for one that is damaged."""
    readers = {"jpg": _jpeg, "png": _png}
    if kind not in readers:
        return content
    try:
        parts = list(islice(readers[kind](content), _MOST_PARTS + 1))
        if len(parts) > _MOST_PARTS:
            raise ValueError
        return b"".join(parts)
    except (ValueError, IndexError):
        raise Refusal(f"“{name}” is damaged.", "Open it, save it again, and add the new file.") from None


def _jpeg(content: bytes) -> Iterator[bytes]:
    """Whatever follows its end, such as the film of a moving photo, is no part of it."""
    yield bytes((0xFF, _START))
    at = 2
    while True:
        if content[at] != 0xFF:
            raise ValueError
        while content[at] == 0xFF:
            at += 1
        marker = content[at]
        at += 1
        if marker == _END:
            yield bytes((0xFF, _END))
            return
        if marker in _WITHOUT_LENGTH:
            yield bytes((0xFF, marker))
            continue
        size = int.from_bytes(content[at : at + 2], "big")
        segment = content[at : at + size]
        if size < 2 or len(segment) < size:
            raise ValueError
        at += size
        yield _shown(marker, segment)
        if marker == _SCAN:
            found = _NEXT_MARKER.search(content, at)
            if found is None:
                raise ValueError
            yield content[at : found.start()]
            at = found.start()


def _shown(marker: int, segment: bytes) -> bytes:
    if marker == _EXIF:
        return _orientation_alone(segment[2:])
    if marker == _COMMENT or (marker in _APP and not segment[2:].startswith(_SHOWN.get(marker, b"\xff" * 9))):
        return b""
    return bytes((0xFF, marker)) + segment


def _orientation_alone(said: bytes) -> bytes:
    """An Exif segment that says which way is up, and nothing else; none where that is as it lies."""
    tiff = said.removeprefix(b"Exif\x00\x00")
    order = {b"II": "little", b"MM": "big"}.get(tiff[:2])
    if len(tiff) == len(said) or order is None:
        return b""

    def number(at: int, size: int) -> int:
        return int.from_bytes(tiff[at : at + size], order)  # type: ignore[arg-type]

    first = number(4, 4)
    for at in range(first + 2, first + 2 + number(first, 2) * _ENTRY, _ENTRY):
        if number(at, 2) == _ORIENTATION and 1 < number(at + _TIFF_HEAD, 2) <= 8:
            up = number(at + _TIFF_HEAD, 2)
            entry = b"\x01\x12\x00\x03\x00\x00\x00\x01" + bytes((0, up, 0, 0))
            made = b"Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01" + entry + bytes(4)
            return bytes((0xFF, _EXIF)) + (len(made) + 2).to_bytes(2, "big") + made
    return b""


def _png(content: bytes) -> Iterator[bytes]:
    yield content[:_PNG_HEAD]
    at = _PNG_HEAD
    while True:
        size = int.from_bytes(content[at : at + 4], "big")
        chunk = content[at : at + size + 12]
        if len(chunk) < size + 12:
            raise ValueError
        at += len(chunk)
        kind = chunk[4:8]
        yield chunk if kind in _PNG_SHOWN else b""
        if kind == b"IEND":
            return
