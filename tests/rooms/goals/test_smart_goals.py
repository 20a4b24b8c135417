"""SMART goals: set from a report's count, with evidence that reports bring by themselves, and its status in words."""

import datetime
from typing import Any

import pytest

from assessments.actions import NewPaper, save_results
from assessments.models import Assessment
from assessments.tasks import compute_report, request_run
from goals.models import EvidencePoint, SmartGoal
from plc.schools.models import AuditEntry
from tests import pages
from tests.cast import Person
from tests.pages import on_one_line, post
from tests.rooms.assessments.papers import FULL, paper, save
from tests.rooms.goals.test_home import another_cfa
from tests.world import DAY, World, enter_results, url

WORDS = {"skill": "I can compare rates", "steps": "Draw first.", "target": "90"}


def page(person: Person, address: str, status: int = 200) -> str:
    return on_one_line(pages.page(person, address, status))


@pytest.fixture
def counted(world: World) -> World:
    """A report in which one student a class is proficient: 4 of 12, on the whole test."""
    with world.inside():
        Assessment.objects.filter(pk=world.cfa.pk).update(
            opens_on=world.today - 30 * DAY, closes_on=world.today - 20 * DAY
        )
        save(world, *(paper(world, p, n, FULL if n == 0 else (0, 0, 0, 0, 0)) for p in range(4) for n in range(3)))
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    return world


def set_goal(world: World, *, status: int = 302, **changed: str) -> SmartGoal:
    """The newest one there is, after this form was sent."""
    with world.inside():
        run = world.cfa.runs.get()
    sent: dict[str, Any] = {
        **WORDS,
        "baseline": f"{run.pk}-0",
        "due_on": (world.today + 20 * DAY).isoformat(),
        "owner": str(world.bob.staff.pk),
        **changed,
    }
    post(world.bob, "goals:new_goal", world.team, status=status, **sent)
    with world.inside():
        goal: SmartGoal = SmartGoal.objects.latest("pk")
    return goal


def next_cfa(world: World, proficient: int, *, classes: int = 4, closes: int = 0) -> Assessment:
    """A CFA of one item after the goal's start, with so many students right, class by class."""
    with world.inside():
        cfa = another_cfa(world, "Unit 4", opens=-3, closes=closes)
        item = cfa.current_version.items.get()
        students = [(p, s) for p in range(classes) for s in world.students[p]]
        save_results(
            actor=world.alice.staff,
            assessment=cfa,
            papers=[
                NewPaper(
                    student_id=student.pk,
                    section_id=world.sections[p].pk,
                    status="scored",
                    cells=(item.max_cell if place < proficient else 0,),
                    answers=("",),
                    based_on=0,
                )
                for place, (p, student) in enumerate(students)
            ],
            kind="entry",
            today=world.today,
        )
    compute_report(district_id=world.harbor.pk, assessment_id=cfa.pk)
    return cfa


class TestSetting:
    def test_it_starts_from_a_count_of_a_report(self, counted: World) -> None:
        said = page(counted.bob, url("goals:new_goal", counted.team))
        assert "The whole paper: 4 of 12 proficient (Unit 3: Ratios and percents)" in said
        goal = set_goal(counted)
        assert (goal.baseline_y, goal.baseline_n, goal.standard_id) == (4, 12, None)
        assert goal.starts_on == counted.today - 20 * DAY
        assert "From 4 of 12 proficient to 90 % by" in page(counted.alice, url("goals:goal", goal))
        with counted.inside():
            assert AuditEntry.objects.filter(verb="set_goal").count() == 1

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"target": "30"}, "would be no gain"),
            ({"target": "101"}, "Write a whole number from 1 to 100."),
            ({"due_on": "2020-01-01"}, "A goal ends on a day to come."),
            ({"due_on": "2097-01-01"}, "January 1, 2097 is after the team’s school year, which ends on"),
            ({"baseline": "1-999"}, "not one of the available choices"),
            ({"steps": ""}, "Fill this in first"),
        ],
    )
    def test_what_cannot_be_is_told_on_the_form(self, counted: World, changed: dict[str, str], words: str) -> None:
        with counted.inside():
            run = counted.cfa.runs.get()
        sent: dict[str, Any] = {**WORDS, "baseline": f"{run.pk}-0", "due_on": (counted.today + 20 * DAY).isoformat()}
        said = post(
            counted.bob,
            "goals:new_goal",
            counted.team,
            status=422,
            **{**sent, "owner": str(counted.bob.staff.pk), **changed},
        )
        assert words in said
        with counted.inside():
            assert not SmartGoal.objects.exists()

    def test_a_button_pressed_again_sets_no_second_one(self, counted: World) -> None:
        first = set_goal(counted)
        assert set_goal(counted, status=422) == first
        assert set_goal(counted, skill="Another skill of the same paper.") != first

    def test_the_last_day_of_the_school_year_is_soon_enough(self, counted: World) -> None:
        last = counted.year.ends_on - DAY
        goal = set_goal(counted, due_on=last.isoformat())
        assert goal.due_on == last
        assert set_goal(counted, status=422, skill="Later", due_on=(last + DAY).isoformat()) == goal

    def test_an_owner_from_elsewhere_is_none(self, counted: World) -> None:
        with counted.inside():
            run = counted.cfa.runs.get()
        for person in (counted.erin, counted.pilar):
            sent: dict[str, Any] = {
                **WORDS,
                "baseline": f"{run.pk}-0",
                "due_on": (counted.today + 20 * DAY).isoformat(),
            }
            post(counted.bob, "goals:new_goal", counted.team, status=422, **sent, owner=str(person.staff.pk))

    def test_without_a_report_of_two_teachers_there_is_nothing_to_start_from(self, world: World) -> None:
        with world.inside():
            save(world, *(paper(world, 1, n, FULL) for n in range(3)))
        compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
        said = page(world.alice, url("goals:new_goal", world.team))
        assert "There is none yet" in said and "proficient (" not in said


class TestEvidence:
    @pytest.mark.parametrize(
        ("proficient", "words"),
        [(11, "the goal is reached"), (9, "on track"), (5, "too close to call"), (1, "behind it so far")],
    )
    def test_a_later_cfa_adds_its_point_by_itself(self, counted: World, proficient: int, words: str) -> None:
        """Half the time is over; the aim line is at (1/3 + 9/10) / 2, which is 62 %."""
        goal = set_goal(counted)
        next_cfa(counted, proficient)
        with counted.inside():
            point = EvidencePoint.objects.get()
        assert (point.y, point.n, point.on) == (proficient, 12, counted.today)
        said = page(counted.alice, url("goals:goal", goal))
        assert f"{proficient} of 12 are proficient in Unit 4" in said and words in said
        assert "failed" not in said.lower()

    def test_what_was_there_before_the_goal_counts_too(self, counted: World) -> None:
        next_cfa(counted, 9)
        set_goal(counted)
        with counted.inside():
            assert EvidencePoint.objects.get().y == 9

    def test_a_corrected_result_moves_the_point_and_adds_none(self, counted: World) -> None:
        set_goal(counted)
        cfa = next_cfa(counted, 9)
        with counted.inside():
            before = EvidencePoint.objects.get()
            request_run(assessment=cfa, actor=counted.alice.staff)
        compute_report(district_id=counted.harbor.pk, assessment_id=cfa.pk)
        with counted.inside():
            after = EvidencePoint.objects.get()
        assert after.pk == before.pk and after.run_id != before.run_id

    def test_one_teacher_s_classes_alone_are_no_evidence(self, counted: World) -> None:
        """It would be a colleague's result that the others read."""
        set_goal(counted)
        next_cfa(counted, 2, classes=1)
        with counted.inside():
            assert not EvidencePoint.objects.exists()

    def test_a_closed_goal_takes_no_more(self, counted: World) -> None:
        goal = set_goal(counted)
        post(counted.alice, "goals:close_goal", goal, reflection="Drawing first works.")
        next_cfa(counted, 9)
        with counted.inside():
            assert not EvidencePoint.objects.exists()
        assert "Drawing first works." in page(counted.bob, url("goals:goal", goal))
        sent: dict[str, Any] = {
            **WORDS,
            "due_on": (counted.today + DAY).isoformat(),
            "owner": str(counted.bob.staff.pk),
        }
        assert "This goal is closed." in post(counted.bob, "goals:change_goal", goal, status=422, **sent)


class TestWhoseItIs:
    @pytest.mark.parametrize("who", ["pilar", "dana", "erin", "quentin"])
    def test_nobody_outside_the_team_opens_it(self, counted: World, who: str) -> None:
        goal = set_goal(counted)
        person = getattr(counted, who)
        for address in (url("goals:goal", goal), url("goals:goals", counted.team), url("goals:close_goal", goal)):
            page(person, address, status=404)

    def test_every_member_changes_it_and_the_start_stays(self, counted: World) -> None:
        goal = set_goal(counted)
        later = counted.today + datetime.timedelta(days=40)
        sent: dict[str, Any] = {
            **WORDS,
            "target": "75",
            "due_on": later.isoformat(),
            "owner": str(counted.charlie.staff.pk),
        }
        post(counted.charlie, "goals:change_goal", goal, **sent)
        with counted.inside():
            now = SmartGoal.objects.get(pk=goal.pk)
        assert (now.target, now.due_on, now.owner_id) == (75, later, counted.charlie.staff.pk)
        assert (now.baseline_y, now.baseline_n, now.starts_on) == (4, 12, goal.starts_on)


def test_a_full_report_is_offered_skill_by_skill(world: World) -> None:
    enter_results(world)
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    said = page(world.alice, url("goals:new_goal", world.team))
    for name in ("The whole paper", world.ratios.short_name, world.percents.short_name):
        assert f"{name}: " in said
