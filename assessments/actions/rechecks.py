"""Asking again: a new draft with the same targets and a fresh item for each old one."""

import datetime

from django.db import transaction

from assessments.actions.building import CfaFacts, locked_row, make_cfa, tag
from assessments.models import Assessment, Item, ItemScoring, LearningTarget
from assessments.queries import items_with_standards, section_ids_of, targets_of
from plc.schools.audit import record
from plc.schools.models import StaffMember


@transaction.atomic
def make_recheck(
    *,
    actor: StaffMember,
    assessment: Assessment,
    title: str,
    opens_on: datetime.date,
    closes_on: datetime.date,
) -> Assessment:
    """A draft for the same classes, with the same cuts.

    Prompts and keys are empty: what is asked twice measures memory.
    An item that was not counted is not asked for again.
    """
    first = locked_row(assessment)
    facts = CfaFacts(
        title=title,
        course=first.course,
        opens_on=opens_on,
        closes_on=closes_on,
        directions=first.directions,
        proficiency_cut=first.proficiency_cut,
        level_cuts=tuple(first.level_cuts),
        section_ids=tuple(section_ids_of(first)),
    )
    second = make_cfa(actor=actor, team=first.team, facts=facts)
    second.recheck_of = first
    second.save(update_fields=["recheck_of"])
    LearningTarget.objects.bulk_create(
        LearningTarget(
            assessment=second,
            standard=target.standard,
            position=target.position,
            words=target.words,
            rechecks=target,
        )
        for target in targets_of(first)
    )
    old = [item for item in items_with_standards(first.current_version) if item.scoring != ItemScoring.DROPPED]
    fresh = Item.objects.bulk_create(
        Item(
            version=second.current_version,
            position=position,
            label=str(position),
            kind=item.kind,
            max_cell=item.max_cell,
            options=item.options,
            rubric=item.rubric,
        )
        for position, item in enumerate(old, start=1)
    )
    for item, copy in zip(old, fresh, strict=True):
        tag([copy.pk], [standard.pk for standard in item.standards.all()])
    record(actor=actor, verb="make_recheck", subject=second, note=f"of {first.title}")
    return second
