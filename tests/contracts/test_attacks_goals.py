"""Goals, plans and groups against forms that are stale, out of range or made by hand: a sentence, and nothing lost."""

from typing import Any

import pytest
from django.test import Client

from assessments.models import ReportRun
from goals.actions.standings import tell_run
from goals.models import (
    Cycle,
    CycleTarget,
    EvidencePoint,
    GoalStanding,
    GroupMember,
    ResponseGroup,
    ResponsePlan,
    SmartGoal,
)
from tests.rooms.goals.test_cycles import agree, cycle, post, start  # noqa: F401  (a fixture)
from tests.rooms.goals.test_groups import let_in, page, plan_of, ready, tested  # noqa: F401  (a fixture)
from tests.rooms.goals.test_smart_goals import WORDS, counted, next_cfa, set_goal  # noqa: F401  (a fixture)
from tests.rooms.goals.test_wider_goals import goal_of, shared  # noqa: F401  (a fixture)
from tests.world import DAY, World, sign_in, url


def goal_words(world: World, **changed: str) -> dict[str, str]:
    with world.inside():
        run = world.cfa.runs.get()
    return {
        **WORDS,
        "baseline": f"{run.pk}-0",
        "due_on": (world.today + 20 * DAY).isoformat(),
        "owner": str(world.bob.staff.pk),
        **changed,
    }


class TestGoals:
    @pytest.mark.parametrize("likely", ["9", "99999999999"])
    def test_no_more_are_likely_than_are_far(self, counted: World, likely: str) -> None:  # noqa: F811
        """Four of twelve are there and none is close, so eight are far."""
        words = goal_words(counted, far_likely=likely)
        said = post(counted.bob, "goals:new_goal", counted.team, status=422, **words)
        assert "Only 8 are far from it" in said and "Draw first." in said
        with counted.inside():
            assert not SmartGoal.objects.exists()
        post(counted.bob, "goals:new_goal", counted.team, **{**words, "far_likely": "8"})

    def test_a_target_is_not_lowered_to_where_the_goal_began(self, counted: World) -> None:  # noqa: F811
        goal = set_goal(counted)
        said = post(counted.bob, "goals:change_goal", goal, status=422, **goal_words(counted, target="33"))
        assert "would be no gain" in said
        with counted.inside():
            assert SmartGoal.objects.get().target == 90

    def test_a_goal_for_a_cycle_that_is_closed_is_not_set_by_half(self, counted: World) -> None:  # noqa: F811
        unit = start(counted)
        with counted.inside():
            Cycle.objects.update(closed_on=counted.today)
        for asked, status in ((unit.pk, 422), (unit.pk + 999, 404)):
            address = f"{url('goals:new_goal', counted.team)}?cycle={asked}"
            answer = sign_in(Client(), counted.bob).post(address, goal_words(counted))
            assert answer.status_code == status
        with counted.inside():
            assert not SmartGoal.objects.exists()

    def test_no_goal_and_no_plan_is_made_for_a_year_that_is_over(self, counted: World) -> None:  # noqa: F811
        words = goal_words(counted)
        with counted.inside():
            type(counted.year).objects.filter(pk=counted.year.pk).update(ends_on=counted.today)
        assert "is over" in post(counted.bob, "goals:new_goal", counted.team, status=422, **words)
        plan = {"audience": "group", "what": "Bars.", "owner": counted.bob.staff.pk, "due_on": counted.today}
        said = post(counted.bob, "goals:new_plan", counted.cfa, counted.percents, status=422, **plan)
        assert "is over" in said and "Bars." in said
        with counted.inside():
            assert not SmartGoal.objects.exists() and not ResponsePlan.objects.exists()

    def test_a_point_that_is_gone_is_no_standing_any_more(self, counted: World) -> None:  # noqa: F811
        """A published run that no longer says anything of the goal takes back what the one before it told leaders."""
        goal = set_goal(counted)
        cfa = next_cfa(counted, 9)
        with counted.inside():
            assert GoalStanding.objects.get().status == "on_track"
            run = ReportRun.objects.filter(assessment=cfa).latest("number")
            EvidencePoint.objects.all().delete()
            tell_run(run=run, goals=[goal])
            standing = GoalStanding.objects.get()
        assert (standing.y, standing.n, standing.status) == (4, 12, "")


class TestLinksThatAreClosed:
    def test_changing_a_schools_goal_keeps_the_districts_that_is_closed(self, shared: World) -> None:  # noqa: F811
        wide, narrow = goal_of(shared), goal_of(shared, shared.alder)
        post(shared.dana, "goals:close_wider_goal", wide, reflection="Done.")
        post(
            shared.pilar, "goals:change_wider_goal", narrow, title="Ratios again", target="90", part_of=wide.pk,
            starts_on=narrow.starts_on.isoformat(), due_on=narrow.due_on.isoformat(),
        )  # fmt: skip
        with shared.inside():
            narrow.refresh_from_db()
        assert (narrow.title, narrow.part_of_id) == ("Ratios again", wide.pk)

    def test_saving_which_goal_is_served_keeps_one_that_is_closed(self, shared: World) -> None:  # noqa: F811
        narrow = goal_of(shared, shared.alder)
        post(shared.pilar, "goals:close_wider_goal", narrow, reflection="Done.")
        with shared.inside():
            goal = SmartGoal.objects.get()
        post(shared.bob, "goals:serve_goal", goal, wider=narrow.pk)
        with shared.inside():
            assert SmartGoal.objects.get().serves_id == narrow.pk

    def test_a_cycles_page_keeps_its_goal_that_is_closed(self, counted: World) -> None:  # noqa: F811
        goal, unit = set_goal(counted), start(counted)
        post(counted.bob, "goals:cycle_goal", unit, chosen=goal.pk)
        post(counted.alice, "goals:close_goal", goal, reflection="Drawing works.")
        post(counted.bob, "goals:cycle_goal", unit, chosen=goal.pk)
        with counted.inside():
            assert Cycle.objects.get().goal_id == goal.pk


class TestTargets:
    def test_a_stale_form_keeps_what_a_colleague_added_meanwhile(self, world: World, cycle: Cycle) -> None:  # noqa: F811
        agree(world, cycle)
        # Sent from a page that was opened before the target with its words was there.
        post(world.alice, "goals:cycle_targets", cycle, proficient="70 percent of the points", add=[world.percents.pk])
        with world.inside():
            words = dict(CycleTarget.objects.values_list("standard_id", "words"))
        assert words == {world.ratios.pk: "I can find a unit rate.", world.percents.pk: ""}


class TestPlansAndGroups:
    @pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
    def test_a_plan_is_due_on_a_day_that_a_calendar_has(self, tested: World, day: str) -> None:  # noqa: F811
        sent: dict[str, Any] = {"audience": "group", "what": "Bars.", "owner": tested.bob.staff.pk, "due_on": day}
        said = post(tested.bob, "goals:new_plan", tested.cfa, tested.percents, status=422, **sent)
        assert "Choose a year" in said and "Bars." in said

    def test_a_student_is_sent_to_one_group_only(self, tested: World) -> None:  # noqa: F811
        plan, groups = ready(tested)
        with tested.inside():
            place = GroupMember.objects.filter(group=groups[0], section=tested.sections[0]).earliest("pk")
        pk = place.student_id
        twice = {f"to-{pk}": groups[1].pk, f"to-0{pk}": groups[2].pk, f"was-{pk}": groups[0].pk}
        post(tested.alice, "goals:move_in_plan", plan, status=404, **twice)
        post(tested.alice, "goals:move_in_plan", plan, status=404, **{f"to-{pk}": "abc", f"was-{pk}": groups[0].pk})
        with tested.inside():
            assert GroupMember.objects.get(student=pk).ends_on is None

    def test_a_class_is_taught_whole_though_a_group_has_its_name(self, tested: World) -> None:  # noqa: F811
        plan = plan_of(tested)
        name = f"{tested.sections[0].name} as a whole"
        post(tested.alice, "goals:new_group", plan, name=name, kind="group")
        post(tested.alice, "goals:choose_class", plan, section=tested.sections[0].pk, way="class")
        with tested.inside():
            names = sorted(ResponseGroup.objects.values_list("name", flat=True))
        assert names == [name, f"{name} 2"]
