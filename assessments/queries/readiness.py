"""A CFA's items and targets as ``readiness`` reads them, and what it says about them."""

from collections.abc import Sequence

from assessments.models import Assessment, AssessmentVersion, Item, LearningTarget
from assessments.queries.building import items_with_standards, section_ids_of, targets_of, working_version
from assessments.readiness import PlannedItem, PlannedTarget, missing
from plc.http.components import Problem


def what_is_missing(assessment: Assessment, version: AssessmentVersion | None = None) -> list[Problem]:
    """What must be settled before the list that is worked on can be agreed."""
    version = version or working_version(assessment)
    items, targets = planned(items_with_standards(version), targets_of(assessment))
    return missing(items, targets, len(section_ids_of(assessment)))


def planned(
    items: Sequence[Item], targets: Sequence[LearningTarget], addresses: dict[int, str] | None = None
) -> tuple[list[PlannedItem], list[PlannedTarget]]:
    """Rows as plain facts; ``addresses`` says where each item is mended."""
    return [
        PlannedItem(
            label=item.label,
            kind=item.kind,
            max_cell=item.max_cell,
            key=item.key,
            options=item.options,
            standards=tuple(standard.pk for standard in item.standards.all()),
            rubric=tuple(item.rubric),
            address=(addresses or {}).get(item.pk, ""),
        )
        for item in items
    ], [PlannedTarget(target.standard_id, str(target.standard)) for target in targets]
