"""Names and results of students in groups: nobody has them without a dated right, by page, paper, form or number."""

import html
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import ResultStatus
from assessments.tasks import compute_report
from goals.models import GroupMember, NamesOpening, PlanClass, ResponseGroup, ResponsePlan, SessionAttendance
from goals.queries.groups import group_counts
from plc.schools.models import Role
from teams.models import TeamMember
from tests.cast import Person, membership
from tests.contracts import addresses
from tests.contracts.responses import group_students
from tests.rooms.assessments.papers import paper, save
from tests.world import DAY, World, make_world, sign_in, url

SECRET = "Zyxwvut"


@pytest.fixture
def grouped(db: None) -> World:
    """Bob's class is let in and two of its students are in a group that he teaches; all four bear a secret name."""
    world = make_world(students=4)
    with world.inside():
        low = [paper(world, place, n, (100, 0, 0, 0, 0)) for place in range(4) for n in range(3)]
        save(world, *low, *(paper(world, p, 3, (-1,) * 5, status=ResultStatus.ABSENT) for p in range(4)))
        for student in world.students[1]:
            student.family_name = SECRET
            student.save()
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    with world.inside():
        plan = ResponsePlan.objects.create(
            team=world.team, standard=world.ratios, assessment=world.cfa, audience="group", what="Again.",
            owner=world.bob.staff, due_on=world.today + 9 * DAY, made_by=world.bob.staff,
        )  # fmt: skip
        group_students(plan, world.bob.staff, world.sections[1], world)
        NamesOpening.objects.all().delete()
    return world


def seen(world: World, person: Person) -> Iterator[tuple[str, str]]:
    """Every address of plans and groups that opens for this person, as text."""
    with world.inside():
        plan, group = ResponsePlan.objects.get(), ResponseGroup.objects.get()
        session = group.sessions.get()
    things = {"plan_id": plan.pk, "group_id": group.pk, "session_id": session.pk, "team_id": world.team.pk}
    client = sign_in(Client(), person)
    for route in addresses.routes_in_a_district():
        if route.name.startswith("goals:") and set(route.things) <= things.keys():
            answer = client.get(route.address("harbor", things))
            if answer.status_code == 200:
                yield route.name, html.unescape(answer.content.decode())


def names_shown(world: World, person: Person) -> set[str]:
    return {name.removeprefix("goals:") for name, text in seen(world, person) if SECRET in text}


def test_the_walk_itself_finds_the_names(grouped: World) -> None:
    """Else nothing below could fail."""
    assert {"plan", "group", "group_list", "group_session", "plan_history", "plan_recheck"} <= names_shown(
        grouped, grouped.bob
    )
    assert {"plan", "group"} <= names_shown(grouped, grouped.alice)


@pytest.mark.parametrize("name", ["pilar", "quentin", "dana", "moira", "rita", "erin"])
def test_nobody_outside_has_a_name(grouped: World, name: str) -> None:
    """The principal, the other school's, the district's office, who has left, another school's teacher."""
    assert names_shown(grouped, getattr(grouped, name)) == set()


def test_another_district_finds_nothing(grouped: World) -> None:
    with grouped.inside():
        plan, group = ResponsePlan.objects.get(), ResponseGroup.objects.get()
    client = sign_in(Client(), grouped.zoe)
    for slug in ("harbor", "pine"):
        for name, thing in (("plan", plan), ("group", group), ("group_list", group), ("plan_recheck", plan)):
            assert client.get(reverse(f"goals:{name}", args=[slug, thing.pk])).status_code == 404


def test_a_principal_in_the_team_has_own_students_and_no_colleague_s(grouped: World) -> None:
    with grouped.inside():
        membership(grouped.alice, Role.PRINCIPAL, grouped.alder, grouped.today).save()
        plan, group = ResponsePlan.objects.get(), ResponseGroup.objects.get()
        student = GroupMember.objects.first()
    assert names_shown(grouped, grouped.alice) == set()
    client = sign_in(Client(), grouped.alice)
    for name, thing in (
        ("move_in_plan", plan),
        ("agree_groups", plan),
        ("decide_in_plan", plan),
        ("finish_plan", plan),
    ):
        assert client.post(url(f"goals:{name}", thing), {f"to-{student.student_id}": ""}).status_code == 404
    assert client.get(url("goals:change_group", group)).status_code == 404


@pytest.mark.parametrize("end", ["word", "plan", "membership"])
def test_a_colleague_s_right_ends_with_the_word_the_plan_and_the_membership(grouped: World, end: str) -> None:
    with grouped.inside():
        if end == "word":
            PlanClass.objects.all().delete()
        if end == "plan":
            ResponsePlan.objects.update(done_on=grouped.today)
        if end == "membership":
            TeamMember.objects.filter(staff=grouped.alice.staff).update(ends_on=grouped.today)
    assert names_shown(grouped, grouped.alice) == set()
    if end != "membership":
        assert "plan" in names_shown(grouped, grouped.bob) or "group" in names_shown(grouped, grouped.bob)


def test_a_teacher_of_one_group_reaches_no_other_by_number(grouped: World) -> None:
    with grouped.inside():
        membership(grouped.erin, Role.TEACHER, grouped.alder, grouped.today).save()
        ResponseGroup.objects.update(teacher=grouped.erin.staff)
        plan = ResponsePlan.objects.get()
        other = ResponseGroup.objects.create(
            plan=plan, name="Other", starts_on=grouped.today, ends_on=grouped.today + DAY, teacher=grouped.bob.staff,
            agreed_on=grouped.today,
        )  # fmt: skip
        session = other.sessions.create(on=grouped.today, starts_at="10:00", minutes=30)
        stranger = grouped.students[0][0]
        mine = ResponseGroup.objects.exclude(pk=other.pk).get()
    assert "group" in names_shown_of(grouped, grouped.erin, mine)
    client = sign_in(Client(), grouped.erin)
    for name, thing in (("group", other), ("group_list", other), ("group_session", session), ("change_group", mine)):
        assert client.get(url(f"goals:{name}", thing)).status_code == 404
    with grouped.inside():
        held = mine.sessions.get()
    client.post(url("goals:group_session", held), {f"state-{stranger.pk}": "absent", "done": ""})
    with grouped.inside():
        assert not SessionAttendance.objects.filter(student=stranger).exists()


def names_shown_of(world: World, person: Person, group: ResponseGroup) -> set[str]:
    answer = sign_in(Client(), person).get(url("goals:group", group))
    return {"group"} if SECRET in answer.content.decode() else set()


def test_a_guessed_number_moves_and_decides_nobody(grouped: World) -> None:
    """Alice speaks for her own class and may move Bob's; Charlie's has not been let in."""
    with grouped.inside():
        plan, group = ResponsePlan.objects.get(), ResponseGroup.objects.get()
        before = GroupMember.objects.count()
        stranger = grouped.students[2][0].pk
    client = sign_in(Client(), grouped.alice)
    sent = {f"was-{stranger}": "", f"to-{stranger}": group.pk}
    assert client.post(url("goals:move_in_plan", plan), sent).status_code == 404
    assert client.post(url("goals:decide_in_plan", plan), {"outcome-99999": "exit"}).status_code == 404
    with grouped.inside():
        assert GroupMember.objects.count() == before


def test_every_look_at_names_leaves_a_line_with_their_class(grouped: World) -> None:
    shown = names_shown(grouped, grouped.alice)
    with grouped.inside():
        lines = NamesOpening.objects.filter(staff=grouped.alice.staff)
        assert {line.part for line in lines} >= shown
        assert all(line.section_ids == [grouped.sections[1].pk] for line in lines)
    list(seen(grouped, grouped.bob))
    with grouped.inside():
        assert not NamesOpening.objects.filter(staff=grouped.bob.staff).exists()  # own students


def test_leaders_are_given_counts_and_no_few(grouped: World) -> None:
    with grouped.inside():
        team, today = grouped.team.pk, grouped.today
        counts = group_counts([team], today, 10)[team]
        assert (counts.groups, counts.sessions_held, counts.students) == (1, 1, None)
        assert group_counts([team], today, 2)[team].students == 2
    board = html.unescape(
        sign_in(Client(), grouped.pilar).get(url("goals:school_board", grouped.alder)).content.decode()
    )
    assert "1 group, 1 session held" in board.replace("\u00a0", " ") and SECRET not in board
