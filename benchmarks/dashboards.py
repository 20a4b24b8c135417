"""The dashboards of a district of 60 schools, 1,200 teams and 40,000 students, beside a view that says nothing.

"Computing" is the processor time of the web process alone, which other work moves least; the rest is the database's.

python -m benchmarks.dashboards [schools] [teams] [students]
"""

import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse

from benchmarks.district import BigDistrict, big_district
from benchmarks.stack import held, ms, running_product, table, timed, times
from plc.schools.access import EVERYONE, for_roles
from plc.urls import urlpatterns as of_the_product
from tests.cast import Person

BAR = 150.0
REPEATS = 30


@for_roles(*EVERYONE)
def nothing(request: HttpRequest, district: str) -> HttpResponse:
    return HttpResponse("{}", content_type="application/json")


urlpatterns = [path("d/<slug:district>/nothing", nothing, name="nothing"), *of_the_product]


def pages(big: BigDistrict) -> list[tuple[str, Person, str]]:
    slug, school = big.district.slug, reverse("goals:school_board", args=[big.district.slug, big.school.pk])
    return [
        ("the district", big.admin, reverse("goals:board", args=[slug])),
        ("… what changed in four weeks", big.admin, reverse("goals:board", args=[slug]) + "?days=28"),
        ("a school, for the office", big.admin, school),
        ("a school, for its principal", big.principal, school),
        ("… teams that ask, four weeks", big.principal, f"{school}?show=asks&days=28"),
        ("shared goals", big.admin, reverse("goals:wider_goals", args=[slug])),
    ]


def counting(asked: list[str]) -> Callable[..., Any]:
    """Notes every statement of a request, those of sign-in and tenancy too."""

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    return note


def main() -> int:
    sizes = [int(size) for size in sys.argv[1:4]]
    schools, teams, students = sizes or (60, 1200, 40_000)
    missed = False
    with running_product() as live, override_settings(ROOT_URLCONF="benchmarks.dashboards"):
        big = big_district(schools=schools, teams=teams, students=students)
        live.sql("ANALYZE")
        client = Client()
        client.force_login(big.admin.user)
        idle = reverse("nothing", args=[big.district.slug])
        bare = timed(lambda: client.get(idle), REPEATS)
        rows = [("", "median", "p95", "computing", "to nothing", "statements", "kB", "")]
        rows.append(("a view that says nothing", ms(bare.median), ms(bare.p95), "", "1×", "", "", ""))
        for name, person, address in pages(big):
            client = Client()
            client.force_login(person.user)
            asked: list[str] = []
            with connection.execute_wrapper(counting(asked)):
                answer = client.get(address)
            assert answer.status_code == HTTPStatus.OK, (address, answer.status_code)
            taken = timed(lambda client=client, address=address: client.get(address), REPEATS)
            computed = timed(lambda client=client, address=address: client.get(address), REPEATS, time.process_time)
            missed |= taken.median > BAR
            spent = ms(taken.median), ms(taken.p95), ms(computed.median), times(taken.median / bare.median)
            rows.append((name, *spent, str(len(asked)), f"{len(answer.content) / 1000:,.0f}", held(taken.median, BAR)))
    table(f"Dashboards: {schools} schools, {teams:,} teams, {students:,} students, {REPEATS} times each", rows)
    print("  " + ", ".join(f"{count:,} {name}" for name, count in big.rows.items()))
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
