"""Days of a cycle that make sense to who reads them, and words that say what was done."""

from django.test import Client

from goals.models import Cycle, CycleStep
from goals.queries.year import GOAL, year_of
from plc.schools.models import FreeDays
from tests.rooms.goals.test_cycles import cycle, page, post  # noqa: F401  (a fixture)
from tests.rooms.goals.test_smart_goals import counted, set_goal  # noqa: F401  (a fixture)
from tests.rooms.teams.planned import planned
from tests.world import DAY, World, sign_in, url


def test_a_step_is_due_in_the_school_year(world: World, cycle: Cycle) -> None:  # noqa: F811
    for day, words in (
        (world.year.ends_on, "is after the team’s school year"),
        (world.year.starts_on - DAY, "is before the team’s school year"),
    ):
        said = post(world.bob, "goals:cycle_step", cycle, 7, status=422, due_on=day.isoformat())
        assert words in said and f'value="{day.isoformat()}"' in said
    with world.inside():
        before = CycleStep.objects.filter(cycle=cycle, step="meet")
        assert before.update(due_on=world.year.ends_on) == 1
    post(world.bob, "goals:cycle_step", cycle, 7, due_on=world.year.ends_on.isoformat(), owner=world.bob.staff.pk)


def test_no_target_is_not_said_to_be_saved(world: World, cycle: Cycle) -> None:  # noqa: F811
    answer = sign_in(Client(), world.bob).post(url("goals:cycle_targets", cycle), {"proficient": ""}, follow=True)
    assert "no target is chosen yet" in answer.content.decode()


def test_a_cycle_closed_before_its_first_day_says_both_days(world: World, cycle: Cycle) -> None:  # noqa: F811
    post(world.bob, "goals:reflect_on_cycle", cycle, learned="We took another unit first.")
    with world.inside():
        Cycle.objects.filter(pk=cycle.pk).update(starts_on=world.today + DAY, ends_on=world.today + 9 * DAY)
    said = page(world.bob, url("goals:cycle", cycle))
    assert "Planned from" in said and "closed on" in said


def test_the_year_says_which_meeting_of_a_series_has_no_school(world: World) -> None:
    day = world.today + DAY
    with world.inside():
        FreeDays.objects.create(school_year=world.year, name="Winter break", first_day=day, last_day=day)
        planned(world, day=day, repeat="weekly", last_day=day + 7 * DAY)
    assert "no school" in page(world.bob, url("goals:year", world.team))


def test_a_template_asks_for_the_days_of_the_steps_it_uses(world: World) -> None:
    sent = {"name": "Short", "steps-TOTAL_FORMS": "10", "steps-INITIAL_FORMS": "10"}
    sent |= {f"steps-{n}-after_days": str(n) for n in range(10) if n != 3}
    sent |= {f"steps-{n}-is_used": "on" for n in range(10)}
    said = post(world.dana, "goals:new_district_template", status=422, **sent)
    assert said.count("Say after how many days it is due, or leave the step out.") == 1
    del sent["steps-3-is_used"]
    post(world.dana, "goals:new_district_template", **sent)


def test_a_closed_goal_ends_in_the_year_on_the_day_it_was_closed(counted: World) -> None:  # noqa: F811
    goal = set_goal(counted)
    with counted.inside():
        (before,) = [each for each in year_of(counted.team, counted.today) if each.lane == GOAL]
    post(counted.bob, "goals:close_goal", goal, reflection="Drawing works.")
    with counted.inside():
        (after,) = [each for each in year_of(counted.team, counted.today) if each.lane == GOAL]
    assert (before.last, after.last) == (goal.due_on, counted.today)
    assert "closed" in after.note
