"""The history entry of a change, and the data version that counts it."""

from typing import Final

from django.db import connection
from django.utils import timezone

from assessments.models import Assessment, AssessmentVersion, Change, Upload
from plc.schools.models import StaffMember

_RECORD_CHANGE: Final = """
WITH counted AS (
    UPDATE assessments_assessment SET data_version = data_version + 1 WHERE district_id = %s AND id = %s
    RETURNING district_id, id, current_version_id, data_version
)
INSERT INTO assessments_change (
    id, district_id, assessment_id, version_id, data_version, version_before_id, kind, upload_id, made_by_id, made_at,
    papers, cells
)
SELECT coalesce(%s, nextval(pg_get_serial_sequence('assessments_change', 'id'))), counted.*,
    %s, %s, %s, %s, %s, %s, %s
FROM counted RETURNING id, data_version
"""


def reserved_change_id() -> int:
    """The id of a change that is recorded last, while the history that hangs on it is written before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('assessments_change', 'id'))")
        return int(cursor.fetchone()[0])


def record_change(
    *,
    actor: StaffMember,
    assessment: Assessment,
    kind: str,
    upload: Upload | None = None,
    version_before: AssessmentVersion | None = None,
    papers: int = 0,
    cells: int = 0,
    change_id: int | None = None,
) -> Change:
    """The history entry of anything that changes what the report is computed from, and the data version that counts it.

    ``change_id`` is one that was reserved for it. Whoever calls it asks for a run afterwards (``tasks.request_run``).
    """
    version_id = assessment.current_version_id
    assert version_id is not None  # noqa: S101  (what a report is computed from has items; narrows the type)
    change = Change(
        assessment=assessment,
        version_id=version_id,
        version_before=version_before,
        kind=kind,
        upload=upload,
        made_by=actor,
        made_at=timezone.now(),
        papers=papers,
        cells=cells,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD_CHANGE,
            [
                *(assessment.district_id, assessment.pk, change_id),
                *(change.version_before_id, kind, change.upload_id, actor.pk, change.made_at, papers, cells),
            ],
        )
        change.pk, change.data_version = cursor.fetchone()
    change._state.adding = False
    assessment.data_version = change.data_version
    return change
