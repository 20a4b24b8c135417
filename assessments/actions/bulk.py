"""Results and their history read, locked and written many rows at a time.

A statement takes a chunk of rows as one array for each column and unnests it, which costs what COPY into the same
table would. COPY itself is refused under row-level security, and the ORM needs twice the time for its own part alone.
The same statement writes the history: the database has each paper before and after at hand, and is sent it once.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple, TypeVar

from django.db import connection
from django.utils import timezone

from assessments.actions.array_literals import AnswerLiterals, array_literal, cells_literal
from assessments.importing.packing import Written
from assessments.models import Assessment

# Whose paper: a student and the number of the attempt.
Place = tuple[int, int]

CHUNK: Final = 2_000
T = TypeVar("T")

_LOCK_RESULTS: Final = """
SELECT student_id, attempt, version_id, section_id, teacher_id, status, array_to_string(cells, ','),
    array_to_string(answers, %s), scored_on, row_version
FROM assessments_result
WHERE district_id = %s AND assessment_id = %s AND student_id = ANY(%s) AND attempt = ANY(%s)
ORDER BY student_id, attempt FOR UPDATE
"""

# What a statement has written or deleted, as the rows of the history; the id of the change is reserved before.
_RECORDED: Final = """
INSERT INTO assessments_resultchange (
    district_id, change_id, student_id, attempt, section_before_id, status_before, cells_before, answers_before,
    status_after, cells_after, answers_after
)
SELECT district_id, %(change)s, student_id, attempt, section_before_id, status_before, cells_before, answers_before,
    status_after, cells_after, answers_after
FROM written
"""

_INSERT: Final = """
WITH written AS (
    INSERT INTO assessments_result (
        district_id, assessment_id, student_id, attempt, version_id, section_id, teacher_id, status, cells, answers,
        scored_on, row_version, updated_at
    )
    SELECT %(district)s, %(assessment)s, p.student_id, p.attempt, %(version)s, p.section_id, p.teacher_id, p.status,
        p.cells::smallint[], p.answers::varchar[], p.scored_on, p.row_version, %(now)s
    FROM unnest(
        %(students)s::bigint[], %(attempts)s::smallint[], %(sections)s::bigint[], %(teachers)s::bigint[],
        %(statuses)s::text[], %(cells)s::text[], %(answers)s::text[], %(scored_on)s::date[], %(row_versions)s::int[]
    ) AS p (student_id, attempt, section_id, teacher_id, status, cells, answers, scored_on, row_version)
    RETURNING district_id, student_id, attempt, NULL::bigint AS section_before_id, '' AS status_before,
        '{}'::smallint[] AS cells_before, '{}'::varchar[] AS answers_before,
        status AS status_after, cells AS cells_after, answers AS answers_after
)
"""

# A result keeps its section and teacher, whatever the roster says later, and the day of its first scores.
_REPLACE: Final = """
WITH written AS (
    UPDATE assessments_result result SET
        version_id = %(version)s, status = p.status, cells = p.cells::smallint[], answers = p.answers::varchar[],
        scored_on = coalesce(result.scored_on, p.scored_on), row_version = p.row_version, updated_at = %(now)s
    FROM unnest(
        %(students)s::bigint[], %(attempts)s::smallint[], %(statuses)s::text[], %(cells)s::text[], %(answers)s::text[],
        %(scored_on)s::date[], %(row_versions)s::int[]
    ) AS p (student_id, attempt, status, cells, answers, scored_on, row_version)
    WHERE result.district_id = %(district)s AND result.assessment_id = %(assessment)s
        AND result.student_id = p.student_id AND result.attempt = p.attempt
    RETURNING new.district_id, new.student_id, new.attempt, old.section_id AS section_before_id,
        old.status AS status_before, old.cells AS cells_before, old.answers AS answers_before,
        new.status AS status_after, new.cells AS cells_after, new.answers AS answers_after
)
"""

_REMOVE: Final = """
WITH written AS (
    DELETE FROM assessments_result result
    USING unnest(%(students)s::bigint[], %(attempts)s::smallint[]) AS p (student_id, attempt)
    WHERE result.district_id = %(district)s AND result.assessment_id = %(assessment)s
        AND result.student_id = p.student_id AND result.attempt = p.attempt
    RETURNING result.district_id, result.student_id, result.attempt, section_id AS section_before_id,
        status AS status_before, cells AS cells_before, answers AS answers_before,
        '' AS status_after, '{}'::smallint[] AS cells_after, '{}'::varchar[] AS answers_after
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


def locked_rows(assessment: Assessment, places: Iterable[Place]) -> dict[Place, PaperRow]:
    """The rows at these places, locked to the end of the transaction, in one order for everybody."""
    wanted = set(places)
    attempts = {attempt for _, attempt in wanted}
    found: dict[Place, PaperRow] = {}
    written = Written()
    for students in chunks(sorted({student for student, _ in wanted})):
        with connection.cursor() as cursor:
            wanted_here = [Written.MARK, assessment.district_id, assessment.pk, students, list(attempts)]
            cursor.execute(_LOCK_RESULTS, wanted_here)
            rows = cursor.fetchall()
        for row in rows:
            cells, answers = written.paper(row[6], row[7])
            paper = PaperRow(*row)._replace(cells=cells, answers=answers)
            found[paper.place] = paper
    return found


def insert_rows(assessment: Assessment, rows: Iterable[PaperRow], *, change_id: int) -> None:
    """New results; an IntegrityError names the primary key when somebody inserted one of them a moment ago."""
    _write(_INSERT + _RECORDED, assessment, rows, change_id)


def replace_rows(assessment: Assessment, rows: Iterable[PaperRow], *, change_id: int) -> None:
    """Results in the place of those that ``locked_rows`` found; section, teacher and first day stay theirs."""
    _write(_REPLACE + _RECORDED, assessment, rows, change_id)


def remove_rows(assessment: Assessment, places: Iterable[Place], *, change_id: int) -> None:
    """Take results away that ``locked_rows`` found."""
    with connection.cursor() as cursor:
        for chunk in chunks(places):
            cursor.execute(_REMOVE + _RECORDED, {**_of(assessment, change_id), **_place_arrays(chunk)})


def _write(statement: str, assessment: Assessment, rows: Iterable[PaperRow], change_id: int) -> None:
    now = timezone.now()
    with connection.cursor() as cursor:
        for chunk in chunks(rows):
            cursor.execute(
                statement,
                {
                    **_of(assessment, change_id),
                    **_place_arrays([row.place for row in chunk]),
                    **_paper_arrays(chunk),
                    "now": now,
                    "sections": array_literal(row.section_id for row in chunk),
                    "teachers": array_literal(row.teacher_id for row in chunk),
                    "scored_on": array_literal(row.scored_on for row in chunk),
                    "row_versions": array_literal(row.row_version for row in chunk),
                },
            )


def _of(assessment: Assessment, change_id: int) -> dict[str, Any]:
    return {
        "district": assessment.district_id,
        "assessment": assessment.pk,
        "version": assessment.current_version_id,
        "change": change_id,
    }


def chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    """Chunk by chunk, so that a statement of a whole district stays small on both sides."""
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


def _place_arrays(places: Sequence[Place]) -> dict[str, str]:
    return {
        "students": array_literal(student for student, _ in places),
        "attempts": array_literal(attempt for _, attempt in places),
    }


def _paper_arrays(rows: Sequence[PaperRow]) -> dict[str, str]:
    answers = AnswerLiterals()
    return {
        "statuses": f"{{{','.join([row.status for row in rows])}}}",
        "cells": f"{{{','.join([cells_literal(row.cells) for row in rows])}}}",
        "answers": f"{{{','.join([answers[row.answers] for row in rows])}}}",
    }
