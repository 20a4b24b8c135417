"""ZipGrade: "CSV – Full Data Format" with four columns an item, and the standard export with totals alone."""

import re

from assessments.importing.layout import FileItem, Layout, Profile, Titles
from assessments.importing.table import Table

_ITEM = re.compile(r"(stu|prikey|points|mark)([1-9][0-9]{0,2})")


def _is_zipgrade(titles: Titles) -> bool:
    return titles.has("quizname", "earnedpoints", "possiblepoints")


def _is_full(titles: Titles) -> bool:
    return _is_zipgrade(titles) and titles.column("points1", "stu1") is not None


def _full(table: Table) -> Layout:
    titles = Titles(table.header)
    parts: dict[int, dict[str, int]] = {}
    for column, key in enumerate(titles.keys):
        if match := _ITEM.fullmatch(key):
            parts.setdefault(int(match[2]), {}).setdefault(match[1], column)
    return Layout(
        id_columns=_ids(titles),
        version_column=titles.column("keyversion"),
        questions=tuple(
            FileItem(number, f"Item {number}", part.get("points"), part.get("stu"), part.get("prikey"))
            for number, part in sorted(parts.items())
            if "points" in part or "stu" in part
        ),
        wholes=(FileItem(1, "Earned Points", points=titles.column("earnedpoints")),),
        empty_means="blank",
    )


def _standard(table: Table) -> Layout:
    titles = Titles(table.header)
    quiz = titles.column("earnedpoints")
    return Layout(
        id_columns=_ids(titles),
        version_column=titles.column("keyversion"),
        wholes=(FileItem(1, "Earned Points", points=quiz),),
    )


def _ids(titles: Titles) -> tuple[int, ...]:
    """The school's own id first: the other one is ZipGrade's, and often the same."""
    return titles.columns("externalid", "customid", "studentid", "zipgradeid")


FULL = Profile(
    name="zipgrade-full",
    words="ZipGrade, full data",
    reads="`PointsN`, and `StuN` beside it where the item has options; "
    "an empty answer without points is blank; `StudentID`, `CustomID` or `External Id`",
    drops="`PriKeyN` and `MarkN`, percents, dates; `Earned Points` unless the CFA has one item",
    asks="which key version is this CFA’s, or the order of the items of each, once there are two",
    recognises=_is_full,
    layout=_full,
)
STANDARD = Profile(
    name="zipgrade-standard",
    words="ZipGrade, standard",
    reads="`Earned Points`, if the CFA has one item; `External Id` or `ZipGrade ID`",
    drops="percents, dates, possible points",
    asks="for the full data format, if the CFA has more than one item",
    recognises=_is_zipgrade,
    layout=_standard,
)
