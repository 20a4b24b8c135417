"""Cycles, goals and hand-over against colleagues who write at the same time, the end of a year, and dead links."""

import datetime
import re
from typing import Any

from django.test import Client

from assessments.tasks import compute_report
from goals.cycle_texts import STEPS
from goals.models import Cycle, CycleStep, GroupSession, HandOver, ResponsePlan, SessionAttendance, SmartGoal, WiderGoal
from plc.schools.models import SchoolYear
from tests.contracts import test_attacks_at_once
from tests.rooms.goals.test_cycles import agree, cycle, page, post, start  # noqa: F401  (a fixture)
from tests.rooms.goals.test_groups import plan_of, ready, tested  # noqa: F401  (a fixture)
from tests.rooms.goals.test_smart_goals import counted, set_goal  # noqa: F401  (a fixture)
from tests.rooms.goals.test_wider_goals import goal_of, shared  # noqa: F401  (a fixture)
from tests.world import DAY, World, enter_results, sign_in, url

NUMBERS = range(1, len(STEPS) + 1)
both_write = test_attacks_at_once.TestTwoEditorsAtOnce.both


def test_every_offer_leads_somewhere_also_for_a_target_that_no_item_asks_for(
    world: World,
    cycle: Cycle,  # noqa: F811
) -> None:
    agree(world, cycle)
    post(world.bob, "goals:cycle_targets", cycle, own_words="Explain a rate", proficient="70 percent")
    post(world.bob, "goals:cycle_cfa", cycle, chosen=world.cfa.pk)
    enter_results(world)
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    client = sign_in(Client(), world.alice)
    pages = [*(url("goals:cycle_step", cycle, number) for number in NUMBERS), url("goals:reflect_on_cycle", cycle)]
    links = set()
    for address in pages:
        links.update(re.findall(r'href="(/d/[^"#]+)"', client.get(address).content.decode().partition("<main")[2]))
    assert url("goals:new_plan", world.cfa, world.ratios) in links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


class TestTwoWhoWrite:
    """Each has the page open; the second who saves is shown the first one's words, and keeps their own."""

    def test_the_note_of_the_year(self, world: World) -> None:
        words = {"keep": "Number lines.", "leave": "", "begin_with": ""}
        first, second = (world.alice, words), (world.bob, {**words, "keep": "Bars."})
        text = both_write(world, url("goals:year_end", world.team), first, second)
        assert "Number lines." in text and "Bars." in text
        with world.inside():
            assert HandOver.objects.get().keep == "Bars."

    def test_the_plan_for_teaching(self, world: World, cycle: Cycle) -> None:  # noqa: F811
        where = url("goals:cycle_plan", cycle)
        text = both_write(world, where, (world.alice, {"plan": "Bars first."}), (world.bob, {"plan": "Tables first."}))
        assert "Bars first." in text and "Tables first." in text

    def test_a_goal(self, counted: World) -> None:  # noqa: F811
        goal = set_goal(counted)
        said = {"skill": goal.skill, "target": "90", "due_on": goal.due_on.isoformat(), "owner": str(goal.owner_id)}
        first, second = (counted.alice, {**said, "steps": "Talk."}), (counted.bob, {**said, "steps": "Write."})
        text = both_write(counted, url("goals:change_goal", goal), first, second)
        assert "Talk." in text and "Write." in text

    def test_a_response_plan(self, world: World) -> None:
        plan = plan_of(world)
        said = {"audience": "group", "owner": str(world.bob.staff.pk), "due_on": plan.due_on.isoformat()}
        first, second = (world.alice, {**said, "what": "Bars."}), (world.bob, {**said, "what": "Tables."})
        text = both_write(world, url("goals:change_plan", plan), first, second)
        assert "Bars." in text and "Tables." in text

    def test_a_session(self, tested: World) -> None:  # noqa: F811
        """Whoever notes it second neither empties what was done nor makes an absent student present."""
        _, (group, *_) = ready(tested)
        with tested.inside():
            at = {"on": tested.today, "starts_at": datetime.time(10), "minutes": 30}
            session = GroupSession.objects.create(group=group, **at)
            pk = group.members.earliest("pk").student_id
        first, second = {"done": "Bars.", f"state-{pk}": "absent"}, {"done": "Tables.", f"state-{pk}": "excused"}
        text = both_write(tested, url("goals:group_session", session), (tested.alice, first), (tested.bob, second))
        (row,) = re.findall(rf'name="state-{pk}" value="(\w+)" checked', text)
        assert row == "excused" and "Bars." in text and "Tables." in text
        with tested.inside():
            assert SessionAttendance.objects.get(student=pk).state == "excused"

    def test_a_form_that_is_wrong_still_knows_what_was_seen(self, world: World, cycle: Cycle) -> None:  # noqa: F811
        where, bob = url("goals:cycle_plan", cycle), sign_in(Client(), world.bob)
        seen = bob.get(where).context["seen"]
        post(world.alice, "goals:cycle_plan", cycle, plan="Bars first.")
        again = bob.post(where, {"plan": "x" * 4001, "seen": seen})
        assert again.status_code == 422 and again.context["seen"] == seen


class TestTwoWhoEndIt:
    """The second one's words are theirs to keep, and not taken for saved."""

    def test_a_goal(self, counted: World) -> None:  # noqa: F811
        goal = set_goal(counted)
        post(counted.alice, "goals:close_goal", goal, reflection="Drawing works.")
        post(counted.alice, "goals:close_goal", goal, reflection="Drawing works.")
        said = post(counted.bob, "goals:close_goal", goal, status=422, reflection="Tables work.")
        assert "A colleague has closed this goal already. They wrote: “Drawing works.”" in said
        assert "Tables work." in said
        with counted.inside():
            assert SmartGoal.objects.get().reflection == "Drawing works."

    def test_a_goal_of_a_school(self, shared: World) -> None:  # noqa: F811
        goal = goal_of(shared, shared.alder)
        post(shared.pilar, "goals:close_wider_goal", goal, reflection="Ratios.")
        assert "Of it was written: “Ratios.”" in post(
            shared.pilar, "goals:close_wider_goal", goal, status=409, reflection="Rates."
        )

    def test_a_plan(self, world: World) -> None:
        plan = plan_of(world)
        post(world.alice, "goals:finish_plan", plan, outcome="Half have it.")
        post(world.alice, "goals:finish_plan", plan, outcome="Half have it.")
        said = post(world.bob, "goals:finish_plan", plan, status=422, outcome="Most have it.")
        assert "They wrote: “Half have it.”" in said
        with world.inside():
            assert ResponsePlan.objects.get().outcome == "Half have it."

    def test_a_step(self, world: World, cycle: Cycle) -> None:  # noqa: F811
        post(world.alice, "goals:skip_step", cycle, 2, reason="No result yet.")
        post(world.alice, "goals:skip_step", cycle, 2, reason="No result yet.")
        said = post(world.bob, "goals:skip_step", cycle, 2, status=409, reason="Too early.")
        assert "“No result yet.”" in said and "Too early." in said
        with world.inside():
            assert CycleStep.objects.get(step="goal").reason == "No result yet."


class TestDays:
    def test_the_words_of_an_overdue_goal_change_and_its_day_stays(self, counted: World) -> None:  # noqa: F811
        goal = set_goal(counted)
        due = counted.today - DAY
        with counted.inside():
            SmartGoal.objects.update(due_on=due)
        sent: dict[str, Any] = {"skill": "Rates", "target": "90", "steps": "Draw.", "owner": counted.bob.staff.pk}
        post(counted.bob, "goals:change_goal", goal, **sent, due_on=due.isoformat())
        said = post(counted.bob, "goals:change_goal", goal, status=422, **sent, due_on=(due - DAY).isoformat())
        assert "A goal ends on a day to come." in said
        with counted.inside():
            goal.refresh_from_db()
        assert (goal.skill, goal.due_on) == ("Rates", due)

    def test_so_do_those_of_a_goal_of_a_school(self, shared: World) -> None:  # noqa: F811
        goal = goal_of(shared, shared.alder)
        days = {"starts_on": (shared.today - 9 * DAY).isoformat(), "due_on": (shared.today - DAY).isoformat()}
        with shared.inside():
            WiderGoal.objects.filter(pk=goal.pk).update(**days)
        post(shared.pilar, "goals:change_wider_goal", goal, title="Rates", target="90", **days)
        with shared.inside():
            assert WiderGoal.objects.get(pk=goal.pk).title == "Rates"

    def test_no_step_is_due_after_the_school_year(self, world: World) -> None:
        last = world.year.ends_on - 3 * DAY
        sent = {"title": "Last", "starts_on": last.isoformat(), "template": "four-weeks"}
        post(world.bob, "goals:new_cycle", world.team, **sent)
        with world.inside():
            due = [step.due_on for step in CycleStep.objects.all() if step.due_on]
        assert max(due) == world.year.ends_on - DAY

    def test_the_end_of_the_year_says_which_cycles_are_open(self, world: World, cycle: Cycle) -> None:  # noqa: F811
        where = url("goals:year_end", world.team)
        assert url("goals:reflect_on_cycle", cycle) in page(world.alice, where)
        with world.inside():
            SchoolYear.objects.filter(pk=world.year.pk).update(ends_on=world.today)
        said = page(world.alice, where)
        assert "was still open when the year ended." in said and url("goals:reflect_on_cycle", cycle) not in said
