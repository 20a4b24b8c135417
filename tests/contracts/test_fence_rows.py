# ruff: noqa: S608  (table and column names come from the models, not from anybody)
"""Row-level security in raw SQL, for every tenant table: what the app's role can see and touch, and what not."""

import io
import json
from typing import Any

import psycopg2
import pytest
from psycopg2 import errors

from tests import databases
from tests.contracts.conftest import Asking, Session, TwoDistricts
from tests.contracts.one_row_each import tenant_models

TABLES = sorted(model._meta.db_table for model in tenant_models())


def _row_of(superuser: Session, table: str, district_id: int) -> str:
    return json.dumps(superuser.one(f"select to_jsonb(t) from {table} t where district_id = %s", [district_id]))


def _insert(session: Session, table: str, row: str) -> int:
    columns = session.one(
        "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute "
        "where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = ''",
        [table],
    )
    return session.run(
        f"insert into {table} ({columns}) select {columns} from jsonb_populate_record(null::{table}, %s)", [row]
    )


def _copied_out(session: Session, table: str) -> list[str]:
    out = io.StringIO()
    with session.raw.cursor() as cursor:
        cursor.copy_expert(f"copy {table} (district_id) to stdout", out)
    return out.getvalue().split()


def _copy_in(session: Session, table: str) -> None:
    with session.raw.cursor() as cursor:
        cursor.copy_expert(f"copy {table} from stdin", io.StringIO(""))


def test_the_role_under_test_cannot_bypass(app: Session) -> None:
    assert app.rows("select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user") == [
        ("plc_app", False, False)
    ]


def test_both_districts_have_a_row_to_hide(superuser: Session, two_districts: TwoDistricts, asking: Asking) -> None:
    for table in TABLES:
        with asking(table):
            found = superuser.rows(f"select district_id, count(*) from {table} group by 1 order by 1")
            assert found == [(two_districts.ours, 1), (two_districts.theirs, 1)]


class TestNoDistrictOpen:
    def test_no_row_is_seen(self, app: Session, asking: Asking) -> None:
        for table in TABLES:
            with asking(table):
                assert app.open(None).one(f"select count(*) from {table}") == 0

    def test_a_connection_that_never_heard_of_districts_sees_no_row(self, two_districts: TwoDistricts) -> None:
        fresh = Session(databases.app_url(two_districts.database))
        try:
            assert fresh.one("select current_setting('app.district_id', true)") is None
            assert [fresh.one(f"select count(*) from {table}") for table in TABLES] == [0] * len(TABLES)
        finally:
            fresh.raw.close()

    def test_insert_is_refused(
        self, app: Session, superuser: Session, two_districts: TwoDistricts, asking: Asking
    ) -> None:
        for table in TABLES:
            with asking(table):
                row = _row_of(superuser, table, two_districts.ours)
                with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
                    _insert(app.open(None), table, row)

    def test_update_and_delete_touch_nothing(self, app: Session, asking: Asking) -> None:
        for table in TABLES:
            with asking(table):
                assert app.open(None).run(f"update {table} set district_id = district_id") == 0
                assert app.run(f"delete from {table}") == 0

    def test_copy_out_is_empty_and_copy_in_refused(self, app: Session, asking: Asking) -> None:
        for table in TABLES:
            with asking(table):
                assert _copied_out(app.open(None), table) == []
                with pytest.raises(errors.FeatureNotSupported, match="row-level security"):
                    _copy_in(app, table)

    def test_the_owner_sees_nothing_either(self, owner: Session, asking: Asking) -> None:
        for table in TABLES:
            with asking(table):
                assert owner.open(None).one(f"select count(*) from {table}") == 0


class TestOurDistrictOpen:
    def test_only_our_row_is_seen(self, app: Session, two_districts: TwoDistricts, asking: Asking) -> None:
        for table in TABLES:
            with asking(table):
                app.open(two_districts.ours)
                assert app.rows(f"select district_id from {table}") == [(two_districts.ours,)]

    def test_naming_the_other_district_shows_nothing(
        self, app: Session, two_districts: TwoDistricts, asking: Asking
    ) -> None:
        for table in TABLES:
            with asking(table):
                app.open(two_districts.ours)
                assert app.one(f"select count(*) from {table} where district_id = %s", [two_districts.theirs]) == 0

    def test_a_row_cannot_be_inserted_into_the_other_district(
        self, app: Session, superuser: Session, two_districts: TwoDistricts, asking: Asking
    ) -> None:
        for table in TABLES:
            with asking(table):
                row = _row_of(superuser, table, two_districts.theirs)
                with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
                    _insert(app.open(two_districts.ours), table, row)

    def test_our_row_cannot_be_moved_into_the_other_district(
        self, app: Session, two_districts: TwoDistricts, asking: Asking
    ) -> None:
        for table in TABLES:
            with asking(table):
                app.open(two_districts.ours)
                with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
                    app.run(f"update {table} set district_id = %s", [two_districts.theirs])

    def test_their_row_cannot_be_updated_moved_or_deleted(
        self, app: Session, two_districts: TwoDistricts, asking: Asking
    ) -> None:
        for table in TABLES:
            with asking(table):
                app.open(two_districts.ours)
                theirs = [two_districts.theirs]
                assert app.run(f"update {table} set district_id = district_id where district_id = %s", theirs) == 0
                assert (
                    app.run(f"update {table} set district_id = {two_districts.ours} where district_id = %s", theirs)
                    == 0
                )
                assert app.run(f"delete from {table} where district_id = %s", theirs) == 0

    def test_copy_out_gives_our_row_and_copy_in_is_refused(
        self, app: Session, two_districts: TwoDistricts, asking: Asking
    ) -> None:
        for table in TABLES:
            with asking(table):
                assert _copied_out(app.open(two_districts.ours), table) == [str(two_districts.ours)]
                with pytest.raises(errors.FeatureNotSupported, match="row-level security"):
                    _copy_in(app, table)

    def test_the_owner_sees_only_our_row(self, owner: Session, two_districts: TwoDistricts, asking: Asking) -> None:
        for table in TABLES:
            with asking(table):
                owner.open(two_districts.ours)
                assert owner.rows(f"select district_id from {table}") == [(two_districts.ours,)]


class TestOwnRows:
    """Before a district is open, a person sees the rows about themselves where a policy says so, and only reads."""

    def test_the_tables_that_show_own_rows(self, superuser: Session) -> None:
        shown = superuser.rows("select distinct tablename from pg_policies where policyname = 'own_rows'")
        assert shown == [("schools_membership",)]

    def test_a_person_sees_their_own_memberships_and_nobody_elses(
        self, app: Session, two_districts: TwoDistricts
    ) -> None:
        app.open(None, user_id=two_districts.their_user)
        assert app.rows("select district_id, user_id from schools_membership") == [
            (two_districts.theirs, two_districts.their_user)
        ]

    def test_saying_who_asks_opens_no_other_table(
        self, app: Session, two_districts: TwoDistricts, asking: Asking
    ) -> None:
        for table in TABLES:
            with asking(table):
                app.open(None, user_id=two_districts.our_user)
                expected = 1 if table == "schools_membership" else 0
                assert app.one(f"select count(*) from {table}") == expected

    def test_saying_who_asks_allows_no_write(self, app: Session, two_districts: TwoDistricts, asking: Asking) -> None:
        for table in TABLES:
            with asking(table):
                app.open(None, user_id=two_districts.our_user)
                assert app.run(f"update {table} set district_id = district_id") == 0
                assert app.run(f"delete from {table}") == 0


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("truncate {table}", errors.InsufficientPrivilege),
        ("alter table {table} disable row level security", errors.InsufficientPrivilege),
        ("alter table {table} no force row level security", errors.InsufficientPrivilege),
        ("drop policy district on {table}", errors.InsufficientPrivilege),
        ("create policy all_open on {table} using (true)", errors.InsufficientPrivilege),
        ("alter policy district on {table} using (true)", errors.InsufficientPrivilege),
        ("alter table {table} disable trigger all", errors.InsufficientPrivilege),
        ("drop table {table}", errors.InsufficientPrivilege),
    ],
)
def test_the_app_cannot_take_the_fence_down(
    statement: str, refusal: type[psycopg2.Error], app: Session, asking: Asking
) -> None:
    for table in TABLES:
        with asking(table), pytest.raises(refusal):
            app.open(None).run(statement.format(table=table))


@pytest.mark.parametrize(
    "statement",
    [
        "set role plc_owner",
        "set role plc_backup",
        "set session authorization plc_owner",
        "create table public.open_to_all (id int)",
        "create schema elsewhere",
        "alter role plc_app bypassrls",
        "grant plc_owner to plc_app",
        "set session_replication_role = replica",  # would switch the foreign keys off
    ],
)
def test_the_app_cannot_become_more_than_it_is(statement: str, app: Session) -> None:
    app.raw.rollback()
    with pytest.raises(errors.InsufficientPrivilege):
        app.run(statement)


def test_row_security_off_is_an_error_not_a_way_round(app: Session, asking: Asking) -> None:
    for table in TABLES:
        with asking(table):
            app.open(None).run("set local row_security = off")
            with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
                app.run(f"select count(*) from {table}")


def test_the_backup_role_reads_every_district_and_writes_nowhere(
    superuser: Session, two_districts: TwoDistricts
) -> None:
    superuser.raw.rollback()
    superuser.run("set local role plc_backup")
    for table in TABLES:
        seen: list[tuple[Any, ...]] = superuser.rows(f"select district_id from {table} order by 1")
        assert seen == [(two_districts.ours,), (two_districts.theirs,)]
    with pytest.raises(errors.InsufficientPrivilege):
        superuser.run(f"delete from {TABLES[0]}")
