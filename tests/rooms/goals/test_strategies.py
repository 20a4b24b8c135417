"""Strategy cards: from a bright spot to colleagues, and who learns what by them."""

import pickle
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from assessments.tasks import compute_report
from goals.models import StrategyCard
from plc.schools.models import AuditEntry
from teams.models import Team
from tests.pages import page
from tests.rooms.assessments.papers import FULL, HALF, paper, save
from tests.world import DAY, World, more_students, sign_in, url

SAID = {"title": "Lines first", "skill": "Unit rates", "steps": "Draw a double number line.\nThen say the rule."}


@pytest.fixture(scope="module")
def _made(standing_world: bytes, django_db_blocker: Any) -> Iterator[World]:
    """Four classes of fifteen. Bob's has every point; the others about half, so that his shines on both skills."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = more_students(pickle.loads(standing_world), 12)  # noqa: S301  (our own, from a moment ago)
        weaker = ((100, 0, 0, 0, 100), HALF, (0, 100, 0, 100, 100))
        with made.inside():
            papers = (paper(made, p, n, FULL if p == 1 else weaker[n % 3]) for p in range(4) for n in range(15))
            save(made, *papers)
        compute_report(district_id=made.harbor.pk, assessment_id=made.cfa.pk)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def team(world: World, _made: World) -> Iterator[World]:
    with transaction.atomic():
        yield _made
        transaction.set_rollback(True)


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))


def new_card(world: World, place: int = 1) -> str:
    return url("goals:new_strategy", world.cfa, world.sections[place], world.ratios)


def write(world: World, *, names_class: bool = False, is_shared: bool = True) -> StrategyCard:
    chosen = {name: "on" for name, yes in (("names_class", names_class), ("is_shared", is_shared)) if yes}
    answer = sign_in(Client(), world.bob).post(new_card(world), {**SAID, **chosen})
    assert answer.status_code == 302
    with world.inside():
        return StrategyCard.objects.select_related("run").get()


class TestFromABrightSpot:
    def test_its_own_teacher_is_asked_and_nobody_else(self, team: World) -> None:
        report = url("assessments:report", team.cfa)
        assert new_card(team) in page(team.bob, report)
        for person in (team.alice, team.charlie, team.pilar):
            said = page(person, report)
            assert "/strategies/" not in said and f"classes/{team.sections[1].pk}" not in said

    def test_an_earlier_run_asks_nobody(self, team: World) -> None:
        assert new_card(team) not in page(team.bob, url("assessments:report", team.cfa, 1))

    def test_the_form_says_what_colleagues_will_see_before_anything_is_saved(self, team: World) -> None:
        said = words(page(team.bob, new_card(team)))
        assert "What did you do on Unit rates?" in said
        assert "Your colleagues will see that this is your class." in said
        assert "Your team looks at classes blind, so this tells them whose class it is." in said
        assert 'name="names_class" checked' not in page(team.bob, new_card(team))

    def test_a_card_keeps_where_it_came_from(self, team: World) -> None:
        card = write(team)
        assert (card.section_id, card.standard_id, card.assessment_id) == (
            team.sections[1].pk,
            team.ratios.pk,
            team.cfa.pk,
        )
        assert card.run is not None and card.run.number == 1
        assert "Period 2, Unit 3: Ratios and percents, report run 1" in page(team.bob, url("goals:strategy", card))
        with team.inside():
            entry = AuditEntry.objects.get(verb="write_strategy")
        assert "Period" not in entry.note

    @pytest.mark.parametrize("place", [0, 2])
    def test_a_colleague_s_class_is_not_there(self, team: World, place: int) -> None:
        client = sign_in(Client(), team.bob)
        assert client.get(new_card(team, place)).status_code == 404
        assert client.post(new_card(team, place), SAID).status_code == 404

    def test_a_skill_the_cfa_does_not_ask_for_is_not_there(self, team: World) -> None:
        with team.inside():
            other = type(team.ratios).objects.create(framework="More", code="1", statement="M", short_name="M")
        address = url("goals:new_strategy", team.cfa, team.sections[1], other)
        assert sign_in(Client(), team.bob).get(address).status_code == 404

    def test_without_steps_it_says_what_is_missing_and_keeps_what_was_typed(self, team: World) -> None:
        answer = sign_in(Client(), team.bob).post(new_card(team), {**SAID, "steps": " "})
        said = answer.content.decode()
        assert answer.status_code == 422
        assert "Say what you did, so that a colleague can try it." in said and "Lines first" in said


class TestWhoLearnsWhat:
    def test_a_card_that_names_no_class_tells_neither_author_nor_test(self, team: World) -> None:
        card = write(team)
        for address in (url("goals:strategy", card), url("goals:strategies", team.team)):
            said = page(team.alice, address)
            assert "Lines first" in said and "A colleague wrote this" in words(said)
            for secret in (team.bob.staff.name, "Period 2", "Unit 3", "report run"):
                assert secret not in said

    def test_a_card_that_names_its_class_does(self, team: World) -> None:
        card = write(team, names_class=True)
        said = page(team.alice, url("goals:strategy", card))
        assert team.bob.staff.name in said and "Period 2" in said

    def test_until_it_is_shared_it_is_its_author_s(self, team: World) -> None:
        card = write(team, is_shared=False)
        assert sign_in(Client(), team.alice).get(url("goals:strategy", card)).status_code == 404
        assert "Lines first" not in page(team.alice, url("goals:strategies", team.team))
        assert "only you see it" in words(page(team.bob, url("goals:strategies", team.team)))

    def test_the_team_page_leads_its_members_there_and_nobody_else(self, team: World) -> None:
        door = url("goals:strategies", team.team)
        assert door in page(team.bob, url("teams:team", team.team))
        for person in (team.pilar, team.dana):
            assert door not in page(person, url("teams:team", team.team))

    def test_nobody_outside_the_team_has_a_door(self, team: World) -> None:
        card = write(team, names_class=True)
        for person in (team.pilar, team.dana, team.erin, team.quentin, team.rita, team.zoe):
            for address in (url("goals:strategy", card), url("goals:strategies", team.team)):
                assert sign_in(Client(), person).get(address).status_code == 404

    def test_who_has_left_the_team_is_outside(self, team: World) -> None:
        card = write(team)
        with team.inside():
            team.team.members.filter(staff__in=[team.alice.staff, team.bob.staff]).update(ends_on=team.today - DAY)
        for person in (team.alice, team.bob):
            assert sign_in(Client(), person).get(url("goals:strategy", card)).status_code == 404
        assert "Write a strategy card" not in page(team.bob, url("assessments:report", team.cfa))

    def test_in_a_named_team_the_card_says_so_from_the_start(self, team: World) -> None:
        with team.inside():
            Team.objects.filter(pk=team.team.pk).update(disclosure="named")
        said = page(team.bob, new_card(team))
        assert "looks at classes blind" not in said
        assert re.search(r'name="names_class"[^>]*checked', said)


class TestTheAuthor:
    def test_withdraws_it_and_shares_it_again(self, team: World) -> None:
        card, client = write(team), sign_in(Client(), team.bob)
        client.post(url("goals:withdraw_strategy", card))
        assert sign_in(Client(), team.alice).get(url("goals:strategy", card)).status_code == 404
        client.post(url("goals:change_strategy", card), {**SAID, "title": "Lines, then rules", "is_shared": "on"})
        assert "Lines, then rules" in page(team.alice, url("goals:strategies", team.team))
        with team.inside():
            verbs = list(AuditEntry.objects.filter(subject_kind="strategycard").values_list("verb", flat=True))
        assert sorted(verbs) == ["share_strategy", "withdraw_strategy", "write_strategy"]

    def test_is_offered_to_share_it_again_and_told_what_the_team_reads(self, team: World) -> None:
        card, client = write(team), sign_in(Client(), team.bob)
        client.post(url("goals:withdraw_strategy", card))
        assert url("goals:share_strategy", card) in page(team.bob, url("goals:strategy", card))
        for names_class, words in (
            (False, "neither your name nor the test"),
            (True, "that you wrote it"),
        ):
            with team.inside():
                StrategyCard.objects.update(names_class=names_class)
            assert words in page(team.bob, url("goals:share_strategy", card))
        client.post(url("goals:share_strategy", card), {"reach": "team"})
        with team.inside():
            assert StrategyCard.objects.get().is_shared

    def test_deletes_it(self, team: World) -> None:
        card = write(team)
        assert sign_in(Client(), team.bob).post(url("goals:delete_strategy", card)).status_code == 302
        with team.inside():
            assert not StrategyCard.objects.exists()
            assert AuditEntry.objects.filter(verb="delete_strategy", subject_id=card.pk).exists()

    @pytest.mark.parametrize("name", ["change_strategy", "withdraw_strategy", "delete_strategy"])
    def test_a_colleague_does_neither(self, team: World, name: str) -> None:
        card = write(team)
        answer = sign_in(Client(), team.alice).post(url(f"goals:{name}", card), {**SAID, "title": "Mine now"})
        assert answer.status_code == 404
        with team.inside():
            assert StrategyCard.objects.get().title == "Lines first"
