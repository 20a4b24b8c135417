"""Steps on the way to a goal, interim checks, the result at its close, and carrying it on."""

import datetime
from typing import Any

import pytest
from django.test import Client

from goals.models import ActionStep, InterimCheck, SmartGoal
from teams.models import Team, TeamMember
from tests.rooms.goals.test_smart_goals import WORDS, counted, next_cfa, page, post, set_goal  # noqa: F401  (a fixture)
from tests.world import DAY, World, sign_in, url


@pytest.fixture
def goal(counted: World) -> SmartGoal:  # noqa: F811
    return set_goal(counted)


def add(world: World, goal: SmartGoal, status: int = 302, **changed: Any) -> str:
    sent: dict[str, Any] = {
        "what": "Bring number lines.",
        "owner": world.bob.staff.pk,
        "due_on": (world.today + DAY).isoformat(),
    }
    return post(world.alice, "goals:new_action_step", goal, status=status, **{**sent, "needs": "Paper", **changed})


class TestSteps:
    def test_a_step_has_an_owner_a_day_and_what_it_needs(self, counted: World, goal: SmartGoal) -> None:  # noqa: F811
        add(counted, goal)
        said = page(counted.charlie, url("goals:goal", goal))
        assert "Bring number lines." in said and "Needs: Paper" in said and counted.bob.staff.name in said
        with counted.inside():
            step = ActionStep.objects.get()
        ways: list[tuple[dict[str, Any], Any]] = [({}, counted.today), ({"open": "1"}, None)]
        for fields, done_on in ways:
            post(counted.charlie, "goals:settle_step", step, **fields)
            with counted.inside():
                assert ActionStep.objects.get().done_on == done_on
        post(counted.charlie, "goals:delete_step", step)
        with counted.inside():
            assert not ActionStep.objects.exists()

    def test_who_is_not_in_the_team_does_nothing_for_it(self, counted: World, goal: SmartGoal) -> None:  # noqa: F811
        add(counted, goal, status=422, owner=counted.erin.staff.pk)
        with counted.inside():
            assert not ActionStep.objects.exists()

    def test_the_button_pressed_again_adds_no_second_one(self, counted: World, goal: SmartGoal) -> None:  # noqa: F811
        add(counted, goal)
        assert "has this step already" in add(counted, goal, status=422)
        add(counted, goal, owner=counted.alice.staff.pk)
        assert "2 steps are not marked as done." in page(counted.bob, url("goals:close_goal", goal))

    def test_a_closed_goal_gets_no_further_step(self, counted: World, goal: SmartGoal) -> None:  # noqa: F811
        add(counted, goal)
        with counted.inside():
            step = ActionStep.objects.get()
        post(counted.alice, "goals:close_goal", goal, reflection="Drawing works.")
        assert "This goal is closed." in add(counted, goal, status=422)
        post(counted.alice, "goals:settle_step", step, status=404)

    @pytest.mark.parametrize(
        ("days", "words"),
        [(-1, "is past."), (60, "is after the goal’s own day"), (5000, "is after the goal’s own day")],
    )
    def test_its_day_is_one_on_the_way(self, counted: World, goal: SmartGoal, days: int, words: str) -> None:  # noqa: F811
        assert words in add(counted, goal, status=422, due_on=(counted.today + days * DAY).isoformat())
        add(counted, goal, due_on=counted.today.isoformat())

    def test_a_goal_past_its_day_gets_steps_for_the_days_that_are_left(self, counted: World, goal: SmartGoal) -> None:  # noqa: F811
        with counted.inside():
            SmartGoal.objects.update(due_on=counted.today - DAY)
        add(counted, goal)

    def test_a_goal_of_a_year_that_is_over_is_closed_and_not_changed(self, counted: World, goal: SmartGoal) -> None:  # noqa: F811
        add(counted, goal)
        with counted.inside():
            step = ActionStep.objects.get()
            type(counted.year).objects.filter(pk=counted.year.pk).update(ends_on=counted.today)
        said = page(counted.alice, url("goals:goal", goal))
        assert "Change the goal" not in said and "Add a step" not in said and "Close the goal" in said
        assert "Set a goal" not in page(counted.alice, url("goals:goals", counted.team))
        assert "is over." in add(counted, goal, status=422)
        assert "is over." in post(counted.bob, "goals:new_check", goal, status=422, said="Too late.")
        for name in ("settle_step", "delete_step"):
            post(counted.bob, f"goals:{name}", step, status=409)
        post(counted.alice, "goals:close_goal", goal, reflection="Drawing works.")


class TestChecks:
    def test_a_check_keeps_where_the_goal_stood(self, counted: World, goal: SmartGoal) -> None:  # noqa: F811
        post(counted.bob, "goals:new_check", goal, said="Too early to tell.")
        next_cfa(counted, 9)
        post(counted.bob, "goals:new_check", goal, said="They draw it by themselves.")
        with counted.inside():
            found = list(InterimCheck.objects.order_by("pk").values_list("y", "n", "status"))
        assert found == [(4, 12, ""), (9, 12, "on_track")]
        said = page(counted.alice, url("goals:goal", goal))
        assert "They draw it by themselves." in said and "9 of 12 proficient, on track" in said


class TestTheEnd:
    def test_without_a_cfa_it_promises_none(self, counted: World, goal: SmartGoal) -> None:  # noqa: F811
        post(counted.bob, "goals:new_check", goal, said="Too early to tell.")
        assert "proficient, waiting for its first CFA" in page(counted.bob, url("goals:goal", goal))
        post(counted.alice, "goals:close_goal", goal, reflection="Drawing works.")
        said = page(counted.bob, url("goals:goal", goal))
        assert "No CFA on this skill came while it was open." in said and "The next CFA" not in said

    def test_it_is_carried_on_from_the_count_of_its_own_skill(self, counted: World) -> None:  # noqa: F811
        with counted.inside():
            run = counted.cfa.runs.get()
        goal = set_goal(counted, baseline=f"{run.pk}-{counted.percents.pk}")
        form = page(counted.bob, url("goals:new_goal", counted.team) + f"?from={goal.pk}")
        assert f'<option value="{run.pk}-{counted.percents.pk}" selected>' in form

    @pytest.mark.parametrize(
        ("proficient", "status", "words"),
        [
            (11, "met", "11 of 12 were proficient: the goal was reached."),
            (5, "too_close_to_call", "5 of 12 were proficient; 6 more would have reached the goal."),
        ],
    )
    def test_the_result_is_where_it_stood(
        self,
        counted: World,  # noqa: F811
        goal: SmartGoal,
        proficient: int,
        status: str,
        words: str,
    ) -> None:
        next_cfa(counted, proficient)
        post(counted.alice, "goals:close_goal", goal, reflection="Drawing works.")
        with counted.inside():
            now = SmartGoal.objects.get(pk=goal.pk)
        assert (now.result_y, now.result_n, now.result_status) == (proficient, 12, status)
        said = page(counted.bob, url("goals:goal", goal))
        assert words in said and "failed" not in said.lower()

    def test_it_is_carried_on_into_the_team_of_the_next_year(
        self,
        counted: World,  # noqa: F811
        goal: SmartGoal,
    ) -> None:
        """With the words it had, from a count of now; the new one names the old one."""
        post(counted.alice, "goals:close_goal", goal, reflection="Drawing works.")
        carried = url("goals:carry_goal", goal)
        with counted.inside():
            team = Team.objects.create(
                name="Next year", school=counted.alder, school_year=counted.year, follows=counted.team
            )
        assert f"/teams/{counted.team.pk}/goals/new/" in _lead(counted, carried)
        with counted.inside():
            TeamMember.objects.create(team=team, staff=counted.bob.staff, starts_on=counted.today - DAY)
        assert f"/teams/{team.pk}/goals/new/?from={goal.pk}" in _lead(counted, carried)
        form = page(counted.bob, url("goals:new_goal", counted.team) + f"?from={goal.pk}")
        assert f'value="{WORDS["skill"]}"' in form and 'value="90"' in form
        again = set_goal_from(counted, goal)
        assert (again.follows_id, again.skill) == (goal.pk, goal.skill)


def _lead(world: World, address: str) -> str:
    return str(sign_in(Client(), world.bob).get(address)["Location"])


def set_goal_from(world: World, goal: SmartGoal) -> SmartGoal:
    with world.inside():
        run = world.cfa.runs.get()
    due_on = (world.today + datetime.timedelta(days=20)).isoformat()
    sent = {**WORDS, "baseline": f"{run.pk}-0", "due_on": due_on, "owner": str(world.bob.staff.pk)}
    address = url("goals:new_goal", world.team) + f"?from={goal.pk}"
    assert sign_in(Client(), world.bob).post(address, sent).status_code == 302
    with world.inside():
        found: SmartGoal = SmartGoal.objects.latest("pk")
    return found
