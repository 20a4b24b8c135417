"""The link in a letter, and news: what a forged, foreign or old link does, and that nobody touches another's."""

import pytest
from django.core import signing
from django.test import Client

from plc.schools.actions import tell
from plc.schools.mail import digests_off_token
from plc.schools.models import AuditEntry, Digest, MailChoice, Membership, Notice
from plc.schools.news import digest_of
from tests.cast import Person
from tests.world import World, sign_in, url

ONE_CLICK = {"List-Unsubscribe": "One-Click"}  # what a mail program posts by itself

pytestmark = pytest.mark.django_db


def link(world: World, person: Person) -> str:
    return f"/letters/off/{digests_off_token(person.staff.district.pk, person.staff.pk)}/"


def choices(world: World) -> list[tuple[int, str]]:
    """Everybody's choice in both districts."""
    found: list[tuple[int, str]] = []
    for opened in (world.inside(), world.inside_pine()):
        with opened:
            found += MailChoice.objects.values_list("staff_id", "digest")
    return found


class TestTheLink:
    def test_opening_it_changes_nothing(self, world: World) -> None:
        """Mail programs and filters open every link of a letter."""
        page = Client().get(link(world, world.bob))
        assert page.status_code == 200
        assert "Send me no more" in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        assert choices(world) == []

    def test_a_mail_program_posts_without_a_session_or_a_token_of_ours(self, world: World) -> None:
        stranger = Client(enforce_csrf_checks=True)
        for _ in range(2):
            answer = stranger.post(link(world, world.bob), ONE_CLICK)
            assert answer.status_code == 200
            assert "We send you no more news from Harbor" in answer.content.decode()
        assert choices(world) == [(world.bob.staff.pk, Digest.OFF)]
        with world.inside():
            assert AuditEntry.objects.get(verb="choose_digest").actor == world.bob.staff

    def test_it_opens_nothing_else(self, world: World) -> None:
        stranger = Client()
        stranger.post(link(world, world.bob))
        assert stranger.get(url("schools:news")).status_code == 302

    @pytest.mark.parametrize("verb", ["get", "post"])
    def test_it_never_says_whose_it_is(self, world: World, verb: str) -> None:
        """Also to somebody of another district who is signed in, and alike whatever was chosen before."""
        pages = []
        for client in (Client(), sign_in(Client(), world.alice), sign_in(Client(), world.alice)):
            page = getattr(client, verb)(link(world, world.zoe)).content.decode()
            pages.append(page.replace(page.split('csrfmiddlewaretoken" value="')[-1][:64], ""))
        for page in pages:
            for told in (world.zoe.name, world.zoe.email, world.alice.name, world.alice.email):
                assert told not in page
        assert len(set(pages)) == 1

    def test_it_is_its_person_s_alone(self, world: World) -> None:
        sign_in(Client(), world.alice).post(link(world, world.zoe))
        assert choices(world) == [(world.zoe.staff.pk, Digest.OFF)]

    def test_it_still_answers_after_the_role_has_ended(self, world: World) -> None:
        with world.inside():
            Membership.objects.filter(staff=world.bob.staff).update(ends_on=world.today)
        living = Client().post(link(world, world.charlie)).content
        assert Client().post(link(world, world.bob)).content == living

    def test_a_person_of_the_other_district_is_not_there(self, world: World) -> None:
        mixed = f"/letters/off/{digests_off_token(world.harbor.pk, world.zoe.staff.pk)}/"
        assert Client().post(mixed).status_code == 200
        assert choices(world) == []


class TestForgedLinks:
    def forged(self, world: World) -> dict[str, str]:
        right = digests_off_token(world.harbor.pk, world.bob.staff.pk)
        ids = [world.harbor.pk, world.bob.staff.pk]
        of_charlie = digests_off_token(world.harbor.pk, world.charlie.staff.pk)
        salt = "plc.schools.mail.digests_off"
        return {
            "nonsense": "nonsense",
            "cut": right[:-1],
            "unsigned": right.partition(":")[0],
            "of another with this one's signature": f"{of_charlie.partition(':')[0]}:{right.partition(':')[2]}",
            "another purpose": signing.Signer(salt="other").sign_object(ids),
            "another key": signing.Signer(key="guessed", salt=salt).sign_object(ids),
            "no district": digests_off_token(999_999, world.bob.staff.pk),
        }

    def test_each_is_the_same_page_and_changes_nothing(self, world: World) -> None:
        pages = set()
        for kind, token in self.forged(world).items():
            for verb in ("get", "post"):
                answer = getattr(Client(), verb)(f"/letters/off/{token}/")
                assert answer.status_code == 404, kind
                pages.add(answer.content)
        assert len(pages) == 1
        assert choices(world) == []


class TestNews:
    def test_marking_all_as_seen_is_for_one_s_own(self, world: World) -> None:
        with world.inside():
            people = (world.alice.staff.pk, world.bob.staff.pk)
            tell(staff_ids=people, kind="report", subject_id=world.cfa.pk, number=1, is_new=True)
        bob = sign_in(Client(), world.bob)
        bob.post(url("schools:news_seen"), {"until": "2999-01-01T00:00:00+00:00", "staff": world.alice.staff.pk})
        with world.inside():
            assert Notice.objects.get(seen_at__isnull=True).staff == world.alice.staff

    def test_somebody_of_two_districts_meets_each_one_s_own(self, world: World) -> None:
        with world.inside_pine():
            tell(
                staff_ids=[world.moira_in_pine.staff.pk],
                kind="report",
                subject_id=world.pine_cfa.pk,
                number=1,
                is_new=True,
            )
        moira = sign_in(Client(), world.moira)
        assert moira.get(url("schools:news", district="pine")).context["shell"].unseen == 1
        assert moira.get(url("schools:news")).context["shell"].unseen == 0
        moira.post(url("schools:news_by_mail"), {"digest": "off"})
        with world.inside_pine():
            assert digest_of(world.moira_in_pine.staff) == Digest.DAILY
