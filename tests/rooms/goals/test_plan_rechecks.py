"""A plan after its re-check: gains with their references, exit or continue, and the end of all rights."""

import html
from typing import Any

import pytest
from django.test import Client

from assessments.actions import NewPaper, make_recheck, save_results
from assessments.actions.locking import lock_cfa
from assessments.models import Assessment, ChangeKind, Item, ResultStatus
from assessments.tasks import compute_report
from goals.models import GroupMember, ResponseGroup, ResponsePlan
from tests.cast import Person
from tests.rooms.assessments.papers import paper, save
from tests.world import DAY, World, make_world, sign_in, url

# On percents, of six points: none, three, five and all; the cut is 70 %.
NONE, HALF, NEAR, ALL = (
    (100, 100, 0, 0, 0),
    (100, 100, 100, 100, 100),
    (100, 100, 0, 200, 300),
    (100, 100, 100, 200, 300),
)


@pytest.fixture
def rechecked(db: None) -> World:
    """Four classes of twelve: four low, four half, four just above the cut."""
    world = make_world(students=12)
    with world.inside():
        save(world, *(paper(world, p, n, (NONE, HALF, NEAR)[n // 4]) for p in range(4) for n in range(12)))
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    return world


def asked_again(world: World, *, without_near: bool = False) -> Assessment:
    """The low have half of the points now, the half all; the first low one of each class misses it."""
    with world.inside():
        again = make_recheck(
            actor=world.alice.staff, assessment=world.cfa, title="Again",
            opens_on=world.today - DAY, closes_on=world.today + DAY,
        )  # fmt: skip
        Item.objects.filter(version=again.current_version_id).exclude(options="").update(key="A")
        again = lock_cfa(actor=world.alice.staff, assessment=again)
        papers = [
            NewPaper(
                student_id=world.students[place][n].pk,
                section_id=world.sections[place].pk,
                status=ResultStatus.SCORED,
                cells=(HALF, ALL, NEAR)[n // 4],
                answers=("",) * 5,
                based_on=0,
            )
            for place in range(4)
            for n in range(1, 8 if without_near else 12)
        ]
        save_results(actor=world.alice.staff, assessment=again, papers=papers, kind=ChangeKind.ENTRY, today=world.today)
    compute_report(district_id=world.harbor.pk, assessment_id=again.pk)
    return again


def post(person: Person, route: str, /, *things: Any, status: int = 302, **sent: Any) -> str:
    answer = sign_in(Client(), person).post(url(f"goals:{route}", *things), sent)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return html.unescape(answer.content.decode()).replace("\u00a0", " ")


def page(person: Person, route: str, *things: Any) -> str:
    answer = sign_in(Client(), person).get(url(f"goals:{route}", *things))
    assert answer.status_code == 200
    return html.unescape(answer.content.decode()).partition("<main")[2].replace("\u00a0", " ")


def grouped(world: World) -> ResponsePlan:
    """All four classes let in; groups of eight, agreed on."""
    with world.inside():
        plan: ResponsePlan = ResponsePlan.objects.create(
            team=world.team, standard=world.percents, assessment=world.cfa, audience="group", what="Bar models.",
            owner=world.alice.staff, due_on=world.today + 14 * DAY, made_by=world.alice.staff,
        )  # fmt: skip
    for person, place in ((world.alice, 0), (world.bob, 1), (world.charlie, 2), (world.charlie, 3)):
        post(person, "choose_class", plan, section=world.sections[place].pk, way="pool")
    said = _shown(world, plan)
    post(world.alice, "propose_groups", plan, size="8", digest=said.partition('name="digest" value="')[2][:20])
    post(world.alice, "agree_groups", plan)
    return plan


def _shown(world: World, plan: ResponsePlan) -> str:
    answer = sign_in(Client(), world.alice).get(url("goals:propose_groups", plan) + "?size=8")
    return str(answer.content.decode())


def test_each_group_s_gain_stands_beside_what_low_scores_regain_and_the_near_misses(rechecked: World) -> None:
    plan = grouped(rechecked)
    asked_again(rechecked)
    said = page(rechecked.alice, "plan_recheck", plan)
    with rechecked.inside():
        assert {group.name: group.members.count() for group in ResponseGroup.objects.all()} == {
            f"Group {number}": 8 for number in (1, 2, 3, 4)
        }
    rows = dict(row.partition("</th>")[::2] for row in said.split('<tr><th scope="row">')[1:6])
    # The low went from none to three of six points; the half from three to six and over the cut.
    assert ">4 of 8<" in rows["Group 1"] and "Too few students" in rows["Group 1"]  # four of them missed it
    assert ">+50<" in rows["Group 2"] and 'Became proficient:">0<' in rows["Group 2"]
    assert ">+50<" in rows["Group 3"] and 'Became proficient:">8<' in rows["Group 3"]
    near = said.partition("Just above the cut, in no group")[2].partition("</tr>")[0]
    assert ">16<" in near and ">0<" in near  # sixteen, who earned as much as before
    assert "would be expected just because low scores tend to bounce back" in said


def test_without_near_misses_in_the_second_test_it_says_so(rechecked: World) -> None:
    plan = grouped(rechecked)
    asked_again(rechecked, without_near=True)
    assert "Nobody just above the cut took both tests" in page(rechecked.alice, "plan_recheck", plan)


def test_near_misses_of_few_others_are_hidden(rechecked: World) -> None:
    """With a district's smallest group of 17, sixteen are too few to be said."""
    plan = grouped(rechecked)
    asked_again(rechecked)
    with rechecked.inside():
        type(rechecked.harbor).objects.filter(pk=rechecked.harbor.pk).update(smallest_group=17)
    near = page(rechecked.alice, "plan_recheck", plan).partition("Just above the cut, in no group")[2]
    assert "Hidden to protect students: fewer than 17" in near.partition("</tr>")[0]


def places(world: World) -> list[GroupMember]:
    with world.inside():
        return list(GroupMember.objects.filter(ends_on=None).select_related("student").order_by("pk"))


def test_each_student_exits_or_continues_with_a_reason(rechecked: World) -> None:
    plan = grouped(rechecked)
    asked_again(rechecked)
    first, second, third = places(rechecked)[:3]
    sent = {f"outcome-{first.pk}": "exit", f"reason-{first.pk}": "Reached the cut.",
            f"outcome-{second.pk}": "continue", f"reason-{second.pk}": "Not yet.",
            f"outcome-{third.pk}": "", f"reason-{third.pk}": ""}  # fmt: skip
    post(rechecked.bob, "decide_in_plan", plan, **sent)
    with rechecked.inside():
        first.refresh_from_db()
        second.refresh_from_db()
        third.refresh_from_db()
    assert (first.outcome, first.left, first.ends_on) == ("exit", "exit", rechecked.today)
    assert first.decided_by_id == first.ended_by_id == rechecked.bob.staff.pk
    assert (second.outcome, second.ends_on, third.outcome) == ("continue", None, "")
    said = post(rechecked.bob, "decide_in_plan", plan, **{f"outcome-{third.pk}": "exit"}, status=409)
    with rechecked.inside():
        name = f"{third.student.family_name}, {third.student.given_name}"
    assert f"<b>{name}: A decision has no reason yet; nothing is saved yet.</b>" in said
    long = {f"outcome-{third.pk}": "exit", f"reason-{third.pk}": "x" * 201}
    assert f"<b>{name}: A reason has 201 letters" in post(rechecked.bob, "decide_in_plan", plan, **long, status=422)


def test_a_plan_is_finished_with_what_came_of_it_and_every_right_ends(rechecked: World) -> None:
    plan = grouped(rechecked)
    again = asked_again(rechecked)
    said = post(rechecked.alice, "finish_plan", plan, outcome="Half of them have it.", status=422)
    assert "32 students are in groups without a decision yet." in said
    first = places(rechecked)[0]
    typed = {f"outcome-{first.pk}": "exit", f"reason-{first.pk}": "Told me how."}
    said = post(rechecked.alice, "finish_plan", plan, outcome="Half of them have it.", status=422, **typed)
    assert 'value="Told me how."' in said and "Half of them have it." in said
    with rechecked.inside():
        first.refresh_from_db()
        assert first.outcome == ""
    sent = {}
    for place in places(rechecked):
        sent |= {f"outcome-{place.pk}": "continue", f"reason-{place.pk}": "Not yet."}
    post(rechecked.alice, "decide_in_plan", plan, **sent)
    said = page(rechecked.alice, "plan_recheck", plan)
    assert "Decided for every student" in said and "Save the decisions" in said
    assert "Write a sentence" in post(rechecked.alice, "finish_plan", plan, outcome="", status=422)
    bobs = rechecked.students[1][0]
    name = f"{bobs.family_name}, {bobs.given_name}"
    post(rechecked.alice, "finish_plan", plan, outcome="Half of them have it.")
    with rechecked.inside():
        plan.refresh_from_db()
        assert plan.done_on == rechecked.today and plan.outcome == "Half of them have it."
        assert plan.outcome_run is not None and plan.outcome_run.assessment_id == again.pk
        assert not GroupMember.objects.filter(ends_on=None).exists()
    for route in ("plan", "plan_recheck", "plan_history"):
        text = page(rechecked.alice, route, plan)
        assert "Period 2" not in text.partition("Groups across classes")[2] or route == "plan"
        assert f'{name} <small class="quiet">Period 2' not in text
    assert "Half of them have it." in page(rechecked.charlie, "plan", plan)
    # Four of Alice's in a group of eight: what is left of it is four.
    assert "Hidden to protect students" in page(rechecked.alice, "plan_recheck", plan)
    post(rechecked.alice, "settle_plan", plan, done="no")
    with rechecked.inside():
        assert not GroupMember.objects.filter(ends_on=None).exists()


def test_a_plan_with_groups_is_not_taken_back(rechecked: World) -> None:
    plan = grouped(rechecked)
    assert "stays on record" in post(rechecked.alice, "delete_plan", plan, status=409)


def test_what_is_expected_by_itself_is_said_of_those_who_were_below_the_cut(rechecked: World) -> None:
    """Two who had it already learn with a group: they are in its gain, and no part of what low scores regain."""
    plan = grouped(rechecked)
    asked_again(rechecked)
    with rechecked.inside():
        group = ResponseGroup.objects.get(name="Group 2")
        knew = [rechecked.students[0][n].pk for n in (8, 9)]
    post(rechecked.alice, "move_in_plan", plan, **{f"to-{pk}": group.pk for pk in knew})
    said = page(rechecked.alice, "plan_recheck", plan)
    row = said.partition('<tr><th scope="row">Group 2</th>')[2].partition("</tr>")[0]
    assert ">10 of 10<" in row and ">+40<" in row and "of 8 below the cut" in row  # eight gained 50, two nothing
    # Twelve of the low took both, and the sixteen who had half: each gained 50.
    assert "The 28 students of the groups who were below the cut went up 50" in said
