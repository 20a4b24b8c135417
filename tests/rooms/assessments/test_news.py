"""Who is told of a report, what opening it does, and what telling costs."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import ReportRun, Result
from assessments.news import audience_of
from assessments.tasks import compute_report, request_run
from plc.schools.models import Membership, Notice, Role, SectionStaff, StaffMember
from teams.models import TeamMember
from tests.cast import Person, membership, staff_named, users_named
from tests.rooms.assessments.papers import FULL, HALF, paper, save
from tests.world import DAY, World, enter_results, sign_in, url


def compute(world: World) -> None:
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)


def scored(world: World, by: Person, section: int, student: int = 0, cells: tuple[int, ...] = FULL) -> None:
    """One paper typed in by this person, and no run yet."""
    with world.inside():
        saved = Result.objects.filter(student=world.students[section][student]).first()
        save(world, paper(world, section, student, cells, based_on=saved.row_version if saved else 0), actor=by)


def told(world: World) -> dict[str, tuple[int, bool, bool]]:
    """By first name: the run's number, whether it is new to them, whether they have seen it."""
    with world.inside():
        return {
            notice.staff.name.split()[0]: (notice.number, notice.is_new, notice.seen_at is not None)
            for notice in Notice.objects.select_related("staff")
        }


class TestWhoIsTold:
    def test_the_team_but_not_who_typed_and_no_leader(self, world: World) -> None:
        enter_results(world)
        compute(world)
        assert told(world) == {"Bob": (1, True, False), "Charlie": (1, True, False)}

    def test_nothing_leaks_into_the_other_district(self, world: World) -> None:
        enter_results(world)
        compute(world)
        with world.inside_pine():
            assert not Notice.objects.exists()

    def test_two_who_typed_are_told_of_each_other(self, world: World) -> None:
        scored(world, world.alice, 0)
        scored(world, world.bob, 1)
        compute(world)
        assert set(told(world)) == {"Alice", "Bob", "Charlie"}

    def test_a_later_run_renews_what_is_unseen_and_changes_what_was_seen(self, world: World, client: Client) -> None:
        scored(world, world.alice, 0)
        compute(world)
        sign_in(client, world.charlie).get(url("assessments:report", world.cfa))
        scored(world, world.bob, 1)
        compute(world)
        assert told(world) == {
            "Alice": (2, False, False),
            "Bob": (1, True, False),
            "Charlie": (2, False, False),
        }

    def test_computing_the_same_again_tells_nobody(self, world: World, client: Client) -> None:
        enter_results(world)
        compute(world)
        sign_in(client, world.bob).get(url("assessments:report", world.cfa))
        with world.inside():
            request_run(assessment=world.cfa, actor=world.charlie.staff)
        compute(world)
        with world.inside():
            assert ReportRun.objects.count() == 2
        assert told(world) == {"Bob": (1, True, True), "Charlie": (1, True, False)}

    def test_a_correction_is_told(self, world: World) -> None:
        scored(world, world.bob, 1)
        compute(world)
        scored(world, world.alice, 1, cells=HALF)
        compute(world)
        assert told(world)["Bob"] == (2, False, False)


class TestWhoBelongs:
    @pytest.fixture
    def belong(self, world: World) -> Any:
        def names() -> set[str]:
            first = ReportRun(assessment=world.cfa, number=1, data_version=0)
            ids = audience_of(first, world.cfa, world.today).people
            return {name.split()[0] for name in StaffMember.objects.filter(pk__in=ids).values_list("name", flat=True)}

        with world.inside():
            yield names

    def test_members_of_today(self, world: World, belong: Any) -> None:
        assert belong() == {"Alice", "Bob", "Charlie"}
        SectionStaff.objects.filter(staff=world.bob.staff).delete()
        TeamMember.objects.filter(staff=world.bob.staff).update(ends_on=world.today)
        assert belong() == {"Alice", "Charlie"}

    def test_a_teacher_of_a_class_who_is_in_no_team(self, world: World, belong: Any) -> None:
        SectionStaff.objects.create(
            section=world.sections[1], staff=world.erin.staff, is_lead=False, starts_on=world.today - DAY
        )
        assert "Erin" in belong()

    def test_a_member_who_leads_now_is_told_no_more(self, world: World, belong: Any) -> None:
        SectionStaff.objects.filter(staff=world.bob.staff).delete()
        Membership.objects.filter(staff=world.bob.staff).update(role=Role.PRINCIPAL)
        assert "Bob" not in belong()

    def test_a_member_who_went_to_another_school(self, world: World, belong: Any) -> None:
        SectionStaff.objects.filter(staff=world.bob.staff).delete()
        Membership.objects.filter(staff=world.bob.staff).update(school=world.birch)
        assert "Bob" not in belong()

    def test_an_ended_role_and_a_record_without_a_sign_in(self, world: World, belong: Any) -> None:
        Membership.objects.filter(staff=world.bob.staff).update(ends_on=world.today)
        Membership.objects.filter(staff=world.charlie.staff).update(user=None)
        assert belong() == {"Alice"}


class TestOpening:
    @pytest.mark.parametrize("page", ["report", "report_skills", "report_items", "report_how", "report_live"])
    def test_any_part_of_the_report_makes_it_seen(self, world: World, client: Client, page: str) -> None:
        enter_results(world)
        compute(world)
        assert sign_in(client, world.bob).get(url(f"assessments:{page}", world.cfa)).status_code == 200
        assert told(world) == {"Bob": (1, True, True), "Charlie": (1, True, False)}

    def test_the_frame_of_that_very_page_counts_it_no_more(self, world: World, client: Client) -> None:
        enter_results(world)
        compute(world)
        page = sign_in(client, world.bob).get(url("assessments:report", world.cfa)).content.decode()
        assert '<span class="visually-hidden">What’s new</span></a>' in page

    def test_an_earlier_run_does_not(self, world: World, client: Client) -> None:
        scored(world, world.alice, 0)
        compute(world)
        scored(world, world.alice, 0, 1)
        compute(world)
        assert sign_in(client, world.bob).get(url("assessments:report", world.cfa, 1)).status_code == 200
        assert told(world)["Bob"] == (2, True, False)

    def test_a_page_still_right_marks_nothing(self, world: World, client: Client) -> None:
        enter_results(world)
        compute(world)
        sign_in(client, world.bob)
        address = f"{url('assessments:report_live', world.cfa)}?have=1d1"
        assert client.get(address).status_code == 204
        assert told(world)["Bob"] == (1, True, False)


class TestTheCost:
    def test_a_run_tells_in_two_statements_however_many_there_are(self, world: World) -> None:
        counts = []
        for number, more in enumerate((0, 12)):
            with world.inside():
                self._colleagues(world, more)
            scored(world, world.bob, 1, number)
            with CaptureQueriesContext(connection) as queries:
                compute(world)
            statements = [query["sql"] for query in queries]
            counts.append(len(statements))
            assert len([sql for sql in statements if "schools_notice" in sql or "schools_membership" in sql]) == 2
        assert counts[0] == counts[1]
        assert len(told(world)) == 2 + 12

    def _colleagues(self, world: World, count: int) -> None:
        names = [f"C{number}" for number in range(count)]
        for person in staff_named(users_named(*names), *names).values():
            membership(person, Role.TEACHER, world.alder, world.today).save()
            TeamMember.objects.create(team=world.team, staff=person.staff, starts_on=world.today - DAY)
