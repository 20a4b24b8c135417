"""Two at one group, and a goal that is closed while its report is computed: the second waits, and sees the first."""

import datetime

import pytest
from django.db import transaction

from assessments.tasks import compute_report, request_run
from goals.access import access_goal
from goals.access.groups import access_grouping, access_session, access_team_group
from goals.actions import GoalFacts, close_goal, set_goal, settle_plan
from goals.actions.group_days import GroupFacts, WeeklyTime, change_group, record_session
from goals.actions.group_making import TwoGroupsAtOnce, agree_on_groups
from goals.models import EvidencePoint, GroupMember, GroupSession, GroupTime, ResponseGroup, SmartGoal
from goals.queries.smart import baselines_of
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, entrance
from tests.rooms.assessments.papers import FULL, paper, save
from tests.rooms.assessments.test_turns import Others
from tests.rooms.goals.test_groups import plan_of
from tests.rooms.goals.test_smart_goals import next_cfa
from tests.world import DAY, World, make_world


def viewer(world: World) -> Viewer:
    found = entrance(user_id=world.alice.user.pk, slug="harbor")
    assert found is not None
    return found


@pytest.mark.django_db(transaction=True)
class TestGroups:
    def test_a_time_is_held_against_a_move_that_is_under_way(self) -> None:
        """Somebody puts a student of one group into another while a colleague gives that one the first one's time."""
        world = make_world()
        with world.inside(), transaction.atomic():
            plan, other = plan_of(world), plan_of(world)
        days = {"starts_on": world.today, "ends_on": world.today + 14 * DAY}
        with world.inside(), transaction.atomic():
            group = ResponseGroup.objects.create(plan=plan, name="One", **days)
            elsewhere = ResponseGroup.objects.create(plan=other, name="Rates", **days)
            GroupTime.objects.create(group=elsewhere, weekday=2, starts_at=datetime.time(10), minutes=30)
            student = {"student": world.students[0][0], "section": world.sections[0], "placed_by": world.alice.staff}
            GroupMember.objects.create(group=elsewhere, starts_on=world.today, **student)
        others = Others(world)

        def retime() -> None:
            held = access_team_group(viewer(world), group.pk, to_change=True)
            times = (WeeklyTime(2, datetime.time(10, 10), 30),)
            facts = GroupFacts("One", None, "", "", world.today, world.today + 7 * DAY, times)
            change_group(actor=world.bob.staff, group=held, facts=facts, today=world.today)

        with world.inside(), transaction.atomic():
            access_grouping(viewer(world), plan.pk, to_change=True)
            GroupMember.objects.create(group=group, starts_on=world.today, **student)
            others.begin(retime)
            others.until_waiting(1)
        (error,) = others.end()
        assert isinstance(error, TwoGroupsAtOnce)

    def test_a_group_is_agreed_on_with_a_teacher_or_not_at_all(self) -> None:
        world = make_world()
        with world.inside(), transaction.atomic():
            plan = plan_of(world)
        days = {"starts_on": world.today, "ends_on": world.today + 14 * DAY}
        with world.inside(), transaction.atomic():
            group = ResponseGroup.objects.create(plan=plan, name="One", teacher=world.bob.staff, **days)
        others = Others(world)

        def nobody() -> None:
            held = access_team_group(viewer(world), group.pk, to_change=True)
            facts = GroupFacts("One", None, "", "", world.today, world.today + 7 * DAY, ())
            change_group(actor=world.alice.staff, group=held, facts=facts, today=world.today)

        with world.inside(), transaction.atomic():
            held = access_grouping(viewer(world), plan.pk, to_change=True)
            others.begin(nobody)
            others.until_waiting(1)
            agree_on_groups(actor=world.alice.staff, plan=held, today=world.today)
        (error,) = others.end()
        assert isinstance(error, Refusal) and "has a teacher" in str(error)
        with world.inside(), transaction.atomic():
            assert ResponseGroup.objects.get().teacher_id == world.bob.staff.pk

    def test_nothing_is_noted_of_a_plan_that_is_being_finished(self) -> None:
        world = make_world()
        with world.inside(), transaction.atomic():
            plan = plan_of(world)
        days = {"starts_on": world.today, "ends_on": world.today + 14 * DAY}
        with world.inside(), transaction.atomic():
            group = ResponseGroup.objects.create(plan=plan, name="One", teacher=world.bob.staff, **days)
            session = GroupSession.objects.create(group=group, on=world.today, starts_at=datetime.time(10), minutes=30)
        others = Others(world)

        def note() -> None:
            held = access_session(viewer(world), session.pk, to_change=True)
            record_session(actor=world.alice.staff, session=held, done="Bars.", states={}, today=world.today)

        with world.inside(), transaction.atomic():
            held = access_grouping(viewer(world), plan.pk, to_change=True)
            settle_plan(actor=world.alice.staff, plan=held, done_on=world.today, outcome="Good.")
            others.begin(note)
            others.until_waiting(1)
        (error,) = others.end()
        assert isinstance(error, Refusal) and "This plan is finished." in str(error)


@pytest.mark.django_db(transaction=True)
def test_no_point_is_added_behind_a_goal_s_result() -> None:
    """The team closes it while a report with other counts is computed: the page says what was kept as the result."""
    world = make_world()
    with world.inside(), transaction.atomic():
        type(world.cfa).objects.filter(pk=world.cfa.pk).update(
            opens_on=world.today - 30 * DAY, closes_on=world.today - 20 * DAY
        )
        save(world, *(paper(world, p, n, FULL if n == 0 else (0, 0, 0, 0, 0)) for p in range(4) for n in range(3)))
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    with world.inside(), transaction.atomic():
        start = baselines_of(world.team)[0]
        facts = GoalFacts("I can compare rates", 90, world.today + 20 * DAY, "Draw first.", world.bob.staff)
        goal = set_goal(
            actor=world.bob.staff, team=world.team, run=start.run, baseline=start.count, facts=facts, today=world.today
        )
        cfa = next_cfa(world, 9)
        before = EvidencePoint.objects.get()
        request_run(assessment=cfa, actor=world.alice.staff)
    others = Others(world)
    with world.inside(), transaction.atomic():
        held = access_goal(viewer(world), goal.pk, to_change=True)
        others.begin(lambda: compute_report(district_id=world.harbor.pk, assessment_id=cfa.pk))
        others.until_waiting(1)
        close_goal(actor=world.alice.staff, goal=held, reflection="Drawing.", today=world.today)
    assert others.end() == []
    with world.inside(), transaction.atomic():
        assert SmartGoal.objects.get().result_y == 9
        assert EvidencePoint.objects.get().run_id == before.run_id
