"""Two people of one team at the same thing: what the second one finds, and what clicks at one moment leave."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from plc.http.refusals import Refusal
from teams.actions import begin_norms, write_norm
from teams.actions.visits import open_door
from teams.models import Norm, NormPulse, NormState, NormVersion, PeerVisit, PlanningTime, TeamGuest
from tests.cast import Person
from tests.contracts.of_teams import adopted, page, post
from tests.contracts.test_attacks_sign_in import at_once
from tests.world import World, make_world, sign_in, url


class TestTwoEditorsAtOnce:
    """Each has the page open; the second who saves is shown the first one's words, and keeps their own."""

    @staticmethod
    def both(
        world: World, where: str, first: tuple[Person, dict[str, str]], second: tuple[Person, dict[str, str]]
    ) -> str:
        opened = [sign_in(Client(), person) for person, _ in (first, second)]
        seen = [_seen_on(client.get(where).content.decode()) for client in opened]
        for client, (_, sent), key in zip(opened, (first, second), seen, strict=True):
            answer = client.post(where, sent | {"seen": key})
        text = html.unescape(answer.content.decode())
        assert "Somebody has changed this in the meantime" in text
        assert opened[1].post(where, second[1] | {"seen": _seen_on(text)}).status_code == 302
        return text

    def test_a_norm(self, world: World) -> None:
        with world.inside():
            draft = begin_norms(actor=world.alice.staff, team=world.team)
            norm = write_norm(actor=world.alice.staff, version=draft, commitment="We begin.")
        first, second = {"commitment": "We begin on time."}, {"commitment": "We begin and end on time."}
        text = self.both(world, url("teams:norm", norm), (world.alice, first), (world.bob, second))
        assert "It now says: “We begin on time.”" in text and "We begin and end on time." in text
        with world.inside():
            assert Norm.objects.get(pk=norm.pk).commitment == second["commitment"]

    def test_a_norm_that_was_taken_out_is_not_brought_back(self, world: World) -> None:
        with world.inside():
            draft = begin_norms(actor=world.alice.staff, team=world.team)
            norm = write_norm(actor=world.alice.staff, version=draft, commitment="We begin.")
            Norm.objects.filter(pk=norm.pk).delete()
            with pytest.raises(Refusal, match="taken this norm out"):
                write_norm(actor=world.bob.staff, version=draft, norm=norm, commitment="We end.")

    def test_the_time_of_a_visit(self, world: World) -> None:
        with world.inside():
            two = {"host": world.bob.staff, "visitor": world.alice.staff}
            visit = PeerVisit.objects.create(team=world.team, asked_by=world.alice.staff, focus="Why?", **two)
        first = {"focus": "Why?", "happens_at": "2030-03-04T09:00", "place": "Room 12"}
        second = {"focus": "Why?", "happens_at": "2030-03-05T10:00", "place": ""}
        text = self.both(world, url("teams:arrange_visit", visit), (world.alice, first), (world.bob, second))
        assert "It now says: “Why?, March 4, 9:00 AM, Room 12”" in text

    def test_the_way_to_call_a_breach(self, world: World) -> None:
        with world.inside():
            begin_norms(actor=world.alice.staff, team=world.team)
        draft = page(world.alice, "teams:norm_draft", world.team)
        sent = {"cue": "A bell", "steps": "We stop.", "who": "Anybody", "seen": _seen_on(draft)}
        assert post(world.alice, "teams:norm_protocol", world.team, **sent).status_code == 302
        answer = post(world.bob, "teams:norm_protocol", world.team, **(sent | {"cue": "A hand"}))
        text = html.unescape(answer.content.decode())
        assert "It now says: “A bell We stop. Anybody”" in text and 'value="A hand"' in text


def _seen_on(text: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', text)
    assert found
    return found[1]


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment() -> None:
    """Two take one lesson, all rate, one time is settled twice, one guest invited twice, one draft begun by three."""
    world = make_world()
    alice, again, bob, charlie = (
        sign_in(Client(), person) for person in (world.alice, world.alice, world.bob, world.charlie)
    )

    def sent(client: Client, name: str, *things: object, **said: Any) -> Callable[[], int]:
        return lambda: client.post(url(name, *things), said).status_code

    with world.inside(), transaction.atomic():
        norm = Norm.objects.get(version=adopted(world))
        door = open_door(actor=world.alice.staff, team=world.team, focus="Why?", place="", happens_at=None)
    taken = at_once(sent(bob, "teams:take_visit", door), sent(charlie, "teams:take_visit", door))
    assert sorted(taken) == [302, 404]

    rated = {f"norm_{norm.pk}": "3"}
    at_once(*[sent(client, "teams:rate_norms", world.team, **rated) for client in (alice, again, bob, charlie)])
    hour = {"weekday": "1", "starts_at": "09:00", "ends_at": "10:00"}
    later = hour | {"starts_at": "09:30"}
    at_once(
        sent(alice, "teams:new_planning_time", world.team, **hour),
        sent(bob, "teams:new_planning_time", world.team, **later),
    )
    day = world.today.isoformat()
    guest = {"staff": world.pilar.staff.pk, "occasion": "Data meeting", "starts_on": day}
    at_once(*[sent(client, "teams:invite_guest", world.team, **guest) for client in (alice, again)])
    at_once(*[sent(client, "teams:begin_norms", world.team) for client in (alice, bob, charlie)])
    with world.inside(), transaction.atomic():
        pulse = NormPulse.objects.get()
        assert pulse.closed_at is not None and pulse.ratings.count() == 3
        assert PlanningTime.objects.count() == TeamGuest.objects.count() == 1
        assert NormVersion.objects.filter(state=NormState.DRAFT).count() == 1
