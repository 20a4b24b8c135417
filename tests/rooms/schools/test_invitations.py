"""An invitation's life: sent, resent, withdrawn, too old, used once."""

import datetime
import re
import threading
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import Client
from django.utils import timezone

from plc.http.refusals import Refusal
from plc.schools.actions import accept_invitation, invite_staff, withdraw_invitation
from plc.schools.actions.invitations import digest
from plc.schools.models import AuditEntry, Invitation, Membership, Role, StaffMember, User
from tests.world import PASSWORD, World, make_world, sign_in, url

NEW = {"name": "Nia New", "email": "Nia@Example.org", "role": Role.TEACHER}
CHOSEN = {"name": "Nia New", "password": "quiet harbor morning", "repeated": "quiet harbor morning"}


class DeadMailServer(BaseEmailBackend):
    def send_messages(self, email_messages: Any) -> int:
        raise SMTPServerDisconnected("Connection unexpectedly closed")


@pytest.fixture
def invite(world: World, django_capture_on_commit_callbacks: Any) -> Any:
    """Invite as Dana; returns the path of the link in the letter."""

    def do(**changes: Any) -> str:
        facts = {**NEW, "school": world.alder, **changes}
        with world.inside(), django_capture_on_commit_callbacks(execute=True):
            invite_staff(actor=world.dana.staff, **facts)
        return link_in(mail.outbox[-1])

    return do


def link_in(letter: Any) -> str:
    found = re.search(r"http://testserver(/join/harbor/[\w-]+/)", letter.body)
    assert found, letter.body
    return found[1]


def the_invitation(world: World) -> Invitation:
    with world.inside():
        return Invitation.objects.get()


def test_the_letter_goes_to_the_invited_person_after_the_commit(
    world: World, client: Client, django_capture_on_commit_callbacks: Any
):
    sign_in(client, world.dana)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url("schools:invitations"), {**NEW, "school": world.alder.pk})
        assert mail.outbox == []
    assert response.status_code == 302
    (letter,) = mail.outbox
    assert letter.to == ["nia@example.org"]
    assert letter.subject == "Join Harbor on PLC teams"
    assert "Dana Tester invites you to join Harbor on PLC teams as teacher at Alder Middle School." in letter.body
    invitation = the_invitation(world)
    token = link_in(letter).split("/")[3]
    assert invitation.token_digest == digest(token)
    assert token not in client.get(url("schools:invitations")).content.decode()


def test_the_list_says_who_was_invited(world: World, client: Client, invite: Any):
    invite()
    text = sign_in(client, world.dana).get(url("schools:invitations")).content.decode()
    assert "Nia New" in text
    assert "Sent " in text


def test_a_dead_mail_server_is_said_and_shown(
    world: World, client: Client, settings: Any, django_capture_on_commit_callbacks: Any
):
    settings.EMAIL_BACKEND = "tests.rooms.schools.test_invitations.DeadMailServer"
    sign_in(client, world.dana)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url("schools:invitations"), {**NEW, "school": world.alder.pk})
    assert response.status_code == 302
    assert "Letter not sent" in client.get(url("schools:invitations")).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("schools:resend_invitation", the_invitation(world)))
    assert len(mail.outbox) == 1
    assert "Letter not sent" not in client.get(url("schools:invitations")).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("backend", "sentence"),
    [
        ("tests.rooms.schools.test_invitations.DeadMailServer", "the mail server did not take the letter"),
        ("django.core.mail.backends.locmem.EmailBackend", "The invitation is on its way to nia@example.org."),
    ],
)
def test_the_next_page_says_whether_the_letter_went_out(client: Client, settings: Any, backend: str, sentence: str):
    """With real commits: the letter goes out after the view has returned, and its message still comes along."""
    settings.EMAIL_BACKEND = backend
    world = make_world()
    sign_in(client, world.dana)
    response = client.post(url("schools:invitations"), {**NEW, "school": world.alder.pk}, follow=True)
    assert sentence in response.content.decode()


@pytest.mark.parametrize("name", ["pilar", "alice", "zoe"])
def test_only_district_admins_invite(world: World, client: Client, invite: Any, name: str):
    invite()
    sign_in(client, getattr(world, name))
    assert client.post(url("schools:invitations"), {**NEW, "school": world.alder.pk}).status_code == 404
    assert client.post(url("schools:resend_invitation", the_invitation(world))).status_code == 404
    assert client.post(url("schools:withdraw_invitation", the_invitation(world))).status_code == 404
    assert len(mail.outbox) == 1


def test_nobody_is_invited_twice_to_the_same_nor_when_already_here(world: World, invite: Any):
    invite()
    with pytest.raises(Refusal, match="was invited to this role"):
        invite()
    with pytest.raises(Refusal, match="Bob Tester already signs in with this address"):
        invite(email="bob@example.org")


def test_the_page_of_the_link_shows_the_offer_and_no_more(invite: Any, client: Client):
    text = client.get(invite()).content.decode()
    assert "Dana Tester invites you to join Harbor as teacher at Alder Middle School." in text
    assert "nia@example.org" in text
    assert "Alice" not in text


def test_joining_makes_a_sign_in_a_role_and_opens_the_district(world: World, client: Client, invite: Any):
    path = invite()
    response = client.post(path, CHOSEN)
    assert (response.status_code, response["Location"]) == (302, "/d/harbor/")
    assert client.get(url("goals:home")).status_code == 200
    user = User.objects.get(email="nia@example.org")
    assert user.check_password("quiet harbor morning")
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("nia@example.org", True, True)
    with world.inside():
        role = Membership.objects.get(user=user)
        assert (role.role, role.school, role.starts_on) == (Role.TEACHER, world.alder, world.today)
        assert role.staff.name == "Nia New"
        entry = AuditEntry.objects.get(verb="accept_invitation")
        assert entry.actor == role.staff
    assert client.get(url("schools:people")).status_code == 404


def test_an_imported_person_is_linked_and_keeps_the_roles_given_before(world: World, client: Client, invite: Any):
    with world.inside():
        imported = StaffMember.objects.create(name="N. New", email="nia@example.org")
        Membership.objects.create(staff=imported, role=Role.TEACHER, school=world.birch, starts_on=world.today)
    client.post(invite(), CHOSEN)
    with world.inside():
        user = User.objects.get(email="nia@example.org")
        assert StaffMember.objects.get(email="nia@example.org").user == user
        assert set(Membership.objects.filter(user=user).values_list("school__name", flat=True)) == {
            "Alder Middle School",
            "Birch Middle School",
        }


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password": "short", "repeated": "short"}, "too short"),
        ({"password": "1029384756", "repeated": "1029384756"}, "entirely numeric"),
        ({"password": "nia@example.org", "repeated": "nia@example.org"}, "too similar to the"),
        ({"repeated": "another harbor morning"}, "The two passwords differ."),
        ({"name": ""}, "Fill this in first."),
    ],
)
def test_a_weak_password_is_refused_and_nothing_saved(
    invite: Any, client: Client, changes: dict[str, str], sentence: str
):
    response = client.post(invite(), {**CHOSEN, **changes})
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not User.objects.filter(email="nia@example.org").exists()


def test_links_that_do_not_open_look_alike(world: World, client: Client, invite: Any):
    used, withdrawn, old = (invite(email=f"{name}@example.org") for name in ("used", "withdrawn", "old"))
    client.post(used, CHOSEN)
    client.logout()
    with world.inside():
        withdraw_invitation(actor=world.dana.staff, invitation=Invitation.objects.get(email="withdrawn@example.org"))
        past = timezone.now() - datetime.timedelta(seconds=1)
        Invitation.objects.filter(email="old@example.org").update(expires_at=past)
    unknown, nowhere = "/join/harbor/never-written/", used.replace("harbor", "nowhere")
    elsewhere = old.replace("harbor", "pine")
    pages = [client.get(path) for path in (used, withdrawn, old, unknown, nowhere, elsewhere)]
    assert [page.status_code for page in pages] == [404] * 6
    assert len({page.content for page in pages}) == 1
    assert "This link can’t be used" in pages[0].content.decode()
    assert client.post(withdrawn, CHOSEN).status_code == 404
    assert not User.objects.filter(email="withdrawn@example.org").exists()


def test_a_newer_letter_replaces_the_older_link(
    world: World, client: Client, invite: Any, django_capture_on_commit_callbacks: Any
):
    old = invite()
    sign_in(client, world.dana)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("schools:resend_invitation", the_invitation(world)))
    client.logout()
    new = link_in(mail.outbox[-1])
    assert new != old
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def test_withdrawing_says_so_and_cannot_be_done_after_joining(world: World, client: Client, invite: Any):
    path = invite()
    Client().post(path, CHOSEN)
    sign_in(client, world.dana)
    text = client.post(url("schools:withdraw_invitation", the_invitation(world)), follow=True).content.decode()
    assert "Nia New has already joined." in text
    assert the_invitation(world).withdrawn_at is None


def test_someone_with_a_sign_in_signs_in_first_and_then_confirms(world: World, client: Client, invite: Any):
    path = invite(name="Zoe Tester", email="zoe@example.org")
    offer = client.get(path).content.decode()
    assert f'href="/account/login/?next={path}"' in offer
    assert "password" not in offer.lower()
    client.post(path, CHOSEN)  # a stranger with the letter cannot set a new password
    assert User.objects.get(email="zoe@example.org").check_password(PASSWORD)
    response = client.post(
        f"/account/login/?next={path}", {"login": "zoe@example.org", "password": PASSWORD, "next": path}
    )
    assert response["Location"] == path
    assert "Join with this sign-in" in client.get(path).content.decode()
    assert client.post(path)["Location"] == "/d/harbor/"
    assert client.get(url("goals:home")).status_code == 200
    assert client.get(url("goals:home", district="pine")).status_code == 200
    assert client.get("/").status_code == 200


def test_someone_else_who_is_signed_in_cannot_take_it(world: World, client: Client, invite: Any):
    path = invite()
    sign_in(client, world.erin)
    page = client.get(path)
    assert page.status_code == 403
    assert "you are signed in as erin@example.org" in page.content.decode()
    assert client.post(path).status_code == 403
    assert the_invitation(world).accepted_at is None


def test_an_address_that_was_verified_counts_as_its_owners(world: World, client: Client, invite: Any):
    EmailAddress.objects.create(user=world.zoe.user, email="nia@example.org", verified=True, primary=False)
    path = invite()
    assert "Sign in to join" in client.get(path).content.decode()
    sign_in(client, world.zoe)
    assert client.post(path)["Location"] == "/d/harbor/"


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_join_once():
    world = make_world()
    with world.inside():
        invite_staff(actor=world.dana.staff, school=world.alder, **NEW)
    token = link_in(mail.outbox[-1]).split("/")[3]
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def accept() -> None:
        try:
            start.wait()
            with world.inside():
                accept_invitation(token=token, user=None, name="Nia", password="quiet harbor morning")
            outcomes.append("joined")
        except Refusal as refusal:
            outcomes.append(refusal.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["This invitation can no longer be used.", "joined"]
    assert User.objects.filter(email="nia@example.org").count() == 1
