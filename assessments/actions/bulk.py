"""Results and their history read, locked and written many rows at a time.

A statement takes a chunk of rows as one array for each column and unnests it, which costs what COPY into the same
table would. COPY itself is refused under row-level security, and the ORM needs twice the time for its own part alone.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple, TypeVar

from django.db import connection
from django.utils import timezone

from assessments.importing.packing import Written
from assessments.models import Assessment, Change, Result

# Whose paper: a student and the number of the attempt.
Place = tuple[int, int]

_CHUNK: Final = 2_000
T = TypeVar("T")

_INSERT_RESULTS: Final = """INSERT INTO "assessments_result" (
    district_id, assessment_id, student_id, attempt, version_id, section_id, teacher_id, status, cells, answers,
    scored_on, row_version, updated_at
)
SELECT %s, %s, p.student_id, p.attempt, p.version_id, p.section_id, p.teacher_id, p.status, p.cells::smallint[],
    p.answers::varchar[], p.scored_on, p.row_version, %s
FROM unnest(
    %s::bigint[], %s::smallint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[],
    %s::date[], %s::int[]
) AS p (student_id, attempt, version_id, section_id, teacher_id, status, cells, answers, scored_on, row_version)
"""

_LOCK_RESULTS: Final = """
SELECT student_id, attempt, version_id, section_id, teacher_id, status, array_to_string(cells, ','),
    array_to_string(answers, %s), scored_on, row_version
FROM assessments_result
WHERE district_id = %s AND assessment_id = %s AND student_id = ANY(%s) AND attempt = ANY(%s)
ORDER BY student_id, attempt FOR UPDATE
"""

# A result keeps its section and teacher, whatever the roster says later.
_REPLACING: Final = """
ON CONFLICT (district_id, assessment_id, student_id, attempt) DO UPDATE SET
    version_id = excluded.version_id, status = excluded.status, cells = excluded.cells, answers = excluded.answers,
    scored_on = excluded.scored_on, row_version = excluded.row_version, updated_at = excluded.updated_at
"""

_INSERT_HISTORY: Final = """INSERT INTO "assessments_resultchange" (
    district_id, change_id, student_id, attempt, section_before_id, status_before, cells_before, answers_before,
    status_after, cells_after, answers_after
)
SELECT %s, %s, p.student_id, p.attempt, p.section_before_id, p.status_before, p.cells_before::smallint[],
    p.answers_before::varchar[], p.status_after, p.cells_after::smallint[], p.answers_after::varchar[]
FROM unnest(
    %s::bigint[], %s::smallint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[]
) AS p (
    student_id, attempt, section_before_id, status_before, cells_before, answers_before, status_after, cells_after,
    answers_after
)
"""


class PaperRow(NamedTuple):
    """One row of the results of a CFA, as it stands or as it shall stand."""

    student_id: int
    attempt: int
    version_id: int
    section_id: int
    teacher_id: int | None
    status: str
    cells: tuple[int, ...]
    answers: tuple[str, ...]
    scored_on: datetime.date | None
    row_version: int

    @property
    def place(self) -> Place:
        return self.student_id, self.attempt


class PaperChange(NamedTuple):
    """A paper before and after one change; None where there is no result."""

    place: Place
    before: PaperRow | None
    after: PaperRow | None


def locked_rows(assessment: Assessment, places: Iterable[Place]) -> dict[Place, PaperRow]:
    """The rows at these places, locked to the end of the transaction, in one order for everybody."""
    wanted = set(places)
    attempts = {attempt for _, attempt in wanted}
    found: dict[Place, PaperRow] = {}
    written = Written()
    for students in _chunks(sorted({student for student, _ in wanted})):
        with connection.cursor() as cursor:
            wanted_here = [Written.MARK, assessment.district_id, assessment.pk, students, list(attempts)]
            cursor.execute(_LOCK_RESULTS, wanted_here)
            rows = cursor.fetchall()
        for row in rows:
            cells, answers = written.paper(row[6], row[7])
            paper = PaperRow(*row)._replace(cells=cells, answers=answers)
            found[paper.place] = paper
    return found


def insert_rows(assessment: Assessment, rows: Iterable[PaperRow]) -> None:
    """New results; an IntegrityError names the primary key when somebody inserted one of them a moment ago."""
    _write_rows(_INSERT_RESULTS, assessment, rows)


def replace_rows(assessment: Assessment, rows: Iterable[PaperRow]) -> None:
    """Results in the place of those that ``locked_rows`` found."""
    _write_rows(_INSERT_RESULTS + _REPLACING, assessment, rows)


def remove_rows(assessment: Assessment, places: Iterable[Place]) -> None:
    by_attempt: dict[int, list[int]] = {}
    for student, attempt in places:
        by_attempt.setdefault(attempt, []).append(student)
    for attempt, all_students in by_attempt.items():
        for students in _chunks(all_students):
            Result.objects.filter(assessment=assessment, attempt=attempt, student_id__in=students).delete()


def insert_history(change: Change, papers: Iterable[PaperChange]) -> None:
    """What each paper was before the change and is after it."""
    with connection.cursor() as cursor:
        for chunk in _chunks(papers):
            texts = _Texts()
            befores, afters = [paper.before for paper in chunk], [paper.after for paper in chunk]
            cursor.execute(
                _INSERT_HISTORY,
                [
                    change.district_id,
                    change.pk,
                    _array(paper.place[0] for paper in chunk),
                    _array(paper.place[1] for paper in chunk),
                    _array(row.section_id if row else None for row in befores),
                    *_paper_arrays(befores, texts),
                    *_paper_arrays(afters, texts),
                ],
            )


def _write_rows(statement: str, assessment: Assessment, rows: Iterable[PaperRow]) -> None:
    now = timezone.now()
    with connection.cursor() as cursor:
        for chunk in _chunks(rows):
            cursor.execute(
                statement,
                [
                    assessment.district_id,
                    assessment.pk,
                    now,
                    _array(row.student_id for row in chunk),
                    _array(row.attempt for row in chunk),
                    _array(row.version_id for row in chunk),
                    _array(row.section_id for row in chunk),
                    _array(row.teacher_id for row in chunk),
                    *_paper_arrays(chunk, _Texts()),
                    _array(row.scored_on for row in chunk),
                    _array(row.row_version for row in chunk),
                ],
            )


def _chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    """Chunk by chunk, so that a statement of a whole district stays small on both sides."""
    remaining = iter(rows)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk


# PostgreSQL's array literals. A paper is an array inside an array of texts, so what is quoted in it is quoted twice.


class _Texts(dict[str, str]):
    """An answer as it stands in the literal of a paper in the literal of a chunk; each is quoted once."""

    def __missing__(self, text: str) -> str:
        quoted = _quoted(_quoted(text))[1:-1]
        self[text] = quoted
        return quoted


class _Numbers(dict[int, str]):
    def __missing__(self, number: int) -> str:
        self[number] = text = str(number)
        return text


_NUMBERS: Final = _Numbers()  # there are 30,005 cells at most


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _array(values: Iterable[int | datetime.date | None]) -> str:
    return f"{{{','.join('NULL' if value is None else str(value) for value in values)}}}"


def _paper_arrays(rows: Sequence[PaperRow | None], texts: _Texts) -> tuple[str, str, str]:
    """Status, cells and answers of these rows; where there is no result, the status is empty and so are the others."""
    statuses = [_quoted(row.status if row else "") for row in rows]
    cells = [f'"{{{",".join(map(_NUMBERS.__getitem__, row.cells if row else ()))}}}"' for row in rows]
    answers = [f'"{{{",".join(map(texts.__getitem__, row.answers if row else ()))}}}"' for row in rows]
    return f"{{{','.join(statuses)}}}", f"{{{','.join(cells)}}}", f"{{{','.join(answers)}}}"
