"""What those share who attack teams, their norms and what they ask for."""

import html
import re
from typing import Any

from django.test import Client

from teams.actions import answer_norms, begin_norms, propose_norms, write_norm
from teams.actions.support import ask_for_support
from teams.models import NormState, NormVersion, Team
from teams.queries import working_members
from tests.cast import Person
from tests.world import World, sign_in, url


def post(person: Person, at: str, *things: object, **sent: Any) -> Any:
    return sign_in(Client(), person).post(url(at, *things), sent)


def page(person: Person, name: str, *things: object, status: int = 200) -> str:
    answer = sign_in(Client(), person).get(url(name, *things))
    assert answer.status_code == status, answer.status_code
    return html.unescape(answer.content.decode())


def words(text: str) -> str:
    """What a person reads of a page: its form tokens differ each time."""
    return re.sub(r"<[^>]*>", " ", text.partition("<main")[2])


def asked(world: World, what: str, team: Team | None = None) -> None:
    alice = world.alice.staff
    ask_for_support(actor=alice, team=team or world.team, kind="time", what=what, why="", wanted_by=None)


def adopted(world: World) -> NormVersion:
    version = begin_norms(actor=world.alice.staff, team=world.team)
    write_norm(actor=world.alice.staff, version=version, commitment="We begin on time.")
    propose_norms(actor=world.alice.staff, version=version)
    for member in working_members(world.team, world.today):
        answer_norms(actor=member, version=version, is_yes=True)
    return NormVersion.objects.get(team=world.team, state=NormState.ADOPTED)
