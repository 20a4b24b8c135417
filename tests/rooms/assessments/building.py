"""A draft as a facilitator makes one, for the tests of the builder."""

import datetime
from decimal import Decimal
from typing import Any

from assessments.actions import CfaFacts, ItemWords, add_items, add_target, make_cfa
from assessments.models import Assessment, Item, ItemKind, Standard
from tests.world import World

DAY = datetime.timedelta(days=1)


def facts(world: World, **said: Any) -> CfaFacts:
    defaults = {
        "title": "Unit 5: Probability",
        "course": world.course,
        "opens_on": world.today,
        "closes_on": world.today + 5 * DAY,
        "directions": "Show your work.",
        "proficiency_cut": Decimal("0.7"),
        "level_cuts": (Decimal("0.4"), Decimal("0.9")),
        "section_ids": tuple(section.pk for section in world.sections[:2]),
    }
    return CfaFacts(**{**defaults, **said})


def draft(world: World, *targets: Standard) -> Assessment:
    """An empty draft of Alice's team, with these targets. Call it inside the district."""
    made = make_cfa(actor=world.alice.staff, team=world.team, facts=facts(world))
    for standard in targets:
        add_target(actor=world.alice.staff, assessment=made, standard=standard)
    return made


def question(standard: Standard | None, **said: Any) -> ItemWords:
    """A selected response with key B for one point, unless said otherwise."""
    defaults = {
        "label": "",
        "prompt": "Two dice",
        "kind": ItemKind.SELECTED,
        "max_cell": 100,
        "key": "B",
        "options": "ABCD",
        "standard_ids": (standard.pk,) if standard else (),
    }
    return ItemWords(**{**defaults, **said})


def add(world: World, cfa: Assessment, words: ItemWords, count: int = 1) -> list[Item]:
    return add_items(actor=world.alice.staff, assessment=cfa, words=words, count=count)


def labels(cfa: Assessment) -> list[tuple[int, str]]:
    """Place and label of each item of the list that is worked on."""
    version = cfa.versions.order_by("-number").first()
    return list(Item.objects.filter(version=version).order_by("position").values_list("position", "label"))
