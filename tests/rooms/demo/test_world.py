"""The cast itself: its people stand where the docstring says, and its rows pass the fence."""

from django.contrib.auth import authenticate
from django.test import Client

from assessments.models import AssessmentSection, ReportRun, Result
from plc.schools.access import entrance
from plc.schools.models import Enrollment, Role
from tests.world import PASSWORD, World, enter_results, make_world, more_students, sign_in, url


def test_each_person_enters_as_who_they_are(world: World) -> None:
    roles = {
        person.name.split()[0]: viewer.roles if (viewer := entrance(user_id=person.user.pk, slug="harbor")) else None
        for person in (world.dana, world.pilar, world.quentin, world.alice, world.rita, world.moira, world.zoe)
    }
    assert roles == {
        "Dana": {Role.DISTRICT_ADMIN},
        "Pilar": {Role.PRINCIPAL},
        "Quentin": {Role.PRINCIPAL},
        "Alice": {Role.TEACHER},
        "Rita": None,
        "Moira": {Role.DISTRICT_ADMIN},
        "Zoe": None,
    }
    assert entrance(user_id=world.zoe.user.pk, slug="pine").staff == world.zoe.staff
    assert entrance(user_id=world.moira.user.pk, slug="pine").staff == world.moira_in_pine.staff


def test_people_sign_in_by_name_or_by_form(world: World, client: Client) -> None:
    assert sign_in(client, world.alice).session["_auth_user_id"] == str(world.alice.user.pk)
    assert authenticate(None, email=world.bob.email, password=PASSWORD) == world.bob.user


def test_addresses_lie_in_a_district(world: World) -> None:
    assert url("goals:home") == "/d/harbor/"
    assert url("goals:home", district=world.pine) == "/d/pine/"


def test_results_fit_items_and_keep_their_teacher(world: World) -> None:
    enter_results(world, seed=3)
    with world.inside():
        assert ReportRun.objects.get().assessment_id == world.cfa.pk
        rows = list(Result.objects.all())
        assert {row.student_id for row in rows} == {student.pk for student in world.all_students}
        assert {row.teacher_id for row in rows} == {p.staff.pk for p in (world.alice, world.bob, world.charlie)}
        assert all(cell <= top for row in rows for cell, top in zip(row.cells, world.max_cells, strict=True))


def test_it_grows(db: None) -> None:
    world = more_students(make_world(students=2), 2)
    assert [len(section) for section in world.students] == [4, 4, 4, 4]
    assert len({student.local_id for student in world.all_students}) == 16
    with world.inside():
        assert Enrollment.objects.count() == 16
        assert AssessmentSection.objects.filter(assessment=world.cfa).count() == 4
