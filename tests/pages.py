"""Opening a page and sending a form as one of the cast, each signed in anew."""

import html

from django.test import Client

from tests.cast import Person
from tests.world import sign_in, url


def page(person: Person, address: str, status: int = 200) -> str:
    """The main part of it, as people read its letters."""
    answer = sign_in(Client(), person).get(address)
    assert answer.status_code == status, (person.staff.name, address, answer.status_code)
    return main_part(answer.content)


def post(person: Person, name: str, /, *things: object, status: int = 302, **sent: object) -> str:
    """Send these fields to the address of that name; the main part of what is answered."""
    answer = sign_in(Client(), person).post(url(name, *things), sent)
    said = main_part(answer.content)
    assert answer.status_code == status, (person.staff.name, name, answer.status_code, said[:3000])
    return said


def main_part(content: bytes) -> str:
    return html.unescape(content.decode()).partition("<main")[2]


def on_one_line(markup: str) -> str:
    """However the template is broken into lines."""
    return " ".join(markup.split())
