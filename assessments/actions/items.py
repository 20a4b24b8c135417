"""The items of a list that is not in use yet: written, put in order, taken from the bank, taken out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from assessments.actions.building import ensure_targets, locked_row, tag
from assessments.models import Assessment, AssessmentVersion, Item, ItemKind
from assessments.notation import next_labels
from assessments.queries import working_version
from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import StaffMember

MOST_ITEMS = 100
LONGEST_LABEL = 20
# Out of everybody's way while places change, since no two items of a list may share one even for a moment.
ASIDE = 1000


@dataclass(frozen=True)
class ItemWords:
    """An item as somebody wrote it. ``max_cell`` in hundredths; ``key``, ``options`` and ``rubric`` by kind."""

    label: str
    prompt: str
    kind: str
    max_cell: int
    key: str = ""
    options: str = ""
    rubric: tuple[str, ...] = ()
    standard_ids: tuple[int, ...] = ()


def open_version(assessment: Assessment) -> AssessmentVersion:
    """The list that may be changed, or the sentence that says why none may."""
    version = working_version(assessment)
    if version is None:
        raise Refusal(
            "The items of this CFA are locked.",
            "Unlock it, or, once there are results, begin a new version of the items.",
        )
    return version


@transaction.atomic
def add_items(*, actor: StaffMember, assessment: Assessment, words: ItemWords, count: int = 1) -> list[Item]:
    """One item at the end of the list, or ``count`` alike, whose labels go on from the first one's."""
    row = locked_row(assessment)
    version = open_version(row)
    labels = list(Item.objects.filter(version=version).values_list("label", flat=True))
    wanted = next_labels(labels, count, words.label)
    if twice := sorted(set(labels) & set(wanted)):
        raise Refusal(f"There is an item {twice[0]} already.", "Begin with another label.")
    if any(len(label) > LONGEST_LABEL for label in wanted):
        raise Refusal(f"A label has at most {LONGEST_LABEL} letters.", "Begin with a shorter one.")
    if len(labels) + len(wanted) > MOST_ITEMS:
        raise Refusal(f"A CFA has at most {MOST_ITEMS} items.", "Give a long test as two CFAs.")
    items: list[Item] = Item.objects.bulk_create(
        Item(version=version, position=position, label=label, **_written(words))
        for position, label in enumerate(wanted, start=len(labels) + 1)
    )
    _settle_standards(row, items, words.standard_ids)
    record(actor=actor, verb="add_items", subject=row, note=", ".join(wanted))
    return items


@transaction.atomic
def change_item(*, actor: StaffMember, assessment: Assessment, item: Item, words: ItemWords) -> Item:
    """Write an item anew. What has been asked already keeps key and standards: those are corrections."""
    row = locked_row(assessment)
    version = open_version(row)
    _check_in(item, version)
    if Item.objects.filter(version=version, label=words.label).exclude(pk=item.pk).exists():
        raise Refusal(f"There is an item {words.label} already.", "Choose another label.")
    for field, value in {"label": words.label, **_written(words)}.items():
        setattr(item, field, value)
    item.save()
    _settle_standards(row, [item], words.standard_ids)
    record(actor=actor, verb="change_item", subject=row, note=item.label)
    return item


@transaction.atomic
def move_item(*, actor: StaffMember, assessment: Assessment, item: Item, to: int) -> int:
    """To place ``to`` (from 1, the nearest there is); returns the place. Plain numbers follow the new order."""
    row = locked_row(assessment)
    version = open_version(row)
    _check_in(item, version)
    items = _in_order(version)
    are_numbers = not row.is_locked and _are_numbers(items)
    place = next(at for at, each in enumerate(items) if each.pk == item.pk)
    to = min(max(to, 1), len(items))
    items.insert(to - 1, items.pop(place))
    _place(version, items, number=are_numbers)
    record(actor=actor, verb="move_item", subject=row, note=f"{item.label} to place {to}")
    return to


@transaction.atomic
def remove_item(*, actor: StaffMember, assessment: Assessment, item: Item) -> None:
    """Out of the list. Scores saved for it stay in the history of the list they belong to."""
    row = locked_row(assessment)
    version = open_version(row)
    _check_in(item, version)
    items = _in_order(version)
    are_numbers = not row.is_locked and _are_numbers(items)
    Item.objects.filter(copied_from=item).update(copied_from=item.copied_from_id)
    label = item.label
    Item.objects.get(pk=item.pk).delete()
    _place(version, [each for each in items if each.pk != item.pk], number=are_numbers)
    record(actor=actor, verb="remove_item", subject=row, note=label)


@transaction.atomic
def number_items(*, actor: StaffMember, assessment: Assessment) -> None:
    """Label the items 1, 2, 3 … in their order."""
    row = locked_row(assessment)
    version = open_version(row)
    _place(version, _in_order(version), number=True)
    record(actor=actor, verb="number_items", subject=row)


@transaction.atomic
def take_from_bank(*, actor: StaffMember, assessment: Assessment, items: Sequence[Item]) -> list[Item]:
    """Copies of items the team has used, at the end of the list, with key and standards; they remember their origin."""
    row = locked_row(assessment)
    version = open_version(row)
    labels = list(Item.objects.filter(version=version).values_list("label", flat=True))
    if len(labels) + len(items) > MOST_ITEMS:
        raise Refusal(f"A CFA has at most {MOST_ITEMS} items.", "Take fewer.")
    copies = []
    for original in items:
        (label,) = next_labels(labels, 1)
        labels.append(label)
        copies.append(
            Item(
                version=version,
                position=len(labels),
                label=label,
                kind=original.kind,
                prompt=original.prompt,
                max_cell=original.max_cell,
                key=original.key,
                options=original.options,
                rubric=original.rubric,
                copied_from=original,
            )
        )
    Item.objects.bulk_create(copies)
    for original, copy in zip(items, copies, strict=True):
        _settle_standards(row, [copy], [standard.pk for standard in original.standards.all()])
    record(actor=actor, verb="take_from_bank", subject=row, note=", ".join(copy.label for copy in copies))
    return copies


def _written(words: ItemWords) -> dict[str, object]:
    selected = words.kind == ItemKind.SELECTED
    return {
        "prompt": words.prompt,
        "kind": words.kind,
        "max_cell": words.max_cell,
        "key": words.key if selected else "",
        "options": words.options if selected else "",
        "rubric": list(words.rubric) if words.kind == ItemKind.RUBRIC else [],
    }


def _settle_standards(assessment: Assessment, items: Sequence[Item], standard_ids: Sequence[int]) -> None:
    tag([item.pk for item in items], standard_ids)
    if not assessment.is_locked:  # a list in preparation brings its targets along when it is used
        ensure_targets(assessment, standard_ids)


def _check_in(item: Item, version: AssessmentVersion) -> None:
    if item.version_id != version.pk:
        raise Refusal("This item belongs to another version of the items.", "Open the page of the items again.")


def _in_order(version: AssessmentVersion) -> list[Item]:
    return list(Item.objects.filter(version=version).order_by("position"))


def _are_numbers(items: Sequence[Item]) -> bool:
    return all(item.label == str(item.position) for item in items)


def _place(version: AssessmentVersion, items: Sequence[Item], *, number: bool) -> None:
    """Give the items the places 1, 2, 3 … in this order, and labels likewise where they are plain numbers."""
    rows = Item.objects.filter(version=version)
    rows.update(position=F("position") + ASIDE)
    if number:
        rows.update(label=Concat(Value("~"), Cast("pk", CharField())))
    for position, item in enumerate(items, start=1):
        item.position = position
        item.label = str(position) if number else item.label
    Item.objects.bulk_update(items, ["position", "label"])
