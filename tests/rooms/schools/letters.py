"""The morning on which letters go out, and how a test sends and reads them."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core import mail

from plc.schools.actions import choose_digest
from plc.schools.models import Digest
from plc.schools.tasks import mail_digests
from tests.cast import Person
from tests.world import World

NEW_YORK = ZoneInfo("America/New_York")
HOUR = datetime.timedelta(hours=1)
# A Wednesday in a school year, half an hour after the letters' time.
MORNING = datetime.datetime(2026, 11, 18, 7, 30, tzinfo=NEW_YORK)


class Clock:
    """The moment it is for the product; tests move it."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime.datetime:
        return self.now.astimezone(datetime.UTC)


def send(world: World) -> list[str]:
    """The addresses written to by one visit of the task."""
    before = len(mail.outbox)
    mail_digests(district_id=world.harbor.pk)
    return [address for letter in mail.outbox[before:] for address in letter.to]


def html_of(letter: Any) -> str:
    """The other form of a letter, for mail programs that show pages."""
    ((text, kind),) = letter.alternatives
    assert kind == "text/html"
    return str(text)


def chosen(world: World, person: Person, digest: Digest) -> None:
    with world.inside():
        choose_digest(staff=person.staff, digest=digest)
