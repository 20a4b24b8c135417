"""Another list of items after results: every paper moves along, in one change that the history can read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.actions import (
    add_items,
    begin_version,
    change_item,
    discard_version,
    move_item,
    remove_item,
    use_version,
)
from assessments.actions.saving import ItemsChanged
from assessments.cells import EMPTY, EXEMPT
from assessments.models import Assessment, AssessmentVersion, Change, ChangeKind, Item, ReportRun, Result, ResultChange
from assessments.queries import next_version
from assessments.queries.versions import version_preview
from plc.http.refusals import Refusal
from tests.rooms.assessments.building import question
from tests.rooms.assessments.papers import FULL, HALF, NOTHING, paper, result_of, save
from tests.world import World, enter_results

REASON = "Item 2 was printed without its graph."


def begun(world: World) -> list[Item]:
    """The items of a version in preparation, in order."""
    version = begin_version(actor=world.alice.staff, assessment=world.cfa)
    return list(Item.objects.filter(version=version).order_by("position"))


def use(world: World, **said: Any) -> Change | None:
    change = use_version(actor=world.alice.staff, assessment=world.cfa, today=world.today, reason=REASON, **said)
    world.cfa.refresh_from_db()
    return change


def worth(world: World, item: Item, cell: int) -> None:
    words = question(
        None,
        label=item.label,
        kind=item.kind,
        max_cell=cell,
        key=item.key,
        options=item.options,
        standard_ids=tuple(item.standards.values_list("pk", flat=True)),
    )
    change_item(actor=world.alice.staff, assessment=world.cfa, item=item, words=words)


@pytest.fixture
def given_world(world: World) -> World:
    """Three papers: full, half with answers, and an absent student."""
    with world.inside():
        save(
            world,
            paper(world, 0, 0, FULL),
            paper(world, 0, 1, HALF, answers=("B", "A", "C", "", "")),
            paper(world, 1, 0, NOTHING, status="absent"),
        )
    return world


class TestPreparing:
    def test_nothing_moves_until_it_is_used(self, given_world: World) -> None:
        world = given_world
        with world.inside():
            items = begun(world)
            assert [item.identity for item in items] == [item.identity for item in world.items]
            assert [item.key for item in items] == ["B", "D", "A", "", ""]
            remove_item(actor=world.alice.staff, assessment=world.cfa, item=items[0])
            assert result_of(world.students[0][0]).cells == list(FULL)
            assert Item.objects.filter(version=world.version).count() == 5
            discard_version(actor=world.alice.staff, assessment=world.cfa)
            assert next_version(world.cfa) is None
            assert AssessmentVersion.objects.filter(assessment=world.cfa).count() == 1

    def test_beginning_twice_is_beginning_once(self, given_world: World) -> None:
        with given_world.inside():
            assert begun(given_world) == begun(given_world)

    def test_without_results_the_items_change_in_place(self, world: World) -> None:
        with world.inside(), pytest.raises(Refusal, match="can change in place"):
            begin_version(actor=world.alice.staff, assessment=world.cfa)


class TestUsing:
    def test_every_paper_and_section_moves_in_one_change(self, given_world: World) -> None:
        world, actor = given_world, given_world.alice.staff
        with world.inside():
            items = begun(world)
            move_item(actor=actor, assessment=world.cfa, item=items[4], to=1)
            remove_item(actor=actor, assessment=world.cfa, item=Item.objects.get(pk=items[1].pk))
            add_items(actor=actor, assessment=world.cfa, words=question(world.ratios, label="9"))
            preview = version_preview(world.cfa, next_version(world.cfa))
            assert (preview.added, preview.removed, preview.papers) == (("9",), ("2",), 3)
            assert [(row.name, row.papers, row.scores_out, row.papers_with_added) for row in preview.classes] == [
                ("Period 1", 2, 2, 2),
                ("Period 2", 1, 0, 0),
            ]
            runs = ReportRun.objects.count()
            change = use(world)
            assert change is not None
            assert (change.kind, change.papers, change.version_before) == (ChangeKind.VERSION, 3, world.version)
            assert change.version_id == world.cfa.current_version_id
            full, half, absent = (result_of(world.students[place][index]) for place, index in ((0, 0), (0, 1), (1, 0)))
            assert full.cells == [300, 100, 100, 200, EXEMPT]
            assert half.cells == [150, 100, 0, 100, EXEMPT]
            assert half.answers == ["", "B", "C", "", ""]
            assert absent.cells == [EMPTY] * 5
            assert {row.version_id for row in Result.objects.all()} == {world.cfa.current_version_id}
            kept = ResultChange.objects.get(change=change, student=world.students[0][1])
            assert (kept.cells_before, kept.answers_before) == (list(HALF), ["B", "A", "C", "", ""])
            assert AssessmentVersion.objects.get(pk=world.cfa.current_version_id).reason == REASON
            assert ReportRun.objects.count() == max(runs, 1)

    def test_an_added_item_may_still_be_entered(self, given_world: World) -> None:
        world = given_world
        with world.inside():
            begun(world)
            add_items(actor=world.alice.staff, assessment=world.cfa, words=question(world.ratios, label="9"))
            use(world, added_later=True)
            assert result_of(world.students[0][0]).cells == [*FULL, EMPTY]

    def test_a_maximum_below_a_saved_score_is_refused_with_how_many(self, given_world: World) -> None:
        world = given_world
        with world.inside():
            items = begun(world)
            worth(world, items[4], 100)
            sentence = "2 saved papers have more than 1 point on item 4b."
            assert version_preview(world.cfa, next_version(world.cfa)).obstacles == (sentence,)
            with pytest.raises(Refusal, match=sentence):
                use(world)
            assert Assessment.objects.get(pk=world.cfa.pk).current_version == world.version
            assert result_of(world.students[0][0]).cells == list(FULL)

    def test_a_right_answer_earns_what_the_item_is_worth_now(self, given_world: World) -> None:
        world = given_world
        with world.inside():
            worth(world, begun(world)[0], 300)
            use(world)
            assert result_of(world.students[0][1]).cells == [300, *HALF[1:]]  # answered B, the key
            assert result_of(world.students[0][0]).cells == list(FULL)  # points typed stay points

    def test_a_key_corrected_meanwhile_is_the_one_that_goes_on(self, given_world: World) -> None:
        world = given_world
        with world.inside():
            items = begun(world)
            move_item(actor=world.alice.staff, assessment=world.cfa, item=items[0], to=5)
            Item.objects.filter(pk=world.items[0].pk).update(key="C", scoring="credited")
            use(world)
            moved = Item.objects.get(version=world.cfa.current_version, identity=world.items[0].identity)
            assert (moved.position, moved.key, moved.scoring) == (5, "C", "credited")

    def test_an_item_that_is_not_ready_stops_it(self, given_world: World) -> None:
        world = given_world
        with world.inside():
            begun(world)
            add_items(actor=world.alice.staff, assessment=world.cfa, words=question(None, label="9"))
            with pytest.raises(Refusal, match="It asks for no standard"):
                use(world)

    def test_what_a_new_item_asks_for_becomes_a_target_when_it_is_used(self, given_world: World) -> None:
        world = given_world
        with world.inside():
            world.cfa.targets.filter(standard=world.percents).delete()
            begun(world)
            add_items(actor=world.alice.staff, assessment=world.cfa, words=question(world.percents, label="9"))
            assert world.cfa.targets.count() == 1
            use(world)
            assert world.cfa.targets.count() == 2

    def test_a_save_written_for_the_old_items_is_refused(self, given_world: World) -> None:
        world = given_world
        with world.inside():
            stale = Assessment.objects.get(pk=world.cfa.pk)
            move_item(actor=world.alice.staff, assessment=world.cfa, item=begun(world)[0], to=3)
            use(world)
            with pytest.raises(ItemsChanged):
                save(replace(world, cfa=stale), paper(world, 2, 0, FULL))
            assert not Result.objects.filter(student=world.students[2][0]).exists()


@contextmanager
def undone(world: World) -> Iterator[None]:
    """Whatever happens inside, the next example begins with the same world."""
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        with world.inside():
            world.cfa.refresh_from_db()


@pytest.mark.thorough
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_change_of_the_list_keeps_every_score_of_an_item_that_stays(world: World, data: st.DataObject) -> None:
    """Whatever is moved, taken out and added, twice in a row: by question, the papers say what they said."""
    with undone(world), world.inside():
        enter_results(world, seed=data.draw(st.integers(1, 50)))
        before = by_question(world)
        for _ in range(2):
            change_at_random(world, data)
            use(world)
            after = by_question(world)
            for student, scores in after.items():
                for asked, cell in scores.items():
                    assert cell == before[student].get(asked, EXEMPT)
            before = after


def change_at_random(world: World, data: st.DataObject) -> None:
    actor = world.alice.staff
    items = begun(world)
    for place in data.draw(st.sets(st.integers(0, len(items) - 1), max_size=len(items) - 1)):
        remove_item(actor=actor, assessment=world.cfa, item=Item.objects.get(pk=items[place].pk))
    for _ in range(data.draw(st.integers(0, 2))):
        add_items(actor=actor, assessment=world.cfa, words=question(world.ratios))
    version = next_version(world.cfa)
    for item in list(Item.objects.filter(version=version)):
        to = data.draw(st.integers(1, 7))
        move_item(actor=actor, assessment=world.cfa, item=Item.objects.get(pk=item.pk), to=to)


def by_question(world: World) -> dict[int, dict[object, int]]:
    """Each student's cells by the identity of the item."""
    identities = list(
        Item.objects.filter(version=Assessment.objects.get(pk=world.cfa.pk).current_version_id)
        .order_by("position")
        .values_list("identity", flat=True)
    )
    return {row.student_id: dict(zip(identities, row.cells, strict=True)) for row in Result.objects.all()}
