"""Every address of a district, opened as every role and from the other side of the fence.

One test a question, and in it every route by itself: a failed run names each route at fault, with its traceback. A
test a route would take as long again for what surrounds a test as for all the pages.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import fields
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from plc.http import errors
from plc.schools.models import Role
from tests.cast import Person
from tests.contracts import addresses
from tests.contracts.addresses import Furnished, Route
from tests.contracts.markup import inline_parts
from tests.contracts.one_row_each import tenant_models
from tests.world import make_world, sign_in

ROUTES = addresses.routes_in_a_district()
WITH_THINGS = [route for route in ROUTES if route.things]

OPENED = {200, 204, 302, 405}
# A view that takes only POST may say so before it asks who is there: that tells nobody anything about a thing.
CLOSED = {404, 405}
ANSWERED = {200, 204, 302, 400, 404, 405, 409, 413, 422, 429}
# One person of each role, who stands closest to the things of the addresses.
CLOSEST = {Role.DISTRICT_ADMIN: "dana", Role.PRINCIPAL: "pilar", Role.TEACHER: "alice"}
TENANT_TABLES = {model._meta.db_table for model in tenant_models()}


@pytest.fixture(scope="module")
def _furnished_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Furnished, dict[str, Client]]]:
    """Made once, in a transaction that is never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        furnished = addresses.furnish(make_world(students=3))
        cast = {field.name: getattr(furnished.world, field.name) for field in fields(furnished.world)}
        clients = {name: sign_in(Client(), who) for name, who in cast.items() if isinstance(who, Person)}
        yield furnished, clients
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def _each_refusal_is_drawn_once() -> Iterator[None]:
    """For each person in each room: what stands around a refusal depends on nothing else of the request, and drawing
    it anew for every route and every other thing asked for takes as long as all the rest of the walk."""
    drawn: dict[tuple[Any, ...], bytes] = {}
    draw = errors._page

    def page(request: HttpRequest, template: str, status: int, **more: Any) -> HttpResponse:
        if any(more.values()):  # what was sent with it stands on it
            return draw(request, template, status, **more)
        room, viewer = request.resolver_match and request.resolver_match.namespace, getattr(request, "viewer", None)
        shown = (template, room, request.user.pk, viewer and viewer.district.pk)
        if shown not in drawn:
            drawn[shown] = draw(request, template, status).content
        return HttpResponse(drawn[shown], status=status)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(errors, "_page", page)
        yield


@contextmanager
def undone() -> Iterator[None]:
    """What a page changes is gone before the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


Asking = Callable[[Route], AbstractContextManager[None]]


@pytest.fixture
def asking(_furnished_once: object, subtests: pytest.Subtests) -> Asking:
    """``with asking(route): …`` fails by itself, names the route, and lets those after it be asked."""

    @contextmanager
    def of(route: Route) -> Iterator[None]:
        with subtests.test(route.name or route.pattern), undone():
            yield

    return of


@pytest.fixture
def furnished(_furnished_once: tuple[Furnished, dict[str, Client]]) -> Furnished:
    return _furnished_once[0]


@pytest.fixture
def as_(_furnished_once: tuple[Furnished, dict[str, Client]]) -> Callable[[str], Client]:
    """``as_("alice")``: her browser, signed in. A bug in a page is raised here, with its traceback."""
    return lambda name: _furnished_once[1][name]


class TestDeclarations:
    def test_a_view_says_who_may_open_it(self, asking: Asking) -> None:
        for route in ROUTES:
            with asking(route):
                assert route.roles, f"{route.pattern}: decorate the view with plc.schools.access.for_roles."
                assert route.roles <= set(Role), f"{route.pattern} names a role that is none."

    def test_an_address_has_a_name_and_known_parts(self, asking: Asking) -> None:
        for route in ROUTES:
            with asking(route):
                assert route.name, f"{route.pattern} has no name; templates could only link to it by spelling it out."
                unknown = set(route.things) - set(addresses.THINGS) - set(addresses.NUMBERS)
                assert not unknown, (
                    f"{route.pattern}: nobody knows what {sorted(unknown)} names. Place it in THINGS (or NUMBERS) of "
                    "tests/contracts/addresses.py, and make one in both districts in furnish()."
                )

    def test_only_the_front_door_stands_outside_the_districts(self) -> None:
        outside = {
            route.pattern
            for route in addresses.routes()
            if not route.is_in_a_district and "account/" not in route.pattern
        }
        assert outside == {
            "",
            "healthz",
            "readyz",
            "style/",
            "join/<slug:slug>/<str:token>/",
            "letters/off/<str:token>/",
            "calendar/<str:token>/meetings.ics",
        }

    def test_every_thing_of_an_address_is_there(self, furnished: Furnished) -> None:
        assert set(furnished.ours) == set(furnished.theirs) == set(addresses.THINGS) | set(addresses.NUMBERS)
        assert not set(furnished.ours.items()) & set(furnished.theirs.items())


def _opened(address: str, name: str, client: Client) -> list[str]:
    """What is wrong with the page when this person opens it; also that reading changed nothing."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    if response.status_code not in OPENED:
        return [f"{name} got {response.status_code} from {address}"]
    wrong = [f"{name} read {address} and changed: {q['sql'][:120]}" for q in queries if _is_write(q["sql"])]
    if response.get("Content-Type", "").startswith("text/html"):
        wrong += [f"{address} has inline {part}" for part in inline_parts(response.content.decode())]
        if "unsafe" in response["Content-Security-Policy"]:
            wrong.append(f"{address} loosens the content policy")
    return wrong


SEEN = 'UPDATE "schools_notice" SET "seen_at"'  # that news has been read is what reading is for


def _is_write(statement: str) -> bool:
    if statement.startswith(SEEN):
        return False
    return statement.startswith(("INSERT", "UPDATE", "DELETE")) and any(
        f'"{table}"' in statement for table in TENANT_TABLES
    )


As = Callable[[str], Client]


class TestWhoOpensWhat:
    def test_each_declared_role_opens_it_and_no_other(self, furnished: Furnished, as_: As, asking: Asking) -> None:
        for route in ROUTES:
            with asking(route):
                wrong = []
                for role, name in CLOSEST.items():
                    address = route.address("harbor", furnished.near(role))
                    if role in route.roles:
                        wrong += _opened(address, name, as_(name))
                    elif (status := as_(name).get(address).status_code) not in CLOSED:
                        wrong.append(f"{name}, {role}, got {status}")
                assert wrong == [], "\n".join(wrong)

    @pytest.mark.parametrize("name", ["erin", "quentin"])
    def test_things_of_a_team_or_school_stay_with_it(
        self, name: str, furnished: Furnished, as_: As, asking: Asking
    ) -> None:
        """Erin teaches, and Quentin leads, another school of the same district."""
        for route in WITH_THINGS:
            with asking(route):
                address = route.address("harbor", furnished.of_alder)
                assert as_(name).get(address).status_code in CLOSED
                assert as_(name).post(address).status_code in CLOSED

    @pytest.mark.parametrize("name", ["rita", "zoe"])
    def test_people_of_yesterday_and_of_elsewhere_find_nothing(
        self, name: str, furnished: Furnished, as_: As, asking: Asking
    ) -> None:
        for route in ROUTES:
            with asking(route):
                address = route.address("harbor", furnished.ours)
                assert as_(name).get(address).status_code == 404
                assert as_(name).post(address).status_code == 404

    def test_a_stranger_is_sent_to_sign_in(self, furnished: Furnished, asking: Asking) -> None:
        for route in ROUTES:
            with asking(route):
                address = route.address("harbor", furnished.ours)
                for response in (Client().get(address), Client().post(address)):
                    assert response.status_code == 302
                    assert response["Location"].startswith("/account/login/?next=/d/harbor/")


class TestTheOtherDistrict:
    def test_its_things_are_not_there(self, furnished: Furnished, as_: As, asking: Asking) -> None:
        """One part at a time, and all at once, for whom the page is meant; also for Moira, an admin on both sides."""
        for route in WITH_THINGS:
            with asking(route):
                wrong = []
                names = [name for role, name in CLOSEST.items() if role in route.roles]
                if Role.DISTRICT_ADMIN in route.roles:
                    names.append("moira")
                mixed = [{**furnished.ours, part: furnished.theirs[part]} for part in route.things]
                for values in (*mixed, *([furnished.theirs] if len(mixed) > 1 else [])):
                    address = route.address("harbor", values)
                    for name in names:
                        statuses = {as_(name).get(address).status_code, as_(name).post(address).status_code}
                        if not statuses <= CLOSED:
                            wrong.append(f"{name} got {sorted(statuses)} from {address}")
                assert wrong == [], "\n".join(wrong)

    def test_its_addresses_are_not_there(self, furnished: Furnished, as_: As, asking: Asking) -> None:
        for route in ROUTES:
            with asking(route):
                address = route.address("pine", furnished.theirs)
                assert as_("alice").get(address).status_code == 404
                assert as_("dana").post(address).status_code == 404


class TestPosting:
    def test_without_the_token_it_is_refused(self, furnished: Furnished, asking: Asking) -> None:
        with undone():
            client = sign_in(Client(enforce_csrf_checks=True), furnished.world.alice)
            for route in ROUTES:
                with asking(route):
                    assert client.post(route.address("harbor", furnished.ours)).status_code == 403

    def test_an_empty_form_is_never_a_bug(self, furnished: Furnished, as_: As, asking: Asking) -> None:
        for route in ROUTES:
            with asking(route):
                address = route.address("harbor", furnished.ours)
                for role, name in CLOSEST.items():
                    with undone():
                        status = as_(name).post(address).status_code
                    assert status in (ANSWERED if role in route.roles else CLOSED), f"{name} got {status}"


class TestOutsideDistricts:
    def _addresses(self) -> list[str]:
        """Those without parts to fill; a provider's only where it is switched on, which in tests it is not."""
        return [
            "/" + route.pattern
            for route in addresses.routes()
            if not route.is_in_a_district
            and not route.parts
            and "^" not in route.pattern
            and route.name != "readyz"  # waits for a broker, and is tested by itself
        ]

    def test_no_page_breaks_for_a_stranger_or_a_member(self, as_: As) -> None:
        found = self._addresses()
        assert "/account/login/" in found
        for address in found:
            for client in (Client(), as_("bob")):
                with undone():
                    assert client.get(address).status_code < 500, address

    def test_an_odd_invitation_link_is_a_page(self) -> None:
        for slug in ("harbor", "nowhere"):
            assert Client().get(f"/join/{slug}/not-a-token/").status_code == 404
