"""What the district's totals of schools are made of, and what was published of them."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from assessments.disclosure.published import CountedTest
from assessments.disclosure.totals import Named
from assessments.models import ReportRun, RunState, Standard, TotalsSnapshot
from assessments.stats import Status
from plc.schools.models import School, SchoolYear, Section

AT_ONCE: Final = 200


def current_years(today: datetime.date) -> QuerySet[SchoolYear]:
    """The school year, or none in a gap between two; the newest first where they overlap."""
    return SchoolYear.objects.filter(starts_on__lte=today, ends_on__gt=today).order_by("-starts_on", "-pk")


def counted_runs(year_id: int, course_id: int | None = None) -> dict[int, list[int]]:
    """By course (or of one) the newest finished run of each CFA that counts, oldest CFA first.

    A re-check asks only some students again, so it does not count; nor does a CFA without a course.
    """
    rows = (
        ReportRun.objects.annotate(course=Coalesce("assessment__course_id", "assessment__team__course_id"))
        .filter(
            **({"course__isnull": False} if course_id is None else {"course": course_id}),
            state=RunState.DONE,
            assessment__team__school_year=year_id,
            assessment__locked_at__isnull=False,
            assessment__recheck_of__isnull=True,
        )
        .order_by("assessment_id", "-number")
        .distinct("assessment_id")
        .values_list("course", "assessment__closes_on", "assessment__opens_on", "assessment_id", "pk")
    )
    by_course: dict[int, list[int]] = {}
    for course, *_, run_id in sorted(rows):
        by_course.setdefault(course, []).append(run_id)
    return by_course


def counted_tests(run_ids: Sequence[int]) -> Iterator[CountedTest]:
    """What these runs say of each student, in the order given; some at a time, as a course may have thousands."""
    for start in range(0, len(run_ids), AT_ONCE):
        wanted = run_ids[start : start + AT_ONCE]
        rows = ReportRun.objects.filter(pk__in=wanted).values_list(
            "pk", "assessment_id", "settings__cut", "figures__sections", "figures__standards", "students"
        )
        found = {pk: rest for pk, *rest in rows}
        section_ids = {section["id"] for _, _, sections, *_ in found.values() for section in sections or ()}
        schools = dict(Section.objects.filter(pk__in=section_ids).values_list("pk", "school_id"))
        for run_id in wanted:
            assessment_id, cut, sections, standards, students = found[run_id]
            if students and sections and standards:
                school_ids = [schools[section["id"]] for section in sections]
                yield _test(assessment_id, cut, school_ids, [standard["id"] for standard in standards], students)


def _test(
    assessment_id: int, cut: float, school_ids: list[int], standard_ids: list[int], students: dict[str, Any]
) -> CountedTest:
    shares = np.array(students["scores"], dtype=np.float64).reshape(len(students["ids"]), 1 + len(standard_ids))[:, 1:]
    shares[np.array(students["status"]) != Status.SCORED] = np.nan
    return CountedTest(
        test=assessment_id,
        cut=cut,
        standards=standard_ids,
        students=np.array(students["ids"], dtype=np.int64),
        schools=np.array(school_ids, dtype=np.int64)[np.array(students["section"], dtype=np.int64)],
        shares=shares,
    )


def newest_snapshot(year_id: int, course_id: int) -> TotalsSnapshot | None:
    """With all that the worker compares with what comes next."""
    return TotalsSnapshot.objects.filter(school_year=year_id, course=course_id).order_by("-number").first()


def seen_by_course(year_id: int) -> dict[int, str]:
    """What was looked at last for each course that has totals."""
    rows = TotalsSnapshot.objects.filter(school_year=year_id).order_by("course_id", "-number").distinct("course_id")
    return dict(rows.values_list("course_id", "seen"))


def schools_and_standards(cells: Sequence[dict[str, Any]]) -> tuple[list[Named], list[Named]]:
    """As they are called today: schools by name, standards by code."""
    schools = School.objects.filter(pk__in={cell["school"] for cell in cells}).order_by("name", "pk")
    standards = Standard.objects.filter(pk__in={cell["standard"] for cell in cells}).order_by(
        "code", "short_name", "pk"
    )
    return (
        [Named(*found) for found in schools.values_list("pk", "name")],
        [Named(*found) for found in standards.values_list("pk", "short_name", "code")],
    )
