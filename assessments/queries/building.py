"""A CFA while it is built: the list of items that may be changed, its targets, and the classes it may go to."""

import datetime
from collections.abc import Iterable, Sequence

from django.db.models import Count, QuerySet, Sum

from assessments.cells import PER_POINT
from assessments.importing.key_list import KeyedItem
from assessments.item_map import MappedItem
from assessments.models import (
    Assessment,
    AssessmentSection,
    AssessmentVersion,
    Change,
    Item,
    ItemKind,
    LearningTarget,
    Result,
)
from assessments.notation import read_options
from plc.schools.models import Section, SectionStaff
from plc.schools.models.dated import live_on
from teams.models import Team, TeamMember


def has_history(assessment: Assessment) -> bool:
    """Whether anything was ever saved for it: from then on, a stored array refers to the items as they stand."""
    return (
        Change.objects.filter(assessment=assessment).exists() or Result.objects.filter(assessment=assessment).exists()
    )


def next_version(assessment: Assessment) -> AssessmentVersion | None:
    """The list of items that is being prepared to take the place of the current one."""
    current = assessment.current_version
    if current is None:
        return None
    return AssessmentVersion.objects.filter(assessment=assessment, number__gt=current.number).first()


def working_version(assessment: Assessment) -> AssessmentVersion | None:
    """The list that may be changed now: the draft's own, or the one in preparation; None while everything is locked."""
    return next_version(assessment) if assessment.is_locked else assessment.current_version


def versions_of(assessment: Assessment) -> list[AssessmentVersion]:
    """Every list that was ever in use, newest first, each with ``n_items`` and ``points`` (None without items)."""
    current = assessment.current_version
    rows = (
        AssessmentVersion.objects.filter(assessment=assessment, number__lte=current.number if current else 0)
        .select_related("created_by")
        .annotate(n_items=Count("items"), cells=Sum("items__max_cell"))
        .order_by("-number")
    )
    return list(rows)


def items_with_standards(version: AssessmentVersion | int | None) -> list[Item]:
    return list(Item.objects.filter(version=version).prefetch_related("standards").order_by("position"))


def item_after(item: Item) -> Item | None:
    """The next item of the same list, in the order of the paper."""
    return Item.objects.filter(version=item.version_id, position__gt=item.position).order_by("position").first()


def mapped_items(items: Iterable[Item]) -> list[MappedItem]:
    return [MappedItem(item.identity, item.max_cell, item.kind == ItemKind.SELECTED) for item in items]


def keyed_items(assessment: Assessment, version: AssessmentVersion) -> list[tuple[Item, KeyedItem]]:
    """The items of this list that can have a key, in the order of the paper."""
    items = Item.objects.filter(version=version, kind=ItemKind.SELECTED).order_by("position")
    in_use = Item.objects.filter(version=assessment.current_version_id) if assessment.is_locked else Item.objects.none()
    agreed = set(in_use.values_list("identity", flat=True))
    return [
        (item, KeyedItem(item.label, read_options(item.options), item.key, is_agreed=item.identity in agreed))
        for item in items
    ]


def targets_of(assessment: Assessment) -> list[LearningTarget]:
    """In the team's order, each with its standard and its twin on the first test."""
    rows = LearningTarget.objects.filter(assessment=assessment).select_related("standard", "rechecks")
    return list(rows.order_by("position"))


def possible_sections(team: Team, today: datetime.date, chosen: Iterable[int] = ()) -> QuerySet[Section]:
    """Sections that the team's members teach today in the team's year, and those chosen already."""
    members = TeamMember.objects.filter(live_on(today), team=team).values("staff_id")
    taught = SectionStaff.objects.filter(live_on(today), staff_id__in=members).values("section_id")
    sections = Section.objects.filter(school_year=team.school_year_id, pk__in=taught)
    return (
        (sections | Section.objects.filter(pk__in=list(chosen)))
        .select_related("school", "course")
        .distinct()
        .order_by("course__name", "name", "pk")
    )


def sections_with_results(assessment: Assessment) -> set[int]:
    return set(Result.objects.filter(assessment=assessment).values_list("section_id", flat=True).distinct())


def section_ids_of(assessment: Assessment) -> list[int]:
    rows = AssessmentSection.objects.filter(assessment=assessment).order_by("position", "pk")
    return list(rows.values_list("section_id", flat=True))


def total_points(items: Sequence[Item]) -> float:
    """What the items are worth together."""
    return sum(item.max_cell for item in items) / PER_POINT
