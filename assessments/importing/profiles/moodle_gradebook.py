"""Moodle gradebook: one column a grade item, as points, percents or letters, and feedback beside them."""

import re

from assessments.importing.layout import FileItem, Layout, Profile, Titles
from assessments.importing.table import Table

_KIND = re.compile(r"\s*\((real|percentage|letter)\)\s*$", re.IGNORECASE)
_PEOPLE = frozenset({"firstname", "surname", "lastname", "idnumber", "institution", "department", "emailaddress",
                     "username", "lastdownloadedfromthiscourse", "groups", "coursetotal"})  # fmt: skip
_MARKS = ("feedback", "coursetotal", "categorytotal")


def _is_gradebook(titles: Titles) -> bool:
    people = titles.has("firstname", "emailaddress") and titles.column("surname", "lastname") is not None
    total = any(key.startswith("coursetotal") for key in titles.keys)
    return people and (total or titles.has("lastdownloadedfromthiscourse"))


def _layout(table: Table) -> Layout:
    titles = Titles(table.header)
    found: dict[str, int] = {}
    for column, title in enumerate(table.header):
        kind = _KIND.search(title)
        name = _KIND.sub("", title).strip()
        is_score = name and titles.keys[column] not in _PEOPLE and not titles.keys[column].startswith(_MARKS)
        if is_score and not (kind and kind[1].casefold() == "letter"):
            is_real = kind is None or kind[1].casefold() == "real"
            found[name] = column if is_real else found.get(name, column)
    return Layout(
        id_columns=titles.columns("idnumber", "username", "emailaddress"),
        wholes=tuple(
            FileItem(number, name.partition(":")[2].strip() or name, points=column)
            for number, (name, column) in enumerate(found.items(), start=1)
        ),
    )


PROFILE = Profile(
    name="moodle-gradebook",
    words="Moodle gradebook",
    reads="grade items `… (Real)`, or `(Percentage)` where that is all there is; `ID number`, else the e-mail address",
    drops="feedback, letters, totals, institution, department",
    asks="which grade item is the CFA’s one item; columns titled as items are taken without asking",
    recognises=_is_gradebook,
    layout=_layout,
)
