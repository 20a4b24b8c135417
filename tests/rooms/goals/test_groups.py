"""Groups across classes: who is let in, proposals, moves, times that clash, sessions, and whom each person sees."""

import datetime
import html
from typing import Any

import pytest
from django.test import Client

from assessments.models import ResultStatus
from assessments.tasks import compute_report
from goals.models import (
    GroupKind,
    GroupMember,
    GroupSession,
    GroupTime,
    NamesOpening,
    PlanClass,
    ResponseGroup,
    ResponsePlan,
    SessionAttendance,
)
from plc.schools.models import AuditEntry, SectionStaff
from teams.models import Disclosure, Team
from tests.cast import Person, membership
from tests.rooms.assessments.papers import NOTHING, paper, save
from tests.world import DAY, World, make_world, sign_in, url

LOW, CLOSE, FULL = (100, 100, 0, 0, 0), (100, 100, 100, 100, 100), (100, 100, 100, 200, 300)
# On percents: 0 of 6, 3 of 6 and 6 of 6 points; the cut is 70 %.


@pytest.fixture
def tested(db: None) -> World:
    """Four classes of six: two low, two close, one full, one absent; Charlie's second class is low throughout."""
    world = make_world(students=6)
    kinds = (LOW, LOW, CLOSE, CLOSE, FULL)
    with world.inside():
        papers = [paper(world, place, n, LOW if place == 3 else kinds[n]) for place in range(4) for n in range(5)]
        away = [paper(world, place, 5, NOTHING, status=ResultStatus.ABSENT) for place in range(4)]
        save(world, *papers, *away)
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    return world


def plan_of(world: World, due_in: int = 14) -> ResponsePlan:
    with world.inside():
        plan: ResponsePlan = ResponsePlan.objects.create(
            team=world.team,
            standard=world.percents,
            assessment=world.cfa,
            audience="group",
            what="Bar models.",
            owner=world.alice.staff,
            due_on=world.today + due_in * DAY,
            made_by=world.alice.staff,
        )
    return plan


def post(person: Person, route: str, /, *things: Any, status: int = 302, **sent: Any) -> str:
    answer = sign_in(Client(), person).post(url(f"goals:{route}", *things), sent)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return html.unescape(answer.content.decode())


def page(person: Person, name: str, *things: Any, status: int = 200, query: str = "") -> str:
    answer = sign_in(Client(), person).get(url(f"goals:{name}", *things) + query)
    assert answer.status_code == status
    return html.unescape(answer.content.decode()).partition("<main")[2]


def let_in(world: World, plan: ResponsePlan, person: Person, *places: int) -> None:
    for place in places:
        post(person, "choose_class", plan, section=world.sections[place].pk, way="pool")


def name_of(world: World, place: int, n: int) -> str:
    student = world.students[place][n]
    return f"{student.family_name}, {student.given_name}"


def proposed(world: World, plan: ResponsePlan, person: Person, **asked: str) -> list[ResponseGroup]:
    """By the page's own form."""
    query = "&".join(f"{name}={value}" for name, value in {"size": "4", **asked}.items())
    said = page(person, "propose_groups", plan, query=f"?{query}")
    digest = said.partition('name="digest" value="')[2].partition('"')[0]
    post(person, "propose_groups", plan, **{"size": "4", **asked}, digest=digest)
    with world.inside():
        return list(ResponseGroup.objects.filter(plan=plan).order_by("pk"))


def ready(world: World) -> tuple[ResponsePlan, list[ResponseGroup]]:
    """Periods 1 and 2 are let in: two groups of four, and one extension."""
    plan = plan_of(world)
    let_in(world, plan, world.alice, 0)
    let_in(world, plan, world.bob, 1)
    return plan, proposed(world, plan, world.alice, extension="on")


class TestThePool:
    def test_nobody_sees_a_colleague_s_student_before_their_teacher_lets_the_class_in(self, tested: World) -> None:
        plan = plan_of(tested)
        for disclosure in Disclosure.values:
            with tested.inside():
                Team.objects.update(disclosure=disclosure)
            said = page(tested.alice, "plan", plan)
            assert name_of(tested, 1, 0) not in said and name_of(tested, 0, 0) not in said
        let_in(tested, plan, tested.bob, 1)
        said = page(tested.alice, "plan", plan)
        assert name_of(tested, 1, 0) in said and name_of(tested, 0, 0) not in said

    def test_one_decides_for_own_classes_alone(self, tested: World) -> None:
        plan = plan_of(tested)
        post(tested.bob, "choose_class", plan, section=tested.sections[0].pk, way="pool", status=404)
        post(tested.alice, "choose_class", plan, section=tested.sections[1].pk, way="pool", status=404)
        with tested.inside():
            assert not PlanClass.objects.exists()
            SectionStaff.objects.filter(section=tested.sections[1]).update(ends_on=tested.today)
        post(tested.alice, "choose_class", plan, section=tested.sections[1].pk, way="pool")  # nobody teaches it today

    def test_a_teacher_reads_own_counts_and_the_hint_to_teach_all_again(self, tested: World) -> None:
        plan = plan_of(tested)
        said = page(tested.charlie, "plan", plan)
        assert "4 of 5 of your students" in said.replace("\u00a0", " ") or "4 of 5" in said.replace("\u00a0", " ")
        assert "5 of 5" in said.replace("\u00a0", " ") and "the whole class first" in said
        assert "4 of 5" not in page(tested.pilar, "plans", tested.team, status=404)

    def test_a_whole_class_leaves_the_pool(self, tested: World) -> None:
        plan = plan_of(tested)
        let_in(tested, plan, tested.charlie, 2)
        post(tested.charlie, "choose_class", plan, section=tested.sections[3].pk, way="class")
        groups = proposed(tested, plan, tested.alice)
        with tested.inside():
            (whole,) = [group for group in groups if group.kind == GroupKind.WHOLE_CLASS]
            assert (whole.teacher_id, whole.section_id) == (tested.charlie.staff.pk, tested.sections[3].pk)
            placed = set(GroupMember.objects.values_list("section_id", flat=True))
        assert placed == {tested.sections[2].pk}

    def test_it_can_be_taken_back_until_students_are_in_groups(self, tested: World) -> None:
        plan, _ = ready(tested)
        said = post(tested.bob, "choose_class", plan, section=tested.sections[1].pk, way="", status=409)
        assert "5 students are in groups" in said
        let_in(tested, plan, tested.charlie, 2)
        post(tested.charlie, "choose_class", plan, section=tested.sections[2].pk, way="")
        assert name_of(tested, 2, 0) not in page(tested.alice, "plan", plan)

    def test_each_look_is_written_down_for_the_students_teacher(self, tested: World) -> None:
        plan = plan_of(tested)
        let_in(tested, plan, tested.bob, 1)
        page(tested.alice, "plan", plan)
        page(tested.alice, "plan", plan)
        with tested.inside():
            (opening,) = NamesOpening.objects.filter(staff=tested.alice.staff)
            assert opening.section_ids == [tested.sections[1].pk] and opening.part == "plan"
        assert tested.alice.staff.name in page(tested.bob, "plan_history", plan)
        assert "Who had your students" in page(tested.bob, "plan_history", plan)
        let_in(tested, plan, tested.charlie, 2)
        page(tested.alice, "plan", plan)
        with tested.inside():
            (opening,) = NamesOpening.objects.filter(staff=tested.alice.staff)
            assert opening.section_ids == sorted(tested.sections[place].pk for place in (1, 2))


class TestProposals:
    def test_groups_are_even_mixed_and_shared_among_the_team(self, tested: World) -> None:
        _plan, groups = ready(tested)
        with tested.inside():
            members = {group.name: list(group.members.order_by("pk")) for group in groups}
            teachers = [group.teacher_id for group in groups]
            assert not any(group.agreed_on for group in groups)
        assert {name: len(rows) for name, rows in members.items()} == {"Group 1": 4, "Group 2": 4, "Extension 1": 2}
        assert [row.share for row in members["Group 1"]] == [0.0] * 4
        assert [row.level for row in members["Group 2"]] == ["more_time"] * 4
        for rows in members.values():
            assert len({row.section_id for row in rows}) == 2
        assert len(set(teachers)) == 3 and None not in teachers

    def test_it_says_who_is_left_out_and_why(self, tested: World) -> None:
        plan = plan_of(tested)
        let_in(tested, plan, tested.bob, 1)
        said = page(tested.alice, "propose_groups", plan)
        left = said.partition("Who is left out")[2]
        assert "Absent" in left and name_of(tested, 1, 5) in left
        assert "Not decided yet" in left and "Period 1" in left and name_of(tested, 0, 5) not in left

    def test_what_is_saved_is_what_was_shown(self, tested: World) -> None:
        plan = plan_of(tested)
        let_in(tested, plan, tested.bob, 1)
        said = page(tested.alice, "propose_groups", plan, query="?size=4")
        digest = said.partition('name="digest" value="')[2].partition('"')[0]
        let_in(tested, plan, tested.charlie, 2)
        refused = post(tested.alice, "propose_groups", plan, size="4", digest=digest, status=409)
        assert "The pool has changed" in refused
        with tested.inside():
            assert not ResponseGroup.objects.exists()

    def test_a_size_that_makes_no_sense_gets_a_sentence(self, tested: World) -> None:
        plan = plan_of(tested)
        assert sign_in(Client(), tested.alice).get(url("goals:propose_groups", plan) + "?size=0").status_code == 422


class TestMoves:
    def test_a_move_ends_one_place_and_begins_another(self, tested: World) -> None:
        plan, (one, two, _) = ready(tested)
        with tested.inside():
            row = one.members.order_by("pk").first()
        sent = {f"was-{row.student_id}": one.pk, f"to-{row.student_id}": two.pk}
        post(tested.bob, "move_in_plan", plan, **sent)
        with tested.inside():
            before, after = GroupMember.objects.filter(student=row.student_id).order_by("pk")
            assert (before.group_id, before.left, before.ended_by_id) == (one.pk, "moved", tested.bob.staff.pk)
            assert (after.group_id, after.ends_on, after.share) == (two.pk, None, row.share)
            assert AuditEntry.objects.filter(verb="move_students").count() == 1
        again = post(tested.alice, "move_in_plan", plan, **sent, status=409)
        assert "A colleague has moved" in again

    def test_a_student_nobody_let_in_cannot_be_moved_by_number(self, tested: World) -> None:
        plan, (one, *_) = ready(tested)
        stranger = tested.students[3][0].pk
        post(tested.alice, "move_in_plan", plan, **{f"was-{stranger}": "", f"to-{stranger}": one.pk}, status=404)
        own_but_kept = tested.students[2][0].pk
        post(
            tested.charlie, "move_in_plan", plan,
            **{f"was-{own_but_kept}": "", f"to-{own_but_kept}": one.pk}, status=409,
        )  # fmt: skip
        with tested.inside():
            assert not GroupMember.objects.filter(student__in=(stranger, own_but_kept)).exists()

    def test_two_groups_at_one_time_cannot_both_be_saved(self, tested: World) -> None:
        plan, (one, two, three) = ready(tested)
        other = plan_of(tested)
        with tested.inside():
            ResponsePlan.objects.filter(pk=other.pk).update(standard=tested.ratios)
            elsewhere = ResponseGroup.objects.create(
                plan=other,
                name="Rates",
                starts_on=tested.today,
                ends_on=tested.today + 20 * DAY,
                teacher=tested.bob.staff,
            )
            row = one.members.order_by("pk").first()
            GroupMember.objects.create(
                group=elsewhere, student_id=row.student_id, section_id=row.section_id,
                placed_by=tested.bob.staff, starts_on=tested.today,
            )  # fmt: skip
            for group, at in ((elsewhere, datetime.time(10, 10)), (two, datetime.time(10, 30))):
                GroupTime.objects.create(group=group, weekday=2, starts_at=at, minutes=30)
        sent = {f"was-{row.student_id}": one.pk, f"to-{row.student_id}": two.pk}
        said = post(tested.alice, "move_in_plan", plan, **sent, status=422)
        assert "Group 2 (Tuesdays, 10:30 to 11:00 AM" in said
        assert "Rates of Unit rates (Tuesdays, 10:10 to 10:40 AM, Bob" in said
        assert "Free then: Group 1, Extension 1." in said
        with tested.inside():
            assert GroupMember.objects.get(student=row.student_id, group__plan=plan, ends_on=None).group_id == one.pk
        post(tested.alice, "move_in_plan", plan, **{**sent, f"to-{row.student_id}": three.pk})

    def test_a_new_time_is_held_against_the_students_other_groups(self, tested: World) -> None:
        _plan, (one, *_) = ready(tested)
        other = plan_of(tested)
        with tested.inside():
            elsewhere = ResponseGroup.objects.create(
                plan=other, name="Rates", starts_on=tested.today, ends_on=tested.today + 20 * DAY
            )
            row = one.members.order_by("pk").first()
            GroupMember.objects.create(
                group=elsewhere, student_id=row.student_id, section_id=row.section_id,
                placed_by=tested.bob.staff, starts_on=tested.today,
            )  # fmt: skip
            GroupTime.objects.create(group=elsewhere, weekday=2, starts_at=datetime.time(10, 10), minutes=30)
        said = post(tested.alice, "change_group", one, **changed(tested, one, weekday=2, at="10:00"), status=422)
        assert "are at one time" in said
        post(tested.alice, "change_group", one, **changed(tested, one, weekday=3, at="10:00"))
        with tested.inside():
            assert [(time.weekday, time.minutes) for time in one.times.all()] == [(3, 30)]


def changed(world: World, group: ResponseGroup, *, weekday: int = 0, at: str = "", **said: Any) -> dict[str, Any]:
    """What the form of a group sends."""
    rows = {"times-TOTAL_FORMS": "5", "times-INITIAL_FORMS": "0"}
    if weekday:
        rows |= {"times-0-weekday": str(weekday), "times-0-starts_at": at, "times-0-minutes": "30"}
    facts = {
        "name": group.name,
        "teacher": group.teacher_id or "",
        "room": "12",
        "focus": "",
        "starts_on": world.today.isoformat(),
        "last_day": (world.today + 14 * DAY).isoformat(),
    }
    return facts | rows | said


class TestTheTeacherOfAGroup:
    """Erin teaches at the school, is in no team, and is asked to teach a group."""

    @pytest.fixture
    def asked(self, tested: World) -> tuple[World, ResponsePlan, ResponseGroup]:
        plan, (one, *_) = ready(tested)
        with tested.inside():
            membership(tested.erin, "teacher", tested.alder, tested.today).save()
        post(tested.alice, "change_group", one, **changed(tested, one, teacher=tested.erin.staff.pk))
        return tested, plan, one

    def test_the_right_begins_when_the_team_agrees_and_is_of_the_group_alone(
        self, asked: tuple[World, ResponsePlan, ResponseGroup]
    ) -> None:
        world, plan, one = asked
        page(world.erin, "group", one, status=404)
        post(world.alice, "agree_groups", plan)
        said = page(world.erin, "group", one)
        with world.inside():
            inside = [row.student for row in one.members.select_related("student")]
        for student in inside:
            assert f"{student.family_name}, {student.given_name}" in said
        assert "Group 1" in page(world.erin, "led_groups")
        home = page(world.erin, "home")
        assert "You teach Group 1" in home and url("goals:group", one) in home
        page(world.erin, "plan", plan, status=404)
        with world.inside():
            two = ResponseGroup.objects.get(plan=plan, name="Group 2")
        page(world.erin, "group", two, status=404)
        assert world.erin.staff.name in page(world.bob, "plan_history", plan)

    @pytest.mark.parametrize("end", ["group", "plan", "teacher", "role"])
    def test_it_ends_with_the_group_the_plan_the_teacher_and_the_role(
        self, asked: tuple[World, ResponsePlan, ResponseGroup], end: str
    ) -> None:
        world, plan, one = asked
        post(world.alice, "agree_groups", plan)
        page(world.erin, "group", one)
        with world.inside():
            if end == "group":
                ResponseGroup.objects.filter(pk=one.pk).update(ends_on=world.today)
            if end == "plan":
                ResponsePlan.objects.filter(pk=plan.pk).update(done_on=world.today)
            if end == "role":
                world.erin.staff.memberships.filter(school=world.alder).update(ends_on=world.today)
        if end == "teacher":
            post(world.alice, "change_group", one, **changed(world, one, teacher=world.bob.staff.pk))
        for name in ("group", "group_list"):
            page(world.erin, name, one, status=404)

    def test_a_student_who_left_the_group_is_no_longer_hers(
        self, asked: tuple[World, ResponsePlan, ResponseGroup]
    ) -> None:
        world, plan, one = asked
        post(world.alice, "agree_groups", plan)
        with world.inside():
            row = one.members.select_related("student").order_by("pk").first()
        name = f"{row.student.family_name}, {row.student.given_name}"
        assert name in page(world.erin, "group", one)
        post(world.alice, "move_in_plan", plan, **{f"was-{row.student_id}": one.pk, f"to-{row.student_id}": ""})
        assert name not in page(world.erin, "group", one)

    def test_she_notes_who_was_there(self, asked: tuple[World, ResponsePlan, ResponseGroup]) -> None:
        world, plan, one = asked
        post(world.alice, "agree_groups", plan)
        post(world.erin, "new_sessions", one, on=world.today.isoformat(), starts_at="10:00", minutes="30")
        with world.inside():
            session = GroupSession.objects.get()
            students = list(one.members.order_by("pk").values_list("student_id", flat=True))
        states = dict(zip(students, ("present", "absent", "excused", "present"), strict=True))
        sent = {f"state-{pk}": state for pk, state in states.items()} | {f"state-{world.students[3][0].pk}": "absent"}
        post(world.erin, "group_session", session, done="Bar models.", **sent)
        with world.inside():
            assert dict(SessionAttendance.objects.values_list("student_id", "state")) == states
        said = page(world.alice, "group", one).replace("\u00a0", " ")
        assert "Bar models." in said and "1 of 1" in said and "0 of 1" in said

    def test_a_session_ahead_is_not_noted_yet(self, asked: tuple[World, ResponsePlan, ResponseGroup]) -> None:
        world, _plan, one = asked
        post(world.alice, "new_sessions", one, on=(world.today + 3 * DAY).isoformat(), starts_at="10:00", minutes="30")
        with world.inside():
            session = GroupSession.objects.get()
        assert "when it has been held" in post(world.alice, "group_session", session, done="", status=422)

    def test_paper_has_no_result_on_it(self, asked: tuple[World, ResponsePlan, ResponseGroup]) -> None:
        world, plan, one = asked
        post(world.alice, "agree_groups", plan)
        for query in ("", "?for=substitute"):
            said = page(world.erin, "group_list", one, query=query)
            assert "%" not in said and "Period 1" in said
