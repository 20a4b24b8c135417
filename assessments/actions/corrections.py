"""Corrections that score everyone anew: what was previewed is what is applied, and each can be taken back."""

import datetime
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from assessments.actions.building import ensure_targets, locked_row, tag
from assessments.actions.correction_previews import CorrectionPreview, preview_correction, rescored_cells
from assessments.actions.decisions import Decision, undoing
from assessments.actions.recording import record_change
from assessments.actions.saving import NewPaper, save_results
from assessments.actions.uploads import outdate_by_key
from assessments.models import Assessment, Change, ChangeKind, Correction, Item, Result
from assessments.queries.corrections import item_of, standing_value
from assessments.rescoring import Place
from assessments.tasks import request_run
from plc.http.refusals import Refusal
from plc.schools.models import StaffMember


class PreviewOutdated(Refusal):
    """Results or items changed since the preview was made; ``preview`` is the one as things stand now."""

    def __init__(self, preview: CorrectionPreview) -> None:
        super().__init__(
            "Something was saved since you opened this preview, so nothing has been changed yet.",
            "Below is the preview as things stand now. Look at it again, then say yes.",
        )
        self.preview = preview


@transaction.atomic
def make_correction(
    *,
    actor: StaffMember,
    assessment: Assessment,
    decision: Decision,
    seen: str,
    today: datetime.date,
    reason: str = "",
    adds_targets: bool = False,
) -> Correction:
    """Do exactly what the preview with the digest ``seen`` has shown; log it; have the report computed anew.

    ``adds_targets`` makes the standards of a retagged item learning targets of the CFA where they are none.

    Raises ``PreviewOutdated``, with the preview as it is now, if anything was saved since. The row of the CFA is held
    from the first look to the last write, so that no paper can slip in between (see ``saving``).
    """
    row = locked_row(assessment)
    _check_is_in_use(row)
    if decision.digest(row, row.data_version) != seen:
        raise PreviewOutdated(preview_correction(row, decision))
    if adds_targets:
        ensure_targets(row, decision.after.get("standards", ()))
    return _apply(actor=actor, assessment=row, decision=decision, today=today, reason=reason)


@transaction.atomic
def undo_correction(*, actor: StaffMember, correction: Correction, today: datetime.date) -> Correction:
    """Take a correction back, as another correction. Papers that came in since are counted the old way as well.

    Raises ``Refusal`` unless what it made is still what stands.
    """
    row = locked_row(correction.assessment)
    correction = Correction.objects.select_related("assessment", "item", "change").get(pk=correction.pk)
    correction.assessment = row
    return _apply(actor=actor, assessment=row, decision=undoing(correction), today=today, reason="")


def _check_is_in_use(assessment: Assessment) -> None:
    if not assessment.is_locked or assessment.current_version_id is None:
        raise Refusal("This CFA is still being built.", "Change its items where they are built; nothing is scored yet.")


def _apply(
    *, actor: StaffMember, assessment: Assessment, decision: Decision, today: datetime.date, reason: str
) -> Correction:
    item = item_of(assessment, decision.item) if decision.item else None
    before = standing_value(assessment, item, decision.kind)
    cells = rescored_cells(assessment, item, decision) if item and "key" in decision.after else {}
    _write(assessment, item, decision)
    if "key" in decision.after:
        outdate_by_key(assessment)
    change = _score_anew(actor, assessment, item, cells, today) if item and cells else None
    if change is None:
        change = record_change(actor=actor, assessment=assessment, kind=ChangeKind.CORRECTION)
        request_run(assessment=assessment, actor=actor)
    correction: Correction = Correction.objects.create(
        assessment=assessment,
        change=change,
        kind=decision.kind,
        item=item,
        before=before,
        after=dict(decision.after),
        reason=reason,
        reverts_id=decision.reverts,
    )
    return correction


def _write(assessment: Assessment, item: Item | None, decision: Decision) -> None:
    after = decision.after
    if item is None:
        assessment.proficiency_cut = Decimal(after["cuts"]["cut"])
        assessment.level_cuts = [Decimal(cut) for cut in after["cuts"]["levels"]]
        assessment.save(update_fields=["proficiency_cut", "level_cuts"])
    elif "standards" in after:
        tag([item.pk], after["standards"])
    else:
        Item.objects.filter(pk=item.pk).update(**after)


def _score_anew(
    actor: StaffMember, assessment: Assessment, item: Item, cells: Mapping[Place, int], today: datetime.date
) -> Change | None:
    """Save the papers with their new cell through the one save; answers stay as they were given."""
    place = item.position - 1
    rows = Result.objects.filter(assessment=assessment, student_id__in={student_id for student_id, _ in cells})
    papers = []
    for row in rows.order_by("student_id", "attempt"):
        new = cells.get((row.student_id, row.attempt))
        if new is not None:
            scored = (*row.cells[:place], new, *row.cells[place + 1 :])
            papers.append(
                NewPaper(
                    row.student_id,
                    row.section_id,
                    row.status,
                    scored,
                    tuple(row.answers),
                    based_on=row.row_version,
                    attempt=row.attempt,
                )
            )
    return save_results(actor=actor, assessment=assessment, papers=papers, kind=ChangeKind.CORRECTION, today=today)
