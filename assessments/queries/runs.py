"""The runs of the report: the newest with figures, those before it, those still due."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet

from assessments.models import Assessment, ReportRun, RunState
from plc.schools.models import Student
from plc.tenancy.kept import Kept

LARGE = ("figures", "students", "counted")


def latest_runs(assessments: Sequence[Assessment]) -> dict[int, ReportRun]:
    """The newest finished run of each CFA, without its figures; one query."""
    rows = _latest_of(frozenset(assessment.pk for assessment in assessments))
    return {row.assessment_id: row for row in rows}


_latest_of = Kept[ReportRun](
    lambda ids: (
        ReportRun.objects.filter(assessment__in=ids, state=RunState.DONE)
        .defer(*LARGE)
        .order_by("assessment_id", "-number")
        .distinct("assessment_id")
    )
)


def latest_run(assessment: Assessment) -> ReportRun | None:
    """The newest run with figures."""
    return _latest.first(assessment.pk)


def run_numbered(assessment: Assessment, number: int) -> ReportRun | None:
    """That run with its figures, if it is finished."""
    return done_runs(assessment.pk).filter(number=number).first()


def done_runs(assessment_id: int) -> QuerySet[ReportRun]:
    """With figures, without the students' own: those are fetched where their teacher asks for them."""
    return ReportRun.objects.filter(assessment=assessment_id, state=RunState.DONE).defer("students", "counted")


_latest = Kept[ReportRun](lambda assessment_id: done_runs(assessment_id).order_by("-number")[:1])


def run_before(run: ReportRun) -> ReportRun | None:
    """The newest finished run that this one took the place of."""
    return _before.first(run.assessment_id, run.number)


_before = Kept[ReportRun](
    lambda assessment_id, number: (
        done_runs(assessment_id).filter(number__lt=number).defer(*LARGE).order_by("-number")[:1]
    )
)


LISTED: Final = 60


def runs_until(run: ReportRun) -> list[ReportRun]:
    """The finished runs before this one, newest first: the last few dozen, and each the team discussed."""
    earlier = ReportRun.objects.filter(assessment=run.assessment_id, number__lt=run.number, state=RunState.DONE)
    listed = earlier.filter(Q(number__gte=run.number - LISTED) | Q(discussed_at__isnull=False))
    return list(listed.defer(*LARGE).order_by("-number"))


def discussed_before(run: ReportRun) -> ReportRun | None:
    """The newest run before this one that the team discussed, with its figures."""
    return _discussed.first(run.assessment_id, run.number)


_discussed = Kept[ReportRun](
    lambda assessment_id, number: (
        done_runs(assessment_id).filter(number__lt=number, discussed_at__isnull=False).order_by("-number")[:1]
    )
)


def pending_run(assessment: Assessment) -> ReportRun | None:
    """The run being waited for, or the failed one if it is the newest word on this CFA."""
    newest = _newest.first(assessment.pk)
    return newest if newest is not None and newest.state != RunState.DONE else None


_newest = Kept[ReportRun](
    lambda assessment_id: ReportRun.objects.filter(assessment=assessment_id).defer(*LARGE).order_by("-number")[:1]
)


def runs_state(assessment: Assessment) -> str:
    """What a report page shows, as a short text: the newest finished run and whatever is on its way."""
    rows = _states(assessment.pk)
    return "_".join(f"{number}{state[0]}{attempts}" for number, state, attempts in rows) or "none"


_states = Kept(
    lambda assessment_id: (
        ReportRun.objects.filter(assessment=assessment_id)
        .order_by("-number")
        .values_list("number", "state", "attempts")[:3]
    )
)


def students_of_run(run: ReportRun) -> dict[str, Any]:
    """What each student earned in that run, as it was stored; empty for a run from before this was kept."""
    found: dict[str, Any] = ReportRun.objects.values_list("students", flat=True).get(pk=run.pk)
    return found


def list_names(student_ids: Iterable[int]) -> dict[int, str]:
    """Family name first, by student."""
    rows = Student.objects.filter(pk__in=list(student_ids)).values_list("pk", "family_name", "given_name")
    return {pk: f"{family_name}, {given_name}" for pk, family_name, given_name in rows}
