"""The seam of the report: queries to arrays, arrays to statistics, statistics to a stored run."""

from dataclasses import asdict
from typing import Any

from django.db import connection
from django.utils import timezone

from assessments.models import Assessment, ReportRun, RunState
from assessments.reporting.gathering import gather_everything, gather_inputs
from assessments.reporting.inputs import Inputs, ItemFacts, SectionFacts, StandardFacts, counted, responses_of
from assessments.stats import DEFINITIONS_VERSION, team_report

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
]


def compute_run(run: ReportRun) -> None:
    """Compute this run from the data as it stands in this transaction, store it, and tell whoever listens."""
    assessment = Assessment.objects.select_related("district").get(pk=run.assessment_id)
    inputs = gather_inputs(assessment)
    run.data_version = assessment.data_version
    run.inputs_digest = inputs.digest()
    run.definitions = DEFINITIONS_VERSION
    run.settings = asdict(inputs.settings)
    run.figures = figures_of(inputs)
    run.state = RunState.DONE
    run.finished_at = timezone.now()
    run.failure = ""
    run.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('plc_report', %s)", [f"{run.district_id}:{run.assessment_id}:{run.number}"])


def figures_of(inputs: Inputs) -> dict[str, Any]:
    """The stored form: the facts the figures refer to, and the statistics by position in them."""
    report = team_report(responses_of(inputs), inputs.settings)
    return {
        "sections": [asdict(section) for section in inputs.sections],
        "standards": [asdict(standard) for standard in inputs.standards],
        "items": [asdict(item) for item in inputs.items],
        "not_counted": [asdict(item) for item in inputs.not_counted],
        "other_versions": inputs.other_versions,
        "late": inputs.late,
        "report": report.as_plain(),
    }
