"""Files made by Typst: the hand-out as a tagged PDF, and pictures as PNG. A wheel that needs no system library."""

import datetime
import json
from pathlib import Path
from typing import Any, Final

import typst

HERE: Final = Path(__file__).resolve().parent
FONTS: Final = HERE.parent.parent / "static" / "fonts" / "print"
PICTURE: Final = b"""
#set page(width: auto, height: auto, margin: 0pt)
#set text(font: "Hanken Grotesk")
#image(bytes(sys.inputs.svg), format: "svg")
"""
DOTS_PER_INCH: Final = 192.0
NO_LETTER: Final = "could not be displayed with font"


def handout_pdf(handout: dict[str, Any], made_at: datetime.datetime) -> bytes:
    """PDF/UA-1: tagged, titled, every picture described. The same hand-out and time give the same bytes.

    The standard forbids a character that no font here has, an emoji for one; a sheet with such a character is tagged
    and described all the same, says nothing of the standard, and has an empty box in that place.
    """
    source, inputs = (HERE / "handout.typ").read_bytes(), {"handout": json.dumps(handout)}
    settings = {"format": "pdf", "timestamp": int(made_at.timestamp())}
    try:
        return _compiled(source, inputs, pdf_standards=["ua-1"], **settings)
    except typst.TypstError as error:
        if NO_LETTER not in str(error):
            raise
    return _compiled(source, inputs, **settings)


def picture_png(svg: str) -> bytes:
    """The picture at twice the size of a screen's dots."""
    return _compiled(PICTURE, {"svg": svg}, format="png", ppi=DOTS_PER_INCH)


def _compiled(source: bytes, inputs: dict[str, str], **settings: Any) -> bytes:
    made = typst.compile(
        source, root=str(HERE), font_paths=[str(FONTS)], ignore_system_fonts=True, sys_inputs=inputs, **settings
    )
    if not isinstance(made, bytes):  # a list, of a picture on several pages
        raise TypeError("Typst made several pages where one file was asked for.")
    return made
