"""Conversations about what a team made: who takes part, who is told, and that nobody else reads them."""

import html
import re

import pytest
from django.test import Client

from plc.schools.models import AuditEntry, Notice
from teams.actions import answer_norms, begin_norms, propose_norms, write_norm
from teams.models import Feedback, FeedbackWord
from tests.pages import page, post
from tests.world import World, sign_in, url


@pytest.fixture
def begun(world: World) -> Feedback:
    """The principal has asked about the norms."""
    post(world.pilar, "teams:feedback_of", world.team, about="norms", text="Which norm costs you most?")
    with world.inside():
        return Feedback.objects.get()


def told(world: World) -> set[int]:
    with world.inside():
        return set(Notice.objects.filter(kind="feedback", seen_at__isnull=True).values_list("staff_id", flat=True))


def test_a_cfa_and_the_norms_lead_to_a_conversation_about_them(world: World) -> None:
    link = f"{url('teams:feedback_of', world.team)}?about=cfa&amp;which="
    for person in (world.alice, world.pilar):
        text = sign_in(Client(), person).get(url("assessments:cfa", world.cfa)).content.decode()
        (address,) = re.findall(f'href="({re.escape(link)}[^"]*)"', text)
        form = page(person, html.unescape(address))
        assert 'value="cfa" selected' in form
        assert f'name="which" value="{world.cfa.title}"' in html.unescape(form)
    assert (
        page(world.alice, f"{url('teams:feedback_of', world.team)}?about=nonsense&which={'x' * 900}").count("x" * 201)
        == 0
    )
    with world.inside():
        version = begin_norms(actor=world.alice.staff, team=world.team)
        write_norm(actor=world.alice.staff, version=version, commitment="We begin on time.")
        propose_norms(actor=world.alice.staff, version=version)
        for person in (world.alice, world.bob, world.charlie):
            answer_norms(actor=person.staff, version=version, is_yes=True)
    assert f"{url('teams:feedback_of', world.team)}?about=norms" in page(world.pilar, url("teams:norms", world.team))
    assert "?about=norms" not in page(world.dana, url("teams:norms", world.team)), "the office does not take part"


class TestTheConversation:
    def test_the_team_is_told_and_answers(self, world: World, begun: Feedback) -> None:
        team = {person.staff.pk for person in (world.alice, world.bob, world.charlie)}
        assert told(world) == team
        assert "Which norm costs you most?" in page(world.bob, url("teams:feedback", begun))
        assert told(world) == team - {world.bob.staff.pk}
        post(world.bob, "teams:feedback", begun, text="Starting on time.")
        assert told(world) == {world.alice.staff.pk, world.charlie.staff.pk, world.pilar.staff.pk}
        assert "Starting on time." in page(world.pilar, url("teams:feedback", begun))
        assert "There is an answer in a conversation" in page(world.pilar, url("schools:news"))

    def test_settled_is_open_again_with_an_answer(self, world: World, begun: Feedback) -> None:
        post(world.alice, "teams:settle_feedback", begun)
        assert "Settled" in page(world.pilar, url("teams:feedback_of", world.team))
        post(world.pilar, "teams:feedback", begun, text="One more thing.")
        assert "Settled" not in page(world.pilar, url("teams:feedback_of", world.team))

    def test_nothing_said_is_not_kept(self, world: World, begun: Feedback) -> None:
        post(world.alice, "teams:feedback", begun, text="  ", status=422)
        post(world.alice, "teams:feedback_of", world.team, about="people", text="Well", status=422)
        with world.inside():
            assert FeedbackWord.objects.count() == 1 == Feedback.objects.count()

    def test_the_history_says_that_there_is_one_and_not_what_is_said(self, world: World, begun: Feedback) -> None:
        with world.inside():
            entry = AuditEntry.objects.get(verb="begin_feedback")
        assert entry.note == f"{world.team.name}, Our norms"


class TestWhoReads:
    @pytest.mark.parametrize("who", ["quentin", "erin", "dana"])
    def test_nobody_outside(self, world: World, begun: Feedback, who: str) -> None:
        page(getattr(world, who), url("teams:feedback", begun), status=404)
        page(getattr(world, who), url("teams:feedback_of", world.team), status=404)
        post(getattr(world, who), "teams:feedback", begun, text="Hello", status=404)

    def test_of_a_team_across_schools_its_members_alone(self, world: World, begun: Feedback) -> None:
        with world.inside():
            world.team.school = None
            world.team.save(update_fields=["school"])
        assert "Which norm" in page(world.alice, url("teams:feedback", begun))
        page(world.dana, url("teams:feedback", begun), status=404)
        page(world.pilar, url("teams:feedback", begun), status=404)
