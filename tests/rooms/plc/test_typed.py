"""Words sent to a thing that is gone meanwhile come back to whoever wrote them, and to nobody else."""

import html
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from teams import actions
from teams.actions import visits
from teams.models import NormState, NormVersion
from tests.cast import Person
from tests.world import World, sign_in, url

WORDS = "Two students used the <b>bar model</b> & said why."


def send(person: Person, address: str, **sent: Any) -> Any:
    return sign_in(Client(), person).post(address, sent)


def given_back(answer: HttpResponse) -> list[str]:
    page = answer.content.decode()
    parts = page.split("<textarea")[1:]
    return [html.unescape(part.partition(">")[2].partition("</textarea>")[0]) for part in parts]


@pytest.fixture
def deleted_visit(world: World) -> int:
    with world.inside():
        visit = visits.ask_to_visit(
            actor=world.alice.staff, team=world.team, host=world.bob.staff, focus="How?", happens_at=None
        )
        visits.agree_to_visit(actor=world.bob.staff, visit=visit)
        pk: int = visit.pk
        visits.delete_visit(visit=visit)
    return pk


def test_notes_of_a_visit_the_other_one_deleted(world: World, deleted_visit: int) -> None:
    answer = send(world.alice, url("teams:new_visit_note", deleted_visit), at="09:20", text=WORDS)
    assert answer.status_code == 404
    assert given_back(answer) == [WORDS]
    assert "What you wrote is still here" in answer.content.decode()
    fields = {"saw": WORDS, "wondered": "", "will_try": "Bars on Monday"}
    assert given_back(send(world.alice, url("teams:debrief_visit", deleted_visit), **fields)) == [
        WORDS,
        "Bars on Monday",
    ]


def test_missing_and_forbidden_give_back_the_same(world: World, deleted_visit: int) -> None:
    with world.inside():
        theirs = visits.ask_to_visit(
            actor=world.alice.staff, team=world.team, host=world.bob.staff, focus="How?", happens_at=None
        )
    both = [
        send(world.charlie, url("teams:new_visit_note", pk), at="09:20", text=WORDS)
        for pk in (theirs.pk, deleted_visit)
    ]
    assert [answer.status_code for answer in both] == [404, 404]
    assert given_back(both[0]) == given_back(both[1]) == [WORDS]


def test_a_norm_taken_out_and_a_draft_proposed(world: World) -> None:
    with world.inside():
        draft = actions.begin_norms(actor=world.alice.staff, team=world.team)
        norm = actions.write_norm(actor=world.alice.staff, version=draft, commitment="We begin on time.")
        kept = norm.pk
        actions.write_norm(actor=world.alice.staff, version=draft, commitment="We end on time.")
        actions.remove_norm(actor=world.bob.staff, norm=norm)
    words = "We begin when the bell rings."
    answer = send(world.alice, url("teams:norm", kept), heading="time", commitment=words, experience="")
    assert words in given_back(answer)
    with world.inside():
        actions.propose_norms(actor=world.bob.staff, version=draft)
    answer = send(world.alice, url("teams:norm_draft", world.team), heading="time", commitment=words, experience="")
    assert any(words in text for text in given_back(answer)) or words in html.unescape(answer.content.decode())
    with world.inside():
        assert NormVersion.objects.get().state == NormState.PROPOSED
        assert NormVersion.objects.get().norms.count() == 1


def test_nothing_is_given_back_to_strangers_nor_of_what_is_read(world: World, deleted_visit: int) -> None:
    address = url("teams:new_visit_note", deleted_visit)
    assert given_back(send(world.zoe, address, at="09:20", text=WORDS)) == []
    reading = sign_in(Client(), world.alice).get(address, {"text": WORDS})
    assert given_back(reading) == []
