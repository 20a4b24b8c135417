"""A computation that kills its process: tried three times, then shown as failed and left alone until a person asks."""

from tests.faults.gate import Gate
from tests.faults.team import HEAL_SECONDS, Teacher, assert_healed, newest_run, run_module, saved_points
from tests.live_stack import LiveStack, wait_until


def test_three_deaths_are_enough(teacher: Teacher, gate: Gate, stack: LiveStack) -> None:
    offered = teacher.offer()
    with gate.deadly():
        teacher.apply(offered)
        wait_until(lambda: newest_run(teacher)["state"] == "failed", "it is given up", HEAL_SECONDS)
    run = newest_run(teacher)
    assert run["attempts"] == 3
    assert [attempt for number, attempt in sorted(gate.entries()) if number == run["id"]] == [1, 2, 3]
    assert len(saved_points(stack, teacher.cfa)) >= offered.sheet.students

    page = teacher.report()
    assert f"Report run {run['number']} could not be computed." in page.html
    assert "We tried three times and stopped." in page.html
    assert "data-pending" not in page.attributes
    # A further nudge would now be computed without harm, were it taken up.
    run_module("tests.faults.nudge_again", teacher)
    assert newest_run(teacher) == run

    again = page.form_to("/report/again")
    assert again is not None
    teacher.visitor.send(page, again)
    assert_healed(teacher, offered)
    assert newest_run(teacher)["number"] == run["number"] + 1
