"""The way into a district: who is let in, what they see there, and what is kept when a page fails."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from plc.schools.models import Membership, School
from plc.tenancy import open_district_id
from tests.world import World, sign_in

pytestmark = pytest.mark.urls("tests.rooms.plc.pages_that_misbehave")


@pytest.fixture
def client() -> Client:
    """As in production: a page that raises gives its error page."""
    return Client(raise_request_exception=False)


def _without_reference(response: Any) -> str:
    """Nor the forgery token, which is masked anew on every page."""
    text = re.sub(r"<code>[0-9a-f]+</code>", "<code></code>", response.content.decode())
    return re.sub(r'value="[A-Za-z0-9]{64}"', 'value=""', text)


class TestWhoIsLetIn:
    def test_a_member_and_only_into_their_district(self, client: Client, world: World) -> None:
        response = sign_in(client, world.alice).get("/d/harbor/test/fine")
        assert response.status_code == 200
        assert response.json() == {
            "district": world.harbor.pk,
            "schools": ["Alder Middle School", "Birch Middle School", "Saved by a page"],
        }
        assert open_district_id() is None

    def test_a_person_of_two_districts_sees_the_one_in_the_address(self, client: Client, world: World) -> None:
        sign_in(client, world.moira)
        assert "Cedar School" not in client.get("/d/harbor/test/fine").json()["schools"]
        assert client.get("/d/pine/test/fine").json()["schools"] == ["Cedar School", "Saved by a page"]

    def test_a_stranger_is_asked_to_sign_in_and_comes_back(self, client: Client, world: World) -> None:
        response = client.get("/d/harbor/test/fine?page=2")
        assert (response.status_code, response["Location"]) == (
            302,
            "/account/login/?next=/d/harbor/test/fine%3Fpage%3D2",
        )

    def test_unknown_foreign_and_missing_are_one_page(self, client: Client, world: World) -> None:
        """Byte for byte, apart from the number to ask about: an address tells a stranger nothing."""
        sign_in(client, world.alice)
        unknown = client.get("/d/nowhere/test/fine")
        foreign = client.get("/d/pine/test/fine")
        foreign_without_page = client.get("/d/pine/test/nothing-here")
        assert {r.status_code for r in (unknown, foreign, foreign_without_page)} == {404}
        assert _without_reference(unknown) == _without_reference(foreign) == _without_reference(foreign_without_page)
        assert {name: value for name, value in unknown.items() if name not in {"X-Request-Id", "Content-Length"}} == {
            name: value for name, value in foreign.items() if name not in {"X-Request-Id", "Content-Length"}
        }
        assert unknown.templates[0].name == "errors/404.html"

    def test_an_ended_membership_ends_access_with_the_next_click(self, client: Client, world: World) -> None:
        sign_in(client, world.bob)
        assert client.get("/d/harbor/test/fine").status_code == 200
        with world.inside(), transaction.atomic():
            Membership.objects.filter(staff=world.bob.staff).update(ends_on=world.today)
        assert client.get("/d/harbor/test/fine").status_code == 404

    def test_a_membership_that_ended_long_ago_opens_nothing(self, client: Client, world: World) -> None:
        assert sign_in(client, world.rita).get("/d/harbor/test/fine").status_code == 404

    def test_a_sign_in_that_was_switched_off_is_a_stranger(self, client: Client, world: World) -> None:
        sign_in(client, world.bob)
        world.bob.user.is_active = False
        world.bob.user.save(update_fields=["is_active"])
        assert client.get("/d/harbor/test/fine").status_code == 302

    @pytest.mark.parametrize(
        "address",
        [
            "/d/Harbor/test/fine",
            "/d/harbor_/test/fine",
            "/d/har%20bor/test/fine",
            "/d/harbor%00/test/fine",
            "/d/harbor%2F..%2Fpine/",
            "/d//test/fine",
            "/d/",
        ],
    )
    def test_an_odd_address_never_opens_a_district(self, client: Client, world: World, address: str) -> None:
        assert sign_in(client, world.alice).get(address).status_code == 404


class TestWhatIsKept:
    @pytest.mark.parametrize("page", ["breaks", "breaks-the-transaction", "answers-500"])
    def test_nothing_of_a_page_that_fails(self, client: Client, world: World, page: str) -> None:
        assert sign_in(client, world.dana).get(f"/d/harbor/test/{page}").status_code >= 500
        assert open_district_id() is None
        with world.inside():
            assert not School.objects.filter(name="Half done").exists()

    def test_everything_of_a_page_that_works(self, client: Client, world: World) -> None:
        sign_in(client, world.dana).get("/d/harbor/test/fine")
        with world.inside():
            assert School.objects.filter(name="Saved by a page").exists()


class TestWhatIsDrawn:
    @pytest.mark.parametrize("page", ["breaks", "breaks-the-transaction", "streams"])
    def test_a_bug_gets_a_page_with_a_number_and_no_details(self, client: Client, world: World, page: str) -> None:
        response = sign_in(client, world.alice).get(f"/d/harbor/test/{page}")
        assert response.status_code == 500
        text = response.content.decode()
        assert response.templates[0].name == "errors/500.html"
        assert f"<code>{response['X-Request-Id']}</code>" in text
        assert "Abbott" not in text

    def test_a_streamed_page_is_refused(self, world: World) -> None:
        """It would be read after its district is closed, and silently show no row."""
        with pytest.raises(RuntimeError, match="streamed page"):
            sign_in(Client(), world.alice).get("/d/harbor/test/streams")

    def test_a_page_drawn_late_is_still_drawn_inside(self, client: Client, world: World) -> None:
        response = sign_in(client, world.alice).get("/d/harbor/test/draws-late")
        assert "Alder Middle School" in response.content.decode()

    def test_a_refusal_is_a_sentence_and_a_remedy(self, client: Client, world: World) -> None:
        response = sign_in(client, world.alice).get("/d/harbor/test/refuses")
        assert response.status_code == 409
        assert "The CFA is locked." in response.content.decode()
        assert "Ask your facilitator to unlock it." in response.content.decode()

    def test_a_missing_thing_inside_keeps_the_way_home(self, client: Client, world: World) -> None:
        response = sign_in(client, world.alice).get("/d/harbor/test/missing")
        assert response.status_code == 404
        assert 'href="/d/harbor/"' in response.content.decode()
