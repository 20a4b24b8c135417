# ruff: noqa: S608  (table and column names come from the models, not from anybody)
"""What the database's own catalogue says about the fence: policies, keys and references of every table there is."""

import re

import pytest
from django.apps import apps
from psycopg2 import errors

from plc.tenancy.checks import is_public
from tests.contracts.conftest import Asking, Session, TwoDistricts
from tests.contracts.one_row_each import references, tenant_models

MODELS = {model._meta.db_table: model for model in tenant_models()}
TABLES = sorted(MODELS)

# Tables without a model: Django's record of migrations, and the cache that rate limits count in.
FRAMEWORK_TABLES = {"django_migrations", "plc_cache"}
# Tables with a district_id and no fence, each with its reason. None so far.
UNFENCED_WITH_DISTRICT: dict[str, str] = {}

DISTRICT_OPEN = re.compile(
    r"^\(district_id = \( SELECT \(NULLIF\(current_setting\('app\.district_id'::text, true\), ''::text\)\)::integer "
    r"AS \"?\w+\"?\)\)$"
)


def _tables(superuser: Session) -> set[str]:
    found = superuser.rows(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'f')"
    )
    return {name for (name,) in found}


def _fenced_tables(superuser: Session) -> set[str]:
    found = superuser.rows(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') "
        "and relrowsecurity and relforcerowsecurity"
    )
    return {name for (name,) in found}


def _public_tables() -> set[str]:
    return {model._meta.db_table for model in apps.get_models(include_auto_created=True) if is_public(model)}


def test_every_tenant_model_has_its_fence(superuser: Session) -> None:
    assert set(MODELS) == _fenced_tables(superuser)


def test_every_table_with_a_district_is_fenced(superuser: Session) -> None:
    found = superuser.rows(
        "select distinct table_name from information_schema.columns "
        "where table_schema = 'public' and column_name = 'district_id'"
    )
    assert {name for (name,) in found} - set(UNFENCED_WITH_DISTRICT) == set(MODELS)


def test_every_other_table_is_public_on_purpose(superuser: Session) -> None:
    assert _tables(superuser) - _fenced_tables(superuser) == _public_tables() | FRAMEWORK_TABLES


def test_nothing_reads_round_the_fence(superuser: Session) -> None:
    """A view or a SECURITY DEFINER function would run with its owner's eyes."""
    assert (
        superuser.rows(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')"
        )
        == []
    )
    assert superuser.rows("select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef") == []


def test_the_policy_says_the_open_district_for_reading_and_writing(superuser: Session, asking: Asking) -> None:
    """The sub-select is what the planner evaluates once; ``nullif`` is what survives the setting left as ''."""
    for table in TABLES:
        with asking(table):
            policies = superuser.rows(
                "select cmd, permissive, roles::text, qual, with_check from pg_policies "
                "where tablename = %s and policyname = 'district'",
                [table],
            )
            assert len(policies) == 1
            command, permissive, roles, reading, writing = policies[0]
            assert (command, permissive, roles) == ("ALL", "PERMISSIVE", "{public}")
            assert DISTRICT_OPEN.match(reading), reading
            assert writing == reading


def test_no_other_policy_lets_anyone_write(superuser: Session, asking: Asking) -> None:
    for table in TABLES:
        with asking(table):
            others = superuser.rows(
                "select policyname, cmd from pg_policies where tablename = %s and policyname <> 'district'", [table]
            )
            assert others in ([], [("own_rows", "SELECT")])


def test_every_unique_key_begins_with_the_district(superuser: Session, asking: Asking) -> None:
    """Else a collision would tell one district what another has. The surrogate id says nothing and is let be."""
    for table in TABLES:
        with asking(table):
            keys = superuser.rows(
                "select indexrelid::regclass::text, indisprimary, "
                "array(select coalesce(a.attname, '(an expression)') "
                "from unnest(indkey[0:indnkeyatts - 1]) with ordinality k(number, place) "
                "left join pg_attribute a on a.attrelid = indrelid and a.attnum = k.number order by k.place)::text[] "
                "from pg_index where indrelid = %s::regclass and indisunique",
                [table],
            )
            assert keys
            wrong = [name for name, is_primary, columns in keys if columns[0] != "district_id" and columns != ["id"]]
            assert wrong == []


def test_every_reference_inside_the_fence_carries_the_district(superuser: Session, asking: Asking) -> None:
    for table in TABLES:
        with asking(table):
            found = superuser.rows(
                "select confrelid::regclass::text, "
                "array(select attname from unnest(conkey) with ordinality k(number, place) join pg_attribute "
                "on attrelid = conrelid and attnum = k.number order by k.place)::text[], "
                "array(select attname from unnest(confkey) with ordinality k(number, place) join pg_attribute "
                "on attrelid = confrelid and attnum = k.number order by k.place)::text[], "
                "condeferrable, condeferred, convalidated "
                "from pg_constraint where conrelid = %s::regclass and contype = 'f'",
                [table],
            )
            inside = {
                (columns[-1], target): (columns, target_columns, *rest)
                for target, columns, target_columns, *rest in found
                if target in MODELS
            }
            wanted = {
                (field.column, field.related_model._meta.db_table): (
                    ["district_id", field.column],
                    ["district_id", "id"],
                    True,
                    True,
                    True,
                )
                for field in references(MODELS[table])
            }
            assert inside == wanted
            assert all(columns[0] == "district_id" for columns, *_ in inside.values())


def test_no_public_table_points_inside_the_fence(superuser: Session) -> None:
    found = superuser.rows(
        "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint where contype = 'f'"
    )
    assert [(source, target) for source, target in found if target in MODELS and source not in MODELS] == []


REFERENCES = [(model, field) for model in tenant_models() for field in references(model)]


def test_a_row_cannot_point_into_the_other_district(
    app: Session, superuser: Session, two_districts: TwoDistricts, asking: Asking
) -> None:
    for model, field in REFERENCES:
        with asking(f"{model._meta.db_table}.{field.column}"):
            target = field.related_model._meta.db_table
            theirs = superuser.one(f"select id from {target} where district_id = %s", [two_districts.theirs])
            app.open(two_districts.ours)
            assert app.run(f"update {model._meta.db_table} set {field.column} = %s", [theirs]) == 1
            with pytest.raises(errors.ForeignKeyViolation):
                app.run("set constraints all immediate")


def test_the_same_reference_inside_the_district_is_accepted(
    app: Session, two_districts: TwoDistricts, asking: Asking
) -> None:
    """Without this the test above would pass on a constraint that refuses everything."""
    for model, field in REFERENCES:
        with asking(f"{model._meta.db_table}.{field.column}"):
            target = field.related_model._meta.db_table
            app.open(two_districts.ours)
            ours = app.one(f"select id from {target}")
            assert app.run(f"update {model._meta.db_table} set {field.column} = %s", [ours]) == 1
            app.run("set constraints all immediate")
