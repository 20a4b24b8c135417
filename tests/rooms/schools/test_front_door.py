"""Signing in, and where it leads."""

import os
import re
import subprocess
import sys

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client

from plc.schools.models import Membership
from tests.databases import ROOT
from tests.world import PASSWORD, World, sign_in, url


@pytest.fixture(autouse=True)
def no_tries_so_far(db: None) -> None:
    cache.clear()


def test_signed_out_the_root_leads_to_the_sign_in_page(client: Client):
    response = client.get("/")
    assert (response.status_code, response["Location"]) == (302, "/account/login/")


def test_one_district_opens_at_once(world: World, client: Client):
    assert sign_in(client, world.alice).get("/")["Location"] == "/d/harbor/"


def test_several_districts_are_offered_by_name(world: World, client: Client):
    text = sign_in(client, world.moira).get("/").content.decode()
    assert "Your districts" in text
    assert re.findall(r'href="/d/(\w+)/"', text) == ["harbor", "pine"]


def test_a_district_where_the_role_has_ended_is_not_offered(world: World, client: Client):
    with world.inside():
        Membership.objects.filter(user=world.moira.user).update(ends_on=world.today)
    assert sign_in(client, world.moira).get("/")["Location"] == "/d/pine/"


def test_without_a_role_there_is_a_friendly_page(world: World, client: Client):
    response = sign_in(client, world.rita).get("/")
    assert response.status_code == 200
    assert "Hello, Rita Tester" in response.content.decode()


def test_signing_in_with_address_and_password(world: World, client: Client):
    response = client.post("/account/login/", {"login": "Alice@Example.org", "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/")["Location"] == "/d/harbor/"


def test_the_eleventh_wrong_password_within_a_minute_meets_a_pause(world: World, client: Client):
    for number in range(10):
        tried = client.post("/account/login/", {"login": f"nobody{number}@example.org", "password": "wrong"})
        assert tried.status_code == 200
    eleventh = client.post("/account/login/", {"login": world.alice.email, "password": PASSWORD})
    assert eleventh.status_code == 429
    assert "A short pause" in eleventh.content.decode()


def test_the_sixth_wrong_password_of_one_person_meets_a_pause(world: World, client: Client):
    answers = [
        client.post("/account/login/", {"login": world.alice.email, "password": "wrong"}).status_code for _ in range(6)
    ]
    assert answers == [200, 200, 200, 200, 200, 429]


def test_a_forgotten_password_looks_the_same_for_known_and_unknown(world: World, client: Client):
    with world.inside():
        world.erin.staff.__class__.objects.create(name="Iris Imported", email="iris@example.org")
    pages = []
    for address in (world.alice.email, "nobody@example.org", "iris@example.org"):
        response = client.post("/account/password/reset/", {"email": address})
        assert response.status_code == 302
        pages.append((response["Location"], client.get(response["Location"]).content))
    assert len(set(pages)) == 1
    assert [letter.to for letter in mail.outbox] == [["alice@example.org"]]


def test_nobody_signs_up_by_themselves(world: World, client: Client):
    fields = {"email": "new@example.org", "password1": "quiet harbor 1", "password2": "quiet harbor 1"}
    client.post("/account/signup/", fields)
    assert not type(world.alice.user).objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize("path", ["/account/2fa/totp/activate/", "/account/2fa/webauthn/add/"])
def test_a_second_step_is_set_up_after_the_password_was_typed_once_more(world: World, path: str):
    client = Client()
    client.post("/account/login/", {"login": world.alice.email, "password": PASSWORD})
    assert client.get("/account/2fa/").status_code == 200
    asked = client.get(path)
    assert asked["Location"].startswith("/account/reauthenticate/")
    assert client.get(asked["Location"]).status_code == 200
    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == path
    assert client.get(path).status_code == 200


SIGN_IN_PAGE = """
import django
django.setup()
from django.test import Client
print(Client().get("/account/login/").content.decode())
"""


def sign_in_page(**variables: str) -> str:
    """The page as a process of its own would draw it: providers are apps, and apps are chosen at start."""
    database = connection.settings_dict
    where = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    environment = {**os.environ, "PLC_DATABASE_URL": f"postgresql://{where}", **variables}
    done = subprocess.run(
        [sys.executable, "-c", SIGN_IN_PAGE], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_providers_are_offered_only_when_switched_on(db: None, client: Client):
    text = client.get("/account/login/").content.decode()
    assert "/account/google/" not in text
    assert "/account/microsoft/" not in text
    assert client.get("/account/google/login/").status_code == 404
    text = sign_in_page(PLC_GOOGLE_CLIENT_ID="id", PLC_GOOGLE_SECRET="s")
    assert "/account/google/login/" in text
    assert "/account/microsoft/" not in text


def test_sessions_of_a_person_in_two_districts_show_the_way_to_the_other(world: World, client: Client):
    text = sign_in(client, world.moira).get(url("schools:schools")).content.decode()
    assert 'href="/d/pine/"' in text
    assert 'href="/d/pine/"' not in sign_in(Client(), world.dana).get(url("schools:schools")).content.decode()
