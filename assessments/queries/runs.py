"""The runs of the report: the newest with figures, those before it, those still due."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet

from assessments.models import Assessment, ReportRun, RunState
from plc.schools.models import Student

LARGE = ("figures", "students")


def latest_runs(assessments: Sequence[Assessment]) -> dict[int, ReportRun]:
    """The newest finished run of each CFA, without its figures; one query."""
    rows = (
        ReportRun.objects.filter(assessment__in=assessments, state=RunState.DONE)
        .defer(*LARGE)
        .order_by("assessment_id", "-number")
        .distinct("assessment_id")
    )
    return {row.assessment_id: row for row in rows}


def latest_run(assessment: Assessment) -> ReportRun | None:
    """The newest run with figures."""
    return done_runs(assessment).order_by("-number").first()


def run_numbered(assessment: Assessment, number: int) -> ReportRun | None:
    """That run with its figures, if it is finished."""
    return done_runs(assessment).filter(number=number).first()


def done_runs(assessment: Assessment) -> QuerySet[ReportRun]:
    """With figures, without the students' own: those are fetched where their teacher asks for them."""
    return ReportRun.objects.filter(assessment=assessment, state=RunState.DONE).defer("students")


def run_before(run: ReportRun) -> ReportRun | None:
    """The newest finished run that this one took the place of."""
    earlier = ReportRun.objects.filter(assessment=run.assessment_id, number__lt=run.number, state=RunState.DONE)
    return earlier.defer(*LARGE).order_by("-number").first()


LISTED: Final = 60


def runs_until(run: ReportRun) -> list[ReportRun]:
    """The finished runs before this one, newest first: the last few dozen, and each the team discussed."""
    earlier = ReportRun.objects.filter(assessment=run.assessment_id, number__lt=run.number, state=RunState.DONE)
    listed = earlier.filter(Q(number__gte=run.number - LISTED) | Q(discussed_at__isnull=False))
    return list(listed.defer(*LARGE).order_by("-number"))


def discussed_before(run: ReportRun) -> ReportRun | None:
    """The newest run before this one that the team discussed, with its figures."""
    earlier = ReportRun.objects.filter(assessment=run.assessment_id, number__lt=run.number, state=RunState.DONE)
    return earlier.filter(discussed_at__isnull=False).defer("students").order_by("-number").first()


def pending_run(assessment: Assessment) -> ReportRun | None:
    """The run being waited for, or the failed one if it is the newest word on this CFA."""
    newest = ReportRun.objects.filter(assessment=assessment).defer(*LARGE).order_by("-number").first()
    return newest if newest is not None and newest.state != RunState.DONE else None


def runs_state(assessment: Assessment) -> str:
    """What a report page shows, as a short text: the newest finished run and whatever is on its way."""
    rows = (
        ReportRun.objects.filter(assessment=assessment)
        .order_by("-number")
        .values_list("number", "state", "attempts")[:3]
    )
    return "_".join(f"{number}{state[0]}{attempts}" for number, state, attempts in rows) or "none"


def students_of_run(run: ReportRun) -> dict[str, Any]:
    """What each student earned in that run, as it was stored; empty for a run from before this was kept."""
    found: dict[str, Any] = ReportRun.objects.values_list("students", flat=True).get(pk=run.pk)
    return found


def list_names(student_ids: Iterable[int]) -> dict[int, str]:
    """Family name first, by student."""
    rows = Student.objects.filter(pk__in=list(student_ids)).values_list("pk", "family_name", "given_name")
    return {pk: f"{family_name}, {given_name}" for pk, family_name, given_name in rows}
