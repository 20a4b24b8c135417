"""Saving results: one action, one history entry, one run asked for; somebody else's work is never overwritten."""

import datetime
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.actions import saving
from assessments.actions.saving import SavedMeanwhile
from assessments.models import Change, ReportRun, Result, ResultChange, ResultStatus, RunState
from plc.http.refusals import Refusal
from plc.schools.models import Enrollment, SectionStaff
from tests.rooms.assessments.papers import HALF, NOTHING, once, paper, result_of, save
from tests.world import World

DAY = datetime.timedelta(days=1)


def test_a_new_paper_is_saved_with_its_section_and_teacher(world: World) -> None:
    with world.inside():
        change = save(world, paper(world, 1, 0, HALF, answers=("B", "A", "C", "", "")))
        result = result_of(world.students[1][0])
    assert change is not None
    assert (change.papers, change.cells, change.kind, change.made_by_id) == (1, 5, "entry", world.alice.staff.pk)
    assert result.cells == list(HALF)
    assert result.answers == ["B", "A", "C", "", ""]
    assert (result.status, result.attempt, result.version_id) == ("scored", 1, world.version.pk)
    assert (result.section_id, result.teacher_id) == (world.sections[1].pk, world.bob.staff.pk)


def test_a_changed_paper_keeps_what_it_was_in_its_history(world: World) -> None:
    student = world.students[0][0]
    with world.inside():
        save(world, paper(world, 0, 0, HALF))
        version = result_of(student).row_version
        change = save(world, paper(world, 0, 0, (100, 100, 0, 100, -2), based_on=version))
        result = result_of(student)
        first, second = ResultChange.objects.filter(student=student).order_by("change__data_version")
    assert change is not None and change.cells == 2
    assert result.cells == [100, 100, 0, 100, -2]
    assert result.row_version > version
    assert (first.status_before, first.cells_before, first.section_before_id) == ("", [], None)
    assert (first.status_after, first.cells_after) == ("scored", list(HALF))
    assert (second.status_before, second.cells_before) == ("scored", list(HALF))
    assert second.section_before_id == world.sections[0].pk
    assert second.cells_after == [100, 100, 0, 100, -2]


def test_only_the_papers_that_differ_are_a_change(world: World) -> None:
    with world.inside():
        save(world, paper(world, 0, 0), paper(world, 0, 1))
        kept, changed = (result_of(student) for student in world.students[0][:2])
        change = save(
            world,
            paper(world, 0, 0, based_on=kept.row_version),
            paper(world, 0, 1, HALF, based_on=changed.row_version),
        )
        assert change is not None and change.papers == 1
        assert [row.student_id for row in change.results.all()] == [changed.student_id]
        assert result_of(world.students[0][0]).row_version == kept.row_version


def test_the_same_again_is_no_change_at_all(world: World) -> None:
    with world.inside():
        save(world, paper(world, 0, 0))
        ReportRun.objects.all().delete()
        again = save(world, paper(world, 0, 0, based_on=result_of(world.students[0][0]).row_version))
        world.cfa.refresh_from_db()
        assert again is None
        assert (world.cfa.data_version, Change.objects.count(), ReportRun.objects.count()) == (1, 1, 0)


@pytest.mark.parametrize("status", ["scored", ""])
def test_an_untouched_row_of_the_page_saves_nothing(world: World, status: str) -> None:
    with world.inside():
        assert save(world, paper(world, 0, 0, NOTHING, status=status)) is None
        assert save(world) is None
        assert not Result.objects.exists()


def test_an_absent_student_is_a_result_without_scores(world: World) -> None:
    with world.inside():
        change = save(world, paper(world, 0, 0, NOTHING, status=ResultStatus.ABSENT))
        assert change is not None and (change.papers, change.cells) == (1, 0)
        assert result_of(world.students[0][0]).status == "absent"


def test_each_change_counts_the_data_version_and_is_counted_last(world: World) -> None:
    with world.inside():
        with CaptureQueriesContext(connection) as queries:
            save(world, paper(world, 0, 0))
        save(world, paper(world, 0, 1))
        world.cfa.refresh_from_db()
        assert world.cfa.data_version == 2
        assert list(Change.objects.order_by("pk").values_list("data_version", flat=True)) == [1, 2]
    said = [query["sql"] for query in queries]
    counted = next(n for n, sql in enumerate(said) if "SET data_version = data_version + 1" in sql)
    saved = next(n for n, sql in enumerate(said) if "INSERT INTO assessments_result (" in sql)
    assert saved < counted


def test_a_paper_changed_since_it_was_read_refuses_the_whole_save(world: World) -> None:
    with world.inside():
        save(world, paper(world, 0, 0))
        seen = result_of(world.students[0][0]).row_version
        save(world, paper(world, 0, 0, HALF, based_on=seen), actor=world.bob)
        with pytest.raises(SavedMeanwhile) as refused:
            save(world, paper(world, 0, 0, (0, 0, 0, 0, 0), based_on=seen), paper(world, 0, 1))
        assert refused.value.papers == 1
        assert "nothing has been saved yet" in refused.value.sentence
        assert result_of(world.students[0][0]).cells == list(HALF)
        assert Result.objects.count() == 1


def test_a_paper_taken_away_and_entered_anew_is_not_the_one_that_was_read(world: World) -> None:
    """Its version must not begin again at the number a colleague has on the screen."""
    with world.inside():
        save(world, paper(world, 0, 0))
        seen = result_of(world.students[0][0]).row_version
        save(world, paper(world, 0, 0, NOTHING, status="", based_on=seen))
        save(world, paper(world, 0, 0, HALF), actor=world.bob)
        with pytest.raises(SavedMeanwhile):
            save(world, paper(world, 0, 0, (0, 0, 0, 0, 0), based_on=seen))
        assert result_of(world.students[0][0]).cells == list(HALF)


def test_a_paper_somebody_inserts_in_the_same_moment_wins(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people type the first scores of a student: the second one's rows meet the first one's key."""

    def bob_is_faster() -> None:
        student, section = world.students[0][0], world.sections[0]
        Result.objects.create(
            assessment=world.cfa,
            student=student,
            section=section,
            version=world.version,
            cells=list(HALF),
            updated_at=timezone.now(),
        )

    monkeypatch.setattr(saving, "_insert", once(saving._insert, bob_is_faster))
    with world.inside():
        with pytest.raises(SavedMeanwhile):
            save(world, paper(world, 0, 0), paper(world, 0, 1))
        assert not Change.objects.exists()
        assert not ReportRun.objects.exists()
        assert not Result.objects.filter(student=world.students[0][1]).exists()


def test_a_cfa_that_is_still_being_built_takes_no_results(world: World) -> None:
    with world.inside():
        world.cfa.locked_at = None
        with pytest.raises(Refusal, match="still being built"):
            save(world, paper(world, 0, 0))
        assert not Result.objects.exists()


@pytest.mark.parametrize(
    "cells",
    [
        (100, 100, 100, 200),
        (100, 100, 100, 200, 300, 0),
        (101, 100, 100, 200, 300),
        (100, 100, 100, 200, -5),
        (),
    ],
)
def test_cells_that_do_not_fit_the_items_are_refused(world: World, cells: tuple[int, ...]) -> None:
    with world.inside():
        with pytest.raises(Refusal, match="do not fit the items"):
            save(world, paper(world, 0, 0, cells))
        assert not Result.objects.exists()


def test_a_status_nobody_knows_is_refused(world: World) -> None:
    with world.inside(), pytest.raises(Refusal, match="do not fit"):
        save(world, paper(world, 0, 0, NOTHING, status="on holiday"))


def test_a_result_keeps_section_and_teacher_when_the_roster_moves(world: World) -> None:
    student = world.students[1][0]
    with world.inside():
        save(world, paper(world, 1, 0))
        Enrollment.objects.filter(student=student).update(ends_on=world.today)
        Enrollment.objects.create(student=student, section=world.sections[0], starts_on=world.today)
        SectionStaff.objects.filter(section=world.sections[1]).update(ends_on=world.today)
        SectionStaff.objects.create(
            section=world.sections[1], staff=world.charlie.staff, starts_on=world.today, is_lead=True
        )
        version = result_of(student).row_version
        save(world, paper(world, 0, 0, HALF, student_id=student.pk, based_on=version))
        result = result_of(student)
        assert result.cells == list(HALF)
        assert (result.section_id, result.teacher_id) == (world.sections[1].pk, world.bob.staff.pk)


def test_of_several_teachers_the_lead_of_the_test_day_is_kept(world: World) -> None:
    """Rita taught Period 4 until a month ago; a co-teacher is not the lead."""
    with world.inside():
        SectionStaff.objects.create(
            section=world.sections[3], staff=world.bob.staff, starts_on=world.today - 50 * DAY, is_lead=False
        )
        save(world, paper(world, 3, 0))
        assert result_of(world.students[3][0]).teacher_id == world.charlie.staff.pk


def test_a_section_nobody_teaches_still_takes_results(world: World) -> None:
    with world.inside():
        SectionStaff.objects.filter(section=world.sections[1]).update(ends_on=world.today)
        save(world, paper(world, 1, 0))
        assert result_of(world.students[1][0]).teacher_id is None


def test_saves_share_the_run_that_is_still_queued(world: World) -> None:
    with world.inside():
        for index in range(3):
            save(world, paper(world, 0, index))
        run = ReportRun.objects.get()
        assert (run.number, run.state, run.requested_by_id) == (1, RunState.QUEUED, world.alice.staff.pk)


def test_a_save_while_a_run_is_being_computed_queues_another(world: World) -> None:
    with world.inside():
        save(world, paper(world, 0, 0))
        ReportRun.objects.update(state=RunState.RUNNING, attempts=1, claimed_at=timezone.now())
        save(world, paper(world, 0, 1))
        assert list(ReportRun.objects.order_by("number").values_list("number", "state")) == [
            (1, RunState.RUNNING),
            (2, RunState.QUEUED),
        ]


@pytest.mark.parametrize("foreign", ["student", "section", "teacher"])
def test_nothing_of_another_district_can_be_in_a_result(world: World, foreign: str) -> None:
    ours = paper(world, 0, 0)
    papers = {
        "student": replace(ours, student_id=world.pine_students[0].pk),
        "section": replace(ours, section_id=world.pine_section.pk),
        "teacher": ours,
    }
    actor = world.zoe if foreign == "teacher" else None
    with world.inside(), pytest.raises(IntegrityError), transaction.atomic():
        save(world, papers[foreign], actor=actor)
        connection.check_constraints()


def test_a_cfa_of_another_district_takes_nothing_from_here(world: World) -> None:
    foreign = replace(world, cfa=world.pine_cfa)
    with world.inside():
        with pytest.raises(Refusal, match="items of this CFA"):  # they are not there to be held
            save(foreign, paper(world, 0, 0))
        assert not Result.objects.exists()
