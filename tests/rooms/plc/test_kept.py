"""Query sets whose SQL is kept: the same answers as without, and never an answer or a value of an earlier call."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, QuerySet
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.access import access_assessment
from plc.schools.access import Viewer, entrance
from plc.schools.models import District, Membership, Role, School, SchoolYear, SectionStaff, User
from plc.schools.models.dated import live_on
from plc.tenancy import NoTenantOpen, tenant
from plc.tenancy.kept import DISTRICT, FIRST_DAY, FIRST_ID, Kept
from teams.models import TeamMember
from tests.world import DAY, World


class TestAnswers:
    def test_each_call_is_one_statement_with_its_own_values(self, db: None) -> None:
        for name in ("Harbor", "Pine"):
            District.objects.create(name=name, slug=name.lower())
        of_slug = Kept[District](lambda slug: District.objects.filter(slug=slug))
        with CaptureQueriesContext(connection) as asked:
            answers = [[district.name for district in of_slug(slug)] for slug in ("harbor", "pine", "oak", "harbor")]
        assert answers == [["Harbor"], ["Pine"], [], ["Harbor"]]
        assert len(asked) == 4

    def test_what_has_changed_since_is_seen(self, db: None) -> None:
        district = District.objects.create(name="Harbor", slug="harbor")
        of_slug = Kept[District](lambda slug: District.objects.filter(slug=slug))
        assert of_slug("harbor")[0].name == "Harbor"
        District.objects.filter(pk=district.pk).update(name="Harbor Valley")
        assert of_slug("harbor")[0].name == "Harbor Valley"

    def test_related_rows_annotations_and_days_come_as_without(self, world: World) -> None:
        def held(user_id: int, today: datetime.date, roles: tuple[Role, ...]) -> QuerySet[Any]:
            rows = Membership.objects.filter(live_on(today), user_id=user_id, role__in=roles)
            return rows.select_related("staff", "school").annotate(since=F("starts_on")).order_by("pk")

        kept, person = Kept[Any](held), world.alice.user
        for today in (world.today, world.today - 4000 * DAY):
            for roles in ((Role.TEACHER,), (Role.TEACHER, Role.PRINCIPAL)):
                with world.inside():
                    found, wanted = kept(person.pk, today, roles), list(held(person.pk, today, roles))
                    assert found == wanted
                    assert [(m.staff.name, m.school.name, m.since) for m in found] == [
                        (m.staff.name, m.school.name, m.since) for m in wanted
                    ]

    def test_moments_by_the_second(self, world: World) -> None:
        kept = Kept(lambda since: User.objects.filter(joined_at__gte=since, pk=world.alice.user.pk).values_list("pk"))
        joined = world.alice.user.joined_at
        second = datetime.timedelta(seconds=1)
        assert [len(kept(moment)) for moment in (joined - second, joined, joined + second)] == [1, 1, 0]

    def test_sets_of_any_size_even_none(self, world: World) -> None:
        of_ids = Kept(lambda ids: School.objects.filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
        with world.inside():
            every = list(School.objects.order_by("pk").values_list("pk", flat=True))
            assert len(every) > 1
            assert of_ids(frozenset()) == []
            assert of_ids(frozenset(every[:1])) == every[:1]
            assert of_ids(frozenset(every)) == every

    def test_what_no_row_can_match_is_no_statement(self, world: World) -> None:
        led = Kept(lambda values: School.objects.filter(pk__in=Viewer.of_values(*values).principal_school_ids))
        asked = {}
        for person in (world.alice, world.pilar):
            viewer = entrance(user_id=person.user.pk, slug=world.harbor.slug)
            assert viewer is not None
            with world.inside():
                asked[person.name] = [school.name for school in led(viewer.values)]
        assert list(asked.values()) == [[], ["Alder Middle School"]]


class TestTheFence:
    def test_the_same_query_set_sees_the_open_district_alone(self, world: World) -> None:
        schools = Kept(lambda: School.objects.order_by("name").values_list("name", flat=True))
        with world.inside():
            harbor = set(schools())
        with world.inside_pine():
            pine = set(schools())
        assert harbor
        assert pine
        assert not harbor & pine

    def test_with_no_district_open_it_is_an_error(self, world: World) -> None:
        schools = Kept(School.objects.all)
        with world.inside():
            assert schools()
        with pytest.raises(NoTenantOpen):
            schools()

    def test_an_access_that_ends_ends_with_the_next_call(self, world: World) -> None:
        viewer = entrance(user_id=world.alice.user.pk, slug=world.harbor.slug)
        assert viewer is not None
        with world.inside():
            assert access_assessment(viewer, world.cfa.pk) == world.cfa
            TeamMember.objects.filter(staff=world.alice.staff).update(ends_on=world.today)
            assert access_assessment(viewer, world.cfa.pk) == world.cfa  # still the teacher of a class of it
            SectionStaff.objects.filter(staff=world.alice.staff).update(ends_on=world.today)
            with pytest.raises(Http404):
                access_assessment(viewer, world.cfa.pk)


class TestWhatCannotBeKept:
    def test_a_value_that_was_counted_with(self, db: None) -> None:
        with tenant(1), pytest.raises(TypeError, match="counted with"):
            Kept(lambda day: SchoolYear.objects.filter(starts_on__lte=day + DAY * 40))(datetime.date(2026, 1, 1))
        with pytest.raises(TypeError, match="counted with"):
            Kept(lambda pk: District.objects.filter(pk=pk + 1000))(1)
        with pytest.raises(TypeError, match="counted with"):
            Kept(lambda pk: District.objects.filter(pk=pk - 1000))(1)
        with tenant(1), pytest.raises(TypeError, match="counted with"):
            Kept(lambda moment: Membership.objects.filter(starts_on__lte=moment - DAY))(timezone.now())

    def test_a_value_that_was_cut_up(self, db: None) -> None:
        with pytest.raises(TypeError, match="counted with"):
            Kept(lambda slug: District.objects.filter(slug=f"{slug}-valley"))("harbor")
        with pytest.raises(TypeError, match="counted with"):
            Kept(lambda slug: District.objects.filter(slug__contains=slug))("harbor")

    def test_a_column_that_is_too_small_for_the_stand_ins(self, db: None) -> None:
        with pytest.raises(TypeError, match="too small"):
            Kept(lambda size: District.objects.filter(smallest_group=size))(10)

    def test_a_second_statement(self, world: World) -> None:
        with world.inside(), pytest.raises(TypeError, match="second statement"):
            Kept(lambda: School.objects.prefetch_related("memberships"))()

    def test_a_row_is_no_value(self) -> None:
        with pytest.raises(TypeError, match="District has no stand-in"):
            Kept(lambda district: District.objects.filter(pk=district.pk))(District(pk=1))


def test_the_stand_ins_are_nobodys(db: None) -> None:
    assert not District.objects.filter(pk__gte=DISTRICT).exists()
    assert DISTRICT < FIRST_ID < 2**31
    assert timezone.now().date() + 365_000 * DAY < FIRST_DAY
