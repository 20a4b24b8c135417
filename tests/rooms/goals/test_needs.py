"""“What does my team need from me now?”: each kind of thing that is asked, who is asked, and when it is no longer."""

import datetime
from collections.abc import Iterator

import pytest
from django.utils import timezone

from assessments.models import ReportRun, RunState
from goals.models import ActionStep, ResponsePlan, SmartGoal
from goals.queries.needs import Need, needs_of
from plc.schools.access import Viewer, entrance
from teams.access import teams_of_member
from teams.actions import visits as visit_actions
from teams.actions.commitments import begin_charter, propose_charter, write_statement
from teams.actions.inquiry import answer_charter
from teams.models import Meeting, NormAnswer, NormState, NormVersion, TeamTask
from tests.cast import Person
from tests.world import DAY, World


def viewer_of(world: World, person: Person) -> Viewer:
    user = person.staff.user
    assert user is not None
    viewer = entrance(user_id=user.pk, slug=world.harbor.slug)
    assert viewer is not None
    return viewer


def needs(world: World, person: Person) -> list[Need]:
    viewer = viewer_of(world, person)
    return needs_of(viewer, teams_of_member(viewer))


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    with world.inside():
        yield world


def meeting(world: World, starts_at: datetime.datetime, **facts: object) -> Meeting:
    made: Meeting = Meeting.objects.create(
        team=world.team,
        title="Data meeting",
        day=starts_at.date(),
        starts_at=starts_at,
        minutes=45,
        planned_by=world.alice.staff,
        **facts,
    )
    return made


class TestMeetings:
    def test_one_that_is_on_comes_before_all_else(self, inside: World) -> None:
        visit_actions.ask_to_visit(
            actor=inside.bob.staff, team=inside.team, host=inside.alice.staff, focus="Bars", happens_at=None
        )
        now = timezone.now()
        made = meeting(inside, now, started_at=now)
        first, second = needs(inside, inside.alice)
        assert (first.when, first.what, first.is_now) == ("Now", "Join: Data meeting", True)
        assert first.url.endswith(f"/meetings/{made.pk}/live/")
        assert not second.is_now

    def test_one_of_tomorrow_is_named_one_of_next_week_is_not(self, inside: World) -> None:
        meeting(inside, timezone.now() + datetime.timedelta(hours=30))
        assert [need.what for need in needs(inside, inside.bob)] == ["Data meeting"]
        Meeting.objects.update(starts_at=timezone.now() + 6 * DAY)
        assert needs(inside, inside.bob) == []

    def test_one_that_was_called_off_asks_for_nobody(self, inside: World) -> None:
        meeting(inside, timezone.now() + datetime.timedelta(hours=3), cancelled_at=timezone.now())
        assert needs(inside, inside.bob) == []

    def test_it_is_no_business_of_people_outside_the_team(self, inside: World) -> None:
        meeting(inside, timezone.now() + datetime.timedelta(hours=3))
        for person in (inside.erin, inside.pilar, inside.dana):
            assert needs(inside, person) == []


class TestWhatIsAsked:
    def test_a_visit_waits_for_the_one_who_is_asked(self, inside: World) -> None:
        visit = visit_actions.ask_to_visit(
            actor=inside.bob.staff, team=inside.team, host=inside.alice.staff, focus="Bars", happens_at=None
        )
        (asked,) = needs(inside, inside.alice)
        assert asked.what == "A colleague asks you about a peer visit"
        assert needs(inside, inside.bob) == [] == needs(inside, inside.charlie)
        visit_actions.agree_to_visit(actor=inside.alice.staff, visit=visit)
        assert needs(inside, inside.alice) == []

    def test_norms_wait_for_whoever_has_not_answered(self, inside: World) -> None:
        version = NormVersion.objects.create(
            team=inside.team,
            number=1,
            state=NormState.PROPOSED,
            cue="Time out",
            steps="Say it.",
            who="Anybody",
            begun_by=inside.alice.staff,
            proposed_on=inside.today,
        )
        NormAnswer.objects.create(version=version, staff=inside.alice.staff, is_yes=True)
        assert needs(inside, inside.alice) == []
        (owed,) = needs(inside, inside.bob)
        assert owed.what == "Say whether you agree to the norms"

    def test_a_proposed_document_waits_for_whoever_works_in_the_place(self, inside: World) -> None:
        charter = begin_charter(actor=inside.pilar.staff, school=inside.alder, kind="commitments")
        version = charter.versions.get()
        write_statement(
            actor=inside.pilar.staff, version=version, text="We answer each other within a day.", is_tight=True
        )
        assert needs(inside, inside.alice) == [], "a draft is its editors’"
        propose_charter(actor=inside.pilar.staff, version=version)
        (need,) = needs(inside, inside.alice)
        assert (need.what, need.why) == ("Say whether you agree to the collective commitments", inside.alder.name)
        assert need.url.endswith(f"/what-we-stand-for/{version.charter_id}/")
        assert needs(inside, inside.erin) == [], "Birch is asked by Birch"
        answer_charter(actor=inside.alice.staff, version=version, is_yes=True)
        assert needs(inside, inside.alice) == []

    @pytest.mark.parametrize(
        ("owner", "days", "asked"),
        [("bob", 3, True), ("bob", -1, True), ("bob", 20, False), ("alice", 3, False), (None, 3, True)],
    )
    def test_tasks_by_owner_and_day(self, inside: World, owner: str | None, days: int, asked: bool) -> None:
        TeamTask.objects.create(
            team=inside.team,
            what="Copy the strips",
            owner=getattr(inside, owner).staff if owner else None,
            due_on=inside.today + days * DAY,
            created_by=inside.alice.staff,
        )
        found = needs(inside, inside.bob)
        assert [need.what for need in found] == (["Copy the strips"] if asked else [])
        assert all(need.when.startswith("Was due" if days < 0 else "By") for need in found)


def _goal(world: World, days: int = 30) -> SmartGoal:
    run = ReportRun.objects.create(assessment=world.cfa, number=1, state=RunState.DONE, requested_at=timezone.now())
    made: SmartGoal = SmartGoal.objects.create(
        team=world.team,
        skill="I can say the size first",
        baseline_assessment=world.cfa,
        baseline_run=run,
        baseline_y=4,
        baseline_n=12,
        target=80,
        starts_on=world.today - 20 * DAY,
        due_on=world.today + days * DAY,
        owner=world.bob.staff,
        made_by=world.alice.staff,
    )
    return made


class TestTheWayToGoals:
    @pytest.mark.parametrize(("days", "asked"), [(3, True), (-1, True), (20, False)])
    def test_a_step_of_a_goal_waits_for_its_owner(self, inside: World, days: int, asked: bool) -> None:
        goal = _goal(inside)
        due_on = inside.today + days * DAY
        step = ActionStep.objects.create(goal=goal, what="Copy the strips", owner=inside.bob.staff, due_on=due_on)
        found = needs(inside, inside.bob)
        assert [need.what for need in found] == (["Copy the strips"] if asked else [])
        assert all(
            need.when.startswith("Was due" if days < 0 else "By") and "a step of a goal" in need.why for need in found
        )
        assert needs(inside, inside.alice) == []
        ActionStep.objects.filter(pk=step.pk).update(done_on=inside.today)
        assert needs(inside, inside.bob) == []

    @pytest.mark.parametrize(("days", "asked"), [(3, True), (-1, True), (20, False)])
    def test_a_plan_waits_for_who_sees_to_it(self, inside: World, days: int, asked: bool) -> None:
        plan = ResponsePlan.objects.create(
            team=inside.team,
            standard=inside.ratios,
            assessment=inside.cfa,
            what="Bar models.",
            owner=inside.bob.staff,
            due_on=inside.today + days * DAY,
            made_by=inside.alice.staff,
        )
        said = f"You see to the reteach on {inside.ratios.short_name}"
        assert [need.what for need in needs(inside, inside.bob)] == ([said] if asked else [])
        assert needs(inside, inside.alice) == []
        ResponsePlan.objects.filter(pk=plan.pk).update(done_on=inside.today)
        assert needs(inside, inside.bob) == []

    @pytest.mark.parametrize(("days", "asked"), [(0, False), (-1, True)])
    def test_a_goal_past_its_day_waits_to_be_looked_back_on(self, inside: World, days: int, asked: bool) -> None:
        goal = _goal(inside, days)
        found = needs(inside, inside.bob)
        assert [need.what for need in found] == (["Look back on “I can say the size first”"] if asked else [])
        SmartGoal.objects.filter(pk=goal.pk).update(closed_on=inside.today)
        assert needs(inside, inside.bob) == []

    def test_a_year_that_is_over_asks_for_nothing(self, inside: World) -> None:
        goal = _goal(inside, -1)
        ActionStep.objects.create(goal=goal, what="Copy the strips", owner=inside.bob.staff, due_on=inside.today)
        type(inside.year).objects.filter(pk=inside.year.pk).update(ends_on=inside.today)
        assert needs(inside, inside.bob) == []
