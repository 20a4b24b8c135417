"""Publishes the district's totals of schools: a numbered snapshot a course, when enough has changed."""

import hashlib
from collections.abc import Sequence
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from assessments.disclosure.published import differs, from_stored, newest_cells, next_cells, stored
from assessments.disclosure.totals import counts_of
from assessments.models import TotalsSnapshot
from assessments.queries.totals import counted_runs, counted_tests, newest_snapshot, seen_by_course
from plc.schools.models import SchoolYear

TOTALS: Final = 0x504C53  # apart from the advisory locks of report runs and turns
_KEYS: Final = 2**31 - 1


def publish_totals(*, school_year: SchoolYear) -> int:
    """Look at each course whose newest report runs are others than last time; how many were published anew.

    Each course is a transaction of its own, and whatever was looked at is not looked at again: any number of workers
    may do this at any time, and one that dies has lost the course it was at.
    """
    with transaction.atomic():
        runs, seen = counted_runs(school_year.pk), seen_by_course(school_year.pk)
    due = {course for course in runs.keys() | seen.keys() if _digest(runs.get(course, ())) != seen.get(course)}
    return sum(_publish_course(school_year.pk, course) for course in sorted(due))


@transaction.atomic
def _publish_course(year_id: int, course_id: int) -> bool:
    """Whether there is a new snapshot. The one before it forgets whom it counted."""
    if not _take_lock(course_id):
        return False
    # Asked again, now that nobody else is at it: what was read before the lock may be older than what is published.
    run_ids = counted_runs(year_id, course_id).get(course_id, ())
    last = newest_snapshot(year_id, course_id)
    published = from_stored(last.counted) if last else {}
    found = next_cells(published, newest_cells(list(counted_tests(run_ids))))
    if not differs(published, found):
        if last:
            TotalsSnapshot.objects.filter(pk=last.pk).update(seen=_digest(run_ids))
        return False
    TotalsSnapshot.objects.create(
        school_year_id=year_id,
        course_id=course_id,
        number=last.number + 1 if last else 1,
        published_at=timezone.now(),
        cells=counts_of(found),
        counted=stored(found),
        seen=_digest(run_ids),
    )
    if last:
        TotalsSnapshot.objects.filter(pk=last.pk).update(counted=[])
    return True


def _digest(run_ids: Sequence[int]) -> str:
    return hashlib.sha256(repr(list(run_ids)).encode()).hexdigest()


def _take_lock(course_id: int) -> bool:
    """Held to the end of the transaction; whoever comes second leaves it to the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [TOTALS, course_id % _KEYS])
        return bool(cursor.fetchone()[0])
