"""Google Forms: the download of a quiz (a question, its score, its feedback) and the sheet of its answers."""

import re

from assessments.importing.headers import STUDENT_ID_TITLES, role_key
from assessments.importing.layout import FileItem, Layout, Profile, Titles
from assessments.importing.table import Table

_SCORE, _FEEDBACK = " [Score]", " [Feedback]"
_ASKS_ID = re.compile(r"\b(?:id|number|no\.?)(?:\W|$)", re.IGNORECASE)
_ABOUT = frozenset({"timestamp", "totalscore", "score", "emailaddress", "email", "username"})


def _is_form(titles: Titles) -> bool:
    """The time of an answer comes first; in a file of rows left out, two columns of ours come before it."""
    return "timestamp" in titles.keys[:3] and len(titles.keys) > 2


def _layout(table: Table) -> Layout:
    titles = Titles(table.header)
    scores = {title.removesuffix(_SCORE): c for c, title in enumerate(table.header) if title.endswith(_SCORE)}
    about = {c for c, key in enumerate(titles.keys) if key in _ABOUT or not key}
    about |= {c for c, title in enumerate(table.header) if title.endswith((_SCORE, _FEEDBACK))}
    asked = [c for c in range(len(table.header)) if c not in about]
    ids = tuple(c for c in asked if asks_for_id(table.header[c]))
    names = tuple(c for c in asked if c not in ids and asks_for_name(titles.keys[c]))
    questions = [c for c in asked if c not in (*ids, *names) and titles.keys[c] not in ("section", "period", "class")]
    total = titles.column("totalscore", "score")
    return Layout(
        id_columns=(*ids, *titles.columns("emailaddress", "email", "username")),
        name_columns=names,
        attempt_column=titles.column("timestamp"),
        attempt_rule="first",
        questions=tuple(
            FileItem(number, table.header[c], points=scores.get(table.header[c]), answer=c)
            for number, c in enumerate(questions, start=1)
        ),
        wholes=(FileItem(1, table.header[total], points=total),) if total is not None else (),
    )


def asks_for_id(title: str) -> bool:
    """Whether a question asks who one is by a number: "Student ID", "What is your student number?"."""
    key = role_key(title)
    return (key in STUDENT_ID_TITLES and key not in ("student", "pupil")) or (
        len(title) <= 60 and "student" in title.casefold() and bool(_ASKS_ID.search(title))
    )  # fmt: skip


def asks_for_name(key: str) -> bool:
    """Whether a question asks for a name and nothing else."""
    return key.endswith("name") and len(key) <= 30


PROFILE = Profile(
    name="google-forms",
    words="Google Forms or its sheet",
    reads="`question [Score]`, and the answer beside it where its item has options and the answers are letters; a "
    "question that asks for the student ID, else the e-mail address",
    drops="feedback, the time zone; the total score unless the CFA has one item",
    asks="which of several answers of one student counts: the first unless you say last or best; questions are taken "
    "in order unless their titles name items",
    recognises=_is_form,
    layout=_layout,
)
