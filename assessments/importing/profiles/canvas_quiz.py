"""Canvas quiz student analysis: after each question a column of its points, titled with the most it can have."""

import re

from assessments.importing.layout import FileItem, Layout, Profile, Titles
from assessments.importing.mapping import MappingProblem
from assessments.importing.points import parsed_number
from assessments.importing.table import Table

_QUESTION = re.compile(r"[0-9]{1,12}:\s*(.*)", re.DOTALL)


def _is_analysis(titles: Titles) -> bool:
    return titles.has("attempt", "ncorrect", "nincorrect", "score")


def _layout(table: Table) -> Layout:
    titles = Titles(table.header)
    questions: list[FileItem] = []
    worth_nothing = 0
    for column in range(len(table.header) - 1):
        match = _QUESTION.fullmatch(table.header[column])
        most = parsed_number(table.header[column + 1])
        if match and most is not None:
            worth_nothing += most == 0
            points = column + 1 if most else None
            questions.append(FileItem(len(questions) + 1, match[1].strip(), points, column, most=most))
    return Layout(
        id_columns=titles.columns("sisid", "id"),
        attempt_column=titles.column("attempt"),
        attempt_rule="first",
        questions=tuple(questions),
        notes=(_worth_nothing(worth_nothing),) if worth_nothing else (),
        wholes=(FileItem(1, "score", points=titles.column("score")),),
    )


def _worth_nothing(questions: int) -> MappingProblem:
    """A practice quiz, or one graded elsewhere: its zeros say nothing about anybody."""
    return MappingProblem(
        "worth nothing",
        f"{questions} {'question gives' if questions == 1 else 'questions give'} 0 points in Canvas, "
        "so their points are not taken.",
        "Answers that are option letters are scored by the key here.",
    )


PROFILE = Profile(
    name="canvas-quiz",
    words="Canvas quiz student analysis",
    reads="the points of each question, and the answer beside them where its item has options and the answers are "
    "letters; `sis_id`, else `id`",
    drops="points of a question worth 0, `n correct`, `n incorrect`, section numbers, times; "
    "`score` unless the CFA has one item",
    asks="which attempt counts: the first unless you say last or best; questions are taken in order unless their "
    "titles name items",
    recognises=_is_analysis,
    layout=_layout,
)
