"""A CFA comes about: made for a team, its dates, classes and cuts settled, its targets chosen."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Max

from assessments.models import (
    Assessment,
    AssessmentSection,
    AssessmentVersion,
    Item,
    ItemStandard,
    LearningTarget,
    Standard,
)
from assessments.models.turns import take_turn_alone
from assessments.models.years import REMEDY, check_year_goes_on, is_year_over
from assessments.queries import section_ids_of, sections_with_results
from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import Course, StaffMember
from teams.models import Team


@dataclass(frozen=True)
class CfaFacts:
    """What a team settles about a CFA besides its items. Cuts are shares of the points, 0..1, levels ascending."""

    title: str
    course: Course | None
    opens_on: datetime.date
    closes_on: datetime.date
    directions: str
    proficiency_cut: Decimal
    level_cuts: tuple[Decimal, ...]
    section_ids: tuple[int, ...]


def locked_row(assessment: Assessment) -> Assessment:
    """The CFA as it stands, held for this transaction, so that two people at once do one thing after the other."""
    check_year_goes_on(assessment)
    take_turn_alone(assessment.pk)
    rows = Assessment.objects.select_related("team", "current_version")
    row: Assessment = rows.select_for_update(of=("self",)).get(pk=assessment.pk)
    return row


@transaction.atomic
def make_cfa(*, actor: StaffMember, team: Team, facts: CfaFacts) -> Assessment:
    """A draft with an empty first list of items."""
    if is_year_over(team.pk):
        raise Refusal(f"{team.name} belongs to a school year that is over: it makes no further CFA.", REMEDY)
    assessment: Assessment = Assessment.objects.create(
        team=team,
        title=facts.title,
        course=facts.course,
        opens_on=facts.opens_on,
        closes_on=facts.closes_on,
        directions=facts.directions,
        proficiency_cut=facts.proficiency_cut,
        level_cuts=list(facts.level_cuts),
        created_by=actor,
    )
    assessment.current_version = AssessmentVersion.objects.create(assessment=assessment, number=1, created_by=actor)
    assessment.save(update_fields=["current_version"])
    _choose_sections(assessment, facts.section_ids)
    record(actor=actor, verb="make_cfa", subject=assessment, note=facts.title)
    return assessment


@transaction.atomic
def settle_cfa(*, actor: StaffMember, assessment: Assessment, facts: CfaFacts) -> Assessment:
    """Change what was settled. The cuts only before the lock: afterwards a cut is a correction, seen by everybody."""
    row = locked_row(assessment)
    if row.is_locked and (row.proficiency_cut, list(row.level_cuts)) != (
        facts.proficiency_cut,
        list(facts.level_cuts),
    ):
        raise Refusal(
            "The cuts were agreed when this CFA was locked.",
            "Change them as a correction, which says who is proficient then and runs the report anew.",
        )
    kept = sections_with_results(row) - set(facts.section_ids)
    if kept & set(section_ids_of(row)):
        raise Refusal("A class that has results stays with this CFA.", "Tick it again.")
    row.title, row.course, row.directions = facts.title, facts.course, facts.directions
    row.opens_on, row.closes_on = facts.opens_on, facts.closes_on
    row.proficiency_cut, row.level_cuts = facts.proficiency_cut, list(facts.level_cuts)
    row.save(update_fields=["title", "course", "directions", "opens_on", "closes_on", "proficiency_cut", "level_cuts"])
    _choose_sections(row, facts.section_ids)
    record(actor=actor, verb="settle_cfa", subject=row, note=facts.title)
    return row


def _choose_sections(assessment: Assessment, section_ids: Sequence[int]) -> None:
    AssessmentSection.objects.filter(assessment=assessment).exclude(section_id__in=section_ids).delete()
    known = set(section_ids_of(assessment))
    highest = AssessmentSection.objects.filter(assessment=assessment).aggregate(most=Max("position"))["most"] or 0
    new = [section_id for section_id in section_ids if section_id not in known]
    AssessmentSection.objects.bulk_create(
        AssessmentSection(assessment=assessment, section_id=section_id, position=position)
        for position, section_id in enumerate(new, start=highest + 1)
    )


@transaction.atomic
def add_target(*, actor: StaffMember, assessment: Assessment, standard: Standard, words: str = "") -> LearningTarget:
    """A standard this CFA asks for; asking for it twice changes nothing."""
    row = locked_row(assessment)
    _check_targets_open(row)
    target = ensure_targets(row, [standard.pk])[standard.pk]
    if words:
        target.words = words
        target.save(update_fields=["words"])
    record(actor=actor, verb="add_target", subject=row, note=str(standard))
    return target


LONGEST_OWN_WORDS = 120
OWN_WORDS = "In our own words"  # the framework of what no list of standards has


@transaction.atomic
def add_own_target(*, actor: StaffMember, assessment: Assessment, words: str) -> LearningTarget:
    """A target that no list of standards has, in a team's own words."""
    return add_target(actor=actor, assessment=assessment, standard=own_standard(words))


def own_standard(words: str) -> Standard:
    """A standard in a team's own words; the same words are the same standard."""
    said = " ".join(words.split())
    if not said:
        raise Refusal("There are no words for the target.", "Say in a few words what students shall learn.", status=422)
    if len(said) > LONGEST_OWN_WORDS:
        raise Refusal(f"These words are longer than {LONGEST_OWN_WORDS} letters.", "Say it in fewer words.", status=422)
    known = Standard.objects.filter(framework=OWN_WORDS, code="", statement=said).order_by("pk").first()
    return known or Standard.objects.create(framework=OWN_WORDS, statement=said, short_name=said)


def ensure_targets(assessment: Assessment, standard_ids: Sequence[int]) -> dict[int, LearningTarget]:
    """The targets of these standards by standard, made where there was none: what an item asks for is a target."""
    targets = {row.standard_id: row for row in LearningTarget.objects.filter(assessment=assessment)}
    position = max((row.position for row in targets.values()), default=0)
    for standard_id in dict.fromkeys(standard_ids):
        if standard_id not in targets:
            position += 1
            targets[standard_id] = LearningTarget.objects.create(
                assessment=assessment, standard_id=standard_id, position=position
            )
    return targets


@transaction.atomic
def reword_target(*, actor: StaffMember, target: LearningTarget, words: str) -> LearningTarget:
    """The words students know it by. They change no score, so they may change at any time of the school year."""
    check_year_goes_on(target.assessment)
    target.words = " ".join(words.split())
    target.save(update_fields=["words"])
    record(actor=actor, verb="reword_target", subject=target.assessment, note=str(target.standard))
    return target


@transaction.atomic
def move_target(*, actor: StaffMember, target: LearningTarget, by: int) -> None:
    """One place up (-1) or down (1); at the end of the list nothing happens."""
    row = locked_row(target.assessment)
    targets = list(LearningTarget.objects.filter(assessment=row).order_by("position", "pk"))
    place = next(at for at, each in enumerate(targets) if each.pk == target.pk)
    targets.insert(min(max(place + by, 0), len(targets) - 1), targets.pop(place))
    for position, each in enumerate(targets, start=1):
        each.position = position
    LearningTarget.objects.bulk_update(targets, ["position"])
    record(actor=actor, verb="move_target", subject=row, note=str(target.standard))


@transaction.atomic
def remove_target(*, actor: StaffMember, target: LearningTarget) -> None:
    row = locked_row(target.assessment)
    _check_targets_open(row)
    asking = Item.objects.filter(version__assessment=row, item_standards__standard=target.standard_id).distinct()
    n = asking.filter(version__number__gte=F("version__assessment__current_version__number")).count()
    if n:
        raise Refusal(
            f"{'One item asks' if n == 1 else f'{n} items ask'} for {target.standard}.",
            "Give these items another standard first, or remove them.",
        )
    LearningTarget.objects.filter(rechecks=target).update(rechecks=None)
    target.delete()
    record(actor=actor, verb="remove_target", subject=row, note=str(target.standard))


def _check_targets_open(assessment: Assessment) -> None:
    if assessment.is_locked:
        raise Refusal(
            "The learning targets were agreed when this CFA was locked.",
            "Unlock it first; once there are results, another standard of an item is a correction.",
        )


def tag(item_ids: Sequence[int], standard_ids: Sequence[int]) -> None:
    """Say which standards these items ask for, in place of what was said before."""
    ItemStandard.objects.filter(item_id__in=item_ids).exclude(standard_id__in=standard_ids).delete()
    known = set(ItemStandard.objects.filter(item_id__in=item_ids).values_list("item_id", "standard_id"))
    ItemStandard.objects.bulk_create(
        ItemStandard(item_id=item_id, standard_id=standard_id)
        for item_id in item_ids
        for standard_id in dict.fromkeys(standard_ids)
        if (item_id, standard_id) not in known
    )
