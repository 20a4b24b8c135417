"""Gradescope: a course's grades (four columns an assignment) and one assignment's (a column a question)."""

import re

from assessments.importing.layout import FileItem, Layout, Profile, Titles
from assessments.importing.table import Table

_MOST = re.compile(r"(.*\S)\s+-\s+Max Points", re.IGNORECASE | re.DOTALL)
_QUESTION = re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{1,2})*):\s*(.*)\([0-9.]+\s*pts?\)", re.IGNORECASE | re.DOTALL)


def _is_course(titles: Titles) -> bool:
    return titles.has("sid") and any(map(_MOST.fullmatch, titles.header))


def _is_assignment(titles: Titles) -> bool:
    return titles.has("sid", "totalscore", "maxpoints")


def _course(table: Table) -> Layout:
    titles = Titles(table.header)
    named = [match[1] for title in table.header if (match := _MOST.fullmatch(title))]
    return Layout(
        id_columns=titles.columns("sid", "email"),
        wholes=tuple(
            FileItem(number, title, points=table.header.index(title))
            for number, title in enumerate(named, start=1)
            if title in table.header
        ),
    )


def _assignment(table: Table) -> Layout:
    titles = Titles(table.header)
    found = [(c, match) for c, title in enumerate(table.header) if (match := _QUESTION.fullmatch(title))]
    total = titles.column("totalscore")
    return Layout(
        id_columns=titles.columns("sid", "email"),
        attempt_column=titles.column("submissiontime"),
        attempt_rule="first",
        questions=tuple(FileItem(n, table.header[c], points=c) for n, (c, _match) in enumerate(found, start=1)),
        wholes=(FileItem(1, "Total Score", points=total),),
    )


COURSE = Profile(
    name="gradescope-course",
    words="Gradescope, course grades",
    reads="an assignment’s score; `SID`, else `Email`",
    drops="`… - Max Points`, `… - Submission Time`, `… - Lateness`",
    asks="which assignment is the CFA’s one item; columns titled as items are taken without asking",
    recognises=_is_course,
    layout=_course,
)
ASSIGNMENT = Profile(
    name="gradescope-assignment",
    words="Gradescope, one assignment",
    reads="`N: title (points pts)`; `SID`, else `Email`",
    drops="status, submission, lateness; the total score unless the CFA has one item",
    asks="which of several rows of one student counts; “Missing” rows have no scores and change nothing",
    recognises=_is_assignment,
    layout=_assignment,
)
