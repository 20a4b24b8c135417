"""Fixtures every Django test may use. The pure tests (stats, importing) ask for none of them."""

import gc
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import psycopg2
import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hashers
from django.db import connection

from tests import databases
from tests.standing_world import standing_world  # noqa: F401  (the fixture)
from tests.world import world  # noqa: F401  (the fixture)

# What the fast part leaves to the whole run as well, by the beginning of a test's name: attacks, long ways through
# pages whose short ways other files go, properties tried with many cases.
THOROUGH = (
    "tests/contracts/test_attacks_",
    "tests/contracts/test_every_url.py::TestPosting",
    "tests/contracts/test_every_url.py::TestTheOtherDistrict::test_its_things",
    "tests/contracts/test_every_url.py::TestWhoOpensWhat::test_each_declared_role",
    "tests/contracts/test_every_url.py::TestWhoOpensWhat::test_people_of_yesterday",
    "tests/contracts/test_every_url.py::TestWhoOpensWhat::test_things_of_a_team_or_school",
    "tests/importing/test_any_file.py",
    "tests/rooms/assessments/test_building_pages.py",
    "tests/rooms/assessments/test_correction_pages.py",
    "tests/rooms/assessments/test_corrections.py",
    "tests/rooms/assessments/test_discussed.py",
    "tests/rooms/assessments/test_entry_page.py",
    "tests/rooms/assessments/test_growth.py",
    "tests/rooms/assessments/test_history.py",
    "tests/rooms/assessments/test_item_map.py",
    "tests/rooms/assessments/test_news.py",
    "tests/rooms/assessments/test_openings.py",
    "tests/rooms/assessments/test_pages.py",
    "tests/rooms/assessments/test_report_files.py",
    "tests/rooms/assessments/test_report_items.py",
    "tests/rooms/assessments/test_report_students.py",
    "tests/rooms/assessments/test_totals.py",
    "tests/rooms/assessments/test_turns.py",
    "tests/rooms/assessments/test_upload_jobs.py",
    "tests/rooms/assessments/test_upload_pages.py",
    "tests/rooms/assessments/test_upload_properties.py",
    "tests/rooms/assessments/test_upload_review.py",
    "tests/rooms/assessments/test_what_changed.py",
    "tests/rooms/assessments/test_years_over.py",
    "tests/rooms/demo/test_seed_demo.py",
    "tests/rooms/goals/test_boards.py",
    "tests/rooms/goals/test_cycles.py",
    "tests/rooms/goals/test_finished_plans.py",
    "tests/rooms/goals/test_group_times.py",
    "tests/rooms/goals/test_groups.py",
    "tests/rooms/goals/test_home.py::TestQueries",
    "tests/rooms/goals/test_library.py",
    "tests/rooms/goals/test_plan_rechecks.py",
    "tests/rooms/goals/test_rechecks_as_evidence.py",
    "tests/rooms/goals/test_responses.py",
    "tests/rooms/goals/test_smart_cases.py",
    "tests/rooms/goals/test_strategies.py",
    "tests/rooms/goals/test_tracker.py",
    "tests/rooms/goals/test_trials.py",
    "tests/rooms/goals/test_ways_to_goals.py",
    "tests/rooms/goals/test_wider_goals.py",
    "tests/rooms/schools/test_digests.py",
    "tests/rooms/schools/test_digests_sent.py",
    "tests/rooms/schools/test_front_door.py::test_providers_are_offered",
    "tests/rooms/schools/test_invitations.py",
    "tests/rooms/teams/test_commitments.py",
    "tests/rooms/teams/test_feedback.py",
    "tests/rooms/teams/test_live_pages.py",
    "tests/rooms/teams/test_norms.py",
    "tests/rooms/teams/test_survey_pages.py",
    "tests/rooms/teams/test_surveys.py",
    "tests/rooms/teams/test_turns_and_guests.py",
    "tests/rooms/teams/test_visits.py",
    "tests/stats/test_invariances.py",
)

# The same examples in every run, however busy the machine: a failure that only one machine meets helps nobody.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("steady")


class QuickHasher(PBKDF2PasswordHasher):
    """Signing in by the form, without the seconds that make guessing dear."""

    iterations = 1


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.QuickHasher"]
    get_hashers.cache_clear()


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end. Looking through it for garbage again and again took a tenth of
    the run."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything below these folders starts servers of its own; what is named above is thorough."""
    for item in items:
        if {"embedded", "acceptance"} & set(item.path.relative_to(databases.ROOT).parts):
            item.add_marker("servers")
        if item.nodeid.startswith(THOROUGH):
            item.add_marker("thorough")


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Connect as the app's role to a database that the owner has migrated: what row-level security allows is tested."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = f"plc_test_{worker}"
    databases.make_database(name)
    parts = urlsplit(databases.app_url(name))
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(
            HOST=parts.hostname, PORT=parts.port, NAME=name, USER=parts.username, PASSWORD=parts.password
        )
        connection.ops.execute_sql_flush = lambda statements: _flush_as_owner(name, statements)
        yield
        connection.close()


def _flush_as_owner(name: str, statements: list[str]) -> None:
    """The app may not TRUNCATE, and a test must not either; its tidying up does, as the owner."""
    with databases.connected(databases.owner_url(name)) as raw, raw.cursor() as cursor:
        for statement in statements:
            try:
                cursor.execute(statement)
            except psycopg2.errors.UndefinedTable:
                continue
