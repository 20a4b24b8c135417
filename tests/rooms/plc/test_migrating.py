"""Migrations as the owner: the fence goes up, comes down and goes up again; data migrations see their rows."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from plc.schools.models import District, School
from plc.tenancy import tenant
from plc.tenancy.districts import for_each_district
from plc.tenancy.operations import Fence
from tests import databases
from tests.contracts.one_row_each import tenant_models
from tests.pointing import pointed_at
from tests.rooms.assessments import before_the_builder

pytestmark = pytest.mark.servers  # a database of its own, migrated down and up again

OWN_APPS = {config.label for config in apps.get_app_configs() if config.name.startswith("plc.")} | {
    "teams",
    "assessments",
    "goals",
}


@pytest.fixture
def as_owner(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database of its own, as the role that migrates."""
    name = f"plc_migrating_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    databases.make_database(name)
    with django_db_blocker.unblock(), pointed_at(databases.owner_url(name)):
        yield


def _fence() -> dict[str, set[tuple[Any, ...]]]:
    """All that guards the tables of the product: policies, switches, constraints, and the tables themselves."""
    with connection.cursor() as cursor:

        def rows(statement: str) -> set[tuple[Any, ...]]:
            cursor.execute(statement)
            return set(cursor.fetchall())

        return {
            "policies": rows("select tablename, policyname, cmd, qual, with_check from pg_policies"),
            "switches": rows(
                "select relname, relrowsecurity, relforcerowsecurity from pg_class "
                "where relnamespace = 'public'::regnamespace and relkind = 'r'"
            ),
            "constraints": rows(
                "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint "
                "where connamespace = 'public'::regnamespace"
            ),
            "granted": rows(
                "select table_name, privilege_type from information_schema.role_table_grants where grantee = 'plc_app'"
            ),
        }


def test_down_to_nothing_and_up_again_with_rows_from_before(as_owner: None) -> None:
    """In one way down and one up, as each takes half a minute of a processor: on the way up stands, for a moment, a
    database from before the builder, whose rows must come along."""
    before = _fence()
    labels = OWN_APPS & {app for app, _ in MigrationExecutor(connection).loader.graph.nodes}
    executor = MigrationExecutor(connection)
    executor.migrate([(label, None) for label in sorted(labels)])
    bare = _fence()
    assert bare["policies"] == set()
    assert {name for name, *_ in bare["switches"] if name.partition("_")[0] in labels} == set()
    executor = MigrationExecutor(connection)
    executor.migrate(list(before_the_builder.THEN))
    old = executor.loader.project_state(before_the_builder.THEN[0]).apps
    district = old.get_model("schools.District").objects.create(name="Harbor", slug="harbor")
    with tenant(district.pk), transaction.atomic():
        version_id = before_the_builder.rows_from_before(old)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert _fence() == before
    with tenant(district.pk), transaction.atomic():
        before_the_builder.assert_they_came_along(version_id)


def test_every_fence_comes_down_by_itself(as_owner: None) -> None:
    """Without dropping the tables with it, as the way down to nothing does."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    # Each fence guards the fields its table had then; those that came later have a fence of their own.
    fences = [
        (migration.app_label, operation, executor.loader.project_state((migration.app_label, migration.name)))
        for migration, _ in plan
        for operation in migration.operations
        if isinstance(operation, Fence)
    ]
    assert len(fences) >= len(tenant_models())
    before = _fence()
    with transaction.atomic(), connection.schema_editor(atomic=False) as editor:
        for app, fence, state in reversed(fences):
            fence.database_backwards(app, editor, state, state)
        down = _fence()
        assert down["policies"] == set()
        assert {name for name, is_on, _ in down["switches"] if is_on} == set()
        assert {row for row in down["constraints"] if row[1].endswith("_in_district")} == set()
        for app, fence, state in fences:
            fence.database_forwards(app, editor, state, state)
    assert _fence() == before


def test_a_data_migration_sees_rows_only_district_by_district(as_owner: None) -> None:
    for name in ("Harbor", "Pine"):
        district = District.objects.create(name=name, slug=name.lower())
        with tenant(district.pk), transaction.atomic():
            School.objects.create(name="Old")
    historic = MigrationExecutor(connection).loader.project_state().apps.get_model("schools", "School")
    with transaction.atomic():
        assert historic.objects.update(name="New") == 0
        touched = [historic.objects.update(name="New") for _ in for_each_district()]
    assert touched == [1, 1]


def test_a_fence_writes_itself_into_a_migration() -> None:
    assert Fence("Team").deconstruct() == ("Fence", ["Team"], {})
    fence = Fence("Membership", only=("staff",), without=("school",), own_rows=True)
    name, args, kwargs = fence.deconstruct()
    again = Fence(*args, **kwargs)
    assert (name, again.only, again.without, again.own_rows) == ("Fence", ("staff",), ("school",), True)
    assert fence.migration_name_fragment == "fence_membership"
