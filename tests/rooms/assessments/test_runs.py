"""Report runs without a broker: due work is found again, done once, and given up after three tries."""

import datetime
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError

from assessments import reporting, tasks
from assessments.models import Assessment, ReportRun, RunState
from assessments.tasks import CLAIM_SECONDS, LOCK_CLASS, compute_report, request_run, sweep_report_runs
from tests.live_stack import wait_until
from tests.rooms.assessments.papers import FULL, HALF, class_csv, once, paper, previewed, result_of, save
from tests.world import World, enter_results, sign_in, url

# More than enough for a claim to be called dead and a run to be called late.
LONG_AGO = datetime.timedelta(seconds=CLAIM_SECONDS + 60)


def compute(world: World) -> None:
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)


def the_run(world: World, number: int = 1) -> ReportRun:
    with world.inside():
        return ReportRun.objects.get(assessment=world.cfa, number=number)


def abandoned(world: World, attempts: int) -> None:
    """The run as a worker leaves it that was killed in the middle of this attempt."""
    with world.inside():
        ReportRun.objects.filter(assessment=world.cfa).update(
            state=RunState.RUNNING, attempts=attempts, claimed_at=timezone.now() - LONG_AGO
        )


def broken(message: str = "no such figure") -> Callable[..., None]:
    def compute_run(run: ReportRun) -> None:
        raise ValueError(message)

    return compute_run


@pytest.fixture
def nudged(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Whom the sweep has nudged: district and CFA."""
    calls: list[tuple[int, int]] = []
    monkeypatch.setattr(tasks, "nudge", lambda district_id, assessment_id: calls.append((district_id, assessment_id)))
    return calls


class TestComputing:
    def test_a_queued_run_is_computed_and_stored(self, world: World) -> None:
        enter_results(world)
        compute(world)
        run = the_run(world)
        assert (run.state, run.attempts, run.data_version, run.failure) == (RunState.DONE, 1, 1, "")
        assert run.claimed_at is not None and run.finished_at is not None
        assert len(run.inputs_digest) == 64
        assert run.figures["report"]["n_sections"] == 4

    def test_any_number_of_nudges_makes_one_run(self, world: World) -> None:
        enter_results(world)
        for _ in range(3):
            compute(world)
        first = the_run(world)
        with world.inside():
            assert ReportRun.objects.count() == 1
        assert first.attempts == 1

    @pytest.mark.parametrize(("gently", "second"), [(True, RunState.QUEUED), (False, RunState.DONE)])
    def test_a_run_that_typing_asks_for_while_one_is_computed_waits(
        self, world: World, monkeypatch: pytest.MonkeyPatch, gently: bool, second: RunState
    ) -> None:
        enter_results(world)
        plain, asked = reporting.compute_run, iter([None])

        def meanwhile(run: ReportRun) -> None:
            plain(run)
            for _ in asked:
                request_run(assessment=world.cfa, actor=world.alice.staff, gently=gently)

        monkeypatch.setattr(reporting, "compute_run", meanwhile)
        compute(world)
        assert the_run(world, 1).state == RunState.DONE
        assert the_run(world, 2).state == second
        compute(world)
        assert the_run(world, 2).state == RunState.DONE

    def test_what_waits_for_typing_waits_no_longer_once_something_else_asks(self, world: World) -> None:
        with world.inside():
            request_run(assessment=world.cfa, actor=world.alice.staff, gently=True)
            assert ReportRun.objects.get().asked_gently
            request_run(assessment=world.cfa, actor=world.alice.staff, gently=True)
            assert ReportRun.objects.get().asked_gently
            request_run(assessment=world.cfa, actor=world.bob.staff)
            assert not ReportRun.objects.get().asked_gently

    def test_asking_twice_shares_the_queued_run(self, world: World) -> None:
        with world.inside():
            for person in (world.alice, world.bob):
                request_run(assessment=world.cfa, actor=person.staff)
            assert ReportRun.objects.get().requested_by_id == world.alice.staff.pk

    def test_numbers_count_up_for_each_cfa(self, world: World) -> None:
        enter_results(world)
        compute(world)
        with world.inside():
            request_run(assessment=world.cfa, actor=None)
        compute(world)
        with world.inside():
            assert list(ReportRun.objects.values_list("number", "state").order_by("number")) == [
                (1, RunState.DONE),
                (2, RunState.DONE),
            ]

    def test_a_nudge_for_nothing_does_nothing(self, world: World) -> None:
        compute(world)
        with world.inside():
            assert not ReportRun.objects.exists()

    def test_one_district_cannot_compute_the_cfa_of_another(self, world: World) -> None:
        enter_results(world)
        compute_report(district_id=world.pine.pk, assessment_id=world.cfa.pk)
        assert the_run(world).state == RunState.QUEUED

    def test_data_saved_during_a_computation_is_in_the_next_run(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        student = world.students[0][0]
        with world.inside():
            save(world, paper(world, 0, 0, FULL))

        def somebody_saves() -> None:
            save(world, paper(world, 0, 0, HALF, based_on=result_of(student).row_version))

        def figures_first(inputs: reporting.Inputs, *more: Any) -> Any:
            figures = figures_of(inputs, *more)
            somebody_saves_once()
            return figures

        figures_of = reporting.figures_of
        somebody_saves_once = once(lambda: None, somebody_saves)
        monkeypatch.setattr(reporting, "figures_of", figures_first)
        compute(world)
        first, second = the_run(world, 1), the_run(world, 2)
        assert (first.state, first.data_version) == (RunState.DONE, 1)
        assert (second.state, second.data_version) == (RunState.DONE, 2)
        assert first.figures["report"]["metrics"][0]["team"]["mean"]["mean"] == 1.0
        assert second.figures["report"]["metrics"][0]["team"]["mean"]["mean"] == pytest.approx(3.5 / 8)


def _leave_when_awaited(other: Any) -> None:
    """Another worker's transaction ends once somebody waits for its lock on a CFA."""
    waiting = (
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND classid = %s"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )

    def is_awaited() -> bool:
        with other.cursor() as cursor:
            cursor.execute(waiting, [LOCK_CLASS])
            return cursor.fetchone() == (1,)

    wait_until(is_awaited, "somebody waits for the lock")
    other.rollback()


class TestOneWorkerAtATime:
    @pytest.fixture
    def elsewhere(self, world: World) -> Iterator[Any]:
        """Another worker's connection, which holds the lock on the CFA."""
        raw = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
        with raw.cursor() as cursor:
            key = hash((world.harbor.pk, world.cfa.pk)) & 0x7FFFFFFF
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_CLASS, key])
        yield raw
        raw.close()

    def test_who_meets_the_lock_goes_away(self, world: World, elsewhere: Any) -> None:
        enter_results(world)
        compute(world)
        assert (the_run(world).state, the_run(world).attempts) == (RunState.QUEUED, 0)
        elsewhere.rollback()
        compute(world)
        assert the_run(world).state == RunState.DONE

    def test_who_only_looks_between_claim_and_work_costs_no_attempt(self, world: World, elsewhere: Any) -> None:
        """Two nudges at once: the other worker holds the lock just long enough to find the run claimed."""
        enter_results(world)
        with world.inside():
            ReportRun.objects.update(state=RunState.RUNNING, attempts=1, claimed_at=timezone.now())
            claim = tasks.Claim(the_run(world).pk, world.cfa.pk, attempt=1)
            with ThreadPoolExecutor(max_workers=1) as other:
                gone = other.submit(_leave_when_awaited, elsewhere)
                assert tasks._work_off(claim)
                gone.result()
        assert (the_run(world).state, the_run(world).attempts) == (RunState.DONE, 1)

    def test_a_run_claimed_a_moment_ago_is_its_worker_s(self, world: World) -> None:
        enter_results(world)
        with world.inside():
            ReportRun.objects.update(state=RunState.RUNNING, attempts=1, claimed_at=timezone.now())
        compute(world)
        assert (the_run(world).state, the_run(world).attempts) == (RunState.RUNNING, 1)

    def test_a_dead_worker_s_run_is_taken_over(self, world: World) -> None:
        enter_results(world)
        abandoned(world, attempts=1)
        compute(world)
        assert (the_run(world).state, the_run(world).attempts) == (RunState.DONE, 2)

    def test_a_worker_that_comes_back_late_finds_its_run_taken(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It was thought dead and another attempt has begun: its own must not store anything."""
        enter_results(world)
        work_off = tasks._work_off

        def somebody_else_took_over() -> None:
            ReportRun.objects.update(attempts=2)

        monkeypatch.setattr(tasks, "_work_off", once(work_off, somebody_else_took_over))
        compute(world)
        assert (the_run(world).state, the_run(world).attempts) == (RunState.RUNNING, 2)


class TestGivingUp:
    def test_a_worker_that_died_three_times_ends_the_run(self, world: World) -> None:
        enter_results(world)
        abandoned(world, attempts=3)
        compute(world)
        run = the_run(world)
        assert (run.state, run.failure, run.attempts) == (RunState.FAILED, "worker_died", 3)

    def test_a_fault_is_tried_again_and_ends_the_run_the_third_time(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        enter_results(world)
        monkeypatch.setattr(reporting, "compute_run", broken())
        for attempt in (1, 2):
            compute(world)
            run = the_run(world)
            assert (run.state, run.attempts, run.failure) == (RunState.RUNNING, attempt, "")
            abandoned(world, attempts=attempt)
        compute(world)
        run = the_run(world)
        assert (run.state, run.attempts, run.failure) == (RunState.FAILED, 3, "ValueError")

    def test_a_fault_that_passes_leaves_no_trace(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        enter_results(world)
        with monkeypatch.context() as faulty:
            faulty.setattr(reporting, "compute_run", broken())
            compute(world)
        abandoned(world, attempts=1)
        compute(world)
        assert (the_run(world).state, the_run(world).attempts, the_run(world).failure) == (RunState.DONE, 2, "")

    def test_a_database_error_in_the_middle_is_caught_too(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        def compute_run(run: ReportRun) -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")

        enter_results(world)
        monkeypatch.setattr(reporting, "compute_run", compute_run)
        abandoned(world, attempts=2)
        compute(world)
        assert (the_run(world).state, the_run(world).failure) == (RunState.FAILED, "DataError")

    def test_the_log_names_the_run_and_no_student(
        self, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        enter_results(world)
        monkeypatch.setattr(reporting, "compute_run", broken())
        abandoned(world, attempts=2)
        compute(world)
        (failed,) = [record for record in caplog.records if "failed for good" in record.message]
        assert failed.run_id == the_run(world).pk  # type: ignore[attr-defined]

    def test_the_page_says_so_and_offers_another_try(self, world: World, client: Client) -> None:
        enter_results(world)
        abandoned(world, attempts=3)
        compute(world)
        page = sign_in(client, world.bob).get(url("assessments:report", world.cfa)).content.decode()
        assert "Report run 1 could not be computed." in page
        assert "We tried three times and stopped. Your results are saved" in page
        assert f"the log names this run as {the_run(world).pk}." in page
        again = url("assessments:report_again", world.cfa)
        assert f'action="{again}"' in page
        assert client.post(again).status_code == 302
        compute(world)
        assert (the_run(world, 1).state, the_run(world, 2).state) == (RunState.FAILED, RunState.DONE)
        assert "could not be computed" not in client.get(url("assessments:report", world.cfa)).content.decode()

    def test_a_facilitator_without_a_class_of_their_own_may_try_again(self, world: World, client: Client) -> None:
        enter_results(world)
        with world.inside():
            world.sections[0].staff.all().delete()
        abandoned(world, attempts=3)
        compute(world)
        page = sign_in(client, world.alice).get(url("assessments:report", world.cfa)).content.decode()
        assert "Try again" in page

    def test_a_principal_reads_it_and_has_no_button(self, world: World, client: Client) -> None:
        enter_results(world)
        abandoned(world, attempts=3)
        compute(world)
        page = sign_in(client, world.pilar).get(url("assessments:report", world.cfa)).content.decode()
        assert "could not be computed" in page
        assert "Try again" not in page
        assert client.post(url("assessments:report_again", world.cfa)).status_code == 404


class TestTheSweep:
    def test_it_nudges_what_has_waited_in_every_district(self, world: World, nudged: list[tuple[int, int]]) -> None:
        late = timezone.now() - LONG_AGO
        with world.inside():
            ReportRun.objects.create(assessment=world.cfa, number=1, requested_at=late)
        with world.inside_pine():
            ReportRun.objects.create(
                assessment=world.pine_cfa,
                number=1,
                state=RunState.RUNNING,
                requested_at=late,
                claimed_at=late,
                attempts=1,
            )
        sweep_report_runs()
        assert sorted(nudged) == sorted([(world.harbor.pk, world.cfa.pk), (world.pine.pk, world.pine_cfa.pk)])

    @pytest.mark.parametrize("state", [RunState.QUEUED, RunState.RUNNING, RunState.DONE, RunState.FAILED])
    def test_it_lets_be_what_is_young_or_over(self, world: World, nudged: list[tuple[int, int]], state: str) -> None:
        is_over = state in {RunState.DONE, RunState.FAILED}
        at = timezone.now() - LONG_AGO if is_over else timezone.now()
        with world.inside():
            ReportRun.objects.create(
                assessment=world.cfa,
                number=1,
                state=state,
                requested_at=at,
                claimed_at=None if state == RunState.QUEUED else at,
            )
        sweep_report_runs()
        assert nudged == []

    def test_one_nudge_a_cfa(self, world: World, nudged: list[tuple[int, int]]) -> None:
        late = timezone.now() - LONG_AGO
        with world.inside():
            for number, state in ((1, RunState.RUNNING), (2, RunState.QUEUED)):
                ReportRun.objects.create(
                    assessment=world.cfa, number=number, state=state, requested_at=late, claimed_at=late
                )
        sweep_report_runs()
        assert nudged == [(world.harbor.pk, world.cfa.pk)]

    def test_what_it_nudges_is_then_done(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        enter_results(world)
        with world.inside():
            ReportRun.objects.update(requested_at=timezone.now() - LONG_AGO)
        monkeypatch.setattr(tasks, "nudge", lambda d, a: compute_report(district_id=d, assessment_id=a))
        sweep_report_runs()
        assert the_run(world).state == RunState.DONE


class TestWithoutABroker:
    def test_the_scores_are_saved_and_the_run_waits(
        self,
        world: World,
        client: Client,
        monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        def delay(**ids: int) -> None:
            raise OperationalError("nobody listens")

        monkeypatch.setattr(compute_report, "delay", delay)
        with world.inside():
            upload = previewed(world, world.bob, class_csv(world.students[1]), 1)
        sign_in(client, world.bob)
        with django_capture_on_commit_callbacks(execute=True) as callbacks:
            response = client.post(url("assessments:upload_apply", upload), {"plan": upload.plan_digest})
        assert len(callbacks) == 1
        assert (response.status_code, response.url) == (302, url("assessments:report", world.cfa))
        assert the_run(world).state == RunState.QUEUED
        page = client.get(response.url).content.decode()
        assert "the report is being computed" in page
        assert "data-pending" in page

    def test_a_nudge_carries_ids_and_nothing_else(
        self, world: World, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
    ) -> None:
        sent: list[dict[str, int]] = []
        monkeypatch.setattr(compute_report, "delay", lambda **ids: sent.append(ids))
        with django_capture_on_commit_callbacks(execute=True):
            enter_results(world)
        assert sent == [{"district_id": world.harbor.pk, "assessment_id": world.cfa.pk}]


def test_a_run_of_a_cfa_without_results_is_computed_too(world: World) -> None:
    with world.inside():
        request_run(assessment=Assessment.objects.get(pk=world.cfa.pk), actor=None)
    compute(world)
    run = the_run(world)
    assert run.state == RunState.DONE
    assert run.figures["report"]["completeness"]["students"] == 0
    assert sum(section["waiting"] for section in run.figures["sections"]) == 12
