"""Addresses that only take forms, opened as a page; and refusals that lead back to the button."""

import pytest
from django.test import Client

from goals.models import ResponseGroup, ResponsePlan
from tests.world import DAY, World, sign_in, url


def test_opening_an_address_that_only_takes_forms_gives_a_page(world: World) -> None:
    answer = sign_in(Client(), world.alice).get(url("goals:move_in_plan", 1))
    assert answer.status_code == 405 and answer["Allow"] == "POST"
    assert "Start from the page before." in answer.content.decode()


def refused(world: World, **headers: str) -> str:
    """Sessions of a group that has no weekly time."""
    client = sign_in(Client(), world.alice)
    answer = client.post(url("goals:new_sessions", _group(world)), {"weekly": "yes"}, headers=headers)
    assert answer.status_code == 409
    return answer.content.decode()


def _group(world: World) -> int:
    with world.inside():
        plan = ResponsePlan.objects.create(
            team=world.team, standard=world.percents, assessment=world.cfa, audience="group", what="Bars.",
            owner=world.alice.staff, due_on=world.today + DAY, made_by=world.alice.staff,
        )  # fmt: skip
        group = ResponseGroup.objects.create(
            plan=plan, name="Group 1", starts_on=world.today, ends_on=world.today + DAY, teacher=world.alice.staff
        )
    return int(group.pk)


def test_a_refusal_leads_back_to_the_page_before(world: World) -> None:
    assert 'href="http://testserver/d/harbor/groups/7/">Back to the page before' in refused(
        world, referer="http://testserver/d/harbor/groups/7/"
    )


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/d/harbor/", "javascript:alert(1)"])
def test_it_leads_to_no_other_site(world: World, referer: str) -> None:
    assert "Back to the page before" not in refused(world, referer=referer)
