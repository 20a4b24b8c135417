"""Which files a card may carry, told by what is in them. Nothing is opened further than that, and nothing is run.

A file is handed out as a download under the type found here, so a web page that is called a picture stays outside.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Final

from plc.http.refusals import Refusal

MOST_BYTES: Final = 8 * 1024 * 1024
MOST_FILES: Final = 6
LONGEST_NAME: Final = 120

_MOST_PARTS: Final = 5_000
_MOST_UNPACKED: Final = 200 * 1024 * 1024
_MOST_RATIO: Final = 200
_LARGE_PART: Final = 1_000_000
_MOST_PIXELS: Final = 100_000_000
_IS_ENCRYPTED: Final = 0x1
_TAIL: Final = 2_048

# What office files carry that runs, and what of a PDF acts when it is opened.
_RUNS: Final = re.compile(r"(^|/)(vbaproject|vbadata|macrosheets|activex)", re.IGNORECASE)
_ACTS: Final = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")

_NOT_IN_A_NAME: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
_WHAT_WE_KEEP: Final = "Add a PDF, a picture (.png, .jpg), or a Word, PowerPoint or Excel file without macros."


@dataclass(frozen=True)
class Kind:
    """``media`` is what it is handed out as; ``main_part`` the part that makes an archive this office file."""

    name: str
    words: str
    endings: tuple[str, ...]
    media: str
    main_part: str = ""


_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
PDF: Final = Kind("pdf", "a PDF", (".pdf",), "application/pdf")
PNG: Final = Kind("png", "a picture", (".png",), "image/png")
JPEG: Final = Kind("jpg", "a photo", (".jpg", ".jpeg"), "image/jpeg")
OFFICE: Final = (
    Kind("docx", "a Word document", (".docx",), f"{_OFFICE}.wordprocessingml.document", "word/document.xml"),
    Kind("pptx", "slides", (".pptx",), f"{_OFFICE}.presentationml.presentation", "ppt/presentation.xml"),
    Kind("xlsx", "a workbook", (".xlsx",), f"{_OFFICE}.spreadsheetml.sheet", "xl/workbook.xml"),
)
KINDS: Final = {kind.name: kind for kind in (PDF, PNG, JPEG, *OFFICE)}
ACCEPTED: Final = ",".join(ending for kind in KINDS.values() for ending in kind.endings)


def check_size(size: int) -> None:
    """Raise a ``Refusal`` for an empty or too large file."""
    if size == 0:
        raise Refusal("This file is empty.", _WHAT_WE_KEEP)
    if size > MOST_BYTES:
        raise Refusal(
            f"This file has {size / 1024 / 1024:.1f} MB; a card keeps files of up to {MOST_BYTES // 1024 // 1024} MB.",
            "Save it smaller, or write on the card where colleagues find it.",
        )


def kept_name(name: str) -> str:
    """The name without folders and without what would make it look like another one."""
    last = re.split(r"[/\\]", name)[-1]
    plain = " ".join(_NOT_IN_A_NAME.sub("", last).split()).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if dot else plain[:LONGEST_NAME]


def kind_of(name: str, content: bytes) -> Kind:
    """What ``content`` is; its name has to say the same. Raises ``Refusal`` for everything else."""
    found = _kind_of_content(name, content)
    if not name.lower().endswith(found.endings):
        raise Refusal(
            f"“{name}” is {found.words}, and its name does not end in {' or '.join(found.endings)}.",
            f"Save it as {found.words} and add it again.",
        )
    return found


def _kind_of_content(name: str, content: bytes) -> Kind:
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-_TAIL:]:
        if any(word in content for word in _ACTS):
            raise Refusal(
                f"“{name}” holds a program or another file inside.", "Print it to a new PDF and add that one."
            )
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR" and b"IEND" in content[-_TAIL:]:
        wide, high = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
        if not 0 < wide * high <= _MOST_PIXELS:
            raise _too_large_inside(name)
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"PK\x03\x04"):
        return _office_file(name, content)
    raise Refusal(f"“{name}” is no file that a card can keep.", _WHAT_WE_KEEP)


def _office_file(name: str, content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Refusal(f"“{name}” is damaged.", "Open it, save it again, and add the new file.") from None
    names = {part.filename for part in parts}
    found = [kind for kind in OFFICE if kind.main_part in names and "[Content_Types].xml" in names]
    if len(found) != 1 or any(part.flag_bits & _IS_ENCRYPTED for part in parts):
        raise Refusal(f"“{name}” is an archive and no document, or has a password.", _WHAT_WE_KEEP)
    if any(_RUNS.search(part) for part in names):
        raise Refusal(f"“{name}” holds macros.", "Save it without macros (.docx, .pptx, .xlsx) and add that file.")
    unpacked = sum(part.file_size for part in parts)
    large = [part for part in parts if part.file_size > _LARGE_PART]
    ratio = max((part.file_size / max(1, part.compress_size) for part in large), default=0)
    if len(parts) > _MOST_PARTS or unpacked > _MOST_UNPACKED or ratio > _MOST_RATIO:
        raise _too_large_inside(name)
    return found[0]


def _too_large_inside(name: str) -> Refusal:
    return Refusal(f"“{name}” is far larger inside than the file is.", "Copy what colleagues need into a new file.")
