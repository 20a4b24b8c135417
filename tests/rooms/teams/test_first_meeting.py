"""From nothing to a first meeting in five minutes, through the pages: required fields are counted as they are drawn."""

import html
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.test import Client

from plc.schools.models import Course
from teams.models import Meeting, NormState, NormVersion, Team
from tests.cast import Person
from tests.world import World, sign_in, url

MOST = 8
UNSENT = {"submit", "button", "reset", "image"}


@dataclass
class Drawn:
    """A form as a browser has it before anybody types: what it would send, and what has to be filled first."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)

    @property
    def to_fill(self) -> set[str]:
        return {name for name in self.required if not self.values.get(name)}

    @property
    def prefilled(self) -> set[str]:
        return self.required - self.to_fill


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Drawn] = []
        self.inside: Drawn | None = None
        self.choosing = self.writing = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, form = given.get("name") or "", self.inside
        if tag == "form":
            self.inside = Drawn(given.get("action") or "")
            self.forms.append(self.inside)
        elif form is not None and tag == "option" and self.choosing:
            is_first = self.choosing not in form.values
            if is_first or "selected" in given:
                form.values[self.choosing] = given.get("value") or ""
        elif form is not None and name and given.get("type") not in UNSENT:
            if "required" in given:
                form.required.add(name)
            self.choosing = name if tag == "select" else ""
            self.writing = name if tag == "textarea" else ""
            is_choice = given.get("type") in {"radio", "checkbox"}
            if tag == "input" and (not is_choice or "checked" in given):
                form.values[name] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.inside is not None and self.writing:
            self.inside.values[self.writing] = (self.inside.values.get(self.writing, "") + data).lstrip("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.choosing = ""
        elif tag == "textarea":
            self.writing = ""


class Walk:
    """One person after the other fills what is empty, and sends all that stands there."""

    def __init__(self) -> None:
        self.client = Client()
        self.filled: list[str] = []
        self.prefilled: list[str] = []

    def by(self, person: Person) -> None:
        self.client = sign_in(Client(), person)

    def form(self, address: str, having: str) -> Drawn:
        reader = _Reader()
        reader.feed(self.client.get(address, follow=True).content.decode())
        return next(form for form in reader.forms if having in form.values or having in form.required)

    def fill(self, address: str, **typed: object) -> None:
        form = self.form(address, next(iter(typed)))
        assert form.to_fill <= set(typed), f"{address} asks for {form.to_fill - set(typed)} too"
        self.filled += typed
        self.prefilled += form.prefilled - set(typed)
        sent = form.values | {name: str(value) for name, value in typed.items()}
        answer = self.client.post(form.action or address, sent)
        assert answer.status_code == 302, html.unescape(answer.content.decode())

    def press(self, address: str) -> None:
        assert self.client.post(address).status_code == 302


def test_a_principal_forms_a_team_that_agrees_on_a_norm_and_meets(world: World) -> None:
    """Two people: one form for the team, one a member, a role, a sentence, an answer of each, and the meeting."""
    walk = Walk()
    walk.by(world.pilar)
    walk.fill(url("teams:new_team"), name="Grade 6 Math")
    with world.inside():
        assert Course.objects.exists()
        team = Team.objects.get(name="Grade 6 Math")
    for person in (world.alice, world.bob):
        walk.fill(url("teams:people", team), staff=person.staff.pk)
    walk.by(world.alice)
    walk.press(url("teams:begin_norms", team))
    walk.fill(url("teams:norm_draft", team), commitment="We begin and end on time.")
    walk.press(url("teams:propose_norms", team))
    for person in (world.alice, world.bob):
        walk.by(person)
        walk.fill(url("teams:norms", team), answer="yes")
    walk.by(world.alice)
    meeting = walk.form(url("teams:new_meeting", team), "day")
    assert meeting.to_fill == set(), "a first meeting is one button"
    answer = walk.client.post(url("teams:new_meeting", team), meeting.values)
    assert answer.status_code == 302, answer.content.decode()
    with world.inside():
        assert NormVersion.objects.get(team=team).state == NormState.ADOPTED
        assert Meeting.objects.get(team=team).planned_by_id == world.alice.staff.pk
    assert walk.filled == ["name", "staff", "staff", "commitment", "answer", "answer"]
    walk.prefilled += meeting.prefilled
    assert sorted(walk.prefilled) == ["at", "day"], "the next day of work, at the usual time"
    assert len(walk.filled) + len(walk.prefilled) <= MOST


def test_the_reader_sees_what_a_browser_would_insist_on() -> None:
    reader = _Reader()
    reader.feed(
        '<form action="/x"><input name="a" required><input name="b" value="1" required><textarea name="c" required>\n'
        'words</textarea><select name="d" required><option value="">Choose<option value="2">Two</select>'
        '<select name="e" required><option value="1">One<option value="2" selected>Two</select>'
        '<input type="radio" name="f" value="1" required><button name="g" value="1">Go</button></form>'
    )
    (form,) = reader.forms
    assert form.to_fill == {"a", "d", "f"}
    assert form.prefilled == {"b", "c", "e"}
    assert form.values == {"a": "", "b": "1", "c": "words", "d": "", "e": "2"}
