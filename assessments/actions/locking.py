"""The team agrees: items, key and cuts are fixed before anybody is tested, and opened again while nothing is saved."""

from django.db import transaction
from django.utils import timezone

from assessments.actions.building import locked_row
from assessments.models import Assessment
from assessments.queries import has_history, what_is_missing
from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import StaffMember


@transaction.atomic
def lock_cfa(*, actor: StaffMember, assessment: Assessment) -> Assessment:
    """From now on results can be entered, and the items no longer change in place."""
    row = locked_row(assessment)
    if row.is_locked:
        return row
    if missing := what_is_missing(row):
        first = missing[0]
        more = f" {len(missing) - 1} more below." if len(missing) > 1 else ""
        raise Refusal(f"This CFA cannot be locked yet. {first.where}: {first.what}", f"{first.remedy}{more}")
    row.locked_at = timezone.now()
    row.save(update_fields=["locked_at"])
    record(actor=actor, verb="lock_cfa", subject=row, note=row.title)
    return row


@transaction.atomic
def unlock_cfa(*, actor: StaffMember, assessment: Assessment) -> Assessment:
    """Back to a draft, as long as nothing was ever saved for it."""
    row = locked_row(assessment)
    if row.is_locked and has_history(row):
        raise Refusal(
            "Scores have been saved for this CFA, so it stays locked.",
            "Begin a new version of the items, or correct a key, a standard or a cut.",
        )
    row.locked_at = None
    row.save(update_fields=["locked_at"])
    record(actor=actor, verb="unlock_cfa", subject=row, note=row.title)
    return row
