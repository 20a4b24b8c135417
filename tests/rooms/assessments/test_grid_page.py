"""The page of the score grid: who opens which classes, and what it says of the paper before a script has run."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from assessments.cells import DROPPED
from assessments.models import Item
from tests.world import World, sign_in, url


def papers_of(response: Any) -> dict[str, Any]:
    """The papers as the page hands them to its script."""
    found = re.search(r'<script id="papers" type="application/json">(.*?)</script>', response.content.decode())
    assert found
    return json.loads(found[1])


def test_a_class_has_its_own_students(world: World, client: Client) -> None:
    page = sign_in(client, world.bob).get(url("assessments:section_entry", world.cfa, world.sections[1]))
    assert {student["id"] for student in papers_of(page)["students"]} == {s.pk for s in world.students[1]}


@pytest.mark.parametrize(("name", "places"), [("alice", (0, 1, 2, 3)), ("bob", (1,)), ("charlie", (2, 3))])
def test_all_classes_are_those_one_may_enter(world: World, client: Client, name: str, places: tuple[int, ...]) -> None:
    page = sign_in(client, getattr(world, name)).get(url("assessments:team_entry", world.cfa))
    assert {section["id"] for section in papers_of(page)["sections"]} == {world.sections[p].pk for p in places}


@pytest.mark.parametrize("name", ["bob", "erin", "pilar", "dana"])
def test_another_s_class_is_not_there(world: World, client: Client, name: str) -> None:
    answer = sign_in(client, getattr(world, name)).get(url("assessments:section_entry", world.cfa, world.sections[0]))
    assert answer.status_code == 404


@pytest.mark.parametrize(("asked", "status"), [("1", 200), ("2", 200), ("3", 404), ("x", 404)])
def test_there_are_two_attempts(world: World, client: Client, asked: str, status: int) -> None:
    address = url("assessments:section_entry", world.cfa, world.sections[1])
    assert sign_in(client, world.bob).get(address, {"attempt": asked}).status_code == status


def test_the_points_of_an_item_that_is_not_counted_are_not_promised(world: World, client: Client) -> None:
    address = url("assessments:section_entry", world.cfa, world.sections[1])
    assert "5 items, 8 points" in sign_in(client, world.bob).get(address).content.decode()
    with world.inside():
        Item.objects.filter(pk=world.items[4].pk).update(scoring=DROPPED)
    assert "5 items, 5 points" in client.get(address).content.decode()


def test_without_a_script_the_plain_page_is_offered(world: World, client: Client) -> None:
    page = sign_in(client, world.bob).get(url("assessments:section_entry", world.cfa, world.sections[1]))
    (offered,) = re.findall(r"<noscript>(.*?)</noscript>", page.content.decode(), re.DOTALL)
    assert url("assessments:section_entry_plain", world.cfa, world.sections[1]) in offered
