"""Moodle quiz reports: the grades report (points a question) and the responses report (texts a question).

Their titles follow the language of the site, so the columns are known by their shape: ``Q. 1 /0.79``, ``Grade/10.00``.
"""

import re

from assessments.importing.layout import FileItem, Layout, Profile, Titles
from assessments.importing.mapping import MappingProblem
from assessments.importing.special_rows import SkippedRow
from assessments.importing.table import Table

_POINTS = re.compile(r"[^\s/]{1,12}\s*([1-9][0-9]{0,2})\s*/\s*[0-9]+(?:[.,][0-9]+)?")
_GRADE = re.compile(r"[^\W\d]+\s*/\s*[0-9]+(?:[.,][0-9]+)?")
_RESPONSE = re.compile(r"response([1-9][0-9]{0,2})")
_RIGHT = re.compile(r"rightanswer([1-9][0-9]{0,2})")
_UNFINISHED = frozenset({"inprogress", "overdue", "neversubmitted", "notstarted", "abandoned"})


def _is_grades(titles: Titles) -> bool:
    has_questions = any(_POINTS.fullmatch(title.strip()) for title in titles.header)
    return has_questions and any(_GRADE.fullmatch(title.strip()) for title in titles.header)


def _is_responses(titles: Titles) -> bool:
    return any(map(_RESPONSE.fullmatch, titles.keys)) and any(_GRADE.fullmatch(t.strip()) for t in titles.header)


def _grades(table: Table) -> Layout:
    matches = [(c, m) for c, title in enumerate(table.header) if (m := _POINTS.fullmatch(title.strip()))]
    return _with(table, tuple(FileItem(int(m[1]), f"Question {m[1]}", points=c) for c, m in matches))


def _responses(table: Table) -> Layout:
    titles = Titles(table.header)
    right = {m[1]: c for c, key in enumerate(titles.keys) if (m := _RIGHT.fullmatch(key))}
    matches = [(c, m) for c, key in enumerate(titles.keys) if (m := _RESPONSE.fullmatch(key))]
    return _with(
        table,
        tuple(FileItem(int(m[1]), f"Question {m[1]}", answer=c, key=right.get(m[1])) for c, m in matches),
        MappingProblem(
            "responses have no points",
            "This is the responses report: it says what students wrote, not what it was worth.",
            "Answers that are option letters can be scored by the key. For points, download the quiz’s grades report.",
        ),
    )


def _with(table: Table, questions: tuple[FileItem, ...], *notes: MappingProblem) -> Layout:
    titles = Titles(table.header)
    state = titles.column("state", "status")
    return Layout(
        id_columns=titles.columns("idnumber", "username", "emailaddress", "email"),
        attempt_column=titles.column("startedon", "started"),
        attempt_rule="first",
        questions=questions,
        wholes=tuple(
            FileItem(1, title, points=column)
            for column, title in enumerate(table.header)
            if _GRADE.fullmatch(title.strip()) and not _POINTS.fullmatch(title.strip())
        )[:1],
        not_students=tuple(
            SkippedRow(row.number, "attempt not finished")
            for row in table.rows
            if state is not None and row.cell(state).casefold().replace(" ", "") in _UNFINISHED
        ),
        notes=notes,
    )


GRADES = Profile(
    name="moodle-grades",
    words="Moodle quiz grades",
    reads="`Q. N /points`; `ID number`, else the e-mail address; `-` is blank",
    drops="times, institution; the row “Overall average”; attempts that are not finished; the quiz’s grade unless the "
    "CFA has one item",
    asks="which attempt counts: the first unless you say last or best; a question “Not yet graded” is left out",
    recognises=_is_grades,
    layout=_grades,
)
RESPONSES = Profile(
    name="moodle-responses",
    words="Moodle quiz responses",
    reads="`Response N` where its item has options and the responses are letters; `ID number`, else the e-mail address",
    drops="times, `Right answer N`; attempts that are not finished; the quiz’s grade unless the CFA has one item",
    asks="for the grades report, if responses are texts; which attempt counts: the first unless you say otherwise",
    recognises=_is_responses,
    layout=_responses,
)
