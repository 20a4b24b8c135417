"""Adding a school year: what is shown before, what is refused, and who may."""

import datetime
import html
import re

import pytest
from django.test import Client

from plc.schools.models import AuditEntry, SchoolYear
from tests.world import DAY, World, sign_in, url

pytestmark = pytest.mark.django_db
ADDRESS = "schools:new_school_year"


@pytest.fixture
def dana(client: Client, world: World) -> Client:
    return sign_in(client, world.dana)


def send(client: Client, **fields: object) -> tuple[int, str]:
    response = client.post(url(ADDRESS), {name: str(value) for name, value in fields.items()})
    return response.status_code, html.unescape(response.content.decode())


def next_year(world: World) -> dict[str, object]:
    first = world.year.ends_on + 40 * DAY
    return {"name": "Next  year", "first_day": first, "last_day": first + 300 * DAY}


def test_a_year_is_seen_before_it_is_added(dana: Client, world: World) -> None:
    fields = next_year(world)
    status, seen = send(dana, **fields)
    assert status == 200
    assert "This is what would be added" in seen
    assert f"Between {world.year.name} and this year lie 40 days" in seen
    with world.inside():
        assert SchoolYear.objects.count() == 1, "nothing happens before"
    confirmed = re.search(r'name="confirmed" value="([^"]*)"', seen)
    assert confirmed is not None
    _, again = send(dana, **fields, confirmed=confirmed[1], again=1)
    assert "This is what would be added" in again
    _, other = send(dana, **{**fields, "name": "Typed over"}, confirmed=confirmed[1])
    assert "Add Typed over" in other
    with world.inside():
        assert SchoolYear.objects.count() == 1, "what was not shown is not added"
    status, _ = send(dana, **fields, confirmed=confirmed[1])
    assert status == 302
    with world.inside():
        year = SchoolYear.objects.get(name="Next year")
        assert (year.starts_on, year.ends_on) == (fields["first_day"], world.year.ends_on + 341 * DAY)
        assert AuditEntry.objects.get(verb="add_school_year").actor_id == world.dana.staff.pk
    assert "Next year" in dana.get(url("schools:school_years")).content.decode()
    status, twice = send(dana, **fields, confirmed=confirmed[1])
    assert status == 422
    assert "There is a school year named Next year already" in twice


def test_the_form_begins_with_the_year_after_the_newest(dana: Client, world: World) -> None:
    page = html.unescape(dana.get(url(ADDRESS)).content.decode())
    values = dict(re.findall(r'name="(name|first_day|last_day)" value="([^"]*)"', page))
    assert datetime.date.fromisoformat(values["first_day"]) >= world.year.ends_on
    assert values["name"].startswith(values["first_day"][:4])
    status, seen = send(dana, **values)
    assert status == 200
    assert "This is what would be added" in seen, "what is suggested can be added"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (10, 9, "Choose a later last day"),
        (10, 10, "Choose a later last day"),
        (-1, 200, "A day belongs to one school year"),
        (-500, 900, "would last"),
        (1, 9000, "would last"),
    ],
)
def test_days_that_cannot_be_are_refused_with_a_sentence(
    dana: Client, world: World, first: int, last: int, said: str
) -> None:
    fields = {"first_day": world.year.ends_on + first * DAY, "last_day": world.year.ends_on + last * DAY}
    _, page = send(dana, name="Odd", **fields)
    assert said in page
    assert "This is what would be added" not in page


def test_what_is_no_day_keeps_what_was_typed(dana: Client) -> None:
    _, page = send(dana, name="Kept words", first_day="tomorrow", last_day="9999-99-99")
    assert "Kept words" in page
    assert page.count("Enter a valid date") == 2


def test_nobody_else_adds_one(client: Client, world: World) -> None:
    for person in (world.pilar, world.alice):
        assert sign_in(client, person).post(url(ADDRESS), next_year(world)).status_code == 404
    sign_in(client, world.dana)
    assert client.post(url(ADDRESS, district="pine"), next_year(world)).status_code == 404
