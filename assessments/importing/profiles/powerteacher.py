"""PowerTeacher Pro's score template: seven lines of labels, then one score a student."""

from assessments.importing.layout import FileItem, Layout, Profile, Titles
from assessments.importing.table import Table


def _is_template(titles: Titles) -> bool:
    return titles.has("studentnum", "studentname", "score")


def _layout(table: Table) -> Layout:
    titles = Titles(table.header)
    return Layout(
        id_columns=titles.columns("studentnum"),
        wholes=(FileItem(1, "Score", points=titles.column("score")),),
    )


PROFILE = Profile(
    name="powerteacher",
    words="PowerTeacher Pro score template",
    reads="`Score`, if the CFA has one item; `Student Num`",
    drops="the seven lines above the titles",
    asks="for a file with a column an item, if the CFA has more than one",
    recognises=_is_template,
    layout=_layout,
)
