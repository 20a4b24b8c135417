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
from assessments.tasks import gentle_since, see_to_run
from plc.schools.models import StaffMember

# No row where somebody was faster. The function keeps its plans; what it does is in the migration of its name.
_SAVE: Final = """
SELECT * FROM typing_saved(
    %(district)s, %(assessment)s, %(student)s, %(attempt)s, %(based_on)s, %(version)s, %(section)s, %(day)s, %(status)s,
    %(cells)s::smallint[], %(answers)s::text[], %(scored_on)s, %(section_before)s, %(status_before)s,
    %(cells_before)s::smallint[], %(answers_before)s::text[], %(kind)s, %(made_by)s, %(now)s, %(cells_changed)s,
    %(long_ago)s
)
"""


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
        assessment_id=assessment.pk,
        version_id=version_id,
        kind=ChangeKind.ENTRY,
        made_by_id=actor.pk,
        made_at=timezone.now(),
        papers=1,
        cells=cells_changed(paper, before),
    )
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, _values(change, assessment, paper, before, today))
        saved = cursor.fetchone()
    if saved is None:
        raise SavedMeanwhile(1)
    change.pk, change.data_version, is_waiting, began_lately = saved
    change._state.adding = False
    assessment.data_version = change.data_version
    see_to_run(assessment=assessment, actor=actor, gently=True, is_waiting=is_waiting, began_lately=began_lately)
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
        "long_ago": gentle_since(),
    }
