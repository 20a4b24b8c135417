"""An upload's life: what was previewed is what is saved, once; and it can be taken back cell by cell."""

import pytest

from assessments.actions import apply_upload, discard_upload, preview_again, revert_upload
from assessments.actions.saving import SavedMeanwhile
from assessments.importing import ImportPlan
from assessments.models import Change, ChangeKind, Item, ReportRun, Result, Upload, UploadState
from plc.http.refusals import Refusal
from plc.schools.models import Enrollment
from tests.cast import Person
from tests.rooms.assessments.papers import (
    FULL,
    HALF,
    NOTHING,
    class_csv,
    csv_of,
    paper,
    previewed,
    result_of,
    save,
)
from tests.world import World, enter_results

EVERY_SECTION = (0, 1, 2, 3)


def applied(world: World, person: Person, upload: Upload, *places: int) -> Change | None:
    return apply_upload(
        actor=person.staff,
        upload=upload,
        section_ids=[world.sections[place].pk for place in places],
        plan_digest=upload.plan_digest,
        today=world.today,
    )


def taken_back(world: World, person: Person, upload: Upload) -> tuple[Change | None, int]:
    return revert_upload(actor=person.staff, upload=upload, today=world.today)


def plan_of(upload: Upload) -> ImportPlan:
    return ImportPlan.from_json(upload.plan)


class TestPreview:
    def test_it_stores_the_plan_and_changes_nothing(self, world: World) -> None:
        with world.inside():
            content = class_csv(world.students[1])
            upload = previewed(world, world.bob, content, 1)
            plan = plan_of(upload)
            assert (len(plan.changes), plan.new_cells) == (3, 15)
            assert plan.digest() == upload.plan_digest
            assert (bytes(upload.content), upload.state) == (content, UploadState.PREVIEWED)
            world.cfa.refresh_from_db()
            assert world.cfa.data_version == 0
            assert not Result.objects.exists() and not Change.objects.exists() and not ReportRun.objects.exists()

    def test_it_counts_new_changed_and_unchanged_cells(self, world: World) -> None:
        ana, ben, dev = world.students[1]
        with world.inside():
            save(world, paper(world, 1, 0, (100, 100, 0, 200, 300)), paper(world, 1, 1, (0, 100, 0, -1, -1)))
            rows = (f"{ana.local_id},1,1,0,2,3", f"{ben.local_id},1,1,,2,", f"{dev.local_id},B,N,X,0.5,1")
            plan = plan_of(previewed(world, world.bob, csv_of(*rows), 1))
        assert (plan.new_cells, plan.changed_cells, plan.unchanged_cells, plan.empty_cells) == (6, 1, 6, 2)
        assert [change.student_id for change in plan.changes] == [ben.pk, dev.pk]
        assert plan.changes[0].cells == (100, 100, 0, 200, -1)
        assert plan.changes[1].cells == (-2, -3, -4, 50, 100)

    def test_a_teacher_reaches_only_the_own_classes_and_learns_no_name(self, world: World) -> None:
        """Alice's students are in the file by number only; what the preview says must not add their names."""
        with world.inside():
            upload = previewed(world, world.bob, class_csv((*world.students[0], *world.students[1])), 1)
            plan = plan_of(upload)
            assert {change.student_id for change in plan.changes} == {s.pk for s in world.students[1]}
            assert [row.shown_id for row in plan.unmatched] == [s.local_id for s in world.students[0]]
            own_names = {student.family_name for student in world.students[1]}
            for student in world.students[0]:
                assert f"{student.family_name}, {student.given_name}" not in upload.plan
                assert student.family_name in own_names or student.family_name not in upload.plan

    def test_a_facilitator_reaches_every_class(self, world: World) -> None:
        with world.inside():
            plan = plan_of(previewed(world, world.alice, class_csv(world.all_students), *EVERY_SECTION))
        assert (len(plan.changes), plan.unmatched) == (12, ())
        section_of = {
            student.pk: s.pk for s, them in zip(world.sections, world.students, strict=True) for student in them
        }
        assert all(change.section_id == section_of[change.student_id] for change in plan.changes)

    def test_a_student_whose_paper_is_in_another_class_is_not_asked_for_again(self, world: World) -> None:
        """She moved to Bob after the test: her paper stays Alice's, and Bob's file saves all his others."""
        mover = world.students[0][0]
        with world.inside():
            save(world, paper(world, 0, 0, HALF))
            Enrollment.objects.filter(student=mover).update(ends_on=world.today)
            Enrollment.objects.create(student=mover, section=world.sections[1], starts_on=world.today)
            upload = previewed(world, world.bob, class_csv((mover, *world.students[1])), 1)
            applied(world, world.bob, upload, 1)
            assert [row.shown_id for row in plan_of(upload).unmatched] == [mover.local_id]
            assert result_of(mover).cells == list(HALF)
            assert Result.objects.filter(section=world.sections[1]).count() == 3


class TestApply:
    def test_every_cell_is_as_it_was_previewed(self, world: World) -> None:
        a, b, c = world.students[2]
        marks = "B,C,-,1.5,2 \n".strip()
        rows = (f"{a.local_id},{marks}", f"{b.local_id},D,D,A,2,3", f"{c.local_id},A,B,N,0,X")
        with world.inside():
            enter_results(world)
            upload = previewed(world, world.charlie, csv_of(*rows), 2)
            before = {row.student_id: row for row in Result.objects.all()}
            change = applied(world, world.charlie, upload, 2)
            plan = plan_of(upload)
            for planned in plan.changes:
                row = Result.objects.get(student_id=planned.student_id)
                assert tuple(row.cells) == planned.cells
                assert tuple(row.answers) == planned.answers
                assert (row.status, row.section_id) == (planned.status, planned.section_id)
            touched = {planned.student_id for planned in plan.changes}
            for student_id, old in before.items():
                if student_id not in touched:
                    assert Result.objects.get(student_id=student_id).cells == old.cells
            assert change is not None
            assert (change.kind, change.upload_id, change.papers) == (ChangeKind.UPLOAD, upload.pk, len(plan.changes))
            upload.refresh_from_db()
            assert upload.state == UploadState.APPLIED
            assert result_of(b).answers[:3] == ["D", "D", "A"] and result_of(b).cells[:3] == [0, 100, 100]

    def test_a_preview_made_anew_is_not_the_one_that_was_agreed_to(self, world: World) -> None:
        with world.inside():
            upload = previewed(world, world.bob, class_csv(world.students[1]), 1)
            for digest in ("", "0" * 64):
                with pytest.raises(Refusal, match="made anew since you opened it"):
                    apply_upload(
                        actor=world.bob.staff,
                        upload=upload,
                        section_ids=[world.sections[1].pk],
                        plan_digest=digest,
                        today=world.today,
                    )
            upload.refresh_from_db()
            assert upload.state == UploadState.PREVIEWED
            assert not Result.objects.exists()

    def test_it_happens_once(self, world: World) -> None:
        with world.inside():
            upload = previewed(world, world.bob, class_csv(world.students[1]), 1)
            applied(world, world.bob, upload, 1)
            with pytest.raises(Refusal, match="already saved"):
                applied(world, world.bob, upload, 1)
            assert Change.objects.count() == 1

    def test_a_paper_changed_since_the_preview_saves_nothing_of_it(self, world: World) -> None:
        with world.inside():
            upload = previewed(world, world.bob, class_csv(world.students[1]), 1)
            save(world, paper(world, 1, 2, HALF))
            with pytest.raises(SavedMeanwhile):
                applied(world, world.bob, upload, 1)
            assert Result.objects.count() == 1
            upload.refresh_from_db()
            assert upload.state == UploadState.PREVIEWED
            old = upload.plan_digest
            preview_again(upload=upload, section_ids=[world.sections[1].pk], today=world.today)
            assert upload.plan_digest != old
            plan = plan_of(upload)
            assert (plan.changed_cells, plan.new_cells) == (3, 10)
            applied(world, world.bob, upload, 1)
            assert result_of(world.students[1][2]).cells == [100, 100, 0, 200, 300]

    def test_a_class_that_went_to_somebody_else_refuses_it(self, world: World) -> None:
        with world.inside():
            upload = previewed(world, world.bob, class_csv(world.students[1]), 1)
            with pytest.raises(Refusal, match="no longer yours"):
                applied(world, world.bob, upload, 0)
            assert not Result.objects.exists()

    def test_the_same_file_again_changes_nothing(self, world: World) -> None:
        content = class_csv(world.students[1])
        with world.inside():
            applied(world, world.bob, previewed(world, world.bob, content, 1), 1)
            again = previewed(world, world.bob, content, 1)
            plan = plan_of(again)
            assert (plan.changes, plan.unchanged_students, plan.unchanged_cells) == ((), 3, 15)
            assert applied(world, world.bob, again, 1) is None
            assert Change.objects.count() == 1
            again.refresh_from_db()
            assert again.state == UploadState.APPLIED

    def test_a_discarded_upload_keeps_its_line_and_loses_its_content(self, world: World) -> None:
        with world.inside():
            upload = previewed(world, world.bob, class_csv(world.students[1]), 1)
            discard_upload(upload=upload)
            upload.refresh_from_db()
            assert (upload.state, bytes(upload.content)) == (UploadState.DISCARDED, b"")
            for verb in (lambda: applied(world, world.bob, upload, 1), lambda: discard_upload(upload=upload)):
                with pytest.raises(Refusal, match="cancelled or taken back"):
                    verb()


class TestTakingBack:
    def test_every_cell_goes_back_to_what_it_was(self, world: World) -> None:
        enter_results(world)
        with world.inside():
            before = {row.student_id: (row.cells, row.answers, row.status) for row in Result.objects.all()}
            upload = previewed(world, world.alice, class_csv(world.all_students), *EVERY_SECTION)
            applied(world, world.alice, upload, *EVERY_SECTION)
            change, newer = taken_back(world, world.alice, upload)
            after = {row.student_id: (row.cells, row.answers, row.status) for row in Result.objects.all()}
            assert after == before
            assert change is not None and (change.kind, change.upload_id, newer) == (ChangeKind.REVERT, upload.pk, 0)
            upload.refresh_from_db()
            assert upload.state == UploadState.REVERTED

    def test_cells_somebody_changed_since_stay_as_they_are(self, world: World) -> None:
        student = world.students[1][0]
        with world.inside():
            save(world, paper(world, 1, 0, HALF))
            upload = previewed(world, world.bob, class_csv([student], "0,1,1,2,3"), 1)
            applied(world, world.bob, upload, 1)
            version = result_of(student).row_version
            save(world, paper(world, 1, 0, (0, 100, 0, 200, 250), based_on=version))
            _, newer = taken_back(world, world.bob, upload)
            # Item 3 was typed back to what it was before the upload, item 4b to something new: both are newer words.
            assert result_of(student).cells == [100, 0, 0, 100, 250]
            assert newer == 2

    def test_first_results_are_gone_again(self, world: World) -> None:
        with world.inside():
            upload = previewed(world, world.bob, class_csv(world.students[1]), 1)
            applied(world, world.bob, upload, 1)
            change, newer = taken_back(world, world.bob, upload)
            assert not Result.objects.exists()
            assert change is not None and (change.papers, newer) == (3, 0)
            gone = change.results.get(student=world.students[1][0])
            assert (gone.status_before, gone.status_after, gone.cells_after) == ("scored", "", [])

    def test_a_first_result_somebody_has_touched_since_is_not_thrown_away(self, world: World) -> None:
        student = world.students[1][0]
        with world.inside():
            upload = previewed(world, world.bob, class_csv([student], "1,1,0,2,3"), 1)
            applied(world, world.bob, upload, 1)
            save(world, paper(world, 1, 0, (0, 100, 0, 200, 300), based_on=result_of(student).row_version))
            taken_back(world, world.bob, upload)
            result = result_of(student)
            assert (result.cells, result.status) == ([0, -1, -1, -1, -1], "scored")

    def test_a_score_typed_since_is_not_left_on_an_absent_paper(self, world: World) -> None:
        """Absent, then scored by the upload, then corrected by hand: the hand's score keeps the paper scored."""
        student = world.students[1][0]
        with world.inside():
            save(world, paper(world, 1, 0, NOTHING, status="absent"))
            upload = previewed(world, world.bob, class_csv([student], "1,1,0,2,3"), 1)
            applied(world, world.bob, upload, 1)
            save(world, paper(world, 1, 0, (0, 100, 0, 200, 300), based_on=result_of(student).row_version))
            _, newer = taken_back(world, world.bob, upload)
            result = result_of(student)
            assert (result.cells, result.status, newer) == ([0, -1, -1, -1, -1], "scored", 1)

    def test_an_absent_paper_is_absent_again(self, world: World) -> None:
        student = world.students[1][0]
        with world.inside():
            save(world, paper(world, 1, 0, NOTHING, status="absent"))
            upload = previewed(world, world.bob, class_csv([student]), 1)
            applied(world, world.bob, upload, 1)
            taken_back(world, world.bob, upload)
            assert (result_of(student).status, result_of(student).cells) == ("absent", list(NOTHING))

    def test_an_answer_goes_back_even_where_the_points_were_the_same(self, world: World) -> None:
        """A and C are both wrong: 0 points before and after, but the student chose A."""
        student = world.students[1][0]
        with world.inside():
            save(world, paper(world, 1, 0, (0, 100, 100, 200, 300), answers=("A", "D", "A", "", "")))
            upload = previewed(world, world.bob, class_csv([student], "C,D,A,2,3"), 1)
            applied(world, world.bob, upload, 1)
            assert result_of(student).answers[0] == "C"
            taken_back(world, world.bob, upload)
            assert result_of(student).answers[0] == "A"
            assert result_of(student).cells == [0, *FULL[1:]]

    def test_it_is_taken_back_once_and_only_when_saved(self, world: World) -> None:
        with world.inside():
            upload = previewed(world, world.bob, class_csv(world.students[1]), 1)
            with pytest.raises(Refusal, match="nothing to take back"):
                taken_back(world, world.bob, upload)
            applied(world, world.bob, upload, 1)
            taken_back(world, world.bob, upload)
            with pytest.raises(Refusal, match="nothing to take back"):
                taken_back(world, world.bob, upload)

    def test_two_uploads_over_each_other_come_apart(self, world: World) -> None:
        """The first, taken back under the second, changes nothing; the second then goes back to what the first said."""
        student = world.students[1][0]
        with world.inside():
            first = previewed(world, world.bob, class_csv([student], "1,1,1,2,3"), 1)
            applied(world, world.bob, first, 1)
            second = previewed(world, world.bob, class_csv([student], "0,0,0,0,0"), 1)
            applied(world, world.bob, second, 1)
            assert taken_back(world, world.bob, first) == (None, 5)
            taken_back(world, world.bob, second)
            assert result_of(student).cells == list(FULL)

    def test_a_paper_that_is_gone_already_stays_gone(self, world: World) -> None:
        student = world.students[1][0]
        with world.inside():
            save(world, paper(world, 1, 0, HALF))
            upload = previewed(world, world.bob, class_csv([student]), 1)
            applied(world, world.bob, upload, 1)
            save(world, paper(world, 1, 0, NOTHING, status="", based_on=result_of(student).row_version))
            assert taken_back(world, world.bob, upload) == (None, 0)
            assert not Result.objects.exists()


def test_the_items_of_the_world_are_what_these_files_assume(world: World) -> None:
    with world.inside():
        assert list(Item.objects.filter(version=world.version).order_by("position").values_list("label", "key")) == [
            ("1", "B"),
            ("2", "D"),
            ("3", "A"),
            ("4a", ""),
            ("4b", ""),
        ]
