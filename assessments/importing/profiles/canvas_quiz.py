"""Canvas quiz student analysis: after each question a column of its points, titled with the most it can have."""

import re

from assessments.importing.layout import FileItem, Layout, Profile, Titles
from assessments.importing.points import parsed_number
from assessments.importing.table import Table

_QUESTION = re.compile(r"[0-9]{1,12}:\s*(.*)", re.DOTALL)


def _is_analysis(titles: Titles) -> bool:
    return titles.has("attempt", "ncorrect", "nincorrect", "score")


def _layout(table: Table) -> Layout:
    titles = Titles(table.header)
    questions: list[FileItem] = []
    for column in range(len(table.header) - 1):
        match = _QUESTION.fullmatch(table.header[column])
        if match and parsed_number(table.header[column + 1]) is not None:
            questions.append(FileItem(len(questions) + 1, match[1].strip(), column + 1, column))
    return Layout(
        id_columns=titles.columns("sisid", "id"),
        attempt_column=titles.column("attempt"),
        attempt_rule="first",
        questions=tuple(questions),
        wholes=(FileItem(1, "score", points=titles.column("score")),),
    )


PROFILE = Profile(
    name="canvas-quiz",
    words="Canvas quiz student analysis",
    reads="of each question the answer, where its item has options and the answers are letters, else its points; "
    "`sis_id`, else `id`",
    drops="`n correct`, `n incorrect`, `score`, section numbers, times",
    asks="which attempt counts: the first unless you say last or best",
    recognises=_is_analysis,
    layout=_layout,
)
