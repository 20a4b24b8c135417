"""Letters with news, sent: what a broken mail server, a killed worker or two of them leave."""

from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend
from django.test import override_settings
from django.utils import timezone
from kombu.exceptions import OperationalError

from plc.schools import tasks
from plc.schools.models import MailChoice
from plc.schools.tasks import CLAIM, mail_digests, sweep_digests
from tests.rooms.schools.letters import MORNING, Clock, send
from tests.world import World


class DeadOnArrival(BaseEmailBackend):
    def open(self) -> bool:
        raise ConnectionRefusedError("nobody listens")


class CutInTheMiddle(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise SMTPServerDisconnected("Connection unexpectedly closed")


class KnowsNoBob(EmailBackend):
    code = 550

    def send_messages(self, messages: Any) -> int:
        if messages[0].to == ["bob@example.org"]:
            raise SMTPRecipientsRefused({"bob@example.org": (self.code, b"who?")})
        return super().send_messages(messages)


class KnowsNoBobYet(KnowsNoBob):
    code = 450


class TestWhenItGoesWrong:
    @pytest.mark.parametrize("backend", [DeadOnArrival, CutInTheMiddle])
    def test_a_mail_server_that_is_down_costs_a_delay(
        self, world: World, told: Any, clock: Clock, backend: type
    ) -> None:
        told(world.bob, world.charlie)
        with letters_by(backend):
            assert send(world) == []
        clock.now += CLAIM
        assert send(world) == [world.bob.email, world.charlie.email]

    def test_an_address_it_does_not_know_holds_up_nobody_and_is_let_be(
        self, world: World, told: Any, clock: Clock, caplog: pytest.LogCaptureFixture
    ) -> None:
        told(world.bob, world.charlie)
        with letters_by(KnowsNoBob):
            assert send(world) == [world.charlie.email]
        clock.now += CLAIM
        assert send(world) == []
        assert world.bob.email not in caplog.text

    def test_an_address_it_will_know_later_is_tried_later(self, world: World, told: Any, clock: Clock) -> None:
        told(world.bob)
        with letters_by(KnowsNoBobYet):
            assert send(world) == []
        assert send(world) == []
        clock.now += CLAIM
        assert send(world) == [world.bob.email]

    @pytest.mark.parametrize(("dies_in", "letters"), [("_written", 1), ("_note_as_mailed", 2)])
    def test_a_killed_worker_leaves_at_most_one_letter_twice(
        self, world: World, told: Any, monkeypatch: pytest.MonkeyPatch, dies_in: str, letters: int
    ) -> None:
        told(world.bob)

        def dies(*args: Any) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as killed:
            killed.setattr(tasks, dies_in, dies)
            with pytest.raises(KeyboardInterrupt):
                send(world)
        assert send(world) == []
        for later in (1, 2, 3):
            monkeypatch.setattr(timezone, "now", lambda later=later: MORNING + later * CLAIM)
            send(world)
        assert len(mail.outbox) == letters

    def test_a_claim_is_written_down_before_anything_is_composed(
        self, world: World, told: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told(world.bob)
        held: list[Any] = []

        def look(*args: Any) -> None:
            held.append(MailChoice.objects.get(staff=world.bob.staff).not_before)

        monkeypatch.setattr(tasks, "_written", look)
        send(world)
        assert held == [MORNING + CLAIM]

    def test_a_district_too_large_for_one_visit_is_gone_on_with(
        self, world: World, told: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told(world.bob, world.charlie)
        nudged: list[int] = []
        monkeypatch.setattr(tasks, "BUDGET_SECONDS", -1)
        monkeypatch.setattr(tasks, "nudge", nudged.append)
        assert send(world) == []
        assert nudged == [world.harbor.pk]


def letters_by(backend: type) -> Any:
    """For a ``with``: letters go through this backend."""
    return override_settings(EMAIL_BACKEND=f"{backend.__module__}.{backend.__qualname__}")


class TestTheSweep:
    @pytest.fixture
    def nudged(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        calls: list[int] = []
        monkeypatch.setattr(mail_digests, "delay", lambda **ids: calls.append(ids["district_id"]))
        return calls

    def test_beat_knows_it_and_the_worker_too(self) -> None:
        entry = settings.CELERY_BEAT_SCHEDULE["sweep-digests"]
        assert entry["task"] == sweep_digests.name
        assert {sweep_digests.name, mail_digests.name} <= set(current_app.tasks)

    def test_it_nudges_where_something_is_due(self, world: World, told: Any, nudged: list[int]) -> None:
        sweep_digests()
        assert nudged == []
        told(world.bob)
        sweep_digests()
        assert nudged == [world.harbor.pk]

    def test_a_broker_that_is_down_costs_a_delay(
        self, world: World, told: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def down(**ids: int) -> None:
            raise OperationalError("nobody listens")

        monkeypatch.setattr(mail_digests, "delay", down)
        told(world.bob)
        sweep_digests()
        assert send(world) == [world.bob.email]
