"""The library: how far a card is shared, who reads what of it, and how it is found."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goals.actions import CardWords, Source, write_card
from goals.models import Reach, StrategyCard
from plc.schools.models import AuditEntry
from tests.cast import Person
from tests.world import DAY, World, sign_in, url


@pytest.fixture
def card(world: World) -> StrategyCard:
    """Bob's, of a class of his, shared with his team without his name."""
    return written(world, "Lines first", "Draw a double number line for each ratio.")


def written(world: World, title: str, steps: str, skill: str = "Unit rates") -> StrategyCard:
    with world.inside():
        return write_card(
            actor=world.bob.staff,
            source=Source(world.cfa, None, world.ratios),
            section=world.sections[1],
            words=CardWords(title, skill, steps, "Grid paper", names_class=False),
            is_shared=True,
        )


def share(world: World, card: StrategyCard, reach: str, **said: str) -> int:
    answer = sign_in(Client(), world.bob).post(url("goals:share_strategy", card), {"reach": reach, **said})
    return int(answer.status_code)


def withdraw(world: World, card: StrategyCard, reach: str) -> None:
    assert sign_in(Client(), world.bob).post(url("goals:withdraw_strategy", card), {"reach": reach}).status_code == 302


def library(person: Person, query: str = "") -> str:
    answer = sign_in(Client(), person).get(url("goals:library") + query)
    assert answer.status_code == 200
    main = html.unescape(answer.content.decode()).partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def sees(world: World, card: StrategyCard) -> set[str]:
    """Who of the cast may open the card."""
    names = ("alice", "bob", "charlie", "erin", "pilar", "quentin", "dana")
    clients = {name: sign_in(Client(), getattr(world, name)) for name in names}
    return {name for name, client in clients.items() if client.get(url("goals:strategy", card)).status_code == 200}


TEAM = {"alice", "bob", "charlie"}


class TestSharingUpward:
    def test_goes_a_step_at_a_time_and_back(self, world: World, card: StrategyCard) -> None:
        assert sees(world, card) == TEAM
        assert share(world, card, Reach.SCHOOL) == 302
        assert sees(world, card) == TEAM | {"pilar"}
        assert share(world, card, Reach.DISTRICT) == 302
        assert sees(world, card) == TEAM | {"pilar", "quentin", "erin", "dana"}
        withdraw(world, card, "team")
        assert sees(world, card) == TEAM
        withdraw(world, card, "author")
        assert sees(world, card) == {"bob"}
        with world.inside():
            found = AuditEntry.objects.filter(subject_kind="strategycard").exclude(verb="write_strategy").order_by("pk")
            assert list(found.values_list("verb", "note")) == [
                ("share_strategy", "with the school"),
                ("share_strategy", "with the district"),
                ("withdraw_strategy", "to the team"),
                ("withdraw_strategy", "to the author"),
            ]

    def test_a_step_cannot_be_left_out(self, world: World, card: StrategyCard) -> None:
        assert share(world, card, Reach.DISTRICT) == 409
        assert sees(world, card) == TEAM

    def test_a_second_press_consents_to_nothing_more(self, world: World, card: StrategyCard) -> None:
        share(world, card, Reach.SCHOOL)
        assert share(world, card, Reach.SCHOOL) == 302
        assert sees(world, card) == TEAM | {"pilar"}

    def test_a_colleague_shares_nothing_of_another_s(self, world: World, card: StrategyCard) -> None:
        answer = sign_in(Client(), world.alice).post(url("goals:share_strategy", card), {"reach": "school"})
        assert answer.status_code == 404

    def test_the_page_says_who_will_read_what_before_anything_is_shared(self, world: World, card: StrategyCard) -> None:
        said = sign_in(Client(), world.bob).get(url("goals:share_strategy", card)).content.decode()
        assert "Everybody who works in Alder Middle School, the principal too" in said
        assert "Nobody outside your team learns about your class" in said

    def test_a_team_across_schools_has_no_school_to_share_with(self, world: World, card: StrategyCard) -> None:
        with world.inside():
            type(world.team).objects.filter(pk=world.team.pk).update(school=None)
        assert share(world, card, Reach.SCHOOL) == 409
        assert share(world, card, Reach.DISTRICT) == 302

    def test_words_can_change_and_it_stays_as_far_as_it_was(self, world: World, card: StrategyCard) -> None:
        share(world, card, Reach.SCHOOL)
        said = {"title": "Lines", "skill": "Rates", "steps": "Draw.", "is_shared": "on"}
        sign_in(Client(), world.bob).post(url("goals:change_strategy", card), said)
        assert "Lines" in library(world.pilar)

    def test_whoever_moved_on_can_still_take_it_back(self, world: World, card: StrategyCard) -> None:
        share(world, card, Reach.SCHOOL)
        with world.inside():
            world.team.members.filter(staff=world.bob.staff).update(ends_on=world.today - DAY)
        withdraw(world, card, "author")
        assert sees(world, card) == set()


class TestWhatIsRead:
    def test_nothing_of_the_class_leaves_the_team(self, world: World, card: StrategyCard) -> None:
        with world.inside():
            StrategyCard.objects.filter(pk=card.pk).update(names_class=True, reach=Reach.DISTRICT)
        for person in (world.erin, world.pilar, world.dana):
            said = sign_in(Client(), person).get(url("goals:strategy", card)).content.decode()
            assert "Lines first" in said and "A teacher, Alder Middle School, wrote this" in said
            for secret in (world.bob.name, "Period 2", "Unit 3", "report run", "Change the card"):
                assert secret not in said.partition("<main")[2]

    def test_the_name_stands_outside_only_where_its_author_signed(self, world: World, card: StrategyCard) -> None:
        share(world, card, Reach.SCHOOL, signs_outside="on")
        assert world.bob.name in library(world.pilar)
        share(world, card, Reach.DISTRICT)
        assert world.bob.name not in library(world.dana)

    def test_withdrawing_takes_the_signature_back(self, world: World, card: StrategyCard) -> None:
        share(world, card, Reach.SCHOOL, signs_outside="on")
        withdraw(world, card, "team")
        assert world.bob.name not in library(world.alice)


class TestFinding:
    def test_by_words_as_they_are_written(self, world: World, card: StrategyCard) -> None:
        written(world, "Percent bars", "Shade the bar first.", skill="Percents of a number")
        assert "Percent bars" not in library(world.alice, "?words=number+line")
        assert "Lines first" in library(world.alice, "?words=number+line")
        assert "Percent bars" in library(world.alice, "?words=shade")
        assert "Lines first" in library(world.alice, "?words=line+-shade")
        assert "No card has all of that" in library(world.alice, "?words=fractions")

    def test_by_the_code_and_by_the_standard(self, world: World, card: StrategyCard) -> None:
        assert "Lines first" in library(world.alice, "?words=7.a.1")
        assert "Lines first" in library(world.alice, f"?standard={world.ratios.pk}")
        assert "Lines first" not in library(world.alice, f"?standard={world.percents.pk}")

    def test_by_where_it_is_shared(self, world: World, card: StrategyCard) -> None:
        written(world, "For the school", "Talk.")
        with world.inside():
            StrategyCard.objects.filter(title="For the school").update(reach=Reach.SCHOOL)
        assert "Lines first" in library(world.alice, "?where=team")
        assert "Lines first" not in library(world.alice, "?where=school")
        assert "For the school" in library(world.alice, "?where=school")
        assert "No card has all of that" in library(world.alice, "?where=district")

    @pytest.mark.parametrize(
        "query", ["?words=%27%22%29%28%26%7C%21%3A%2A", "?words=%00", "?standard=x", "?where=mars", "?words=a%22b"]
    )
    def test_odd_questions_are_answered(self, world: World, card: StrategyCard, query: str) -> None:
        library(world.alice, query)

    def test_what_was_asked_for_stands_as_text(self, world: World, card: StrategyCard) -> None:
        asked = "?words=%3Cscript%3Ealert(1)%3C/script%3E"
        answer = sign_in(Client(), world.alice).get(url("goals:library") + asked).content.decode()
        assert "<script>alert" not in answer and "&lt;script&gt;alert(1)" in answer

    def test_pages_keep_the_question_and_cost_the_same(self, world: World, card: StrategyCard) -> None:
        client = sign_in(Client(), world.alice)
        address = url("goals:library") + "?words=lines"
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for number in range(60):
            written(world, f"Lines {number}", "Talk.")
        with CaptureQueriesContext(connection) as many:
            said = client.get(address).content.decode()
        assert len(many) == len(few) <= 20
        assert 'href="?page=2&amp;words=lines"' in said
