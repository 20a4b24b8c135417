"""No page asks more of the database when it has twice as much to show."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from plc.schools.models import School
from tests.contracts import addresses
from tests.contracts.growing import one_more_of_everything
from tests.contracts.query_counts import PageQueries, queries_of
from tests.contracts.test_every_url import CLOSEST
from tests.world import World, make_world, sign_in

pytestmark = pytest.mark.thorough  # every page twice, as everybody
Counts = dict[tuple[str, str], PageQueries]


@pytest.fixture
def furnished(db: None) -> addresses.Furnished:
    return addresses.furnish(make_world(students=3))


def _grow(world: World, *numbers: int) -> None:
    for number in numbers:
        one_more_of_everything(world, number)


def _count(furnished: addresses.Furnished) -> Counts:
    clients = {name: sign_in(Client(), getattr(furnished.world, name)) for name in CLOSEST.values()}
    counts = {}
    for route in addresses.routes_in_a_district():
        address = route.address("harbor", furnished.ours)
        for name in (name for role, name in CLOSEST.items() if role in route.roles):
            counted = queries_of(clients[name], address)
            if counted is not None:
                counts[route.name, name] = counted
    return counts


def test_twice_the_rows_take_the_same_queries(furnished: addresses.Furnished) -> None:
    """With two more of everything, and with four."""
    _grow(furnished.world, 1, 2)
    before = _count(furnished)
    _grow(furnished.world, 3, 4)
    after = _count(furnished)
    assert before.keys() == after.keys()
    assert [said for page, counted in before.items() for said in counted.growth(after[page])] == []
    longer = {route for route, name in before if after[route, name].length > before[route, name].length + 100}
    assert len(longer) >= 15, f"Only these pages had more to show, so the others prove nothing: {sorted(longer)}"


class TestTheCountingItself:
    def test_a_query_for_each_row_is_found(self, world: World) -> None:
        def page(names: list[str]) -> Callable[..., Any]:
            def get(address: str) -> Any:
                with world.inside():
                    for name in names:
                        School.objects.filter(name=name).exists()
                return type("Response", (), {"status_code": 200, "content": b""})

            return get

        few, many = (
            queries_of(type("Client", (), {"get": staticmethod(page(names))})(), "/page")  # type: ignore[arg-type]
            for names in (["a", "b"], ["a", "b", "c", "d"])
        )
        assert few
        assert many
        (said,) = few.growth(many)
        assert said.startswith("/page: 2 more of SELECT")
        assert many.growth(few) == []
