"""The demo is begun on any day of a year, and is in mid-cycle on each."""

import datetime
import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from goals.models import Cycle, ResponsePlan, SmartGoal
from plc.schools.models import District
from plc.tenancy import tenant

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.mark.parametrize(
    "day",
    ["2027-06-30", "2027-05-20", "2027-07-01", "2027-07-31", "2027-08-21", "2027-10-03", "2028-01-01", "2028-02-29"],
)
def test_the_demo_is_in_mid_cycle(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    noon = datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(17), datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    call_command("seed_demo", stdout=io.StringIO())
    with tenant(District.objects.get(slug="harbor-valley").pk):
        today = noon.date()
        for cycle in Cycle.objects.filter(closed_on=None).select_related("team__school_year"):
            assert not cycle.team.is_over_on(today)
        assert SmartGoal.objects.filter(closed_on=None, due_on__gt=today).exists()
        assert ResponsePlan.objects.filter(done_on=None, due_on__gte=today).exists()
