"""Days without school: what an admin may enter, and what is said about what cannot be."""

import datetime

import pytest
from django.test import Client

from plc.schools.models import AuditEntry, FreeDays
from tests.world import DAY, World, sign_in, url

pytestmark = pytest.mark.django_db


def post(client: Client, world: World, **fields: str) -> tuple[int, str]:
    response = client.post(url("schools:free_days", world.year), fields)
    return response.status_code, response.content.decode()


@pytest.fixture
def dana(client: Client, world: World) -> Client:
    return sign_in(client, world.dana)


def test_a_holiday_is_entered_listed_and_taken_out(dana: Client, world: World) -> None:
    first = world.year.starts_on + 100 * DAY
    status, _ = post(dana, world, name="Fall  break", first_day=first.isoformat(), last_day=str(first + DAY))
    assert status == 302
    assert "Fall break" in dana.get(url("schools:free_days", world.year)).content.decode()
    with world.inside():
        days = FreeDays.objects.get()
    assert (days.first_day, days.last_day) == (first, first + DAY)
    assert dana.post(url("schools:free_days_removed", days)).status_code == 302
    with world.inside():
        assert not FreeDays.objects.exists()
        assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
            "add_free_days",
            "remove_free_days",
        ]


def test_one_day_needs_no_last_day(dana: Client, world: World) -> None:
    first = world.year.starts_on + 40 * DAY
    post(dana, world, name="Conferences", first_day=first.isoformat())
    with world.inside():
        assert FreeDays.objects.get().last_day == first


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (40, 39, "before its first day"),
        (-1, 3, "does not lie in the school year"),
        (999, 1004, "does not lie in the school year"),
        (10, 12, "There is no school on"),
    ],
)
def test_days_that_cannot_be_are_refused_with_a_sentence(
    dana: Client, world: World, first: int, last: int, said: str
) -> None:
    start = world.year.starts_on
    post(dana, world, name="Break", first_day=str(start + 12 * DAY), last_day=str(start + 20 * DAY))
    status, page = post(dana, world, name="More", first_day=str(start + first * DAY), last_day=str(start + last * DAY))
    assert (status, said in page) == (422, True)
    with world.inside():
        assert FreeDays.objects.count() == 1


def test_a_year_is_chosen_by_its_dates_not_by_the_clock(dana: Client, world: World) -> None:
    """The last day of the year is in it, the first of the next is not."""
    last = world.year.ends_on - datetime.timedelta(days=1)
    assert post(dana, world, name="Last day", first_day=last.isoformat())[0] == 302
