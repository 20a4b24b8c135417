"""Whose account an address opens, and what nobody learns or gets around on the way in."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialLogin
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from assessments.models import Change, Result, Upload, UploadState
from plc.schools.models import Invitation, Membership, User
from plc.schools.signing_in import SocialAccountAdapter
from tests.rooms.assessments.papers import class_csv, send
from tests.world import PASSWORD, World, make_world, sign_in, url

MISTYPED = "bob.tester@example.com"


@pytest.fixture
def typed(world: World) -> World:
    """Bob has typed in a further address that is somebody else's, and so was never verified."""
    EmailAddress.objects.create(user=world.bob.user, email=MISTYPED, verified=False, primary=False)
    return world


def verified_elsewhere(email: str) -> SocialLogin:
    return SocialLogin(email_addresses=[EmailAddress(email=email, verified=True, primary=True)])


@pytest.mark.django_db
class TestAnAddressThatWasOnlyTypedIn:
    @pytest.fixture(autouse=True)
    def google(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(SocialAccountAdapter, "can_authenticate_by_email", lambda *args: True)

    def test_its_owner_does_not_get_in_by_google(self, typed: World) -> None:
        assert SocialAccountAdapter().authenticate_by_email(verified_elsewhere(MISTYPED)) is None

    def test_the_account_s_own_address_does(self, typed: World) -> None:
        bob = typed.bob.user
        assert SocialAccountAdapter().authenticate_by_email(verified_elsewhere(bob.email)) == (bob, bob.email)

    def test_its_owner_gets_no_new_password(self, typed: World, client: Client) -> None:
        cache.clear()
        for address in (MISTYPED, typed.bob.email):
            answer = client.post(reverse("account_reset_password"), {"email": address})
            assert answer.status_code == 302
        assert [letter.to for letter in mail.outbox] == [[typed.bob.email]]


@pytest.mark.django_db
class TestTheWayIn:
    @pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", r"/\evil.example", "javascript:1"])
    def test_it_leads_nowhere_else(self, world: World, client: Client, target: str) -> None:
        cache.clear()
        answer = client.post(reverse("account_login"), {"login": world.bob.email, "password": PASSWORD, "next": target})
        assert (answer.status_code, answer["Location"]) == (302, "/")

    def test_a_session_from_before_is_not_taken_over(self, world: World, client: Client) -> None:
        cache.clear()
        session = client.session
        session["planted"] = True
        session.save()
        before = session.session_key
        client.post(reverse("account_login"), {"login": world.bob.email, "password": PASSWORD})
        assert client.session.session_key != before

    def test_another_forwarded_address_is_not_another_try(self, world: World, client: Client) -> None:
        cache.clear()
        answers = [
            client.post(
                reverse("account_login"),
                {"login": f"nobody{n}@example.org", "password": "wrong"},
                headers={"X-Forwarded-For": f"10.0.0.{n}"},
            ).status_code
            for n in range(12)
        ]
        assert answers == [200] * 10 + [429] * 2


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """The jobs in threads of their own, begun together; what each gave."""
    barrier, given = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place: int) -> None:
        barrier.wait()
        try:
            given[place] = jobs[place]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_one_invitation_makes_one_sign_in(self) -> None:
        world = make_world()
        offer = {"name": "Nia New", "email": "nia@example.org", "role": "teacher", "school": world.alder.pk}
        sign_in(Client(), world.dana).post(url("schools:invitations"), offer)
        address = next(word for word in mail.outbox[-1].body.split() if word.startswith("http://testserver/"))
        form = {"name": "Nia New", "password": "quiet river stone", "repeated": "quiet river stone"}
        answers = at_once(*[lambda: Client().post(address, form).status_code] * 3)
        assert sorted(answers)[-1] == 302 and 500 not in answers
        with world.inside(), transaction.atomic():
            assert User.objects.filter(email="nia@example.org").count() == 1
            assert Membership.objects.filter(user__email="nia@example.org").count() == 1
            assert Invitation.objects.get().accepted_at is not None

    def test_an_upload_is_saved_once_and_taken_back_once(self) -> None:
        cache.clear()
        world = make_world()
        bob, alice = sign_in(Client(), world.bob), sign_in(Client(), world.alice)
        send(bob, world, class_csv(world.students[1]))
        with world.inside(), transaction.atomic():
            upload = Upload.objects.get()
        agreed = {"plan": upload.plan_digest}
        saving = [
            lambda who=who: who.post(url("assessments:upload_apply", upload), agreed).status_code
            for who in (bob, alice)
        ]
        assert sorted(at_once(*saving)) == [302, 409]
        back = [lambda who=who: who.post(url("assessments:upload_revert", upload)).status_code for who in (bob, alice)]
        assert sorted(at_once(*back, saving[0])) == [302, 409, 409]
        with world.inside(), transaction.atomic():
            upload.refresh_from_db()
            assert upload.state == UploadState.REVERTED
            assert (Change.objects.count(), Result.objects.count()) == (2, 0)
