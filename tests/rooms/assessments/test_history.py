"""Every cell's past: by student, by upload, over the whole CFA; movers, late papers and attempts keep their marks."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.actions import add_items, apply_upload, begin_version, revert_upload, use_version
from assessments.actions.decisions import counted_as, fixed_key
from assessments.cells import BLANK, EMPTY, EXEMPT
from assessments.models import Assessment, Change, EntryConflict, ItemScoring, Result, ResultStatus
from assessments.queries import roster, section_progress
from assessments.reporting import gather_inputs
from assessments.timeline import ListedItem, Save, cell_changes, cell_words, pieces_of_work
from plc.schools.models import Enrollment, SectionStaff
from tests.rooms.assessments.building import question
from tests.rooms.assessments.papers import FULL, HALF, class_csv, paper, previewed, result_of, save
from tests.rooms.assessments.test_corrections import answered, cfa, item, made, scored
from tests.world import World, more_students, sign_in, url

__all__ = ["scored"]
DAY = datetime.timedelta(days=1)
NOON = datetime.datetime(2026, 3, 3, 12, tzinfo=datetime.UTC)


class TestWords:
    @pytest.mark.parametrize(
        ("cell", "answer", "words"),
        [(150, "", "1.5"), (0, "C", "C (0)"), (EMPTY, "", "nothing"), (BLANK, "", "blank"), (EXEMPT, "", "exempt")],
    )
    def test_a_cell(self, cell: int, answer: str, words: str) -> None:
        assert cell_words(cell, answer) == words

    def test_cells_are_followed_by_identity_when_items_change_places(self) -> None:
        a, b, c = (ListedItem(uuid.UUID(int=n), label) for n, label in ((1, "1"), (2, "2"), (3, "3")))
        changes = cell_changes(((100, 0), ()), ((0, 50, 100), ()), [a, b], [b, c, a])
        assert [(change.label, change.was, change.becomes) for change in changes] == [("3", "nothing", "0.5")]

    def test_typing_of_one_person_is_one_line_until_somebody_else_or_a_pause(self) -> None:
        def at(minute: int, person: int = 1, typing: bool = True) -> Save:
            return Save(minute, person, NOON + datetime.timedelta(minutes=minute), typing)

        newest_first = [at(100), at(99), at(60), at(59, 2), at(58), at(57, typing=False), at(56)]
        pieces = [[save.pk for save in piece] for piece in pieces_of_work(newest_first)]
        assert pieces == [[100, 99], [60], [59], [58], [57], [56]]


@pytest.mark.django_db
class TestAStudent:
    def test_the_page_holds_every_value_with_who_and_from_what(self, scored: World, client: Client) -> None:
        student = scored.students[0][0]
        with scored.inside():
            save(scored, answered(scored, 0, 0, "ADA", based_on=result_of(student).row_version), actor=scored.bob)
            upload = previewed(scored, scored.alice, class_csv([student], "1,0,1,0.5,3"), 0)
            apply_upload(
                actor=scored.alice.staff,
                upload=upload,
                section_ids=[scored.sections[0].pk],
                plan_digest=upload.plan_digest,
                today=scored.today,
            )
            made(scored, fixed_key(item(scored, 1), "C"))
        page = (
            sign_in(client, scored.alice).get(url("assessments:student_history", scored.cfa, student)).content.decode()
        )
        for words in ("B (1)", "A (0)", "Bob Tester", "scores.csv", "In the comparison", "Counts for mastery"):
            assert words in page
        assert page.index("scores.csv") < page.index("A (0)")

    def test_both_values_of_a_conflict_are_there(self, scored: World, client: Client) -> None:
        with scored.inside():
            EntryConflict.objects.create(
                assessment=cfa(scored),
                student=scored.students[0][0],
                item=item(scored, 3),
                saved="2",
                saved_by=scored.alice.staff,
                offered="1.5",
                offered_by=scored.bob.staff,
                offered_at=timezone.now(),
            )
        page = sign_in(client, scored.alice).get(url("assessments:student_history", scored.cfa, scored.students[0][0]))
        text = page.content.decode()
        assert "Alice Tester had saved <b>2</b>; Bob Tester entered <b>1.5</b>" in text
        assert "Nobody has chosen yet" in text

    def test_only_those_who_may_enter_the_class_see_it(self, scored: World, client: Client) -> None:
        expected = {"alice": (200, 200), "bob": (404, 200), "charlie": (404, 404), "erin": (404, 404)}
        for name, statuses in expected.items():
            sign_in(client, getattr(scored, name))
            addresses = (url("assessments:student_history", scored.cfa, scored.students[n][0]) for n in (0, 1))
            assert tuple(client.get(address).status_code for address in addresses) == statuses, name


@pytest.mark.django_db
class TestAnUpload:
    def test_what_it_changed_and_what_taking_it_back_changed(self, scored: World, client: Client) -> None:
        with scored.inside():
            upload = previewed(scored, scored.alice, class_csv(scored.students[2]), 2)
            facts: dict[str, Any] = {"actor": scored.alice.staff, "upload": upload, "today": scored.today}
            apply_upload(section_ids=[scored.sections[2].pk], plan_digest=upload.plan_digest, **facts)
            upload.refresh_from_db()
            revert_upload(**facts)
        page = sign_in(client, scored.alice).get(url("assessments:upload_history", upload)).content.decode()
        assert page.count("Taken back") == 3
        assert '<span class="was">nothing</span> → <span class="becomes">3</span>' in page
        assert '<span class="was">3</span> → <span class="becomes">nothing</span>' in page


@pytest.mark.django_db
class TestTheWholeCfa:
    def test_typing_in_a_row_is_one_line_with_its_students(self, scored: World, client: Client) -> None:
        with scored.inside():
            for index in range(3):
                save(scored, paper(scored, 2, index, FULL), actor=scored.charlie)
            made(scored, counted_as(item(scored, 0), ItemScoring.DROPPED), reason="Misprint")
        page = sign_in(client, scored.alice).get(url("assessments:history", scored.cfa)).content.decode()
        assert "3 saves" in page
        assert "15 scores of 3 students" in page
        assert "Item 1, points: counted as scored → not counted" in page
        assert page.index("Misprint") < page.index("3 saves")

    @pytest.mark.parametrize(
        ("asked", "there", "not_there"),
        [
            ("person", "3 students", "6 students"),
            ("kind", "Misprint", "3 students"),
            ("student", "6 students", "Misprint"),
        ],
    )
    def test_filters(self, scored: World, client: Client, asked: str, there: str, not_there: str) -> None:
        with scored.inside():
            save(scored, *(paper(scored, 2, index, FULL) for index in range(3)), actor=scored.charlie)
            made(scored, counted_as(item(scored, 0), ItemScoring.DROPPED), reason="Misprint")
        values = {"person": scored.charlie.staff.pk, "kind": "correction", "student": scored.students[0][0].pk}
        page = sign_in(client, scored.alice).get(url("assessments:history", scored.cfa), {asked: values[asked]})
        text = page.content.decode().partition("<table")[2]
        assert there in text
        assert not_there not in text

    def test_a_version_says_which_and_why(self, scored: World, client: Client) -> None:
        with scored.inside():
            begin_version(actor=scored.alice.staff, assessment=scored.cfa)
            add_items(actor=scored.alice.staff, assessment=scored.cfa, words=question(scored.ratios), count=1)
            use_version(
                actor=scored.alice.staff, assessment=scored.cfa, today=scored.today, reason="Item 2 had no graph."
            )
        page = sign_in(client, scored.alice).get(url("assessments:history", scored.cfa)).content.decode()
        assert "Version 2 <small>(Item 2 had no graph.)</small>" in page
        assert "0 scores of" not in page

    def test_a_teacher_comes_to_it_from_the_grid(self, scored: World, client: Client) -> None:
        with scored.inside():
            student = scored.students[1][0]
        page = sign_in(client, scored.bob).get(url("assessments:section_entry", scored.cfa, scored.sections[1]))
        assert url("assessments:student_history", scored.cfa, student) in page.content.decode()

    def test_it_is_the_facilitators_page(self, scored: World, client: Client) -> None:
        assert sign_in(client, scored.bob).get(url("assessments:history", scored.cfa)).status_code == 404

    def test_more_saves_take_no_more_queries(self, scored: World, client: Client) -> None:
        sign_in(client, scored.alice)
        counts = []
        for world in (scored, more_students(scored, 4)):
            with world.inside():
                for index in range(3, len(world.students[2])):
                    save(world, paper(world, 2, index, FULL), actor=world.charlie)
                made(world, fixed_key(item(world, 0), "C" if world is scored else "D"))
            with CaptureQueriesContext(connection) as captured:
                client.get(url("assessments:history", world.cfa))
            counts.append(len(captured))
        assert counts[0] == counts[1]


def moved(world: World, place: int, index: int, to: int) -> None:
    """A student changes class today."""
    student = world.students[place][index]
    Enrollment.objects.filter(student=student).update(ends_on=world.today)
    Enrollment.objects.create(student=student, section=world.sections[to], starts_on=world.today)


def facts_of(world: World, student: Any, attempt: int = 1) -> tuple[int, int | None]:
    row = Result.objects.get(student=student, attempt=attempt)
    return row.section_id, row.teacher_id


@pytest.mark.django_db
class TestAScoreKeepsItsDate:
    def test_a_student_who_moves_leaves_the_result_where_it_was_taken(self, scored: World, client: Client) -> None:
        student = scored.students[0][0]
        with scored.inside():
            moved(scored, 0, 0, to=1)
            entries = roster(cfa(scored), [scored.sections[1].pk], scored.today)
            assert student.pk not in {entry.student_id for entry in entries}
            based_on = result_of(student).row_version
            save(scored, paper(scored, 0, 0, HALF, based_on=based_on, section_id=scored.sections[1].pk))
            assert facts_of(scored, student) == (scored.sections[0].pk, scored.alice.staff.pk)
        address = url("assessments:student_history", scored.cfa, student)
        assert sign_in(client, scored.bob).get(address).status_code == 404

    def test_a_second_attempt_in_the_new_class_opens_to_its_teacher_alone(self, scored: World, client: Client) -> None:
        student = scored.students[0][0]
        with scored.inside():
            moved(scored, 0, 0, to=1)
            save(scored, paper(scored, 0, 0, FULL, attempt=2, section_id=scored.sections[1].pk), actor=scored.bob)
            assert facts_of(scored, student, 2) == (scored.sections[1].pk, scored.bob.staff.pk)
        page = sign_in(client, scored.bob).get(url("assessments:student_history", scored.cfa, student)).content.decode()
        assert "Attempt 2" in page
        assert "Attempt 1" not in page
        assert "B (1)" not in page

    def test_a_teacher_who_is_replaced_keeps_the_results_of_those_days(self, scored: World) -> None:
        with scored.inside():
            SectionStaff.objects.filter(section=scored.sections[1]).update(ends_on=scored.today)
            SectionStaff.objects.create(section=scored.sections[1], staff=scored.charlie.staff, starts_on=scored.today)
            row = result_of(scored.students[1][0])
            save(scored, paper(scored, 1, 0, HALF, based_on=row.row_version), actor=scored.charlie)
            assert facts_of(scored, scored.students[1][0])[1] == scored.bob.staff.pk

    def test_co_teachers_share_a_class_whose_results_stand_under_the_lead(self, scored: World, client: Client) -> None:
        with scored.inside():
            SectionStaff.objects.create(
                section=scored.sections[2], staff=scored.bob.staff, starts_on=scored.today - 50 * DAY, is_lead=False
            )
            save(scored, paper(scored, 2, 0, FULL), actor=scored.bob)
            assert facts_of(scored, scored.students[2][0])[1] == scored.charlie.staff.pk
        for name in ("bob", "charlie"):
            sign_in(client, getattr(scored, name))
            address = url("assessments:student_history", scored.cfa, scored.students[2][0])
            assert client.get(address).status_code == 200

    def test_an_interventionist_without_a_class_reads_the_report_and_no_student(
        self, scored: World, client: Client
    ) -> None:
        with scored.inside():
            SectionStaff.objects.filter(staff=scored.bob.staff).update(ends_on=scored.today)
        sign_in(client, scored.bob)
        assert client.get(url("assessments:report", scored.cfa)).status_code == 200
        for students in scored.students:
            assert client.get(url("assessments:student_history", scored.cfa, students[0])).status_code == 404


@pytest.mark.django_db
class TestLateAndAgain:
    @pytest.fixture
    def late(self, scored: World) -> World:
        """The window ended yesterday; one paper comes today."""
        with scored.inside():
            Assessment.objects.update(closes_on=scored.today - DAY)
            Result.objects.update(scored_on=scored.today - DAY)
            Change.objects.update(made_at=timezone.now() - 2 * DAY)
            world = replace(scored, cfa=cfa(scored))
            save(world, paper(world, 2, 0, FULL), actor=world.charlie)
        return world

    def test_a_late_paper_counts_and_is_marked_everywhere(self, late: World, client: Client) -> None:
        with late.inside():
            assert gather_inputs(cfa(late)).late == 1
            assert [row.late for row in section_progress(cfa(late), late.today)] == [0, 0, 1, 0]
        sign_in(client, late.alice)
        for name, things in (("cfa", ()), ("history", ()), ("student_history", (late.students[2][0],))):
            assert "fter the window" in client.get(url(f"assessments:{name}", late.cfa, *things)).content.decode(), name

    def test_an_absent_student_who_makes_it_up_is_late_by_the_day_of_the_scores(self, late: World) -> None:
        student = late.students[1][2]
        with late.inside():
            Result.objects.filter(student=student).update(scored_on=None)
            save(late, paper(late, 1, 2, FULL, based_on=result_of(student).row_version), actor=late.bob)
            assert result_of(student).scored_on == late.today
            assert gather_inputs(cfa(late)).late == 2

    def test_a_second_attempt_leaves_the_comparison_as_it_is(self, scored: World, client: Client) -> None:
        with scored.inside():
            before = gather_inputs(cfa(scored)).digest()
            save(scored, paper(scored, 0, 0, (0, 0, 0, 0, 0), attempt=2), paper(scored, 0, 1, FULL, attempt=2))
            assert gather_inputs(cfa(scored)).digest() == before
            assert Result.objects.filter(status=ResultStatus.SCORED, attempt=2).count() == 2
        page = sign_in(client, scored.alice).get(url("assessments:cfa", scored.cfa)).content.decode()
        assert "Second attempts" in page
        assert "mastery counts the latest" in page


@pytest.mark.django_db
class TestWhenIsAPaperWhole:
    @pytest.mark.parametrize("scoring", [ItemScoring.DROPPED, ItemScoring.CREDITED])
    def test_a_gap_on_an_item_that_no_longer_matters_is_none(self, scored: World, scoring: str) -> None:
        def complete(cells: Sequence[int]) -> list[tuple[int, int]]:
            save(scored, paper(scored, 2, 0, cells))
            made(scored, counted_as(item(scored, 4), scoring))
            return [(row.complete, row.begun) for row in section_progress(cfa(scored), scored.today)]

        with scored.inside():
            assert complete((100, 0, 0, 200, EMPTY))[2] == (1, 0)
