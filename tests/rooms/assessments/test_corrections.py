"""Corrections: what is shown is what is done, everyone is scored anew, and taking back restores to the last figure."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.actions.correction_previews import CorrectionPreview, preview_correction
from assessments.actions.corrections import PreviewOutdated, make_correction, undo_correction
from assessments.actions.decisions import (
    Decision,
    accepted_answer,
    changed_cuts,
    counted_as,
    fixed_key,
    retagged,
)
from assessments.cells import BLANK, EXEMPT, NOT_REACHED
from assessments.importing.keys import points_by_key
from assessments.models import (
    Assessment,
    Change,
    ChangeKind,
    Correction,
    CorrectionKind,
    Item,
    ItemScoring,
    ItemStandard,
    ReportRun,
    Result,
    ResultChange,
    RunState,
)
from assessments.queries import item_specs
from assessments.reporting import figures_of, gather_inputs
from plc.http.refusals import Refusal
from tests.rooms.assessments.papers import paper, result_of, save
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def answered(world: World, place: int, index: int, answers: str, rest: Sequence[int] = (200, 300), **facts: Any) -> Any:
    """A paper whose first three items are answers, scored by their keys; ``.`` leaves one blank."""
    specs = item_specs(Item.objects.filter(version=world.version).order_by("position"))
    letters = ["" if letter == "." else letter for letter in answers]
    cells = [
        BLANK if not letter else points_by_key(letter, spec) or 0 for letter, spec in zip(letters, specs, strict=False)
    ]
    return paper(world, place, index, (*cells, *rest), answers=(*letters, "", ""), **facts)


@pytest.fixture
def scored(world: World) -> World:
    """Keys B, D, A. Four students by answers, one by points, one away."""
    with world.inside():
        save(
            world,
            answered(world, 0, 0, "BDA"),
            answered(world, 0, 1, "CDA"),
            answered(world, 0, 2, "CA.", rest=(0, 0)),
            answered(world, 1, 0, "AAB", rest=(100, EXEMPT)),
            paper(world, 1, 1, (100, 0, NOT_REACHED, 0, 100)),
            paper(world, 1, 2, (-1,) * 5, status="absent"),
        )
    return world


def cfa(world: World) -> Assessment:
    return Assessment.objects.select_related("current_version").get(pk=world.cfa.pk)


def item(world: World, place: int) -> Item:
    return Item.objects.get(pk=world.items[place].pk)


def previewed(world: World, decision: Decision) -> CorrectionPreview:
    return preview_correction(cfa(world), decision)


def made(world: World, decision: Decision, **facts: Any) -> Correction:
    seen = previewed(world, decision).digest
    facts = {"actor": world.alice.staff, "seen": seen, "today": world.today, **facts}
    return make_correction(assessment=cfa(world), decision=decision, **facts)


def undone(world: World, correction: Correction) -> Correction:
    return undo_correction(actor=world.alice.staff, correction=correction, today=world.today)


def state(world: World) -> Any:
    """Items, tags, cuts, papers and the figures of the report: everything a correction may touch."""
    subject = cfa(world)
    inputs = gather_inputs(subject)
    return (
        list(Item.objects.order_by("pk").values_list("pk", "key", "scoring", "max_cell")),
        sorted(ItemStandard.objects.values_list("item_id", "standard_id")),
        (subject.proficiency_cut, list(subject.level_cuts)),
        list(Result.objects.order_by("student_id").values_list("student_id", "attempt", "status", "cells", "answers")),
        inputs.digest(),
        figures_of(inputs),
    )


class TestKeys:
    def test_a_fixed_key_scores_every_answer_anew_and_leaves_points(self, scored: World) -> None:
        with scored.inside():
            made(scored, fixed_key(item(scored, 0), "c"), reason="Misprint on the key")
            first = {row.student_id: row.cells[0] for row in Result.objects.filter(status="scored")}
            assert [
                first[scored.students[place][index].pk] for place, index in ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1))
            ] == [
                0,
                100,
                100,
                0,
                100,
            ]
            correction = Correction.objects.select_related("change").get()
            assert (correction.kind, correction.before, correction.after) == ("key", {"key": "B"}, {"key": "C"})
            assert (correction.reason, correction.change.made_by_id) == ("Misprint on the key", scored.alice.staff.pk)
            assert (correction.change.kind, correction.change.papers) == (ChangeKind.CORRECTION, 3)
            assert result_of(scored.students[0][1]).answers == ["C", "D", "A", "", ""]

    def test_the_preview_says_who_rises_and_who_falls(self, scored: World) -> None:
        with scored.inside():
            preview = previewed(scored, fixed_key(item(scored, 0), "C"))
            assert (preview.papers, preview.total.rising, preview.total.falling, preview.unchanged) == (5, 2, 1, 2)
            assert (preview.as_points, preview.second_attempts) == (1, 0)
            by_student = {effect.student_id: effect for effect in preview.students}
            falls = by_student[scored.students[0][0].pk]
            assert (falls.points, falls.possible, falls.new_points, falls.new_possible) == (8, 8, 7, 8)
            assert (falls.was_proficient, falls.is_proficient) == (True, True)
            rises = by_student[scored.students[0][2].pk]
            assert (rises.points, rises.new_points, rises.section) == (0, 1, "Period 1")
            share = preview.shares[0]
            assert (share.name, share.before, share.after) == ("Item 1", 2 / 5, 3 / 5)
            assert (preview.was, preview.becomes) == ("B", "C")

    def test_nothing_changes_by_looking(self, scored: World) -> None:
        with scored.inside():
            before = state(scored), cfa(scored).data_version, Change.objects.count()
            previewed(scored, fixed_key(item(scored, 0), "C"))
            assert (state(scored), cfa(scored).data_version, Change.objects.count()) == before

    def test_a_second_answer_is_accepted_beside_the_first(self, scored: World) -> None:
        with scored.inside():
            made(scored, accepted_answer(item(scored, 0), "c"))
            assert item(scored, 0).key == "B|C"
            assert Correction.objects.get().kind == CorrectionKind.ACCEPT
            assert [result_of(scored.students[0][n]).cells[0] for n in range(3)] == [100, 100, 100]

    @pytest.mark.parametrize(
        ("place", "text", "says"),
        [
            (0, "E", "“E” is not an answer to this item. Use A, B, C, D; write B|C to accept either."),
            (0, "", "Say which option is right: one of A, B, C, D."),
            (0, "B", "The key of item 1 is B already."),
            (0, "B or", "There is nothing beside “or”, and that is not an answer to this item."),
            (3, "B", "This item has no options, so it has no key."),
        ],
    )
    def test_a_key_that_is_none_is_refused_with_a_sentence(
        self, world: World, place: int, text: str, says: str
    ) -> None:
        with world.inside(), pytest.raises(Refusal) as refused:
            fixed_key(item(world, place), text)
        assert refused.value.sentence.startswith(says)

    def test_second_attempts_are_scored_anew_and_stay_out_of_the_comparison(self, scored: World) -> None:
        with scored.inside():
            digest = gather_inputs(cfa(scored)).digest()
            save(scored, answered(scored, 0, 0, "CDA", attempt=2))
            assert gather_inputs(cfa(scored)).digest() == digest
            preview = previewed(scored, fixed_key(item(scored, 0), "C"))
            assert preview.second_attempts == 1
            made(scored, fixed_key(item(scored, 0), "C"))
            assert Result.objects.get(student=scored.students[0][0], attempt=2).cells[0] == 100
            assert Result.objects.get(student=scored.students[0][0], attempt=1).cells[0] == 0


class TestCounting:
    def test_a_dropped_item_leaves_the_report_and_stays_saved(self, scored: World) -> None:
        with scored.inside():
            saved = list(Result.objects.order_by("student_id").values_list("cells", flat=True))
            made(scored, counted_as(item(scored, 4), ItemScoring.DROPPED), reason="The picture was missing")
            assert list(Result.objects.order_by("student_id").values_list("cells", flat=True)) == saved
            figures = figures_of(gather_inputs(cfa(scored)))
            assert [facts["label"] for facts in figures["items"]] == ["1", "2", "3", "4a"]
            assert [facts["label"] for facts in figures["not_counted"]] == ["4b"]
            assert [metric["max_points"] for metric in figures["report"]["metrics"]] == [5, 2, 3]

    def test_a_standard_that_only_a_dropped_item_asked_for_leaves_too(self, scored: World) -> None:
        with scored.inside():
            for place in (2, 3, 4):
                made(scored, counted_as(item(scored, place), ItemScoring.DROPPED))
            figures = figures_of(gather_inputs(cfa(scored)))
            assert [standard["code"] for standard in figures["standards"]] == ["7.A.1"]

    def test_the_last_item_that_counts_cannot_be_dropped(self, scored: World) -> None:
        with scored.inside():
            for place in range(4):
                made(scored, counted_as(item(scored, place), ItemScoring.DROPPED))
            with pytest.raises(Refusal, match="last item that counts"):
                counted_as(item(scored, 4), ItemScoring.DROPPED)

    def test_credit_gives_everyone_scored_full_points_but_the_excused(self, scored: World) -> None:
        with scored.inside():
            made(scored, counted_as(item(scored, 4), ItemScoring.CREDITED))
            inputs = gather_inputs(cfa(scored))
            scored_rows = inputs.status == 0
            assert sorted(inputs.cells[scored_rows, 4].tolist()) == [EXEMPT, 300, 300, 300, 300]
            item_report = figures_of(inputs)["report"]["items"][4]
            assert (item_report["difficulty"]["p"], item_report["difficulty"]["n_exempt"]) == (1.0, 1)

    def test_results_that_come_later_are_counted_the_same_way(self, scored: World) -> None:
        with scored.inside():
            made(scored, counted_as(item(scored, 4), ItemScoring.CREDITED))
            made(scored, counted_as(item(scored, 3), ItemScoring.DROPPED))
            save(scored, paper(scored, 2, 0, (0, 0, 0, 0, 0)))
            inputs = gather_inputs(cfa(scored))
            row = inputs.student_ids.tolist().index(scored.students[2][0].pk)
            assert inputs.cells[row].tolist() == [0, 0, 0, 300]

    def test_the_preview_of_a_dropped_item_has_new_points_for_everyone(self, scored: World) -> None:
        with scored.inside():
            preview = previewed(scored, counted_as(item(scored, 4), ItemScoring.DROPPED))
            by_student = {effect.student_id: effect for effect in preview.students}
            first = by_student[scored.students[0][0].pk]
            assert (first.new_points, first.new_possible) == (5, 5)
            assert scored.students[1][0].pk not in by_student  # excused from the item: nothing changes
            assert preview.shares[0].after is None


class TestTagsAndCuts:
    def test_other_standards_move_the_item_to_another_skill(self, scored: World) -> None:
        with scored.inside():
            preview = previewed(scored, retagged(item(scored, 0), [scored.percents.pk]))
            assert preview.students == ()
            assert [share.name for share in preview.shares] == ["Item 1", "The whole paper", "Unit rates", "Percents"]
            assert (preview.was, preview.becomes) == ("7.A.1", "7.A.2")
            made(scored, retagged(item(scored, 0), [scored.percents.pk]))
            inputs = gather_inputs(cfa(scored))
            assert inputs.items[0].standard_ids == (scored.percents.pk,)

    def test_a_standard_of_another_district_is_refused(self, scored: World) -> None:
        with scored.inside_pine():
            theirs = type(scored.ratios).objects.first()
            assert theirs is not None
        with scored.inside(), pytest.raises(Refusal, match="not there any more"):
            retagged(item(scored, 0), [theirs.pk])

    def test_a_lower_cut_says_how_many_become_proficient(self, scored: World) -> None:
        with scored.inside():
            decision = changed_cuts(cfa(scored), Decimal("0.25"), [Decimal("0.25"), Decimal("0.9")])
            preview = previewed(scored, decision)
            assert preview.total.newly_proficient == 1
            assert preview.total.no_longer_proficient == 0
            counts = {effect.name: (effect.before, effect.after) for effect in preview.levels}
            assert counts == {"Proficient": (2, 3), "Level 1": (0, 2), "Level 2": (0, 2), "Level 3": (0, 1)}
            made(scored, decision)
            settings = gather_inputs(cfa(scored)).settings
            assert (settings.cut, settings.levels) == (0.25, (0.25, 0.9))

    @pytest.mark.parametrize(
        ("cut", "levels", "says"),
        [("0", (), "A cut is a share"), ("0.5", ("0.9", "0.4"), "Levels go upward"), ("0.7", (), "These are the cuts")],
    )
    def test_cuts_that_make_no_sense_are_refused(self, world: World, cut: str, levels: Any, says: str) -> None:
        with world.inside(), pytest.raises(Refusal, match=says):
            changed_cuts(cfa(world), Decimal(cut), [Decimal(level) for level in levels])


class TestWhatWasSeenIsWhatIsDone:
    def test_a_paper_saved_after_the_preview_refuses_with_a_fresh_one(self, scored: World) -> None:
        with scored.inside():
            decision = fixed_key(item(scored, 0), "C")
            seen = previewed(scored, decision).digest
            save(scored, answered(scored, 2, 0, "CDA"))
            before = state(scored)
            with pytest.raises(PreviewOutdated) as refused:
                made(scored, decision, seen=seen)
            assert refused.value.preview.total.rising == 3
            assert state(scored) == before
            assert not Correction.objects.exists()
            made(scored, decision, seen=refused.value.preview.digest)
            assert Correction.objects.count() == 1

    def test_another_decision_with_the_same_digest_is_refused(self, scored: World) -> None:
        with scored.inside():
            seen = previewed(scored, fixed_key(item(scored, 0), "C")).digest
            with pytest.raises(PreviewOutdated):
                made(scored, fixed_key(item(scored, 0), "D"), seen=seen)

    def test_every_correction_counts_the_data_version_and_asks_for_a_run(self, scored: World) -> None:
        with scored.inside():
            ReportRun.objects.update(state=RunState.DONE, data_version=1)
            made(scored, counted_as(item(scored, 0), ItemScoring.DROPPED))
            change = Change.objects.latest("data_version")
            assert (change.kind, change.data_version, change.papers) == (ChangeKind.CORRECTION, 2, 0)
            assert ReportRun.objects.filter(state=RunState.QUEUED).count() == 1
            assert not ResultChange.objects.filter(change=change).exists()


class TestTakingBack:
    def test_a_newer_correction_has_to_go_first(self, scored: World) -> None:
        with scored.inside():
            first = made(scored, fixed_key(item(scored, 0), "C"))
            second = made(scored, accepted_answer(item(scored, 0), "D"))
            with pytest.raises(Refusal) as refused:
                undone(scored, first)
            assert refused.value.remedy.startswith("Take back the newer one first: “Second answer accepted” of ")
            undone(scored, second)
            undone(scored, first)
            assert item(scored, 0).key == "B"

    def test_nothing_is_taken_back_twice_but_it_can_be_done_again(self, scored: World) -> None:
        with scored.inside():
            first = made(scored, fixed_key(item(scored, 0), "C"))
            after = state(scored)
            undo = undone(scored, first)
            with pytest.raises(Refusal, match="taken back already"):
                undone(scored, first)
            again = undone(scored, undo)
            assert (again.reverts_id, item(scored, 0).key) == (undo.pk, "C")
            assert state(scored)[:4] == after[:4]
            undone(scored, again)
            assert item(scored, 0).key == "B"

    def test_papers_that_came_meanwhile_are_counted_the_old_way(self, scored: World) -> None:
        with scored.inside():
            first = made(scored, fixed_key(item(scored, 0), "C"))
            save(scored, answered(scored, 2, 0, "CDA"))
            assert result_of(scored.students[2][0]).cells[0] == 100
            undone(scored, first)
            assert result_of(scored.students[2][0]).cells[0] == 0

    def test_a_score_that_no_key_explains_comes_back_as_it_was(self, scored: World) -> None:
        """Half points for an answer that a file brought with it."""
        with scored.inside():
            save(scored, paper(scored, 2, 0, (50, 0, 0, 0, 0), answers=("C", "", "", "", "")))
            first = made(scored, fixed_key(item(scored, 0), "C"))
            assert result_of(scored.students[2][0]).cells[0] == 100
            undone(scored, first)
            assert result_of(scored.students[2][0]).cells[0] == 50

    def test_bringing_back_a_drop_never_leaves_a_paper_without_items(self, scored: World) -> None:
        with scored.inside():
            back = undone(scored, made(scored, counted_as(item(scored, 0), ItemScoring.DROPPED)))
            for place in range(1, 5):
                made(scored, counted_as(item(scored, place), ItemScoring.DROPPED))
            with pytest.raises(Refusal, match="last item that counts"):
                undone(scored, back)

    @settings(
        max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
    )
    @given(steps=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4), st.sampled_from("ABCD")), max_size=6))
    def test_making_and_taking_back_restores_everything(self, scored: World, steps: list[tuple[int, int, str]]) -> None:
        """Whatever is decided, in whatever order: taking back newest first ends where it began, figures and all."""
        with scored.inside():
            before, stack = state(scored), []
            for kind, place, letter in steps:
                try:
                    stack.append(made(scored, _decision(scored, kind, place, letter)))
                except Refusal:
                    continue
            states_differ = state(scored) != before
            assert states_differ or not stack or len(stack) > 1
            for correction in reversed(stack):
                undone(scored, correction)
            assert state(scored) == before


def _decision(world: World, kind: int, place: int, letter: str) -> Decision:
    subject = item(world, place)
    standards = ([], [world.ratios.pk], [world.percents.pk], [world.ratios.pk, world.percents.pk])
    return (
        lambda: fixed_key(subject, letter),
        lambda: accepted_answer(subject, letter),
        lambda: counted_as(subject, ItemScoring.CREDITED),
        lambda: counted_as(subject, ItemScoring.DROPPED),
        lambda: counted_as(subject, ItemScoring.COUNTED),
        lambda: retagged(subject, standards["ABCD".index(letter)]),
        lambda: changed_cuts(cfa(world), Decimal(f"0.{place + 3}"), [Decimal("0.4")][: place % 2]),
    )[kind]()
