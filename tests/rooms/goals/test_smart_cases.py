"""Reference cases of goals through the whole application: real papers, a goal from their report, its page."""

import datetime
import html
import json
from pathlib import Path
from typing import Any, Final

import pytest

from assessments.actions import NewPaper, save_results
from assessments.models import Assessment
from assessments.tasks import compute_report
from goals.models import SmartGoal
from goals.queries.smart import STATUS_WORDS, goal_views
from tests.rooms.goals.test_home import another_cfa
from tests.rooms.goals.test_smart_goals import page, post
from tests.stats.reference import PROJECT_ROOT
from tests.world import DAY, World, more_students, url

CASES: Final = PROJECT_ROOT.parent / "shared/samples/statistics/smart/expected.json"
WHOLE: Final = 40
"""Days from the goal's start to its last day: the cases' shares of the time are whole days of it."""


def cases() -> list[Any]:
    if not CASES.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason="the shared reference cases are not here"))]
    checks = json.loads(CASES.read_text())["checks"]
    return [pytest.param(check, id=f"{place}-{check['expected']['status']}") for place, check in enumerate(checks)]


def given(world: World, title: str, day: datetime.date, y: int, n: int) -> Assessment:
    """A CFA that closed on ``day``, taken by ``n`` students from all classes in turn, ``y`` of them proficient."""
    away = (day - world.today).days
    with world.inside():
        cfa = another_cfa(world, title, opens=away - 1, closes=away)
        item = cfa.current_version.items.get()
        seats = [(section, row) for row in zip(*world.students, strict=True) for section, row in enumerate(row)][:n]
        papers = [
            NewPaper(
                student_id=student.pk,
                section_id=world.sections[section].pk,
                status="scored",
                cells=(item.max_cell if place < y else 0,),
                answers=("",),
                based_on=0,
            )
            for place, (section, student) in enumerate(seats)
        ]
        save_results(actor=world.alice.staff, assessment=cfa, papers=papers, kind="entry", today=world.today)
    compute_report(district_id=world.harbor.pk, assessment_id=cfa.pk)
    return cfa


@pytest.mark.parametrize("case", cases())
def test_a_goal_stands_as_the_reference_says(world: World, case: dict[str, Any]) -> None:
    """All but the projections, which the cases make from rounded shares. Two things the product does not let happen:
    a target that is no gain is refused, and a CFA of the day of the start is the start and no evidence."""
    args, expected = case["args"], case["expected"]
    world = more_students(world, 27)
    gone = round(WHOLE * args["time_fraction"])
    start = world.today - gone * DAY
    before = given(world, "Before", start, **args["baseline"])
    with world.inside():
        run = before.runs.get()
    sent: dict[str, Any] = {
        "skill": "I can compare rates",
        "steps": "Draw first.",
        "target": str(round(100 * args["target"])),
        "baseline": f"{run.pk}-0",
        "due_on": (start + WHOLE * DAY).isoformat(),
        "owner": str(world.bob.staff.pk),
    }
    if expected["progress"] is None:
        said = post(world.bob, "goals:new_goal", world.team, status=422, **sent)
        assert "would be no gain" in html.unescape(said)
        return
    post(world.bob, "goals:new_goal", world.team, **sent)
    given(world, "Now", world.today, **args["current"])
    with world.inside():
        goal = SmartGoal.objects.select_related("baseline_assessment").get()
        (view,) = goal_views([goal], world.today)
    said = page(world.alice, url("goals:goal", goal))
    if gone == 0:
        assert view.progress is None and "Waiting for its first CFA" in said
        return
    assert view.progress is not None and view.status == expected["status"]
    for name in ("baseline", "current", "ci_low", "ci_high", "aim", "progress", "students_needed"):
        assert getattr(view.progress, name) == pytest.approx(expected[name], abs=1e-9), name
    assert STATUS_WORDS[expected["status"]] in said
    if expected["students_needed"]:
        assert f"{args['current']['y']} of {args['current']['n']} are proficient in Now; " in said
        assert f"{expected['students_needed']} more reach" in said


def test_the_cases_are_the_ones_that_were_meant() -> None:
    if not CASES.exists():
        pytest.skip("the shared reference cases are not here")
    found = [check["expected"]["status"] for check in json.loads(Path(CASES).read_text())["checks"]]
    assert len(found) == 9 and set(found) == {"met", "on_track", "too_close_to_call", "behind"}
