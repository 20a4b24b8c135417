"""A team's cycle through its pages: started, filled, gone on without, closed; who reads it, and who writes."""

import datetime
from typing import Any

import pytest
from django.test import Client

from assessments.models import Assessment
from assessments.tasks import compute_report
from goals.cycle_texts import STEPS
from goals.models import Cycle, CycleStep, CycleTarget, CycleTemplate, ResponsePlan, SmartGoal
from plc.schools.models import AuditEntry
from teams.models import Decision, Meeting, Team, TeamGuest, TeamMember
from tests import pages
from tests.cast import Person
from tests.pages import on_one_line
from tests.world import DAY, World, enter_results, sign_in, url


def page(person: Person, address: str, status: int = 200) -> str:
    return on_one_line(pages.page(person, address, status))


def post(person: Person, name: str, /, *things: object, status: int = 302, **sent: object) -> str:
    return on_one_line(pages.post(person, name, *things, status=status, **sent))


def start(world: World, title: str = "Unit 4", template: str = "four-weeks") -> Cycle:
    post(world.bob, "goals:new_cycle", world.team, title=title, starts_on=world.today.isoformat(), template=template)
    with world.inside():
        cycle: Cycle = Cycle.objects.latest("pk")
    return cycle


@pytest.fixture
def cycle(world: World) -> Cycle:
    return start(world)


def states(world: World, cycle: Cycle, person: Person | None = None) -> list[str]:
    """What the table of all steps says, from the first to the tenth."""
    shown = page(person or world.alice, url("goals:cycle", cycle))
    rows = shown.partition('aria-label="Table of all steps"')[2].split("<tr>")[2:]
    words = ("Done", "Skipped", "Under way", "Not begun")
    return [next(word for word in words if f"</svg>{word}</span>" in row) for row in rows]


def agree(world: World, cycle: Cycle) -> None:
    post(world.bob, "goals:cycle_targets", cycle, add=[world.ratios.pk])
    words = {f"words_{world.ratios.pk}": "I can find a unit rate."}
    post(world.bob, "goals:cycle_targets", cycle, proficient="70 percent of the points", **words)
    post(world.bob, "goals:cycle_agree", cycle)


class TestStarting:
    def test_a_title_is_enough_and_the_template_brings_steps_and_days(self, world: World, cycle: Cycle) -> None:
        with world.inside():
            due = dict(CycleStep.objects.filter(cycle=cycle).values_list("step", "due_on"))
            (left_out,) = CycleStep.objects.filter(cycle=cycle, skipped_on__isnull=False)
        assert due["focus"] == world.today + 2 * DAY
        assert due["reflect"] == cycle.ends_on == world.today + 28 * DAY
        assert (left_out.step, left_out.reason) == ("pretest", "Left out by the template")
        shown = page(world.charlie, url("goals:team_cycle", world.team))
        assert "Unit 4" in shown
        assert "Now: step 1" in shown
        assert "Choose the targets" in shown

    def test_a_team_without_a_cycle_is_shown_how_to_begin(self, world: World) -> None:
        assert "Start your first cycle" in page(world.alice, url("goals:team_cycle", world.team))

    def test_it_begins_in_the_school_year_and_ends_in_it(self, world: World) -> None:
        far = (world.year.ends_on + 3 * DAY).isoformat()
        said = post(
            world.bob, "goals:new_cycle", world.team, status=422, title="Late", starts_on=far, template="two-weeks"
        )
        assert f"is not in {world.year.name}" in said
        last = world.year.ends_on - 2 * DAY
        post(world.bob, "goals:new_cycle", world.team, title="Last", starts_on=last.isoformat(), template="four-weeks")
        with world.inside():
            assert Cycle.objects.get(title="Last").ends_on == world.year.ends_on - DAY

    def test_the_next_one_can_be_like_the_last(self, world: World, cycle: Cycle) -> None:
        with world.inside():
            CycleStep.objects.filter(cycle=cycle, step="goal").update(due_on=world.today + 9 * DAY)
        again = start(world, "Unit 5", "last")
        with world.inside():
            row = CycleStep.objects.get(cycle=again, step="goal")
        assert row.due_on == world.today + 9 * DAY
        assert again.follows_id == cycle.pk

    def test_several_run_side_by_side_in_the_teams_own_order(self, world: World, cycle: Cycle) -> None:
        second = start(world, "Number talks")
        assert "<h1>Unit 4</h1>" in page(world.alice, url("goals:team_cycle", world.team))
        days = {"starts_on": world.today.isoformat(), "ends_on": (world.today + DAY).isoformat()}
        post(world.alice, "goals:change_cycle", second, title="Number talks", position="1", **days)
        shown = page(world.alice, url("goals:team_cycle", world.team))
        assert "<h1>Number talks</h1>" in shown
        assert url("goals:cycle", cycle) in shown


class TestSteps:
    def test_targets_in_words_are_agreed_on_and_any_change_takes_the_agreement_back(
        self, world: World, cycle: Cycle
    ) -> None:
        agree(world, cycle)
        shown = page(world.alice, url("goals:cycle", cycle))
        assert "I can find a unit rate." in shown
        assert f"Agreed on {world.today:%B} {world.today.day}" in shown
        assert states(world, cycle)[0] == "Done"
        post(world.alice, "goals:cycle_targets", cycle, add=[world.percents.pk], proficient="70 percent of the points")
        with world.inside():
            assert Cycle.objects.get().agreed_on is None
            assert CycleTarget.objects.filter(cycle=cycle).count() == 2
        assert states(world, cycle)[0] == "Under way"

    def test_a_target_of_our_own_and_never_more_than_three(self, world: World, cycle: Cycle) -> None:
        both = [world.ratios.pk, world.percents.pk]
        post(world.bob, "goals:cycle_targets", cycle, add=both, own_words="Talk about mistakes")
        said = post(world.bob, "goals:cycle_targets", cycle, status=422, own_words="And one more")
        assert "4 targets are more than one cycle can follow" in said
        with world.inside():
            names = {row.standard.short_name for row in CycleTarget.objects.select_related("standard")}
        assert names == {"Unit rates", "Percents", "Talk about mistakes"}

    def test_nothing_is_agreed_on_before_it_is_said_what_proficient_means(self, world: World, cycle: Cycle) -> None:
        assert "no target to agree on" in post(world.bob, "goals:cycle_agree", cycle, status=409)
        post(world.bob, "goals:cycle_targets", cycle, add=[world.ratios.pk])
        assert "what proficient means" in post(world.bob, "goals:cycle_agree", cycle, status=409)

    def test_a_skipped_step_says_why_and_can_be_taken_in_again(self, world: World, cycle: Cycle) -> None:
        said = post(world.bob, "goals:skip_step", cycle, 2, status=422, reason=" ")
        assert "why the team goes on without this step" in said
        post(world.bob, "goals:skip_step", cycle, 2, reason="No results yet to start from")
        assert states(world, cycle)[1] == "Skipped"
        shown = page(world.alice, url("goals:cycle_step", cycle, 2))
        assert "No results yet to start from · Bob" in shown
        post(world.alice, "goals:take_step_in", cycle, 2)
        assert states(world, cycle)[1] == "Not begun"
        with world.inside():
            verbs = AuditEntry.objects.filter(verb__in=("skip_step", "take_step_in"))
            assert [entry.verb for entry in verbs.order_by("pk")] == ["skip_step", "take_step_in"]

    def test_a_step_has_a_day_and_a_name_of_the_team(self, world: World, cycle: Cycle) -> None:
        day = (world.today + 5 * DAY).isoformat()
        post(world.bob, "goals:cycle_step", cycle, 7, owner=world.charlie.staff.pk, due_on=day)
        shown = page(world.alice, url("goals:cycle", cycle)).partition('aria-label="Table of all steps"')[2]
        assert "Charlie" in shown
        post(world.bob, "goals:cycle_step", cycle, 7, status=422, owner=world.erin.staff.pk)
        page(world.bob, url("goals:cycle_step", cycle, 11), status=404)

    def test_a_cfa_begins_with_the_cycles_targets_and_only_a_facilitator_builds(
        self, world: World, cycle: Cycle
    ) -> None:
        agree(world, cycle)
        days = {"opens_on": world.today.isoformat(), "closes_on": (world.today + 4 * DAY).isoformat()}
        post(world.bob, "goals:cycle_cfa", cycle, title="Mine", cut="60", **days)
        with world.inside():
            assert not Assessment.objects.filter(title="Mine").exists()
        post(world.alice, "goals:cycle_cfa", cycle, title="Unit 4 CFA", cut="60", **days)
        with world.inside():
            made = Assessment.objects.get(title="Unit 4 CFA")
            assert [(row.standard_id, row.words) for row in made.targets.all()] == [
                (world.ratios.pk, "I can find a unit rate.")
            ]
            assert made.sections.count() == 4
            assert str(made.proficiency_cut) == "0.600"
        assert states(world, cycle)[2] == "Under way"
        assert "Alice" in page(world.bob, url("goals:cycle_step", cycle, 3))


class TestTheWholeRoad:
    def test_states_follow_the_real_things_and_the_last_step_closes(self, world: World, cycle: Cycle) -> None:
        agree(world, cycle)
        post(world.bob, "goals:cycle_cfa", cycle, chosen=world.cfa.pk)
        post(world.bob, "goals:cycle_plan", cycle, plan="Draw it first, in every class.")
        enter_results(world)
        compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
        assert states(world, cycle)[2:7] == ["Done", "Skipped", "Done", "Done", "Not begun"]
        with world.inside():
            run = world.cfa.runs.get()
        sent = {
            "baseline": f"{run.pk}-0",
            "skill": "I can compare rates",
            "target": "99",
            "due_on": (world.today + 20 * DAY).isoformat(),
            "steps": "Draw first.",
            "owner": str(world.bob.staff.pk),
        }
        answer = sign_in(Client(), world.bob).post(f"{url('goals:new_goal', world.team)}?cycle={cycle.pk}", sent)
        assert answer["Location"] == url("goals:cycle", cycle)
        with world.inside():
            assert Cycle.objects.get().goal == SmartGoal.objects.get()
            start_of = datetime.datetime.combine(world.today, datetime.time(12), datetime.UTC)
            meeting = Meeting.objects.create(
                team=world.team,
                title="Data meeting",
                day=world.today,
                starts_at=start_of,
                minutes=45,
                planned_by=world.alice.staff,
                report_id=world.cfa.pk,
            )
        assert states(world, cycle)[6] == "Under way"
        with world.inside():
            Meeting.objects.filter(pk=meeting.pk).update(started_at=start_of, ended_at=start_of)
        assert "nothing decided" in page(world.alice, url("goals:cycle", cycle))
        with world.inside():
            Decision.objects.create(
                meeting=meeting,
                text="Reteach",
                recorded_by=world.bob.staff,
                client_key="00000000-0000-4000-8000-000000000001",
            )
            plan = ResponsePlan.objects.create(
                team=world.team,
                standard=world.ratios,
                assessment=world.cfa,
                what="Ten minutes a day",
                owner=world.bob.staff,
                due_on=world.today,
                made_by=world.bob.staff,
            )
        assert states(world, cycle)[6:8] == ["Done", "Under way"]
        with world.inside():
            ResponsePlan.objects.filter(pk=plan.pk).update(done_on=world.today)
        assert states(world, cycle)[7] == "Done"
        post(world.bob, "goals:skip_step", cycle, 9, reason="The unit test asks it again")
        assert states(world, cycle)[9] == "Under way"
        post(world.bob, "goals:reflect_on_cycle", cycle, status=422, learned="")
        post(world.bob, "goals:reflect_on_cycle", cycle, learned="Draw before you divide.", keep="", change="Sooner")
        shown = page(world.charlie, url("goals:cycle", cycle))
        assert "Draw before you divide." in shown
        assert "Start the next cycle" in shown
        assert "is closed" in post(world.bob, "goals:skip_step", cycle, 2, status=409, reason="Late")
        post(world.bob, "goals:reopen_cycle", cycle)
        assert "Draw before you divide." in page(world.bob, url("goals:reflect_on_cycle", cycle))

    def test_six_open_cycles_are_the_most_reopened_ones_too(self, world: World, cycle: Cycle) -> None:
        post(world.bob, "goals:reflect_on_cycle", cycle, learned="Draw before you divide.", keep="", change="")
        for n in range(6):
            start(world, f"Unit {5 + n}")
        words = "has 6 cycles open."
        sent = {"title": "One more", "starts_on": world.today.isoformat(), "template": "two-weeks"}
        assert words in post(world.bob, "goals:new_cycle", world.team, status=422, **sent)
        assert words in post(world.bob, "goals:reopen_cycle", cycle, status=409)

    def test_the_year_names_cycles_cfas_and_meetings(self, world: World, cycle: Cycle) -> None:
        shown = page(world.bob, url("goals:year", world.team))
        assert "Unit 4" in shown
        assert world.cfa.title in shown
        assert "1 of 10 settled" in shown

    def test_the_first_screen_names_the_cycle_and_its_step(self, world: World, cycle: Cycle) -> None:
        agree(world, cycle)
        shown = page(world.bob, url("goals:home"))
        assert "Cycle: Unit 4" in shown
        assert "Step 2 of 10: Goal" in shown
        post(world.bob, "goals:reflect_on_cycle", cycle, learned="Draw first.")
        assert "Cycle: Unit 4" not in page(world.bob, url("goals:home"))

    def test_a_goal_of_another_team_is_no_goal_of_this_cycle(self, world: World, cycle: Cycle) -> None:
        post(world.bob, "goals:cycle_goal", cycle, status=422, chosen="999999")
        with world.inside():
            other = Team.objects.create(name="Other", school=world.alder, school_year=world.year)
            TeamMember.objects.create(team=other, staff=world.bob.staff, starts_on=world.today)
        enter_results(world)
        compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
        with world.inside():
            run = world.cfa.runs.get()
            Assessment.objects.filter(pk=world.cfa.pk).update(team=other)
        sent = {
            "baseline": f"{run.pk}-0",
            "skill": "I can compare rates",
            "target": "99",
            "due_on": (world.today + 20 * DAY).isoformat(),
            "steps": "Draw first.",
            "owner": str(world.bob.staff.pk),
        }
        answer = sign_in(Client(), world.bob).post(f"{url('goals:new_goal', other)}?cycle={cycle.pk}", sent)
        assert answer.status_code == 404
        with world.inside():
            assert Cycle.objects.get().goal is None


class TestWhoReads:
    def test_a_principal_reads_where_it_stands_and_not_what_the_team_writes(self, world: World, cycle: Cycle) -> None:
        agree(world, cycle)
        post(world.bob, "goals:skip_step", cycle, 2, reason="Charlie was ill")
        post(world.bob, "goals:cycle_plan", cycle, plan="Our own plan")
        shown = page(world.pilar, url("goals:cycle", cycle))
        assert "I can find a unit rate." in shown
        assert shown.count("<li") >= len(STEPS)
        for own in ("Charlie was ill", "Our own plan", "Who owes what", "All steps", "<form", "Change"):
            assert own not in shown, own
        page(world.pilar, url("goals:cycle_step", cycle, 2), status=404)
        page(world.pilar, url("goals:year", world.team), status=404)

    def test_another_principal_reads_it_only_while_the_team_has_asked_them_in(self, world: World, cycle: Cycle) -> None:
        page(world.quentin, url("goals:cycle", cycle), status=404)
        page(world.quentin, url("goals:team_cycle", world.team), status=404)
        with world.inside():
            TeamGuest.objects.create(
                team=world.team,
                staff=world.quentin.staff,
                occasion="Look in",
                starts_on=world.today,
                ends_on=world.today + DAY,
                invited_by=world.alice.staff,
            )
        assert "Unit 4" in page(world.quentin, url("goals:team_cycle", world.team))
        post(world.quentin, "goals:skip_step", cycle, 2, status=404, reason="I say so")

    @pytest.mark.parametrize("name", ["dana", "erin", "rita", "zoe"])
    def test_nobody_else_opens_it(self, name: str, world: World, cycle: Cycle) -> None:
        person = getattr(world, name)
        page(person, url("goals:cycle", cycle), status=404)
        page(person, url("goals:team_cycle", world.team), status=404)
        post(person, "goals:reopen_cycle", cycle, status=404)

    def test_a_year_that_is_over_is_read_and_not_written(self, world: World, cycle: Cycle) -> None:
        with world.inside():
            type(world.year).objects.filter(pk=world.year.pk).update(ends_on=world.today)
        shown = page(world.bob, url("goals:cycle", cycle))
        assert "Choose the targets" not in shown
        post(world.bob, "goals:skip_step", cycle, 2, status=404, reason="Late")
        assert "Unit 4" in page(world.bob, url("goals:year", world.team))


class TestWordsAndTemplates:
    def test_the_districts_words_and_phases_stand_on_every_cycle(self, world: World, cycle: Cycle) -> None:
        post(world.dana, "goals:cycle_words", focus="Unpack", goal="Goal", by_pdsa="on")
        shown = page(world.bob, url("goals:cycle", cycle))
        assert "Unpack" in shown
        for phase in ("Plan", "Do", "Study", "Act"):
            assert f">{phase}</li>" in shown
        post(world.dana, "goals:cycle_words", focus="")
        again = page(world.bob, url("goals:cycle", cycle))
        assert "Unpack" not in again
        assert ">Study</li>" not in again

    def test_a_label_fits_under_its_number(self, world: World) -> None:
        post(world.dana, "goals:cycle_words", status=422, focus="What shall our students learn")

    def test_two_steps_of_one_name_could_not_be_told_apart(self, world: World) -> None:
        for sent in ({"focus": "goal"}, {"focus": "Unpack", "goal": "unpack"}):
            said = post(world.dana, "goals:cycle_words", status=422, **sent)
            assert "Give this one its own name." in said
        post(world.dana, "goals:cycle_words", focus="Goal", goal="Aim")

    def _sent(self, name: str, **days: int) -> dict[str, Any]:
        sent: dict[str, Any] = {"name": name, "steps-TOTAL_FORMS": "10", "steps-INITIAL_FORMS": "10"}
        for place, plan in enumerate(STEPS):
            sent[f"steps-{place}-after_days"] = str(days.get(plan.key.value, place))
            if plan.key.value != "pretest":
                sent[f"steps-{place}-is_used"] = "on"
        return sent

    def test_a_team_saves_a_template_and_begins_from_it(self, world: World) -> None:
        post(world.bob, "goals:team_templates", world.team, **self._sent("Our sprint", reflect=17))
        with world.inside():
            saved = CycleTemplate.objects.get()
        begun = start(world, "Sprint", str(saved.pk))
        assert begun.ends_on == min(world.today + 17 * DAY, world.year.ends_on - DAY)
        assert begun.template_id == saved.pk
        said = post(world.bob, "goals:team_templates", world.team, status=422, **self._sent("Our sprint"))
        assert "There is a template named Our sprint already." in said
        post(world.bob, "goals:retire_template", saved)
        assert "Our sprint" not in page(world.bob, url("goals:new_cycle", world.team))

    def test_the_districts_template_is_offered_to_teams_and_kept_by_the_office(self, world: World) -> None:
        post(world.dana, "goals:new_district_template", **self._sent("Harbor’s four weeks"))
        with world.inside():
            saved = CycleTemplate.objects.get()
        assert "Harbor’s four weeks" in page(world.bob, url("goals:new_cycle", world.team))
        page(world.bob, url("goals:template", saved), status=404)
        post(world.dana, "goals:template", saved, **self._sent("Four weeks of Harbor"))
        assert "Four weeks of Harbor" in page(world.dana, url("goals:cycle_words"))

    def test_a_cycle_becomes_a_template(self, world: World, cycle: Cycle) -> None:
        post(world.bob, "goals:save_as_template", cycle)
        with world.inside():
            saved = CycleTemplate.objects.get()
            used = dict(saved.steps.values_list("step", "is_used"))
        assert (saved.name, saved.team_id) == ("Unit 4", world.team.pk)
        assert used.pop("pretest") is False
        assert set(used.values()) == {True}
