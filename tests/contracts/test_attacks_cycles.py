"""Cycles, goals and hand-over against colleagues who write at the same time, and against links that lead nowhere."""

import re

from django.test import Client

from assessments.tasks import compute_report
from goals.cycle_texts import STEPS
from goals.models import Cycle
from tests.rooms.goals.test_cycles import agree, cycle, page, post, start  # noqa: F401  (a fixture)
from tests.world import World, enter_results, sign_in, url

NUMBERS = range(1, len(STEPS) + 1)


def test_every_offer_leads_somewhere_also_for_a_target_that_no_item_asks_for(
    world: World,
    cycle: Cycle,  # noqa: F811
) -> None:
    agree(world, cycle)
    post(world.bob, "goals:cycle_targets", cycle, own_words="Explain a rate", proficient="70 percent")
    post(world.bob, "goals:cycle_cfa", cycle, chosen=world.cfa.pk)
    enter_results(world)
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    client = sign_in(Client(), world.alice)
    links = set()
    for address in (
        *(url("goals:cycle_step", cycle, number) for number in NUMBERS),
        url("goals:reflect_on_cycle", cycle),
    ):
        links.update(re.findall(r'href="(/d/[^"#]+)"', client.get(address).content.decode().partition("<main")[2]))
    assert url("goals:new_plan", world.cfa, world.ratios) in links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
