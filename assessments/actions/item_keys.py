"""The keys of a list that is being written, all at once."""

from django.db import transaction

from assessments.actions.building import locked_row
from assessments.actions.items import open_version
from assessments.importing.key_list import KeyList, key_list
from assessments.models import Assessment, Item
from assessments.queries.building import keyed_items
from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import StaffMember


def keys_typed(assessment: Assessment, typed: str) -> KeyList:
    """What the typed keys would make of the items that may be changed. Saves nothing."""
    version = open_version(assessment)
    return key_list(typed, [item for _, item in keyed_items(assessment, version)])


@transaction.atomic
def set_keys(*, actor: StaffMember, assessment: Assessment, typed: str, seen: str) -> int:
    """Give the items the typed keys in their order, exactly as shown (``seen`` is its digest); how many changed.

    Raises ``Refusal``, with nothing saved, when a key does not fit or the items are others than those shown.
    """
    row = locked_row(assessment)
    read = keys_typed(row, typed)
    if not read.is_clear:
        raise Refusal("Not every key fits its item, so none is saved.", "Correct those named below.", status=422)
    if read.digest() != seen:
        raise Refusal("The items have changed since you looked.", "Look at the keys again, then save them.")
    becomes = {line.label: line.becomes for line in read.changes}
    items = list(Item.objects.filter(version=open_version(row), label__in=becomes))
    for item in items:
        item.key = becomes[item.label]
    Item.objects.bulk_update(items, ["key"])
    if items:
        said = ", ".join(f"{line.label} {line.becomes}" for line in read.changes)
        record(actor=actor, verb="set_keys", subject=row, note=said[:200])
    return len(items)
