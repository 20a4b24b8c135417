"""An item's answer and its points, where a file has both: ``D = 1`` in a column of its own, behind the file's.

The points a tool gave stand, and the answer is kept beside them: a tool may have accepted a second answer, given credit
by hand or counted a part, and a total that differs from the tool's is the first thing a teacher sees.
"""

from collections.abc import Sequence

from assessments.importing.layout import FileItem
from assessments.importing.points import parsed_number
from assessments.importing.table import Row, Table

NOTHING_CHOSEN = "-"


def with_joined(table: Table, questions: Sequence[FileItem]) -> Table:
    """The table with such a column for each question that has an answer and points."""
    pairs = [(q.answer, q.points, q.title) for q in questions if q.answer is not None and q.points is not None]
    if not pairs:
        return table
    width = len(table.header)
    header = (*table.header, *(f"{title} · answer and points" for _answer, _points, title in pairs))
    before = table.origins or tuple(range(width))
    origins = (*before, *(before[answer] for answer, _points, _title in pairs))
    rows = []
    for row in table.rows:
        padding = ("",) * (width - len(row.cells))
        joined = [_joined(row.cell(answer), row.cell(points)) for answer, points, _title in pairs]
        rows.append(Row(row.number, (*row.cells[:width], *padding, *joined, *row.cells[width:])))
    both = {(answer, points): width + at for at, (answer, points, _title) in enumerate(pairs)}
    return table.with_rows(header, tuple(rows), origins, joined=both)


def _joined(answer: str, points: str) -> str:
    """Without points nobody has scored it; without an answer it was left out, unless points were given all the same."""
    if not points:
        return ""
    if answer.strip(" -–"):
        return f"{answer} = {points}"
    return points if parsed_number(points.removesuffix("%")) else NOTHING_CHOSEN
