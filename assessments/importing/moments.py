"""Dates and times as quiz tools write them, only to put one student's attempts in order."""

import datetime
import re
from collections.abc import Sequence
from typing import Final

_ZONE = re.compile(r"\s*(?:UTC|GMT|Z|[A-Z]{3,4})?\s*(?:[+-][0-9]{1,2}:?(?:[0-9]{2})?)?$")
_FRACTION = re.compile(r"([0-9])[.,][0-9]{1,9}(?=\s|Z|$)")
_HOUR_ZERO = re.compile(r"\b0(:[0-9]{2}(?::[0-9]{2})?\s*[AP]M)", re.IGNORECASE)
_DAYS: Final = ("%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%Y", "%d %B %Y",
                "%d %b %Y", "%A, %d %B %Y,", "%B %d, %Y", "%b %d, %Y", "%Y%m%d", "%m-%d-%Y", "%d-%b-%y")  # fmt: skip
_TIMES: Final = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_FORMATS: Final = tuple(day + time for day in _DAYS for time in _TIMES)


def in_order(texts: Sequence[str]) -> list[float] | None:
    """A number for each text so that later is more; None unless every text can be read in one and the same way."""
    plain = [_plain(text) for text in texts]
    if plain and all(re.fullmatch(r"[0-9]{1,9}", text) for text in plain):
        return [float(text) for text in plain]
    for form in _FORMATS:
        if (moments := _parsed(plain, form)) is not None:
            return moments
    return None


def _plain(text: str) -> str:
    """Without zone, fraction and ``T``; Moodle's ``0:04 PM`` is four past twelve."""
    line = _FRACTION.sub(r"\1", " ".join(text.split()))
    line = re.sub(r"(?<=[0-9])T(?=[0-9])", " ", line)
    line = _HOUR_ZERO.sub(r"12\1", line)
    if re.search(r"[AP]M$", line, re.IGNORECASE):
        return line
    return _ZONE.sub("", line) if ":" in line else line


def _parsed(texts: Sequence[str], form: str) -> list[float] | None:
    moments = []
    for text in texts:
        try:
            moment = datetime.datetime.strptime(text, form).replace(tzinfo=datetime.UTC)
        except ValueError:
            return None
        moments.append((moment - datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC)).total_seconds())
    return moments
