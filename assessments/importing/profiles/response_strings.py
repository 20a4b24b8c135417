"""All answers of a student in one cell, a letter an item: ``CDD  CACD``. The position counts, so a blank is an answer
left out, and nothing is stripped. A string of points may stand beside it."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from assessments.importing.headers import STUDENT_ID_TITLES
from assessments.importing.layout import FileItem, Layout, Profile, Titles
from assessments.importing.table import Row, Table

_TITLE = re.compile(
    r"(?:item|test)?(?:student)?(responses?|answers?|scores?|points)(?:strings?|vectors?)?(segment[0-9a-z]*)?"
)
_ANSWERS, _POINTS = re.compile(r"[A-Z1-9 .*\-]+"), re.compile(r"[0-9 .*\-]+")
_ITEMS_AT_LEAST: Final = 5  # lest "ABCD" be a multi-select
_LEFT_OUT: Final = " .*-"
_ITEM = re.compile(r"(.*) · item ([0-9]{1,3}) (answer|points)", re.DOTALL)


def string_columns(header: Sequence[str], rows: Sequence[Row]) -> dict[int, str]:
    """``{column: "answer" or "points"}`` for the columns whose every value is such a string."""
    found = {}
    for column, key in enumerate(Titles(header).keys):
        match = _TITLE.fullmatch(key)
        values = [text for row in rows if (text := row.cell(column)).strip()] if match else []
        if match and values:
            is_points = match[1].startswith(("score", "points"))
            pattern = _POINTS if is_points else _ANSWERS
            if all(map(pattern.fullmatch, values)) and max(map(len, values)) >= _ITEMS_AT_LEAST:
                found[column] = "points" if is_points else "answer"
    return found


def split_strings(table: Table, raw: Callable[[], Mapping[int, tuple[str, ...]]]) -> Table:
    """The table with a column for each position of each string, behind its own columns.

    ``raw`` gives the rows as they stand in the file, by number: a blank at the beginning of a string is an item.
    """
    strings = string_columns(table.header, table.rows)
    if not strings:
        return table
    width, unstripped = len(table.header), raw()
    texts = {row.number: _texts(row, strings, unstripped.get(row.number, ())) for row in table.rows}
    header, origins = list(table.header), list(range(width))
    added: list[tuple[int, int]] = []
    for column, kind in strings.items():
        for at in range(max(len(said[column]) for said in texts.values())):
            header.append(f"{table.header[column]} · item {at + 1} {kind}")
            origins.append(column)
            added.append((column, at))
    rows = []
    for row in table.rows:
        cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
        said = texts[row.number]
        cells += [_one(said[column], at) for column, at in added]
        rows.append(Row(row.number, (*cells, *row.cells[width:])))
    return table.with_rows(tuple(header), tuple(rows), tuple(origins))


def _texts(row: Row, strings: dict[int, str], raw: tuple[str, ...]) -> dict[int, str]:
    return {c: (raw[c] if len(raw) == len(row.cells) and c < len(raw) else row.cell(c)) for c in strings}


def _one(text: str, at: int) -> str:
    """One position: a letter, ``-`` where none was chosen, nothing where there is no string at all."""
    sign = text[at : at + 1]
    return sign if sign.strip(_LEFT_OUT) else "-" if text.strip() else ""


def _has_strings(titles: Titles) -> bool:
    return any(_ITEM.fullmatch(title) for title in titles.header)


def _layout(table: Table) -> Layout:
    titles = Titles(table.header)
    found: dict[tuple[str, int], dict[str, int]] = {}
    for column, title in enumerate(table.header):
        if match := _ITEM.fullmatch(title):
            segment = (_TITLE.fullmatch(Titles([match[1]]).keys[0]) or ["", "", ""])[2] or ""
            found.setdefault((segment, int(match[2])), {})[match[3]] = column
    return Layout(
        id_columns=titles.columns("localstudentid", *STUDENT_ID_TITLES),
        questions=tuple(
            FileItem(number, f"Item {number}", parts.get("points"), parts.get("answer"))
            for number, parts in enumerate(found.values(), start=1)
        ),
    )


PROFILE = Profile(
    name="response-strings",
    words="All answers in one cell",
    reads="a string of answers such as `CDD  CACD`, an item a position, and the string of points beside it; without "
    "points the answers are scored by the key here",
    drops="every other column; blanks and `*` in a string are blank answers",
    asks="nothing more than the generic table; a row titled Key is not a student",
    recognises=_has_strings,
    layout=_layout,
)
