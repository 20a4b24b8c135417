"""Microsoft Forms: after each question its points and its feedback. Its ``ID`` counts answers and names nobody."""

from assessments.importing.layout import FileItem, Layout, Profile, Titles
from assessments.importing.profiles.google_forms import asks_for_id, asks_for_name
from assessments.importing.table import Table

_POINTS, _FEEDBACK = "Points - ", "Feedback - "
_ABOUT = frozenset({"id", "starttime", "completiontime", "email", "name", "totalpoints", "quizfeedback",
                    "lastmodifiedtime", "gradepostedtime", "language"})  # fmt: skip


def _is_form(titles: Titles) -> bool:
    return titles.has("starttime", "completiontime")


def _layout(table: Table) -> Layout:
    titles = Titles(table.header)
    points = {title.removeprefix(_POINTS): c for c, title in enumerate(table.header) if title.startswith(_POINTS)}
    asked = [
        c
        for c, title in enumerate(table.header)
        if title and titles.keys[c] not in _ABOUT and not title.startswith((_POINTS, _FEEDBACK))
    ]
    ids = tuple(c for c in asked if asks_for_id(table.header[c]))
    names = tuple(c for c in asked if c not in ids and asks_for_name(titles.keys[c]))
    total = titles.column("totalpoints")
    return Layout(
        id_columns=(*ids, *titles.columns("email", "name")),
        name_columns=(*titles.columns("name"), *names),
        attempt_column=titles.column("completiontime"),
        attempt_rule="first",
        questions=tuple(
            FileItem(number, table.header[c], points=points.get(table.header[c]), answer=c)
            for number, c in enumerate((c for c in asked if c not in (*ids, *names)), start=1)
        ),
        wholes=(FileItem(1, table.header[total], points=total),) if total is not None else (),
    )


PROFILE = Profile(
    name="microsoft-forms",
    words="Microsoft Forms",
    reads="`Points - question`, and the answer beside it where its item has options and the answers are letters; a "
    "question that asks for the student ID, else the e-mail address",
    drops="`ID` (it counts answers and names nobody), feedback, times; the total points unless the CFA has one item",
    asks="which of several answers of one student counts: the first unless you say last or best; who “anonymous” is",
    recognises=_is_form,
    layout=_layout,
)
