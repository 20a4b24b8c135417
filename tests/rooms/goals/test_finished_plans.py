"""A plan that is done: its pages say who was in which group last; and decisions that are wrong, stale or over."""

from assessments.models import Assessment
from goals.models import GroupMember, ResponseGroup, ResponsePlan
from tests.rooms.goals.test_plan_rechecks import asked_again, grouped, page, places, post, rechecked  # noqa: F401
from tests.world import World


def finished(world: World) -> tuple[ResponsePlan, Assessment]:
    """The first student of all has reached the cut and left; one other was moved to the fourth group before."""
    plan = grouped(world)
    again = asked_again(world)
    first, other, *_ = places(world)
    with world.inside():
        fourth = ResponseGroup.objects.get(name="Group 4")
    moved = {f"was-{other.student_id}": other.group_id, f"to-{other.student_id}": fourth.pk}
    post(world.alice, "move_in_plan", plan, **moved)
    sent = {f"outcome-{first.pk}": "exit", f"reason-{first.pk}": "Reached the cut."}
    for place in places(world):
        if place.pk != first.pk:
            sent |= {f"outcome-{place.pk}": "continue", f"reason-{place.pk}": "Not yet."}
    post(world.alice, "decide_in_plan", plan, **sent)
    post(world.alice, "finish_plan", plan, outcome="Half of them have it.")
    return plan, again


def test_its_pages_say_each_own_student_s_last_group(rechecked: World) -> None:  # noqa: F811
    plan, _ = finished(rechecked)
    with rechecked.inside():
        rows = list(GroupMember.objects.order_by("-pk").select_related("student", "group"))
        groups = list(ResponseGroup.objects.order_by("pk"))
    last: dict[int, GroupMember] = {}
    for row in rows:
        last.setdefault(row.student_id, row)
    mine = {student.pk for student in rechecked.students[0]}
    board = page(rechecked.alice, "plan", plan)
    assert "In no group" not in board and "Nobody who needs a group" not in board
    named = 0
    for group in groups:
        said = page(rechecked.alice, "group", group)
        column = board.partition(f'data-column="{group.pk}"')[2].partition("</section>")[0]
        inside = [row for row in last.values() if row.group_id == group.pk]
        others = sum(row.student_id not in mine for row in inside)
        assert f"{others} students of colleagues’ classes" in said
        for row in last.values():
            name = f"{row.student.family_name}, {row.student.given_name}"
            is_here = row.student_id in mine and row.group_id == group.pk
            assert (name in said, name in column) == (is_here, is_here), (name, group.name)
            named += is_here
    assert named == 8  # of twelve, four were never in a group


def test_a_decision_for_somebody_who_has_left_meanwhile_is_told(rechecked: World) -> None:  # noqa: F811
    plan = grouped(rechecked)
    first, second, *_ = places(rechecked)
    out = {f"outcome-{first.pk}": "exit", f"reason-{first.pk}": "Reached the cut."}
    post(rechecked.alice, "decide_in_plan", plan, **out)
    stale = {f"outcome-{first.pk}": "continue", f"reason-{first.pk}": "Not yet.", f"was-{first.pk}": ""}
    stale |= {f"outcome-{second.pk}": "continue", f"reason-{second.pk}": "Needs the number line."}
    said = post(rechecked.bob, "decide_in_plan", plan, status=409, **stale)
    assert "A colleague has decided" in said and 'value="Needs the number line."' in said
    post(rechecked.bob, "decide_in_plan", plan, status=404, **{"outcome-999999": "exit", "reason-999999": "x"})
    with rechecked.inside():
        assert GroupMember.objects.get(pk=second.pk).outcome == ""


def test_a_reason_that_is_too_long_is_not_cut_off(rechecked: World) -> None:  # noqa: F811
    plan = grouped(rechecked)
    place, long = places(rechecked)[0], "because " * 30
    sent = {f"outcome-{place.pk}": "continue", f"reason-{place.pk}": long}
    said = post(rechecked.alice, "decide_in_plan", plan, status=422, **sent)
    assert "A reason has 239 letters; there is room for 200." in said and "because because" in said
    with rechecked.inside():
        assert GroupMember.objects.get(pk=place.pk).outcome == ""


def test_a_letter_that_no_database_keeps_is_left_out(rechecked: World) -> None:  # noqa: F811
    plan = grouped(rechecked)
    place = places(rechecked)[0]
    sent = {f"outcome-{place.pk}": "continue", f"reason-{place.pk}": "not\x00yet"}
    post(rechecked.alice, "decide_in_plan", plan, **sent)
    with rechecked.inside():
        assert GroupMember.objects.get(pk=place.pk).reason == "not yet"


def test_a_suggestion_left_as_it_stood_is_no_word_against_a_colleague(rechecked: World) -> None:  # noqa: F811
    """Both have the page open with the same suggestions; the second saves after the first has thought about one."""
    plan = grouped(rechecked)
    asked_again(rechecked)
    said = page(rechecked.bob, "plan_recheck", plan)
    fields = [row.partition('"')[0] for row in said.split('name="was-')[1:]]
    suggested = {
        pk: said.partition(f'name="reason-{pk}" maxlength="200" value="')[2].partition('"')[0] for pk in fields
    }
    one, other = [pk for pk in fields if suggested[pk] == "Not at the cut yet."][:2]
    words = {f"outcome-{one}": "exit", f"reason-{one}": "Showed it at the board.", f"was-{one}": ""}
    post(rechecked.alice, "decide_in_plan", plan, **words)
    untouched = {f"outcome-{one}": "continue", f"reason-{one}": suggested[one], f"was-{one}": ""}
    bobs = {f"outcome-{other}": "continue", f"reason-{other}": "Begins to see it.", f"was-{other}": ""}
    post(rechecked.bob, "decide_in_plan", plan, **untouched, **bobs)
    with rechecked.inside():
        first, second = (GroupMember.objects.get(pk=pk) for pk in (one, other))
    assert (first.outcome, first.reason) == ("exit", "Showed it at the board.")
    assert (second.outcome, second.reason) == ("continue", "Begins to see it.")
    changed = {f"outcome-{other}": "continue", f"reason-{other}": "Not yet at all.", f"was-{other}": ""}
    assert "A colleague has decided" in post(rechecked.alice, "decide_in_plan", plan, status=409, **changed)


def test_who_left_a_group_because_they_have_it_is_not_proposed_again(rechecked: World) -> None:  # noqa: F811
    """Their report is from before the group; they can be put into one again by hand."""
    plan = grouped(rechecked)
    place = places(rechecked)[0]
    name = f"{place.student.family_name}, {place.student.given_name}"
    post(rechecked.alice, "decide_in_plan", plan, **{f"outcome-{place.pk}": "exit", f"reason-{place.pk}": "Has it."})
    said = page(rechecked.alice, "plan", plan)
    free = said.partition('aria-labelledby="h-free"')[2].partition("</section>")[0]
    assert "Nobody who needs a group." in free and name in free.partition("because they have it now")[2]
    said = page(rechecked.alice, "propose_groups", plan)
    assert "Save these groups" not in said and name in said.partition("Has it now")[2]
    post(
        rechecked.alice,
        "move_in_plan",
        plan,
        **{f"was-{place.student_id}": "", f"to-{place.student_id}": place.group_id},
    )
    with rechecked.inside():
        assert GroupMember.objects.filter(student=place.student_id, ends_on=None).count() == 1
    assert "because they have it now" not in page(rechecked.alice, "plan", plan)


def test_who_was_taken_out_is_not_said_to_have_been_in_the_group_at_the_end(rechecked: World) -> None:  # noqa: F811
    plan = grouped(rechecked)
    place, *rest = places(rechecked)
    post(
        rechecked.alice,
        "move_in_plan",
        plan,
        **{f"was-{place.student_id}": place.group_id, f"to-{place.student_id}": ""},
    )
    sent = {f"outcome-{each.pk}": "continue" for each in rest} | {f"reason-{each.pk}": "Not yet." for each in rest}
    post(rechecked.alice, "decide_in_plan", plan, **sent)
    post(rechecked.alice, "finish_plan", plan, outcome="Some have it.")
    named = f'data-person="{place.student_id}"'
    assert named not in page(rechecked.alice, "plan", plan)
