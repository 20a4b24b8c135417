"""Files that are no text table, told by their first bytes and never opened further.

An archive is refused unseen: unpacking one to look inside is how a small file becomes a large one.
"""

from typing import Final

from assessments.importing.unreadable import Unreadable

_SAVE_AS_CSV: Final = "Open it in your spreadsheet program, save or download it as CSV, and upload that file."
_SAVE_AS_XLSX: Final = (
    "Open it in your spreadsheet program, save it as .xlsx or CSV without a password, and upload that file."
)
_SCORES_AS_CSV: Final = "Upload the scores as a CSV file: one row for each student, one column for each item."

_KINDS: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"%PDF", "a PDF document", _SCORES_AS_CSV),
    (b"\x89PNG", "a picture", _SCORES_AS_CSV),
    (b"\xff\xd8\xff", "a picture", _SCORES_AS_CSV),
    (b"GIF8", "a picture", _SCORES_AS_CSV),
    (b"RIFF", "a picture or a recording", _SCORES_AS_CSV),
    (b"II*\x00", "a picture", _SCORES_AS_CSV),
    (b"MM\x00*", "a picture", _SCORES_AS_CSV),
    (b"\xd0\xcf\x11\xe0", "an older Excel workbook (.xls), or one with a password", _SAVE_AS_XLSX),
    (b"\x1f\x8b", "a compressed archive", "Unpack it first, then upload the CSV file inside."),
    (b"7z\xbc\xaf", "a compressed archive", "Unpack it first, then upload the CSV file inside."),
    (b"Rar!", "a compressed archive", "Unpack it first, then upload the CSV file inside."),
    (b"{\\rtf", "a text document", _SCORES_AS_CSV),
)
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_WEB_PAGE: Final = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<head")


def is_workbook(content: bytes) -> bool:
    """Whether it is a zip archive with the parts of an Excel workbook; its name says nothing."""
    return content.startswith(_ZIP) and b"opendocument" not in content[:4096] and b"xl/workbook.xml" in content


def check_is_no_other_kind(content: bytes, file_name: str) -> None:
    """Raise ``Unreadable`` for archives, workbooks, pictures, documents and web pages, whatever their name says."""
    if content.startswith(_ZIP):
        raise _archive(content, file_name)
    for signature, kind, remedy in _KINDS:
        if content.startswith(signature):
            raise Unreadable(f"This is {kind}, not a CSV file or Excel workbook.", remedy)
    start = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_WEB_PAGE):
        raise Unreadable("This is a web page or XML file, not a CSV file or Excel workbook.", _SAVE_AS_CSV)
    if start.startswith((b'{"', b"[{", b'{\n  "', b"[\n  {")):
        raise Unreadable("This is a JSON file, not a CSV file or Excel workbook.", _SCORES_AS_CSV)


def damaged_workbook() -> Unreadable:
    """What to say of a workbook that cannot be opened, for whichever reason."""
    return Unreadable(
        "This workbook cannot be read: it is damaged, has a password, or was made by a program we do not know.",
        "Open it in your spreadsheet program, save it as a new workbook (.xlsx) or as CSV, and upload that file.",
    )


def _archive(content: bytes, file_name: str) -> Unreadable:
    start = content[:4096]
    if b"opendocument" in start:
        return Unreadable("This is an OpenDocument file, not a CSV file or Excel workbook.", _SAVE_AS_CSV)
    if file_name.lower().endswith((".xlsx", ".xlsm")) or b"xl/" in start or b"[Content_Types].xml" in start:
        return damaged_workbook()
    return Unreadable(
        "This is a zip archive, not a CSV file or Excel workbook.",
        "If it is an Excel workbook, save it as CSV. If not, unpack it and upload the CSV file inside.",
    )
