"""Cells of a table of students by standards: hundreds on a page, so each that differs is drawn once in a process.

What is kept is made of words, signs and rounded shares, and says nothing of whose they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import add, attrgetter
from typing import Final

from django import template
from django.template.loader import get_template
from django.utils.html import format_html

register = template.Library()

NO_CELLS: str = format_html("{}", "")


@dataclass(frozen=True, slots=True)
class ProgressCell:
    """``kind`` is a style: "proficient", "close", "not_yet", "few_items", "missing" or "none"; texts are as printed.

    ``first`` is the share of an earlier first attempt, ``since`` why the newest has none; ``source``: of which test.
    """

    label: str
    kind: str
    sign: str = ""
    word: str = ""
    share: str = ""
    first: str = ""
    since: str = ""
    hint: str = ""
    day: str = ""
    source: str = ""
    url: str = ""


PRINTED: Final = ("kind", "sign", "word", "share", "first", "since", "hint", "day", "source")
printed_of = attrgetter(*PRINTED)


@register.simple_tag
def progress_cells(cells: Iterable[ProgressCell]) -> str:
    """One row's cells; each leads to what is behind it."""
    return reduce(add, map(_cell, cells), NO_CELLS)


def _cell(cell: ProgressCell) -> str:
    drawn = _drawn(printed_of(cell))
    if not cell.url:
        return format_html('<td data-label="{}">{}</td>', cell.label, drawn)
    return format_html(
        '<td data-label="{}"><a class="mastery mastery--{}" href="{}">{}</a></td>',
        cell.label,
        cell.kind,
        cell.url,
        drawn,
    )


@lru_cache(maxsize=8000)
def _drawn(printed: tuple[str, ...]) -> str:
    return get_template("components/progress_cell.html").render(dict(zip(PRINTED, printed, strict=True)))
