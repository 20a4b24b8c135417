"""Decides, in the run's own transaction, whether readers outside the team may be given it."""

from typing import Any, Final

from django.db import connection
from django.utils import timezone

from assessments.disclosure.publishing import class_states, enough_differ, no_teacher_alone, snapshot_of
from assessments.models import Assessment, ReportRun
from assessments.queries.published import LastPublished, last_published, partners_of
from assessments.reporting.inputs import Inputs
from plc.tenancy import required_district_id
from teams.models import Disclosure, PrincipalSees

PUBLISHING: Final = 0x504C50  # apart from the advisory locks of report runs, turns and totals
_KEYS: Final = 2**31 - 1


def publish(run: ReportRun, assessment: Assessment, inputs: Inputs) -> None:
    """Set ``published_at`` and ``counted`` of a computed run that is not saved yet, if it may follow the last one.

    The run before it then forgets what it was compared by: one of each CFA keeps that.
    """
    # Growth is read with the other test: of the two, only one decides at a time.
    family = assessment.recheck_of_id or assessment.pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PUBLISHING, hash(_key(family)) & _KEYS])
    last = last_published(assessment)
    team = assessment.team
    shares_classes = team.principal_sees == PrincipalSees.CLASSES
    states = class_states(run.figures, run.students)
    counted = _counted(run, inputs) | {"in": [state.section for state in states if state.is_in]}
    # What leaders have seen of classes they remember, though the team may have closed it since.
    by_class = shares_classes or bool(last and last.counted.get("by_class"))
    in_before = last.counted.get("in", ()) if last else ()
    # Whoever reads classes by name has nothing to work out; a re-check asks a part of a class, not the class.
    classes_are_known = assessment.recheck_of_id is not None or (shares_classes and team.disclosure == Disclosure.NAMED)
    may = classes_are_known or no_teacher_alone(states, in_before)
    if may and (last is None or _differs_enough(last, run, counted, assessment, by_class=by_class)):
        run.published_at = timezone.now()
        run.counted = counted | {"by_class": by_class}
        if last:
            ReportRun.objects.filter(pk=last.run_id).update(counted={})
    elif last and by_class and not last.counted.get("by_class"):
        ReportRun.objects.filter(pk=last.run_id).update(counted={**last.counted, "by_class": True})


def _key(family: int) -> tuple[int, int]:
    return required_district_id(), family


def _counted(run: ReportRun, inputs: Inputs) -> dict[str, Any]:
    return {
        "sections": [section.id for section in inputs.sections],
        "standards": [standard.id for standard in inputs.standards],
        "cut": inputs.settings.cut,
        "items": [item.identity for item in inputs.items],
        "cells": inputs.cells.tolist(),
        "answers": None if inputs.answers is None else inputs.answers.tolist(),
    }


def _differs_enough(
    last: LastPublished, run: ReportRun, counted: dict[str, Any], assessment: Assessment, *, by_class: bool
) -> bool:
    if not last.students:
        return True  # from before students were kept: nothing can be said, and waiting would never end
    partners = [snapshot_of(each.students, each.counted) for each in partners_of(assessment) if each.students]
    return enough_differ(
        snapshot_of(last.students, last.counted),
        snapshot_of(run.students, counted),
        by_class=by_class,
        partners=[partner.has_score.tolist() for partner in partners],
    )
