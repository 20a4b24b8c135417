"""The seam of the report: queries to arrays, arrays to statistics, statistics to a stored run."""

from dataclasses import asdict
from typing import Any

from django.db import connection
from django.dispatch import Signal
from django.utils import timezone

from assessments.models import Assessment, ReportRun, RunState
from assessments.news import tell_of_run
from assessments.reporting.gathering import gather_everything, gather_inputs
from assessments.reporting.inputs import Inputs, ItemFacts, SectionFacts, StandardFacts, counted, responses_of
from assessments.reporting.publishing import publish
from assessments.stats import DEFINITIONS_VERSION, Responses, team_report
from assessments.stats.scores import student_scores

__all__ = [
    "Inputs",
    "ItemFacts",
    "SectionFacts",
    "StandardFacts",
    "compute_run",
    "counted",
    "figures_of",
    "gather_everything",
    "gather_inputs",
    "responses_of",
    "run_computed",
    "students_of",
]

# Sent with ``run`` inside its transaction. Rooms above measure goals by it; this one does not know them.
run_computed = Signal()


def compute_run(run: ReportRun) -> None:
    """Compute this run from the data as it stands in this transaction, store it, and tell whoever listens."""
    assessment = Assessment.objects.select_related("district", "team").get(pk=run.assessment_id)
    inputs = gather_inputs(assessment)
    responses = responses_of(inputs)
    run.data_version = assessment.data_version
    run.inputs_digest = inputs.digest()
    run.definitions = DEFINITIONS_VERSION
    run.settings = asdict(inputs.settings)
    run.figures = figures_of(inputs, responses)
    run.students = students_of(inputs, responses)
    run.state = RunState.DONE
    run.finished_at = timezone.now()
    run.failure = ""
    publish(run, assessment, inputs)
    run.save()
    tell_of_run(run, assessment)
    run.assessment = assessment
    run_computed.send(sender=ReportRun, run=run)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('plc_report', %s)", [f"{run.district_id}:{run.assessment_id}:{run.number}"])


def figures_of(inputs: Inputs, responses: Responses | None = None) -> dict[str, Any]:
    """The stored form: the facts the figures refer to, and the statistics by position in them."""
    report = team_report(responses or responses_of(inputs), inputs.settings)
    return {
        "sections": [asdict(section) for section in inputs.sections],
        "standards": [asdict(standard) for standard in inputs.standards],
        "items": [asdict(item) for item in inputs.items],
        "not_counted": [asdict(item) for item in inputs.not_counted],
        "other_versions": inputs.other_versions,
        "late": inputs.late,
        "report": report.as_plain(),
    }


def students_of(inputs: Inputs, responses: Responses) -> dict[str, Any]:
    """What each student earned: lists of equal length, one entry a student, in the order of their ids.

    ``scores`` holds a share of the points for each metric (the whole paper, then each standard), None where there is
    none yet; ``section`` and ``status`` as in the inputs.
    """
    return {
        "ids": inputs.student_ids.tolist(),
        "section": inputs.section.tolist(),
        "status": inputs.status.tolist(),
        "scores": [
            [None if score is None else score.proportion for score in student] for student in student_scores(responses)
        ],
    }
