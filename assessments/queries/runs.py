"""The runs of the report: the newest with figures, those before it, those still due."""

from collections.abc import Sequence

from assessments.models import Assessment, ReportRun, RunState


def latest_runs(assessments: Sequence[Assessment]) -> dict[int, ReportRun]:
    """The newest finished run of each CFA, without its figures; one query."""
    rows = (
        ReportRun.objects.filter(assessment__in=assessments, state=RunState.DONE)
        .defer("figures")
        .order_by("assessment_id", "-number")
        .distinct("assessment_id")
    )
    return {row.assessment_id: row for row in rows}


def latest_run(assessment: Assessment) -> ReportRun | None:
    """The newest run with figures."""
    return ReportRun.objects.filter(assessment=assessment, state=RunState.DONE).order_by("-number").first()


def run_before(run: ReportRun) -> ReportRun | None:
    """The newest finished run that this one took the place of."""
    earlier = ReportRun.objects.filter(assessment=run.assessment_id, number__lt=run.number, state=RunState.DONE)
    return earlier.defer("figures").order_by("-number").first()


def pending_run(assessment: Assessment) -> ReportRun | None:
    """The run being waited for, or the failed one if it is the newest word on this CFA."""
    newest = ReportRun.objects.filter(assessment=assessment).defer("figures").order_by("-number").first()
    return newest if newest is not None and newest.state != RunState.DONE else None
