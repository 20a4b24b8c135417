"""Roles given and ended: at once, with the sessions, and never the last district admin's."""

import datetime
import threading

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client

from plc.http.refusals import Refusal
from plc.schools.actions import add_role, end_role
from plc.schools.models import AuditEntry, Membership, Role, StaffMember
from tests.world import PASSWORD, Person, World, make_world, sign_in, url

DAY = datetime.timedelta(days=1)


def role_of(world: World, person: Person) -> Membership:
    with world.inside(), transaction.atomic():
        return Membership.objects.get(staff=person.staff, ends_on=None)


def signed_in_by_password(person: Person) -> Client:
    """Through the form, which is what makes a session that can be found again by its person."""
    client = Client()
    response = client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert response.status_code == 302
    return client


def test_a_role_is_added_from_the_page_of_a_person(world: World, client: Client):
    sign_in(client, world.dana)
    fields = {"role": Role.PRINCIPAL, "school": world.birch.pk, "starts_on": str(world.today)}
    response = client.post(url("schools:staff_member", world.erin.staff), fields, follow=True)
    assert "Erin Tester is principal from" in response.content.decode()
    with world.inside():
        added = Membership.objects.get(staff=world.erin.staff, role=Role.PRINCIPAL)
        assert (added.school, added.starts_on, added.user) == (world.birch, world.today, world.erin.user)
        assert AuditEntry.objects.get(verb="add_role").subject_id == added.pk
    again = client.post(url("schools:staff_member", world.erin.staff), fields)
    assert "already has this role" in again.content.decode()


def test_role_and_school_have_to_fit(world: World, client: Client):
    sign_in(client, world.dana)
    address = url("schools:staff_member", world.erin.staff)
    day = str(world.today)
    without = client.post(address, {"role": Role.TEACHER, "school": "", "starts_on": day}).content.decode()
    assert "A teacher needs a school." in without
    with_one = client.post(address, {"role": Role.DISTRICT_ADMIN, "school": world.birch.pk, "starts_on": day})
    assert "serves the whole district" in with_one.content.decode()
    elsewhere = client.post(address, {"role": Role.TEACHER, "school": world.cedar.pk, "starts_on": day})
    assert "Select a valid choice" in elsewhere.content.decode()
    with world.inside():
        assert Membership.objects.filter(staff=world.erin.staff).count() == 1


def test_ending_a_role_today_ends_access_with_the_next_request_and_every_session(world: World, client: Client):
    bob = signed_in_by_password(world.bob)
    assert bob.get(url("goals:home")).status_code == 200
    key = bob.session.session_key
    sign_in(client, world.dana)
    response = client.post(
        url("schools:end_role", role_of(world, world.bob)), {"ends_on": str(world.today)}, follow=True
    )
    assert "The role of Bob Tester ends on" in response.content.decode()
    assert not Session.objects.filter(session_key=key).exists()
    assert not UserSession.objects.filter(user=world.bob.user).exists()
    after = bob.get(url("goals:home"))
    assert (after.status_code, after["Location"].split("?")[0]) == (302, "/account/login/")
    with world.inside():
        assert AuditEntry.objects.get(verb="end_role").actor == world.dana.staff


def test_without_a_live_role_the_very_next_request_finds_nothing(world: World, client: Client):
    """Even where the session still stands: membership is looked up, not remembered."""
    sign_in(client, world.bob)
    assert client.get(url("teams:teams")).status_code == 200
    with world.inside():
        Membership.objects.filter(staff=world.bob.staff).update(ends_on=world.today)
    assert client.get(url("teams:teams")).status_code == 404


def test_a_role_elsewhere_keeps_the_sessions(world: World):
    moira = signed_in_by_password(world.moira)
    with world.inside():
        end_role(actor=world.dana.staff, membership=role_of(world, world.moira), ends_on=world.today)
    assert UserSession.objects.filter(user=world.moira.user).count() == 1
    assert moira.get(url("goals:home")).status_code == 404
    assert moira.get(url("goals:home", district="pine")).status_code == 200


def test_a_role_that_ends_later_changes_nothing_today(world: World):
    bob = signed_in_by_password(world.bob)
    with world.inside():
        end_role(actor=world.dana.staff, membership=role_of(world, world.bob), ends_on=world.today + DAY)
    assert bob.get(url("goals:home")).status_code == 200


def test_the_last_district_admin_stays(world: World, client: Client):
    dana, moira = role_of(world, world.dana), role_of(world, world.moira)
    sign_in(client, world.dana)
    client.post(url("schools:end_role", moira), {"ends_on": str(world.today)})
    response = client.post(url("schools:end_role", dana), {"ends_on": str(world.today)})
    assert "A district needs at least one district admin" in response.content.decode()
    assert role_of(world, world.dana).ends_on is None
    assert client.get(url("schools:people")).status_code == 200


def test_an_admin_with_an_end_date_or_without_a_sign_in_does_not_count(world: World):
    with world.inside():
        end_role(actor=world.dana.staff, membership=role_of(world, world.moira), ends_on=world.today + 30 * DAY)
        imported = StaffMember.objects.create(name="Iris Imported", email="iris@example.org")
        starts_on = world.today
        add_role(actor=world.dana.staff, staff=imported, role=Role.DISTRICT_ADMIN, school=None, starts_on=starts_on)
        with pytest.raises(Refusal, match="at least one district admin"):
            end_role(actor=world.dana.staff, membership=role_of(world, world.dana), ends_on=world.today)


def test_an_admin_who_leaves_is_led_out(world: World):
    dana = signed_in_by_password(world.dana)
    address = url("schools:end_role", role_of(world, world.dana))
    response = dana.post(address, {"ends_on": str(world.today)}, follow=True)
    assert response.redirect_chain[-1][0].startswith("/account/login/")
    assert response.status_code == 200


def test_a_role_is_not_ended_in_the_past_nor_twice(world: World, client: Client):
    sign_in(client, world.dana)
    role = role_of(world, world.bob)
    past = client.post(url("schools:end_role", role), {"ends_on": str(world.today - DAY)})
    assert "This day is past." in past.content.decode()
    client.post(url("schools:end_role", role), {"ends_on": str(world.today)})
    again = client.post(url("schools:end_role", role), {"ends_on": str(world.today)})
    assert "already ended" in again.content.decode()


def test_a_role_still_ahead_can_be_taken_back(world: World):
    with world.inside():
        ahead = add_role(
            actor=world.dana.staff,
            staff=world.erin.staff,
            role=Role.PRINCIPAL,
            school=world.birch,
            starts_on=world.today + 10 * DAY,
        )
        ended = end_role(actor=world.dana.staff, membership=ahead, ends_on=world.today)
    assert (ended.starts_on, ended.ends_on) == (world.today + 10 * DAY, world.today + 10 * DAY)


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_end_each_others_role_at_once_do_not_both_succeed():
    world = make_world()
    roles = {person: role_of(world, person) for person in (world.dana, world.moira)}
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def end(actor: Person, other: Person) -> None:
        try:
            start.wait()
            with world.inside():
                end_role(actor=actor.staff, membership=roles[other], ends_on=world.today)
            outcomes.append("ended")
        except Refusal:
            outcomes.append("refused")
        finally:
            connection.close()

    pairs = ((world.dana, world.moira), (world.moira, world.dana))
    threads = [threading.Thread(target=end, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["ended", "refused"]


@pytest.mark.parametrize("name", ["pilar", "alice", "zoe"])
def test_only_district_admins_give_and_end_roles(world: World, client: Client, name: str):
    sign_in(client, getattr(world, name))
    fields = {"role": Role.DISTRICT_ADMIN, "school": "", "starts_on": str(world.today)}
    assert client.post(url("schools:staff_member", world.alice.staff), fields).status_code == 404
    assert client.get(url("schools:end_role", role_of(world, world.bob))).status_code == 404
