"""No page asks more of the database when it has twice as much to show."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from plc.schools.models import School
from tests.contracts import addresses
from tests.contracts.growing import one_more_of_everything
from tests.contracts.query_counts import PageQueries, queries_of
from tests.contracts.test_every_url import CLOSEST
from tests.world import World, make_world, sign_in

PAGES = [
    pytest.param(route.name, name, id=f"{route.name} as {name}")
    for route in addresses.routes_in_a_district()
    for role, name in CLOSEST.items()
    if role in route.roles
]

Counts = dict[tuple[str, str], PageQueries]


@pytest.fixture(scope="module")
def grown(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Counts, Counts]]:
    """Every page that opens, counted with two more of everything and again with four more."""
    with django_db_blocker.unblock(), transaction.atomic():
        furnished = addresses.furnish(make_world(students=3))
        _grow(furnished.world, 1, 2)
        before = _count(furnished)
        _grow(furnished.world, 3, 4)
        yield before, _count(furnished)
        transaction.set_rollback(True)


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


@pytest.mark.parametrize(("route", "name"), PAGES)
def test_twice_the_rows_take_the_same_queries(route: str, name: str, grown: tuple[Counts, Counts]) -> None:
    before, after = grown
    assert ((route, name) in before) == ((route, name) in after)
    if (route, name) in before:  # else it takes only a form, or leads elsewhere
        assert before[route, name].growth(after[route, name]) == []


def test_the_pages_that_list_really_had_more_to_show(grown: tuple[Counts, Counts]) -> None:
    """Else the test above would count the queries of pages that stayed the same."""
    before, after = grown
    longer = {route for route, name in before if after[route, name].length > before[route, name].length + 100}
    assert len(longer) >= 15, sorted(longer)


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
