"""kill -9 of each part while an upload is being saved or computed: nothing is lost, and nobody has to do anything."""

import psutil
import pytest

from plc.embedded.browsing import Unexpected
from tests.faults.gate import Gate
from tests.faults.team import Teacher, assert_healed, newest_run, saved_points
from tests.live_stack import LiveStack, wait_until


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


class TestInMidTask:
    """The scores are saved, and a process of the worker is computing the report."""

    def test_the_process_that_computes(self, teacher: Teacher, gate: Gate) -> None:
        offered, before = teacher.offer(), gate.entries()
        with gate.closed():
            teacher.apply(offered)
            victim = gate.next_entry(before)
            psutil.Process(victim).kill()
            wait_until(lambda: is_gone(victim), "the process is dead")
        assert_healed(teacher, offered)
        assert newest_run(teacher)["attempts"] == 2

    def test_the_whole_worker(self, teacher: Teacher, gate: Gate, stack: LiveStack) -> None:
        offered, before = teacher.offer(), gate.entries()
        with gate.closed():
            teacher.apply(offered)
            computing = gate.next_entry(before)
            killed = stack.kill("worker")
            wait_until(lambda: is_gone(killed.pid) and is_gone(computing), "the worker and its pool are dead")
        assert_healed(teacher, offered)
        assert newest_run(teacher)["attempts"] == 2

    @pytest.mark.parametrize("part", ["broker", "PostgreSQL", "web server"])
    def test_another_part(self, part: str, teacher: Teacher, gate: Gate, stack: LiveStack) -> None:
        offered, before = teacher.offer(), gate.entries()
        with gate.closed():
            teacher.apply(offered)
            gate.next_entry(before)
            killed = stack.kill(part)
            wait_until(lambda: is_gone(killed.pid), f"the {part} is dead")
        assert_healed(teacher, offered)


class TestInMidSave:
    """The scores are written and not yet committed: the person gets no yes, and so nothing may be saved."""

    @pytest.mark.parametrize("part", ["PostgreSQL", "web server"])
    def test_it_is_refused_whole_and_saved_whole_when_said_again(
        self, part: str, teacher: Teacher, stack: LiveStack
    ) -> None:
        offered, before = teacher.offer(), saved_points(stack, teacher.cfa)
        last_run = newest_run(teacher) if before else None
        with teacher.applying(offered) as answers:
            killed = stack.kill(part)
            wait_until(lambda: is_gone(killed.pid), f"the {part} is dead")
            wait_until(lambda: bool(answers), "the person hears that it did not work")
        (answer,) = answers
        assert isinstance(answer, Unexpected), answer
        wait_until(stack.is_whole, "pages are served again")
        wait_until(lambda: saving_sessions(stack) == 0, "the cut-off save is rolled back")
        assert saved_points(stack, teacher.cfa) == before
        assert last_run is None or newest_run(teacher) == last_run

        teacher.apply(offered)
        assert_healed(teacher, offered)

    def test_the_broker_is_down_and_the_page_answers_as_ever(self, teacher: Teacher, stack: LiveStack) -> None:
        offered = teacher.offer()
        with stack.held_down("broker"):
            page = teacher.apply(offered)
            assert page.url.endswith("/report/")
            assert "data-pending" in page.attributes
            assert newest_run(teacher)["state"] == "queued"
        assert_healed(teacher, offered)
        assert newest_run(teacher)["attempts"] == 1


def saving_sessions(stack: LiveStack) -> int:
    """Sessions of the product that are inside a transaction."""
    return stack.sql("select count(*) from pg_stat_activity where usename = 'plc_app' and xact_start is not null")[0][0]
