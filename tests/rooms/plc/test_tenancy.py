"""Opening a district: what the database is told, when, and what becomes of it after."""

import io
import threading
from collections.abc import Iterator

import pytest
from celery import Celery
from django.db import IntegrityError, connection, transaction

from plc.schools.models import District, School
from plc.tenancy import NoTenantOpen, open_district_id, person, required_district_id, tenant
from plc.tenancy.context import Scope, current_scope
from plc.tenancy.districts import for_each_district
from plc.tenancy.tasks import TenantTask


def announced() -> tuple[str, str]:
    """What PostgreSQL has been told in this transaction: the district and the person."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(current_setting('app.district_id', true), ''), "
            "coalesce(current_setting('app.user_id', true), '')"
        )
        return cursor.fetchone()


def seen_schools() -> set[str]:
    """Past the manager and its filter: the rows the database itself is willing to show."""
    with connection.cursor() as cursor:
        cursor.execute("select name from schools_school")
        return {name for (name,) in cursor.fetchall()}


@pytest.fixture
def harbor(db: None) -> District:
    return _district("Harbor")


@pytest.fixture
def pine(db: None) -> District:
    return _district("Pine")


def _district(name: str) -> District:
    district = District.objects.create(name=name, slug=name.lower())
    with tenant(district.pk), transaction.atomic():
        School.objects.create(name=f"{name} School")
    return district


class TestInsideATransaction:
    def test_the_district_is_announced_on_the_way_in_and_taken_back_on_the_way_out(self, harbor: District) -> None:
        assert announced() == ("", "")
        with tenant(harbor.pk):
            assert announced() == (str(harbor.pk), "")
            assert seen_schools() == {"Harbor School"}
        assert announced() == ("", "")
        assert seen_schools() == set()

    def test_nested_districts_give_way_to_each_other(self, harbor: District, pine: District) -> None:
        with tenant(harbor.pk):
            with tenant(pine.pk):
                assert seen_schools() == {"Pine School"}
                assert open_district_id() == pine.pk
            assert seen_schools() == {"Harbor School"}
            assert open_district_id() == harbor.pk
        assert open_district_id() is None

    def test_the_person_stays_while_districts_change(self, harbor: District) -> None:
        with person(5):
            assert announced() == ("", "5")
            with tenant(harbor.pk):
                assert announced() == (str(harbor.pk), "5")
            assert announced() == ("", "5")
        assert announced() == ("", "")

    def test_an_exception_inside_closes_the_district(self, harbor: District, pine: District) -> None:
        with tenant(harbor.pk):
            with pytest.raises(ZeroDivisionError), tenant(pine.pk):
                raise ZeroDivisionError
            assert announced() == (str(harbor.pk), "")
        assert announced() == ("", "")

    def test_a_database_error_inside_leaves_the_outer_district_open(self, harbor: District, pine: District) -> None:
        with tenant(harbor.pk):
            with pytest.raises(IntegrityError), transaction.atomic(), tenant(pine.pk):
                School.objects.create(name="Pine School")
            assert announced() == (str(harbor.pk), "")
            assert seen_schools() == {"Harbor School"}

    def test_a_rolled_back_savepoint_restores_what_was_announced(self, harbor: District, pine: District) -> None:
        with tenant(harbor.pk):
            savepoint = transaction.savepoint()
            with tenant(pine.pk):
                assert seen_schools() == {"Pine School"}
            transaction.savepoint_rollback(savepoint)
            assert seen_schools() == {"Harbor School"}

    def test_the_database_believes_no_other_spelling_of_the_number(self) -> None:
        with pytest.raises(ValueError, match="invalid literal"), tenant("1 or 1=1"):  # type: ignore[arg-type]
            pass


class TestEveryWayToSendAStatement:
    """The scope is told before a statement, so no way to send one may pass by the telling."""

    def test_a_cursor_opened_before_the_district_hears_of_it(self, harbor: District, pine: District) -> None:
        with connection.cursor() as cursor:
            for district in (harbor, pine):
                with tenant(district.pk):
                    cursor.execute("select name from schools_school")
                    assert cursor.fetchall() == [(f"{district.name} School",)]
            cursor.execute("select name from schools_school")
            assert cursor.fetchall() == []

    def test_many_at_once(self, harbor: District) -> None:
        with connection.cursor() as cursor:
            with tenant(harbor.pk):
                cursor.executemany("update schools_school set name = name || %s", [("!",), ("?",)])
                assert seen_schools() == {"Harbor School!?"}
            cursor.executemany("update schools_school set name = %s", [("lost",)])
            assert cursor.rowcount == 0
            with tenant(harbor.pk):
                assert seen_schools() == {"Harbor School!?"}

    def test_a_procedure(self, harbor: District) -> None:
        with connection.cursor() as cursor, tenant(harbor.pk):
            cursor.callproc("current_setting", ["app.district_id"])
            assert cursor.fetchone() == (str(harbor.pk),)

    @pytest.mark.parametrize("way", ["copy_expert", "copy_to"])
    def test_a_copy(self, harbor: District, way: str) -> None:
        def copied() -> str:
            out = io.StringIO()
            if way == "copy_expert":
                cursor.copy_expert("copy (select name from schools_school) to stdout", out)
            else:
                cursor.copy_to(out, "schools_school", columns=["name"])
            return out.getvalue()

        with connection.cursor() as cursor:
            with tenant(harbor.pk):
                assert copied() == "Harbor School\n"
            assert copied() == ""

    def test_a_copy_in(self, harbor: District) -> None:
        with connection.cursor() as cursor:
            cursor.execute("create temporary table told (told text default current_setting('app.district_id'), n int)")
            with tenant(harbor.pk):
                cursor.copy_from(io.StringIO("1\n"), "told", columns=["n"])
            cursor.execute("select told from told")
            assert cursor.fetchall() == [(str(harbor.pk),)]

    def test_nothing_is_told_where_nothing_is_asked(
        self, harbor: District, pine: District, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[object] = []
        monkeypatch.setattr(Scope, "as_settings", lambda scope: told.append(scope.district_id) or ("", ""))
        with tenant(harbor.pk):
            seen_schools()
        with tenant(pine.pk):
            pass
        with tenant(harbor.pk):
            seen_schools()
            seen_schools()
        assert told == [harbor.pk]


@pytest.mark.django_db(transaction=True)
class TestOutsideTransactions:
    def test_without_a_transaction_no_row_is_seen(self, harbor: District) -> None:
        with tenant(harbor.pk):
            assert seen_schools() == set()
            with transaction.atomic():
                assert seen_schools() == {"Harbor School"}
            assert seen_schools() == set()

    def test_the_setting_ends_with_the_transaction_and_leaves_the_empty_text_behind(self, harbor: District) -> None:
        """Not NULL: this is what the policy's ``nullif`` is for."""
        with tenant(harbor.pk), transaction.atomic():
            assert announced() == (str(harbor.pk), "")
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('app.district_id', true)")
            assert cursor.fetchone() == ("",)
        assert seen_schools() == set()

    def test_each_transaction_is_told_anew(self, harbor: District, pine: District) -> None:
        for district in (harbor, pine, harbor):
            with tenant(district.pk), transaction.atomic():
                assert seen_schools() == {f"{district.name} School"}
        with transaction.atomic():
            assert seen_schools() == set()

    def test_a_rolled_back_transaction_leaves_nothing_open(self, harbor: District) -> None:
        with pytest.raises(ZeroDivisionError), tenant(harbor.pk), transaction.atomic():
            raise ZeroDivisionError
        with transaction.atomic():
            assert announced() == ("", "")

    def test_another_thread_starts_outside(self, harbor: District) -> None:
        seen: list[object] = []

        def look() -> None:
            try:
                seen.append(open_district_id())
                with transaction.atomic():
                    seen.append(seen_schools())
            finally:
                connection.close()

        with tenant(harbor.pk), transaction.atomic():
            thread = threading.Thread(target=look)
            thread.start()
            thread.join()
        assert seen == [None, set()]


class TestTheModelsManager:
    def test_asking_without_a_district_is_an_error_not_an_empty_list(self) -> None:
        with pytest.raises(NoTenantOpen, match=r"plc\.tenancy\.tenant"):
            School.objects.all()
        with pytest.raises(NoTenantOpen):
            required_district_id()

    def test_the_predicate_is_said_aloud_for_the_planner(self, harbor: District) -> None:
        with tenant(harbor.pk):
            assert f'"schools_school"."district_id" = {harbor.pk}' in str(School.objects.all().query)

    def test_a_new_row_belongs_to_the_open_district(self, harbor: District, pine: District) -> None:
        with tenant(pine.pk):
            assert School(name="New").district_id == pine.pk

    def test_related_rows_are_asked_for_the_same_way(self, harbor: District) -> None:
        with tenant(harbor.pk):
            school = School.objects.get()
            assert f'"district_id" = {harbor.pk}' in str(school.sections.all().query)


class TestForEachDistrict:
    def test_each_is_open_in_turn(self, harbor: District, pine: District) -> None:
        seen = {district_id: seen_schools() for district_id in for_each_district()}
        assert seen == {harbor.pk: {"Harbor School"}, pine.pk: {"Pine School"}}
        assert current_scope().district_id is None

    def test_leaving_early_closes_the_district(self, harbor: District, pine: District) -> None:
        for district_id in for_each_district():
            assert open_district_id() == district_id
            break
        assert open_district_id() is None
        assert announced() == ("", "")

    def test_an_exception_closes_the_district(self, harbor: District) -> None:
        def stumble() -> None:
            for _ in for_each_district():
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            stumble()
        assert open_district_id() is None


@pytest.fixture
def celery_app() -> Iterator[Celery]:
    app = Celery("test", broker="memory://", task_cls=TenantTask, set_as_current=False)
    app.conf.task_eager_propagates = True
    yield app
    app.close()


class TestTasks:
    def test_a_task_runs_inside_its_district(self, celery_app: Celery, harbor: District) -> None:
        @celery_app.task(name="look", shared=False)
        def look(*, district_id: int) -> tuple[int | None, set[str]]:
            return open_district_id(), seen_schools()

        assert look.apply(kwargs={"district_id": harbor.pk}).result == (harbor.pk, {"Harbor School"})
        assert open_district_id() is None

    def test_a_task_without_a_district_is_refused(self, celery_app: Celery) -> None:
        @celery_app.task(name="look", shared=False)
        def look() -> None:
            raise AssertionError("never reached")

        with pytest.raises(TypeError, match="look needs the keyword argument district_id"):
            look.apply()

    def test_a_task_may_say_why_it_stands_outside(self, celery_app: Celery) -> None:
        @celery_app.task(name="sweep", shared=False, outside_tenants="visits every district in turn")
        def sweep() -> int | None:
            return open_district_id()

        assert sweep.apply().result is None

    def test_the_products_own_application_uses_this_base(self) -> None:
        from plc.celery import app  # noqa: PLC0415  (Django must be set up)

        assert issubclass(app.Task, TenantTask)
        assert [t for t in app.tasks.values() if not isinstance(t, TenantTask) and t.name[:7] != "celery."] == []
