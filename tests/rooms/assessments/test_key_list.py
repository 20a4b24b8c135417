"""The keys of a draft typed in one field: looked at, then saved as they were shown or not at all."""

import re

import pytest

from assessments.models import Assessment, Item, ItemKind
from plc.schools.models import AuditEntry
from tests.rooms.assessments.building import add, draft, question
from tests.rooms.assessments.test_building_pages import get, post, text
from tests.world import World


@pytest.fixture
def cfa(world: World) -> Assessment:
    """Items 1, 2 and 4 with letters, item 3 for points; only item 1 has a key."""
    with world.inside():
        made = draft(world, world.ratios)
        add(world, made, question(world.ratios, key="A"))
        add(world, made, question(world.ratios, key=""))
        add(world, made, question(world.ratios, kind=ItemKind.POINTS, key="", options="", max_cell=400))
        add(world, made, question(world.ratios, key=""))
        return made


def keys(world: World, cfa: Assessment) -> list[str]:
    with world.inside():
        return list(
            Item.objects.filter(version=cfa.current_version_id).order_by("position").values_list("key", flat=True)
        )


def digest(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def test_they_are_looked_at_first_and_saved_as_shown(world: World, cfa: Assessment) -> None:
    assert "One for each of the 3 items with letters" in text(get(world.alice, "build", cfa))
    page = text(get(world.alice, "item_keys", cfa, keys="B C D"))
    assert "2 items get a key, and 1 key that is there becomes another." in page
    assert keys(world, cfa) == ["A", "", "", ""]
    assert post(world.alice, "item_keys", cfa, keys="B C D", seen=digest(page)).status_code == 302
    assert keys(world, cfa) == ["B", "C", "", "D"]
    with world.inside():
        assert AuditEntry.objects.get(verb="set_keys").note == "1 B, 2 C, 4 D"


def test_one_that_does_not_fit_is_named_and_none_is_saved(world: World, cfa: Assessment) -> None:
    page = text(get(world.alice, "item_keys", cfa, keys="B F D A"))
    assert "1 key does not fit; correct it first. 1 key more than there are items: A." in page
    assert "“F” is not an answer to this item. Use A, B, C, D" in page
    assert "Save" not in page.split("commit-bar")[1].split("</form>")[0]
    response = post(world.alice, "item_keys", cfa, keys="B F D A", seen=digest(page))
    assert response.status_code == 422
    assert "Not every key fits its item, so none is saved." in text(response)
    assert keys(world, cfa) == ["A", "", "", ""]


def test_what_was_shown_of_other_items_is_not_saved(world: World, cfa: Assessment) -> None:
    shown = digest(text(get(world.alice, "item_keys", cfa, keys="B C D")))
    with world.inside():
        Item.objects.filter(version=cfa.current_version_id, label="2").update(key="D")
    response = post(world.alice, "item_keys", cfa, keys="B C D", seen=shown)
    assert response.status_code == 409
    assert "The items have changed since you looked." in text(response)
    assert keys(world, cfa) == ["A", "D", "", ""]


def test_while_nothing_may_be_changed_its_place_is_the_builder(world: World) -> None:
    response = get(world.alice, "item_keys", world.cfa, keys="B")
    assert (response.status_code, "build" in response["Location"]) == (302, True)
    assert post(world.bob, "item_keys", world.cfa, keys="B").status_code == 404
