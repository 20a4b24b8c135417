"""What ties a re-check to the CFA it asks again."""

from django.db.models import Exists, OuterRef, QuerySet

from assessments.models import Assessment, LearningTarget, ReportRun, RunState
from plc.tenancy.kept import Kept


def linked_standards(recheck: Assessment) -> dict[int, int]:
    """By the id of a standard of the re-check, the standard its target had on the first test."""
    targets = LearningTarget.objects.filter(assessment=recheck, rechecks__assessment=recheck.recheck_of_id)
    return dict(targets.values_list("standard_id", "rechecks__standard_id"))


def reported_rechecks(assessment: Assessment) -> list[Assessment]:
    """The re-checks of this CFA that have a report, in the order they were given."""
    return _reported(assessment.pk)


def _reported_of(assessment_id: int) -> QuerySet[Assessment]:
    done = ReportRun.objects.filter(assessment=OuterRef("pk"), state=RunState.DONE)
    return Assessment.objects.filter(Exists(done), recheck_of=assessment_id).order_by("opens_on", "pk")


_reported = Kept[Assessment](_reported_of)
