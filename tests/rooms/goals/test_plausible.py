"""The plausible target: who is proficient, close and far by the report, and the sentence a team is told."""

import html

import pytest

from assessments.disclosure.reach import team_reach
from goals.models import SmartGoal
from goals.plausible import Plausibility, TargetCheck
from tests.rooms.goals.test_smart_goals import WORDS, counted, page, post, set_goal  # noqa: F401  (a fixture)
from tests.world import DAY, World, url


@pytest.mark.parametrize(
    ("target", "likely", "verdict", "asked"),
    [
        (80, 10, Plausibility.STRETCH, 81),
        (69, 10, Plausibility.WITHIN, 70),
        (70, 10, Plausibility.STRETCH, 71),
        (60, 10, Plausibility.WITHIN, 61),
        (59, 0, Plausibility.WITHIN, 60),
        (58, 0, Plausibility.MODEST, 59),
        (100, 999, Plausibility.WITHIN, 101),
    ],
)
def test_a_target_is_held_against_these_students(target: int, likely: int, verdict: Plausibility, asked: int) -> None:
    """36 are there, 24 close, 41 far: 60 of 101 without the far ones."""
    check = TargetCheck(36, 24, 41, likely, target)
    assert (check.verdict, check.asked) == (verdict, asked)


def test_the_sentence_has_every_count() -> None:
    said = TargetCheck(36, 24, 41, 10, 80).sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert said == (
        "36 of 101 are proficient, 24 are close and 41 are far from it. With all who are close and 10 of the others "
        "that is 70 of 101, 69 %. 80 % is 81 of 101: 11 more than you count on. "
        "Lower it, or say what will bring them along."
    )


def test_the_counts_are_the_report_s(counted: World) -> None:  # noqa: F811
    """Four students are there; the others earned nothing, so none is close to the cut."""
    with counted.inside():
        run = counted.cfa.runs.get()
        reach = team_reach(run.figures, run.students)
    assert (reach[None].there, reach[None].close, reach[None].far) == (4, 0, 8)
    assert {None, counted.ratios.pk, counted.percents.pk} == set(reach)


def test_close_is_up_to_ten_points_below_the_cut(counted: World) -> None:  # noqa: F811
    with counted.inside():
        run = counted.cfa.runs.get()
    cut = run.figures["report"]["settings"]["cut"]
    below = [scores for scores in run.students["scores"] if scores[0] < cut]
    for scores, share in zip(below, (cut - 0.10, cut - 0.101, cut - 0.01), strict=False):
        scores[0] = share
    assert team_reach(run.figures, run.students)[None].close == 2


def test_checking_saves_nothing_and_setting_keeps_the_check(counted: World) -> None:  # noqa: F811
    with counted.inside():
        run = counted.cfa.runs.get()
    sent = {
        **WORDS,
        "baseline": f"{run.pk}-0",
        "due_on": (counted.today + 20 * DAY).isoformat(),
        "owner": str(counted.bob.staff.pk),
        "far_likely": "5",
    }
    said = html.unescape(post(counted.bob, "goals:new_goal", counted.team, status=200, check="1", **sent))
    assert "90\N{NO-BREAK SPACE}% is 11 of 12: 2 more than you count on." in said
    with counted.inside():
        assert not SmartGoal.objects.exists()
    goal = set_goal(counted, far_likely="5")
    assert (goal.close, goal.far_likely) == (0, 5)
    assert "2 more than you count on" in page(counted.alice, url("goals:goal", goal))


def test_a_check_asks_for_nothing_but_the_target(counted: World) -> None:  # noqa: F811
    """The browser lets it through, and what is not written yet is not marked as missing."""
    with counted.inside():
        run = counted.cfa.runs.get()
    address = url("goals:new_goal", counted.team)
    assert 'name="check" value="1" formnovalidate' in page(counted.bob, address)
    sent = {"baseline": f"{run.pk}-0", "target": "90"}
    said = post(counted.bob, "goals:new_goal", counted.team, status=200, check="1", **sent)
    assert "Your target against these students" in said and "Fill this in first" not in said
    said = post(counted.bob, "goals:new_goal", counted.team, status=422, check="1", **(sent | {"target": "0"}))
    assert said.count("field__error") == 1
