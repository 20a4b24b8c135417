"""Who had a colleague's class by name before them is written down once an hour, and whoever it names may read it."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import AssessmentSection, ReportOpening, ReportRun
from assessments.tasks import compute_report, forget_openings
from plc.schools.models import SchoolYear, SectionStaff
from teams.models import Disclosure, PrincipalSees, Team
from tests.world import DAY, Person, World, enter_results, sign_in, url

PARTS = ("report", "report_skills", "report_items", "report_how")


def computed(world: World, **agreed: Any) -> World:
    enter_results(world)
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    with world.inside():
        Team.objects.update(**agreed)
    return world


@pytest.fixture
def named(world: World) -> World:
    return computed(world, disclosure=Disclosure.NAMED)


def openings(world: World) -> list[tuple[str, str, list[int], bool]]:
    with world.inside():
        rows = ReportOpening.objects.order_by("pk").values_list("staff__name", "part", "section_ids", "is_principal")
        return list(rows)


def look(world: World, client: Client, person: Person, *names: str) -> None:
    sign_in(client, person)
    for name in names:
        assert client.get(url(f"assessments:{name}", world.cfa)).status_code == 200


def ids(world: World, *places: int) -> list[int]:
    return [world.sections[place].pk for place in places]


class TestWhatCounts:
    def test_each_part_once_however_often_it_is_looked_at(self, named: World, client: Client) -> None:
        look(named, client, named.bob, *PARTS, *PARTS, "report_live", "report_live")
        others = ids(named, 0, 2, 3)
        assert openings(named) == [("Bob Tester", part, others, False) for part in PARTS]

    def test_data_and_files_count_as_pages_do(self, named: World, client: Client) -> None:
        look(named, client, named.alice, "api_report")
        for file in ("skills.csv", "items.csv", "skills.xlsx", "skill-1.svg"):
            assert client.get(url("assessments:report_file", named.cfa, file)).status_code == 200
        assert [part for _, part, _, _ in openings(named)] == ["api", "csv", "xlsx", "svg"]

    def test_an_earlier_run_by_its_number_counts_for_that_run(self, named: World, client: Client) -> None:
        with named.inside():
            ReportRun.objects.update(number=7)
        sign_in(client, named.bob)
        assert client.get(url("assessments:report_skills", named.cfa, 7)).status_code == 200
        with named.inside():
            assert ReportOpening.objects.get().run.number == 7

    def test_the_next_hour_counts_again(self, named: World, client: Client) -> None:
        look(named, client, named.bob, "report")
        with named.inside():
            ReportOpening.objects.update(hour=ReportOpening.objects.get().hour - datetime.timedelta(hours=1))
        look(named, client, named.bob, "report")
        assert len(openings(named)) == 2

    def test_it_costs_one_statement(self, named: World, client: Client) -> None:
        sign_in(client, named.bob)
        with CaptureQueriesContext(connection) as captured:
            client.get(url("assessments:report", named.cfa))
        about = [query["sql"] for query in captured if "reportopening" in query["sql"]]
        assert len(about) == 1 and about[0].lstrip().startswith("INSERT")

    def test_a_principal_counts_where_the_team_shares_its_classes(self, world: World, client: Client) -> None:
        computed(world, disclosure=Disclosure.NAMED, principal_sees=PrincipalSees.CLASSES)
        look(world, client, world.pilar, "report_skills")
        assert openings(world) == [("Pilar Tester", "report_skills", ids(world, 0, 1, 2, 3), True)]


class TestWhatDoesNot:
    def test_letters_name_nobody(self, world: World, client: Client) -> None:
        computed(world)
        look(world, client, world.bob, *PARTS, "api_report")
        assert openings(world) == []

    def test_own_students_name_no_colleague(self, named: World, client: Client) -> None:
        look(named, client, named.bob, "report_class", "report_groups")
        for file in ("class.csv", "groups.csv"):
            assert client.get(url("assessments:report_file", named.cfa, file)).status_code == 200
        assert openings(named) == []

    def test_team_totals_name_nobody(self, named: World, client: Client) -> None:
        look(named, client, named.pilar, *PARTS, "api_report")
        assert openings(named) == []

    def test_a_team_of_one(self, named: World, client: Client) -> None:
        with named.inside():
            own = [AssessmentSection.objects.filter(section=section) for section in named.sections]
            SectionStaff.objects.filter(section__in=named.sections).update(staff=named.alice.staff)
            assert all(row.exists() for row in own)
        look(named, client, named.alice, *PARTS)
        assert openings(named) == []

    def test_what_may_not_be_opened(self, named: World, client: Client) -> None:
        for name in ("erin", "quentin", "rita", "zoe"):
            sign_in(client, getattr(named, name))
            for part in (*PARTS, "api_report"):
                assert client.get(url(f"assessments:{part}", named.cfa)).status_code in {403, 404}
        assert client.get(url("assessments:report_file", named.cfa, "nothing.exe")).status_code == 404
        assert openings(named) == []


class TestWhoReadsIt:
    def page(self, world: World, client: Client, person: Person) -> str:
        return sign_in(client, person).get(url("assessments:report_openings", world.cfa)).content.decode()

    def test_each_teacher_reads_who_had_their_class_before_them(self, named: World, client: Client) -> None:
        look(named, client, named.bob, "report", "report_skills", "api_report")
        assert client.get(url("assessments:report_file", named.cfa, "items.csv")).status_code == 200
        for name in ("alice", "charlie"):
            page = self.page(named, client, getattr(named, name))
            assert "Bob Tester" in page
            assert "At a glance, Skills, As data, through the API, As a file (CSV)" in page
        assert "Nobody yet" in self.page(named, client, named.bob), "one’s own looks are no news"

    def test_a_principal_is_said_to_be_one(self, world: World, client: Client) -> None:
        computed(world, disclosure=Disclosure.NAMED, principal_sees=PrincipalSees.CLASSES)
        look(world, client, world.pilar, "report_items")
        page = self.page(world, client, world.bob)
        assert 'Pilar Tester <small class="quiet">principal</small>' in page

    def test_a_co_teacher_s_looks_are_not_news_of_that_class(self, named: World, client: Client) -> None:
        with named.inside():
            SectionStaff.objects.create(
                section=named.sections[1], staff=named.erin.staff, starts_on=named.today - DAY, is_lead=False
            )
        look(named, client, named.erin, "report_skills")
        assert "Nobody yet" in self.page(named, client, named.bob)
        assert "Erin Tester" in self.page(named, client, named.alice)

    @pytest.mark.parametrize("name", ["pilar", "quentin", "dana", "erin", "rita", "zoe"])
    def test_nobody_else_reads_it(self, named: World, client: Client, name: str) -> None:
        look(named, client, named.bob, "report")
        response = sign_in(client, getattr(named, name)).get(url("assessments:report_openings", named.cfa))
        assert response.status_code in {403, 404}

    def test_it_goes_when_the_school_year_has_ended(self, named: World, client: Client) -> None:
        look(named, client, named.bob, "report")
        forget_openings()
        assert len(openings(named)) == 1
        with named.inside():
            SchoolYear.objects.update(ends_on=named.today)
        forget_openings()
        assert openings(named) == []
