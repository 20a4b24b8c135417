"""Kahoot reports: every answer of every player (RawReportData), or the final scores alone.

Kahoot's points measure how fast an answer came, so only right and wrong are read. Players are nicknames: whose they are
is for a person to say.
"""

from typing import Final

from assessments.importing.layout import FileItem, Layout, Profile, Titles
from assessments.importing.mapping import MappingProblem
from assessments.importing.table import Row, Table

_RIGHT: Final = " [Correct]"
_NICKNAMES: Final = MappingProblem(
    "nicknames",
    "Players chose these names themselves, so none of them is matched by itself.",
    "Say once who each player is; the rows are held until then.",
)


def _has_answers(titles: Titles) -> bool:
    raw = titles.has("player", "question", "correctincorrect") or titles.has("player", "questionnumber", "correct")
    return raw or (titles.has("player") and any(title.endswith(_RIGHT) for title in titles.header))


def _is_totals(titles: Titles) -> bool:
    return titles.has("player", "correctanswers", "incorrectanswers")


def _reshaped(table: Table) -> Table:
    """One row a player, with what was answered and whether it was right, from one row an answer."""
    titles = Titles(table.header)
    player, text = titles.column("player"), titles.column("question")
    number = titles.column("questionnumber")
    right, judged = titles.column("correct"), titles.column("correctincorrect")
    # "Answer 1" to "Answer 4" are the options; what the player chose is the bare "Answer".
    answer = titles.column("answer")
    if player is None or (right is None and judged is None):
        return table
    questions: dict[tuple[str, str], int] = {}
    players: dict[str, tuple[int, dict[int, tuple[str, str]]]] = {}
    for row in table.rows:
        name = row.cell(player)
        asked = (row.cell(number) if number is not None else "", row.cell(text) if text is not None else "")
        if not name or not any(asked):
            continue
        at = questions.setdefault(asked, len(questions))
        said = row.cell(answer) if answer is not None else ""
        _first, answers = players.setdefault(name, (row.number, {}))
        answers.setdefault(at, (said, _judged(row, right, judged)))
    header = ["Player"]
    for index, (_number, question) in enumerate(questions, start=1):
        title = f"{index}: {question}" if question else f"Question {index}"
        header += [title, title + _RIGHT]
    rows = []
    for name, (first, answers) in players.items():
        cells = [name]
        for at in range(len(questions)):
            cells.extend(answers.get(at, ("", "")))
        rows.append(Row(first, tuple(cells)))
    return table.with_rows(tuple(header), tuple(rows))


def _judged(row: Row, right: int | None, judged: int | None) -> str:
    word = row.cell(judged).casefold() if judged is not None else row.cell(right or 0).casefold()
    return {"correct": "100%", "incorrect": "0%", "1": "100%", "0": "0%", "true": "100%", "false": "0%"}.get(word, word)


def _answers(table: Table) -> Layout:
    found = [c for c, title in enumerate(table.header) if title.endswith(_RIGHT)]
    return Layout(
        id_columns=Titles(table.header).columns("player"),
        name_columns=(),
        questions=tuple(
            FileItem(n, table.header[c].removesuffix(_RIGHT), points=c, answer=c - 1)
            for n, c in enumerate(found, start=1)
        ),
        notes=(_NICKNAMES,),
    )


def _totals(table: Table) -> Layout:
    titles = Titles(table.header)
    return Layout(
        id_columns=titles.columns("player"),
        name_columns=(),
        wholes=(FileItem(1, "Correct Answers", points=titles.column("correctanswers")),),
        notes=(_NICKNAMES,),
    )


ANSWERS = Profile(
    name="kahoot-answers",
    words="Kahoot report, every answer",
    reads="right (all points) or wrong (none) for each question, and the answer beside it where its item has options "
    "and the answers are letters",
    drops="Kahoot’s points, which measure speed; times, ranks, streaks",
    asks="who each player is: rows are held until a person says so",
    recognises=_has_answers,
    layout=_answers,
    reshaped=_reshaped,
)
TOTALS = Profile(
    name="kahoot-totals",
    words="Kahoot report, final scores",
    reads="`Correct Answers`, if the CFA has one item",
    drops="Kahoot’s points, which measure speed; rank, `Incorrect Answers`",
    asks="who each player is; for the report with every answer, if the CFA has more than one item",
    recognises=_is_totals,
    layout=_totals,
)
