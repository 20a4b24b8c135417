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
_TIMES: Final = {(0, False): "", (1, False): " %H:%M", (2, False): " %H:%M:%S", (1, True): " %I:%M %p",
                 (2, True): " %I:%M:%S %p"}  # fmt: skip
_NOON = re.compile(r"[AP]M$", re.IGNORECASE)


def in_order(texts: Sequence[str]) -> list[float] | None:
    """A number for each text so that later is more; None unless every text can be read in one and the same way."""
    plain = [_plain(text) for text in texts]
    if plain and all(re.fullmatch(r"[0-9]{1,9}", text) for text in plain):
        return [float(text) for text in plain]
    times = {_TIMES.get((text.count(":"), bool(_NOON.search(text)))) for text in plain}
    time = times.pop() if len(times) == 1 else None
    if time is None or not all(any(map(str.isdigit, text)) for text in plain):
        return None
    for day in _DAYS:
        if (moments := _parsed(plain, day + time)) is not None:
            return moments
    return None


def _plain(text: str) -> str:
    """Without zone, fraction and ``T``; Moodle's ``0:04 PM`` is four past twelve."""
    line = _FRACTION.sub(r"\1", " ".join(text.split()))
    line = re.sub(r"(?<=[0-9])T(?=[0-9])", " ", line)
    line = _HOUR_ZERO.sub(r"12\1", line)
    if _NOON.search(line):
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
