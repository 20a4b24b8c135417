"""Each page of the district office, opened as each role and from the other side of the fence."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plc.schools.models import AuditEntry, Course, Invitation, Membership, Role, School, Section, StaffMember
from tests.world import World, sign_in, url

OFFICE = ("schools:schools", "schools:people", "schools:invitations", "schools:school_years", "schools:audit")
OUTSIDERS = ("pilar", "quentin", "alice", "bob", "erin", "zoe")


@pytest.mark.parametrize("page", OFFICE)
def test_district_admins_open_the_office(world: World, client: Client, page: str):
    for name in ("dana", "moira"):
        assert sign_in(client, getattr(world, name)).get(url(page)).status_code == 200


@pytest.mark.parametrize("page", OFFICE)
@pytest.mark.parametrize("name", OUTSIDERS)
def test_to_everyone_else_the_office_does_not_exist(world: World, client: Client, page: str, name: str):
    assert sign_in(client, getattr(world, name)).get(url(page)).status_code == 404


@pytest.mark.parametrize("page", OFFICE)
def test_signed_out_leads_to_the_sign_in_page_and_back(world: World, client: Client, page: str):
    response = client.get(url(page))
    assert response.status_code == 302
    assert response["Location"] == f"/account/login/?next={url(page)}"


def test_the_list_of_schools_counts_students_and_staff_of_today(world: World, client: Client):
    text = sign_in(client, world.dana).get(url("schools:schools")).content.decode()
    # Alder: 4 sections of 3; Pilar, Alice, Bob and Charlie, but not Rita who left. Birch: Quentin and Erin.
    assert 'Alder Middle School</a></th><td class="num" data-label="Students:">12</td>' in text
    assert '<td class="num" data-label="Students:">12</td><td class="num" data-label="Staff:">4</td>' in text
    assert '<td class="num" data-label="Students:">0</td><td class="num" data-label="Staff:">2</td>' in text


def test_a_school_is_added_once(world: World, client: Client):
    sign_in(client, world.dana)
    response = client.post(url("schools:schools"), {"name": "  Elm   High "}, follow=True)
    assert "Elm High is added." in response.content.decode()
    with world.inside():
        school = School.objects.get(name="Elm High")
        entry = AuditEntry.objects.get(verb="add_school")
        assert (entry.actor, entry.subject_id) == (world.dana.staff, school.pk)
    again = client.post(url("schools:schools"), {"name": "Elm High"})
    assert "Elm High is already a school of this district." in again.content.decode()
    with world.inside():
        assert School.objects.filter(name="Elm High").count() == 1


@pytest.mark.parametrize(("name", "status"), [("dana", 200), ("pilar", 200), ("quentin", 404), ("alice", 404)])
def test_a_school_opens_to_admins_and_its_own_principal(world: World, client: Client, name: str, status: int):
    assert sign_in(client, getattr(world, name)).get(url("schools:school", world.alder)).status_code == status


def test_a_school_shows_sections_teachers_and_staff(world: World, client: Client):
    text = sign_in(client, world.pilar).get(url("schools:school", world.alder)).content.decode()
    assert (
        'Period 4</th><td data-label="Course:">Mathematics 7</td><td data-label="Teachers:">Charlie Tester</td>' in text
    )
    assert '<td class="num" data-label="Students:">3</td>' in text
    assert "Rita Tester" not in text
    assert url("schools:people") not in text


def test_nothing_of_another_district_opens(world: World, client: Client):
    sign_in(client, world.dana)
    with world.inside_pine():
        membership = Membership.objects.get(user=world.zoe.user)
    for address in (
        url("schools:school", world.cedar),
        url("schools:staff_member", world.zoe.staff),
        url("schools:end_role", membership),
        url("schools:schools", district="pine"),
    ):
        assert client.get(address).status_code == 404
    assert client.post(url("schools:end_role", membership), {"ends_on": str(world.today)}).status_code == 404


def test_people_are_found_by_name(world: World, client: Client):
    text = sign_in(client, world.dana).get(url("schools:people"), {"name": "char"}).content.decode()
    assert "Charlie Tester" in text
    assert "Alice Tester" not in text
    nobody = client.get(url("schools:people"), {"name": "xyz"}).content.decode()
    assert "Nobody by that name" in nobody


def test_people_are_shown_with_live_roles_only(world: World, client: Client):
    text = sign_in(client, world.dana).get(url("schools:people"), {"name": "Rita"}).content.decode()
    assert "No role today" in text


def test_lists_show_fifty_rows_a_page(world: World, client: Client):
    with world.inside():
        StaffMember.objects.bulk_create(StaffMember(name=f"Nadia {number:03d}") for number in range(60))
    sign_in(client, world.dana)
    first = client.get(url("schools:people"), {"name": "Nadia"}).content.decode()
    assert first.count("Nadia ") == 50
    assert "1 to 50 of 60" in first
    assert "?page=2&amp;name=Nadia" in first
    second = client.get(url("schools:people"), {"name": "Nadia", "page": "2"}).content.decode()
    assert second.count("Nadia ") == 10


def test_the_audit_log_names_who_did_what(world: World, client: Client):
    sign_in(client, world.dana)
    client.post(url("schools:schools"), {"name": "Elm High"})
    text = client.get(url("schools:audit")).content.decode()
    assert "Dana Tester" in text
    assert "Add school" in text


def more_of_everything(world: World) -> None:
    """Twice and more of whatever the office lists."""
    with world.inside():
        course = Course.objects.create(name="Science 7", code="SCI7")
        for number in range(8):
            school = School.objects.create(name=f"School {number}")
            staff = StaffMember.objects.create(name=f"Nadia {number}", email=f"nadia{number}@example.org")
            for place in (school, world.alder):
                Membership.objects.create(
                    staff=staff, role=Role.TEACHER, school=place, starts_on=world.today - datetime.timedelta(days=9)
                )
            Section.objects.create(
                school=world.alder, school_year=world.year, course=course, name=f"P{number}", local_id=f"S{number}"
            )
            Invitation.objects.create(
                email=f"i{number}@example.org",
                name=f"Ines {number}",
                role=Role.TEACHER,
                school=school,
                token_digest=str(number),
                invited_by=world.dana.staff,
                sent_at=timezone.now(),
                expires_at=timezone.now() + datetime.timedelta(days=1),
            )
            AuditEntry.objects.create(actor=staff, verb="add_role", subject_kind="membership", subject_id=number)


@pytest.mark.parametrize("page", [*OFFICE, "schools:school"])
def test_more_rows_take_no_more_queries(world: World, client: Client, page: str):
    sign_in(client, world.dana)
    with world.inside():
        AuditEntry.objects.create(actor=world.dana.staff, verb="add_role", subject_kind="membership")
        Invitation.objects.create(
            email="one@example.org",
            name="One",
            role=Role.DISTRICT_ADMIN,
            token_digest="one",
            invited_by=world.dana.staff,
            sent_at=timezone.now(),
            expires_at=timezone.now(),
        )
    address = url(page, world.alder) if page == "schools:school" else url(page)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    more_of_everything(world)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)
