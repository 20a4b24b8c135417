"""Groups across classes against the end of a year, and against whoever would make a look at names unhappen."""

from goals.models import GroupMember, NamesOpening, ResponseGroup, ResponsePlan
from plc.schools.models import SchoolYear
from tests.cast import membership
from tests.rooms.goals.test_groups import (  # noqa: F401  (a fixture)
    changed,
    let_in,
    name_of,
    page,
    plan_of,
    post,
    ready,
    tested,
)
from tests.world import World


def with_erin(world: World) -> tuple[ResponsePlan, ResponseGroup]:
    """Erin, of another team, teaches the first group; the other has a teacher of the team. Agreed on."""
    plan, groups = ready(world)
    with world.inside():
        membership(world.erin, "teacher", world.alder, world.today).save()
    post(world.alice, "change_group", groups[0], **changed(world, groups[0], teacher=world.erin.staff.pk))
    post(world.alice, "agree_groups", plan)
    return plan, groups[0]


class TestTheEndOfTheYear:
    """Nobody can finish the plan of a team whose year is over, so the year ends what it opened."""

    def test_colleagues_students_are_shown_to_nobody_any_more(self, tested: World) -> None:  # noqa: F811
        plan, _ = with_erin(tested)
        bobs, alices = name_of(tested, 1, 0), name_of(tested, 0, 0)
        assert bobs in page(tested.alice, "plan", plan)
        with tested.inside():
            SchoolYear.objects.filter(pk=tested.year.pk).update(ends_on=tested.today)
        for name in ("plan", "plan_recheck", "plan_history", "propose_groups"):
            said = page(tested.alice, name, plan)
            assert bobs not in said, name
            assert alices in said or name == "propose_groups", name

    def test_a_group_s_teacher_has_it_no_longer(self, tested: World) -> None:  # noqa: F811
        _, group = with_erin(tested)
        assert "Group 1" in page(tested.erin, "group", group)
        with tested.inside():
            SchoolYear.objects.filter(pk=tested.year.pk).update(ends_on=tested.today)
        page(tested.erin, "group", group, status=404)
        assert "Group 1" not in page(tested.erin, "home")


class TestWhatStaysOnRecord:
    def test_a_group_that_had_students_is_not_deleted_with_who_was_in_it(self, tested: World) -> None:  # noqa: F811
        plan, group = with_erin(tested)
        page(tested.erin, "group", group)
        with tested.inside():
            students = list(GroupMember.objects.filter(group=group).values_list("student_id", flat=True))
        out = {f"was-{pk}": group.pk for pk in students} | {f"to-{pk}": "" for pk in students}
        post(tested.alice, "move_in_plan", plan, **out)
        assert "stays on record" in post(tested.alice, "delete_group", group, status=409)
        with tested.inside():
            assert GroupMember.objects.filter(group=group).count() == len(students)
        assert tested.erin.staff.name in page(tested.bob, "plan_history", plan)

    def test_a_proposed_group_goes_and_who_looked_at_it_stays(self, tested: World) -> None:  # noqa: F811
        plan, groups = ready(tested)
        for group in groups:
            page(tested.alice, "group", group)
        with tested.inside():
            places = list(GroupMember.objects.filter(group__in=groups[:2]).values_list("student_id", "group_id"))
            before = set(NamesOpening.objects.filter(part="group").values_list("staff_id", "hour"))
        out = {f"was-{pk}": group_id for pk, group_id in places} | {f"to-{pk}": "" for pk, _ in places}
        post(tested.alice, "move_in_plan", plan, **out)
        for group in groups[:2]:
            post(tested.alice, "delete_group", group)
        with tested.inside():
            kept = NamesOpening.objects.filter(part="group", group__isnull=True)
            assert set(kept.values_list("staff_id", "hour")) == before
            assert {pk for look in kept for pk in look.section_ids} == {tested.sections[1].pk}

    def test_a_plan_is_not_taken_back_with_who_looked_at_names_in_it(self, tested: World) -> None:  # noqa: F811
        plan = plan_of(tested)
        let_in(tested, plan, tested.bob, 1)
        page(tested.alice, "plan", plan)
        assert "stays on record" in post(tested.alice, "delete_plan", plan, status=409)
        assert tested.alice.staff.name in page(tested.bob, "plan_history", plan)
