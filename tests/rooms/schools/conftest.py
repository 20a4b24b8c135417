"""A clock that tests move, and people who have been told of a report."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from plc.schools.actions import tell
from plc.schools.models import Membership, SchoolYear
from teams.models import TeamMember
from tests.cast import Person
from tests.rooms.schools.letters import MORNING, Clock
from tests.world import DAY, World


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


@pytest.fixture
def told(world: World, clock: Clock) -> Iterator[Callable[..., None]]:
    """Bob and Charlie have signed in before; ``told(bob)`` tells him of the report, by default the day before."""
    with world.inside():
        SchoolYear.objects.update(starts_on=datetime.date(2026, 7, 1), ends_on=datetime.date(2027, 7, 1))
        Membership.objects.update(starts_on=datetime.date(2025, 1, 1))
        TeamMember.objects.update(starts_on=datetime.date(2025, 1, 1))
        for person in (world.bob, world.charlie):
            person.user.last_login = MORNING - 30 * DAY
            person.user.save()

    def tell_them(*people: Person, ago: datetime.timedelta = DAY, number: int = 1, about: Any = None) -> None:
        then, clock.now = clock.now, clock.now - ago
        with world.inside():
            tell(
                staff_ids=[person.staff.pk for person in people],
                kind="report",
                subject_id=(about or world.cfa).pk,
                number=number,
                is_new=number == 1,
            )
        clock.now = then

    yield tell_them
