"""How often is counted in windows, so that somebody who keeps a steady pace is never refused."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache

from plc.http import rates
from plc.http.refusals import Refusal

pytestmark = pytest.mark.django_db


def at(monkeypatch: pytest.MonkeyPatch, second: int) -> None:
    monkeypatch.setattr(rates, "time", SimpleNamespace(time=lambda: float(second)))


def once() -> None:
    rates.check_rate(action="test", person_id=1, most=2, seconds=60)


def test_the_third_within_a_window_is_refused_and_the_next_window_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    at(monkeypatch, 600)
    once()
    once()
    with pytest.raises(Refusal) as refused:
        once()
    assert refused.value.status == 429
    at(monkeypatch, 660)
    once()


def test_a_steady_pace_is_never_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    for minute in range(10):
        at(monkeypatch, 600 + 50 * minute)
        once()


def test_another_person_is_counted_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    at(monkeypatch, 600)
    once()
    once()
    rates.check_rate(action="test", person_id=2, most=2, seconds=60)
