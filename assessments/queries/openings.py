"""Who had a class by name before them."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg, BoolOr
from django.db.models import Max, Min, QuerySet

from assessments.models import Assessment, ReportOpening


def openings_of(assessment: Assessment, section_ids: Iterable[int], *, but: int) -> QuerySet[ReportOpening, Any]:
    """Openings in which one of these classes was named, by anybody but the staff member ``but``; newest first.

    One row an hour and person: ``hour``, ``staff__name``, ``as_principal``, ``parts`` (routes, kinds of file, ``api``),
    ``first_run`` and ``last_run`` (numbers).
    """
    return (
        ReportOpening.objects.filter(run__assessment=assessment, section_ids__overlap=list(section_ids))
        .exclude(staff_id=but)
        .values("hour", "staff_id", "staff__name")
        .annotate(
            parts=ArrayAgg("part", distinct=True),
            first_run=Min("run__number"),
            last_run=Max("run__number"),
            as_principal=BoolOr("is_principal"),
        )
        .order_by("-hour", "staff__name", "staff_id")
    )
