"""Migrations say what they do by name, can be taken back, and are all there."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import migrations
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parents[2]
OWN = {
    config.label
    for config in apps.get_app_configs()
    if Path(config.path).is_relative_to(ROOT) and ".venv" not in config.path
}
DISK = MigrationLoader(None).disk_migrations
OWN_MIGRATIONS = sorted(key for key in DISK if key[0] in OWN)
every_migration = pytest.mark.parametrize("key", OWN_MIGRATIONS, ids="/".join)

# What Django calls a migration when nobody says what it is for.
UNNAMED = re.compile(r"^\d{4}_(auto_|initial$|alter_|.*_and_more$)|\d{8}")


@every_migration
def test_its_name_says_what_it_does(key: tuple[str, str]) -> None:
    assert not UNNAMED.search(key[1]), f"Name {key} by what it does for people or rows."


@pytest.mark.parametrize("app", sorted(OWN))
def test_they_are_numbered_without_a_gap(app: str) -> None:
    numbers = sorted(int(name[:4]) for label, name in OWN_MIGRATIONS if label == app)
    assert numbers == list(range(1, len(numbers) + 1))


@every_migration
def test_it_can_be_taken_back(key: tuple[str, str]) -> None:
    stuck = [operation.describe() for operation in _all(DISK[key].operations) if not operation.reversible]
    assert stuck == []


def _all(operations: list[Any]) -> list[Any]:
    flat = []
    for operation in operations:
        flat.append(operation)
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            flat += _all(operation.database_operations)
    return flat


@pytest.mark.django_db
def test_the_models_are_all_in_them(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", "--check", "--dry-run", verbosity=1)
    except SystemExit:
        pytest.fail("A model has changed without a migration:\n" + capsys.readouterr().out)


@pytest.mark.parametrize(
    ("name", "is_named"),
    [
        ("0004_auto_20261122_1300", False),
        ("0001_initial", False),
        ("0005_alter_team_name", False),
        ("0005_team_name_and_more", False),
        ("0002_fences", True),
        ("0003_invitation_mail_failed_at", True),
    ],
)
def test_the_search_itself(name: str, is_named: bool) -> None:
    assert (UNNAMED.search(name) is None) == is_named
