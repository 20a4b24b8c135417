"""The state directory: where it is, what is private in it, who holds it, what is removed from it."""

import json
import os
from pathlib import Path

import pytest

from plc.embedded import StartRefused
from plc.embedded.home import Home, default_path, sweep_abandoned


def test_plc_home_wins_over_every_default() -> None:
    assert default_path({"PLC_HOME": "/srv/plc", "XDG_DATA_HOME": "/data"}) == Path("/srv/plc")


def test_root_and_users_have_their_customary_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert default_path({"XDG_DATA_HOME": "/data"}) == Path("/var/lib/plc")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert default_path({"XDG_DATA_HOME": "/data"}) == Path("/data/plc")
    monkeypatch.setenv("HOME", "/home/alice")
    assert default_path({}) == Path("/home/alice/.local/share/plc")


def test_secrets_are_random_stable_and_readable_by_their_owner_alone(home: Home) -> None:
    first = home.secrets()
    place = home.path / "secrets.json"
    assert place.stat().st_mode & 0o777 == 0o600
    assert home.secrets() == first
    assert len(set(json.loads(place.read_text()).values())) == 5
    assert len(first.secret_key) >= 50
    place.unlink()
    assert home.secrets() != first


def test_damaged_secrets_are_a_sentence(home: Home) -> None:
    (home.path / "secrets.json").write_text("{")
    with pytest.raises(StartRefused, match="is damaged"):
        home.secrets()


def test_one_process_holds_a_home(free_home: Home) -> None:
    another = Home(free_home.path)
    assert another.hold()
    assert not free_home.hold()
    another.release()
    assert free_home.hold()
    free_home.release()


def test_emptying_removes_what_we_made_and_nothing_else(home: Home) -> None:
    home.secrets()
    home.directory("broker")
    (home.path / "letters").mkdir()
    (home.path / "letters" / "mine.txt").write_text("not the demo's")
    home.empty()
    assert sorted(entry.name for entry in home.path.iterdir()) == ["letters", "lock"]
    (home.path / "letters" / "mine.txt").unlink()
    (home.path / "letters").rmdir()


def test_abandoned_throwaway_homes_are_swept_and_held_ones_stay(home: Home) -> None:
    abandoned = Home.throwaway()
    abandoned.release()
    sweep_abandoned()
    assert not abandoned.path.exists()
    assert home.path.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_place_that_cannot_be_made_is_a_sentence() -> None:
    with pytest.raises(StartRefused, match="Choose another one with the environment variable PLC_HOME"):
        Home(Path("/proc/plc")).prepare()
