"""One paper saved in one statement: what the score grid does each time somebody types a score.

``saving.save_results`` does the same for any number of papers, a statement for each table. For a single one most of the
time would go by between the statements, and a savepoint would guard what a single statement does whole or not at all.
"""

import datetime
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from assessments.actions.bulk import PaperRow
from assessments.actions.saving import NewPaper, SavedMeanwhile, cells_changed, check_cells_fit, first_scored_on
from assessments.models import Assessment, Change, ChangeKind
from assessments.queries import day_of_test
from assessments.tasks import request_run
from plc.schools.models import StaffMember

# The rules of ``bulk`` and ``saving`` for one row: a version of its own after anything that was ever there, the section
# and teacher of its date, and the lead of several teachers. Whoever was faster leaves no row to write.
_BEGIN: Final = """
INSERT INTO assessments_result (
    district_id, assessment_id, student_id, attempt, version_id, section_id, teacher_id, status, cells, answers,
    scored_on, row_version, updated_at
)
SELECT cfa.district_id, cfa.id, %(student)s, %(attempt)s, %(version)s, %(section)s, (
        SELECT staff_id FROM schools_sectionstaff
        WHERE district_id = %(district)s AND section_id = %(section)s
          AND starts_on <= %(day)s AND (ends_on IS NULL OR ends_on > %(day)s)
        ORDER BY is_lead DESC, starts_on, id LIMIT 1
    ), %(status)s, %(cells)s::smallint[], %(answers)s::varchar[], %(scored_on)s::date, cfa.data_version + 1, %(now)s
FROM assessments_assessment cfa WHERE cfa.district_id = %(district)s AND cfa.id = %(assessment)s
ON CONFLICT DO NOTHING RETURNING student_id
"""
_CHANGE: Final = """
UPDATE assessments_result SET
    version_id = %(version)s, status = %(status)s, cells = %(cells)s::smallint[], answers = %(answers)s::varchar[],
    scored_on = %(scored_on)s, row_version = row_version + 1, updated_at = %(now)s
WHERE district_id = %(district)s AND assessment_id = %(assessment)s AND student_id = %(student)s
  AND attempt = %(attempt)s AND row_version = %(based_on)s
RETURNING student_id
"""
# The CFA is counted after the paper is written, as in ``save_results``, so that two saves never wait for each other in
# a circle.
_SAVE: Final = """
WITH written AS ({writing}), counted AS (
    UPDATE assessments_assessment cfa SET data_version = data_version + 1 FROM written
    WHERE cfa.district_id = %(district)s AND cfa.id = %(assessment)s
    RETURNING cfa.district_id, cfa.id, cfa.current_version_id, cfa.data_version
), change AS (
    INSERT INTO assessments_change (
        district_id, assessment_id, version_id, data_version, kind, made_by_id, made_at, papers, cells
    )
    SELECT counted.*, %(kind)s, %(made_by)s, %(now)s, 1, %(cells_changed)s FROM counted
    RETURNING id, data_version
), history AS (
    INSERT INTO assessments_resultchange (
        district_id, change_id, student_id, attempt, section_before_id, status_before, cells_before, answers_before,
        status_after, cells_after, answers_after
    )
    SELECT %(district)s, change.id, %(student)s, %(attempt)s, %(section_before)s::bigint, %(status_before)s,
        %(cells_before)s::smallint[], %(answers_before)s::varchar[], %(status)s, %(cells)s::smallint[],
        %(answers)s::varchar[]
    FROM change
)
SELECT id, data_version FROM change
"""
_SAVE_NEW: Final = _SAVE.format(writing=_BEGIN)
_SAVE_CHANGED: Final = _SAVE.format(writing=_CHANGE)


def save_paper(
    *,
    actor: StaffMember,
    assessment: Assessment,
    paper: NewPaper,
    before: PaperRow | None,
    maxima: list[int],
    today: datetime.date,
) -> Change:
    """Save this paper, which says something and differs from ``before``, as one change, and ask gently for a run.

    The caller's transaction holds the items (``maxima`` in hundredths) and the row of ``before``, None for a new paper.

    Raises ``SavedMeanwhile``, with nothing written, if the paper is no longer what it was edited from, and ``Refusal``
    for cells that do not fit the items.
    """
    version_id = assessment.current_version_id
    assert version_id is not None  # noqa: S101  (items are held; narrows the type)
    check_cells_fit([paper], maxima=maxima)
    if paper.based_on != (before.row_version if before else 0):
        raise SavedMeanwhile(1)
    change = Change(
        assessment=assessment,
        version_id=version_id,
        kind=ChangeKind.ENTRY,
        made_by=actor,
        made_at=timezone.now(),
        papers=1,
        cells=cells_changed(paper, before),
    )
    with connection.cursor() as cursor:
        cursor.execute(_SAVE_CHANGED if before else _SAVE_NEW, _values(change, assessment, paper, before, today))
        saved = cursor.fetchone()
    if saved is None:
        raise SavedMeanwhile(1)
    change.pk, change.data_version = saved
    change._state.adding = False
    assessment.data_version = change.data_version
    request_run(assessment=assessment, actor=actor, gently=True)
    return change


def _values(
    change: Change, assessment: Assessment, paper: NewPaper, before: PaperRow | None, today: datetime.date
) -> dict[str, Any]:
    return {
        "district": assessment.district_id,
        "assessment": assessment.pk,
        "student": paper.student_id,
        "attempt": paper.attempt,
        "section": paper.section_id,
        "day": day_of_test(assessment, today),
        "version": change.version_id,
        "based_on": paper.based_on,
        "status": paper.status,
        "cells": list(paper.cells),
        "answers": list(paper.answers),
        "scored_on": first_scored_on(paper, before, today),
        "section_before": before.section_id if before else None,
        "status_before": before.status if before else "",
        "cells_before": list(before.cells) if before else [],
        "answers_before": list(before.answers) if before else [],
        "kind": change.kind,
        "made_by": change.made_by_id,
        "now": change.made_at,
        "cells_changed": change.cells,
    }
