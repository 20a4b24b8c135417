"""Another list of items once there are results: prepared beside the one in use, then taken over by every paper."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from assessments.actions.building import ensure_targets, locked_row, tag
from assessments.actions.saving import NewPaper, save_results
from assessments.cells import EMPTY, EXEMPT
from assessments.item_map import ItemMap
from assessments.models import Assessment, AssessmentVersion, Change, ChangeKind, Item, Result, ResultStatus
from assessments.queries import has_history, items_with_standards, next_version, what_is_missing
from assessments.queries.versions import moves_of, papers_too_high, too_high_sentence
from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import StaffMember


@transaction.atomic
def begin_version(*, actor: StaffMember, assessment: Assessment) -> AssessmentVersion:
    """A copy of the items to change at leisure. Nothing that is saved moves until it is used."""
    row = locked_row(assessment)
    if not row.is_locked or row.current_version is None or not has_history(row):
        raise Refusal("Nothing has been saved for this CFA, so its items can change in place.", "Unlock it.")
    if (begun := next_version(row)) is not None:
        return begun
    version: AssessmentVersion = AssessmentVersion.objects.create(
        assessment=row, number=row.current_version.number + 1, created_by=actor
    )
    old = items_with_standards(row.current_version)
    copies = Item.objects.bulk_create(
        Item(
            version=version,
            identity=item.identity,
            position=item.position,
            label=item.label,
            prompt=item.prompt,
            max_cell=item.max_cell,
            copied_from_id=item.copied_from_id,
            rubric=list(item.rubric),
            **_agreed(item),
        )
        for item in old
    )
    for item, copy in zip(old, copies, strict=True):
        tag([copy.pk], [standard.pk for standard in item.standards.all()])
    record(actor=actor, verb="begin_version", subject=row, note=f"version {version.number}")
    return version


@transaction.atomic
def discard_version(*, actor: StaffMember, assessment: Assessment) -> None:
    """Leave everything as it is."""
    row = locked_row(assessment)
    version = next_version(row)
    if version is not None:
        number = version.number
        Item.objects.filter(version=version).delete()
        version.delete()
        record(actor=actor, verb="discard_version", subject=row, note=f"version {number}")


@transaction.atomic
def use_version(
    *, actor: StaffMember, assessment: Assessment, today: datetime.date, reason: str, added_later: bool = False
) -> Change | None:
    """Every section and every saved paper moves to the list in preparation, as one change with its reason.

    An added item counts as never given (X) on papers already scored; with ``added_later`` it is still to be entered.
    Raises ``Refusal`` when the new items are not ready, or when fewer points than somebody has would be possible.
    """
    row = locked_row(assessment)
    old, new = row.current_version, next_version(row)
    if old is None or new is None:
        raise Refusal("No new version of the items is being prepared.", "Open the page of the items again.")
    carry_agreements(old, new)
    if missing := what_is_missing(row, new):
        first = missing[0]
        raise Refusal(f"{first.where}: {first.what}", first.remedy)
    moves = moves_of(row, new)
    results = list(Result.objects.filter(assessment=row, version=old).order_by("student_id", "attempt"))
    check_maxima(moves, results, new)
    ensure_targets(row, _standards_of(new))
    new.reason, new.created_by, new.created_at = reason[:200], actor, timezone.now()
    new.save(update_fields=["reason", "created_by", "created_at"])
    row.current_version = new
    row.save(update_fields=["current_version"])
    change = save_results(
        actor=actor,
        assessment=row,
        papers=[moved_paper(moves, result, added_later=added_later) for result in results],
        kind=ChangeKind.VERSION,
        today=today,
        version_before=old,
    )
    record(actor=actor, verb="use_version", subject=row, note=f"version {new.number}: {reason}")
    return change


def moved_paper(moves: ItemMap, result: Result, *, added_later: bool) -> NewPaper:
    """A saved paper in the new order, ready to be saved in place of the old one."""
    is_scored = result.status == ResultStatus.SCORED
    cells, answers = moves.paper(result.cells, result.answers, added=EXEMPT if is_scored and not added_later else EMPTY)
    return NewPaper(
        student_id=result.student_id,
        section_id=result.section_id,
        status=result.status,
        cells=cells,
        answers=answers,
        based_on=result.row_version,
        attempt=result.attempt,
    )


def check_maxima(moves: ItemMap, results: Sequence[Result], new: AssessmentVersion) -> None:
    """Refuse a lower maximum that saved points do not fit under, and say how many papers have more."""
    papers = papers_too_high(moves, results)
    if papers:
        place, n = min(papers.items())
        item = Item.objects.get(version=new, position=place + 1)
        raise Refusal(too_high_sentence(item, n), "Keep its maximum, or change those scores first.")


def carry_agreements(old: AssessmentVersion, new: AssessmentVersion) -> None:
    """Key, options, way of counting and standards of an item that goes on are those in use: a key may have been
    corrected since the copy was made.
    """
    in_use = {item.identity: item for item in items_with_standards(old)}
    for copy in items_with_standards(new):
        item = in_use.get(copy.identity)
        if item is None or item.kind != copy.kind:
            continue
        for field, value in _agreed(item).items():
            setattr(copy, field, value)
        copy.save(update_fields=list(_agreed(item)))
        tag([copy.pk], [standard.pk for standard in item.standards.all()])


def _agreed(item: Item) -> dict[str, object]:
    return {
        "kind": item.kind,
        "scoring": item.scoring,
        "key": item.key,
        "options": item.options,
    }


def _standards_of(version: AssessmentVersion) -> list[int]:
    return [standard.pk for item in items_with_standards(version) for standard in item.standards.all()]
