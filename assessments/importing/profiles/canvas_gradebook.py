"""Canvas gradebook: one column an assignment, titled with its number; groups and totals are computed from them."""

import re

from assessments.importing.layout import FileItem, Layout, Profile, Titles
from assessments.importing.table import Table

_ASSIGNMENT = re.compile(r"(.*\S)\s*\(([0-9]{1,12})\)", re.DOTALL)
_COMPUTED = re.compile(r"(unposted)?(current|final|override)(score|grade|points)$")
_PEOPLE = frozenset({"student", "lastname", "firstname", "id", "sisuserid", "sisloginid", "integrationid",
                     "rootaccount", "section"})  # fmt: skip


def _is_gradebook(titles: Titles) -> bool:
    """A title such as "Q1 (5)" may as well be anybody's own, so one of Canvas's own columns has to be there."""
    own = titles.column("sisuserid", "sisloginid") is not None or any(map(_COMPUTED.search, titles.keys))
    people = titles.has("section") and titles.column("student", "lastname") is not None
    return own and people and bool(_assignments(titles))


def _assignments(titles: Titles) -> list[tuple[int, str]]:
    return [
        (column, match[1])
        for column, title in enumerate(titles.header)
        if (match := _ASSIGNMENT.fullmatch(title.strip()))
        and titles.keys[column] not in _PEOPLE
        and not _COMPUTED.search(titles.keys[column])
    ]


def _layout(table: Table) -> Layout:
    titles = Titles(table.header)
    return Layout(
        id_columns=titles.columns("sisuserid", "sisloginid", "integrationid", "id"),
        wholes=tuple(
            FileItem(number, title, points=column)
            for number, (column, title) in enumerate(_assignments(titles), start=1)
        ),
    )


PROFILE = Profile(
    name="canvas-gradebook",
    words="Canvas gradebook",
    reads="assignments `title (number)`; `SIS User ID`, else `SIS Login ID` or `ID`",
    drops="current, final, unposted and override scores and grades; rows “Points Possible”, “Manual Posting” and "
    "“Student, Test”",
    asks="which assignment is the CFA’s one item; columns titled as items are taken without asking",
    recognises=_is_gradebook,
    layout=_layout,
)
