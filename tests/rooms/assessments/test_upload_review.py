"""Going through an upload: whose a row is, what stays, what a team remembers, and what it never shares."""

import html
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from assessments.actions.known_files import remember_alias
from assessments.cells import EMPTY, EXEMPT
from assessments.importing import ImportPlan
from assessments.models import (
    Assessment,
    AssessmentVersion,
    Item,
    Result,
    StudentAlias,
    Upload,
    UploadSource,
    UploadState,
)
from plc.schools.models import AuditEntry
from tests.rooms.assessments.papers import FULL, csv_of, paper, previewed, result_of, save, send
from tests.world import World, sign_in, url

ZIPGRADE = "Quiz,Ext ID,1,2,3,4a,4b"


def words(response: Any) -> str:
    return html.unescape(response.content.decode())


def said(client: Client, upload: Upload, **button: str) -> Any:
    return client.post(url("assessments:upload_rows", upload), button)


def now(world: World, upload: Upload) -> Upload:
    with world.inside():
        return Upload.objects.get(pk=upload.pk)


def plan_of(world: World, upload: Upload) -> ImportPlan:
    return ImportPlan.from_json(now(world, upload).plan)


def apply(client: Client, world: World, upload: Upload) -> Any:
    return client.post(url("assessments:upload_apply", upload), {"plan": now(world, upload).plan_digest})


@pytest.fixture
def held(world: World) -> Upload:
    """Bob's file: one row with a stranger's ID, one with his own student's."""
    with world.inside():
        known = world.students[1][1].local_id
        return previewed(world, world.bob, csv_of("zg-7,1,1,1,2,3", f"{known},0,1,1,2,3"), 1)


class TestWhoseARowIs:
    def test_a_person_says_it_and_the_preview_is_what_is_saved(
        self, world: World, client: Client, held: Upload
    ) -> None:
        sign_in(client, world.bob)
        student = world.students[1][0]
        old = held.plan_digest
        assert said(client, held, student=f"2-{student.pk}").status_code == 302
        plan = plan_of(world, held)
        assert {change.student_id for change in plan.changes} == {student.pk, world.students[1][1].pk}
        assert client.post(url("assessments:upload_apply", held), {"plan": old}).status_code == 409
        apply(client, world, held)
        with world.inside():
            assert result_of(student).cells == [100, 100, 100, 200, 300]
            assert not StudentAlias.objects.exists()

    def test_the_next_file_holds_it_again_unless_it_was_remembered(
        self, world: World, client: Client, held: Upload
    ) -> None:
        sign_in(client, world.bob)
        student = world.students[1][0]
        page = client.post(
            url("assessments:upload_rows", held), {"student": f"2-{student.pk}", "remember-2": "1"}, follow=True
        )
        assert "Remembered: “zg-7”" in words(page)
        with world.inside():
            alias = StudentAlias.objects.get()
            assert (alias.alias, alias.student, alias.confirmed_by) == ("zg-7", student, world.bob.staff)
            assert AuditEntry.objects.filter(verb="remember_alias", actor=world.bob.staff).exists()
            again = previewed(world, world.bob, csv_of("zg-7,1,1,1,2,3"), 1)
            assert [change.student_id for change in ImportPlan.from_json(again.plan).changes] == [student.pk]

    def test_anybody_of_the_classes_is_found_by_a_part_of_the_name_or_id(
        self, world: World, client: Client, held: Upload
    ) -> None:
        student = world.students[1][2]
        sign_in(client, world.bob)
        page = words(client.get(url("assessments:upload_row", held, 2), {"q": student.given_name.upper()[:3]}))
        assert f"It is {student.family_name}, {student.given_name}" in page
        page = words(client.get(url("assessments:upload_row", held, 2), {"q": student.local_id[-2:]}))
        assert f'value="2-{student.pk}"' in page
        assert "Nobody in your classes" in words(client.get(url("assessments:upload_row", held, 2), {"q": "zzz"}))

    def test_a_student_of_another_class_cannot_be_found_or_chosen(
        self, world: World, client: Client, held: Upload
    ) -> None:
        stranger = world.students[0][0]
        sign_in(client, world.bob)
        page = words(client.get(url("assessments:upload_row", held, 2), {"q": stranger.local_id}))
        assert f'value="2-{stranger.pk}"' not in page
        assert said(client, held, student=f"2-{stranger.pk}").status_code == 404
        assert plan_of(world, held).unmatched

    @pytest.mark.parametrize("student", ["", "2", "2-x", "2--1", "2-1-1", "3-1", "99999999999999999999-1", "²-1"])
    def test_a_made_up_answer_is_not_found(self, world: World, client: Client, held: Upload, student: str) -> None:
        sign_in(client, world.bob)
        assert said(client, held, student=student).status_code == 404

    def test_a_row_is_left_out_and_taken_in_again(self, world: World, client: Client, held: Upload) -> None:
        sign_in(client, world.bob)
        said(client, held, leave="2")
        assert (plan_of(world, held).unmatched, plan_of(world, held).left_out_rows) == ((), 1)
        page = words(client.get(url("assessments:upload_preview", held)))
        assert "What you have said" in page and "is left out" in page
        said(client, held, undo="2")
        assert len(plan_of(world, held).unmatched) == 1
        said(client, held, leave_all="1")
        assert plan_of(world, held).left_out_rows == 1

    def test_an_upload_that_is_over_takes_no_answer(self, world: World, client: Client, held: Upload) -> None:
        sign_in(client, world.bob)
        apply(client, world, held)
        assert said(client, held, leave="2").status_code == 409
        assert client.get(url("assessments:upload_row", held, 2)).status_code == 409


class TestWhatStays:
    @pytest.fixture
    def changing(self, world: World) -> Upload:
        student = world.students[1][0]
        with world.inside():
            save(world, paper(world, 1, 0, (100, 100, -1, 200, 100)))
            return previewed(world, world.bob, csv_of(f"{student.local_id},0,1,1,1,3"), 1)

    def test_one_saved_score(self, world: World, client: Client, changing: Upload) -> None:
        sign_in(client, world.bob)
        page = words(client.get(url("assessments:upload_preview", changing)))
        assert 'name="keep" value="2-1"' in page
        said(client, changing, keep="2-1")
        apply(client, world, changing)
        with world.inside():
            assert result_of(world.students[1][0]).cells[0] == 100
            assert result_of(world.students[1][0]).cells[3:] == [100, 300]

    def test_all_of_them_and_then_none(self, world: World, client: Client, changing: Upload) -> None:
        sign_in(client, world.bob)
        said(client, changing, keep_all="1")
        plan = plan_of(world, changing)
        assert (plan.changed_cells, plan.new_cells, plan.kept_cells) == (0, 1, 3)
        said(client, changing, keep_all="0")
        assert plan_of(world, changing).changed_cells == 3

    def test_nothing_ticked_changes_nothing(self, world: World, client: Client, changing: Upload) -> None:
        sign_in(client, world.bob)
        response = client.post(url("assessments:upload_rows", changing), follow=True)
        assert "Choose something first" in words(response)
        assert now(world, changing).plan_digest == changing.plan_digest


class TestWhatACellMayHaveMeant:
    @pytest.fixture
    def unclear(self, world: World) -> Upload:
        first, second = (student.local_id for student in world.students[1][:2])
        with world.inside():
            return previewed(world, world.bob, csv_of(f"{first},0,1,1,n/a,3", f"{second},0,1,1,1.255,3"), 1)

    def test_it_is_accepted_with_one_button_and_is_what_is_saved(
        self, world: World, client: Client, unclear: Upload
    ) -> None:
        sign_in(client, world.bob)
        page = words(client.get(url("assessments:upload_preview", unclear)))
        assert '<button class="button button--plain button--small" name="accept" value="2-4">Yes, read it as X' in page
        said(client, unclear, accept="2-4")
        page = words(client.get(url("assessments:upload_preview", unclear)))
        assert "“n/a” is read as X" in page
        assert 'name="accept" value="2-4"' not in page
        apply(client, world, unclear)
        with world.inside():
            assert result_of(world.students[1][0]).cells[3] == EXEMPT
            assert result_of(world.students[1][1]).cells[3] == EMPTY

    def test_it_is_taken_back_with_what_was_said_of_its_row(
        self, world: World, client: Client, unclear: Upload
    ) -> None:
        sign_in(client, world.bob)
        said(client, unclear, accept="3-4")
        assert [problem.row for problem in plan_of(world, unclear).problems] == [2]
        said(client, unclear, undo="3")
        assert [problem.row for problem in plan_of(world, unclear).problems] == [2, 3]

    def test_what_was_not_offered_is_not_found(self, world: World, client: Client, unclear: Upload) -> None:
        sign_in(client, world.bob)
        assert said(client, unclear, accept="2-1").status_code == 404
        assert said(client, unclear, accept="x").status_code == 404


class TestSheets:
    def test_another_sheet_of_a_workbook_is_read_and_stays_the_one(self, world: World, client: Client) -> None:
        student = world.students[1][0]
        book = Workbook()
        for name, score in (("Monday", 1), ("Friday", 0)):
            sheet = book.active if name == "Monday" else book.create_sheet()
            sheet.title = name
            sheet.append(["Student ID", "1", "2", "3", "4a", "4b"])
            sheet.append([student.local_id, score, 1, 1, 2, 3])
        content = BytesIO()
        book.save(content)
        sign_in(client, world.bob)
        place = send(client, world, content.getvalue(), "week.xlsx").url
        page = words(client.get(place))
        assert "This is sheet “Monday” of the workbook." in page
        with world.inside():
            upload = Upload.objects.get()
        response = client.post(url("assessments:upload_kind", upload), {"sheet": "Friday"})
        assert response.status_code == 302
        assert client.post(url("assessments:upload_kind", upload), {"sheet": "Sunday"}).status_code == 422
        said(client, upload, keep_all="1")
        assert "This is sheet “Friday” of the workbook." in words(client.get(place))
        apply(client, world, upload)
        with world.inside():
            assert result_of(student).cells[0] == 0


class TestSources:
    def columns(self, client: Client, upload: Upload, **more: str) -> Any:
        meanings = ("ignore", "student", "item-1-points", "item-2-points", "ignore", "item-4-points", "item-5-points")
        chosen = {f"column-{at}": meaning for at, meaning in enumerate(meanings)}
        return client.post(url("assessments:upload_mapping", upload), {**chosen, "empty_means": "unchanged", **more})

    def upload_of(self, world: World, *rows: str) -> Upload:
        with world.inside():
            return previewed(world, world.bob, csv_of(*rows, head=ZIPGRADE), 1)

    def test_what_was_confirmed_is_used_next_time_and_said(self, world: World, client: Client) -> None:
        one, two, _ = world.students[1]
        sign_in(client, world.bob)
        first = self.upload_of(world, f"U4,{one.local_id},1,1,1,2,3")
        assert len(plan_of(world, first).changes[0].new_positions) == 5
        self.columns(client, first, remember="on", source="Our scanner")
        with world.inside():
            source = UploadSource.objects.get()
            assert (source.name, source.team, source.confirmed_by) == ("Our scanner", world.team, world.bob.staff)
        second = self.upload_of(world, f"U5,{two.local_id},1,1,1,2,3")
        assert plan_of(world, second).changes[0].new_positions == (1, 2, 4, 5)
        page = words(client.get(url("assessments:upload_preview", second)))
        assert "Read as you confirmed on" in page and "Our scanner" in page

    def test_it_is_not_kept_unless_wanted(self, world: World, client: Client) -> None:
        sign_in(client, world.bob)
        self.columns(client, self.upload_of(world, f"U4,{world.students[1][0].local_id},1,1,1,2,3"))
        with world.inside():
            assert not UploadSource.objects.exists()

    def test_forgotten_is_guessed_again(self, world: World, client: Client) -> None:
        student = world.students[1][0]
        sign_in(client, world.bob)
        self.columns(client, self.upload_of(world, f"U4,{student.local_id},1,1,1,2,3"), remember="on", source="S")
        with world.inside():
            source = UploadSource.objects.get()
        assert "Kinds of files" in words(client.get(url("assessments:known_files", world.team)))
        client.post(url("assessments:source_forget", source))
        again = self.upload_of(world, f"U5,{student.local_id},1,1,1,2,3")
        assert len(plan_of(world, again).changes[0].new_positions) == 5

    def test_another_kind_of_file_is_read_anew(self, world: World, client: Client) -> None:
        sign_in(client, world.bob)
        upload = self.upload_of(world, f"U4,{world.students[1][0].local_id},1,1,1,2,3")
        response = client.post(url("assessments:upload_kind", upload), {"profile": "moodle-grades"})
        assert response.status_code == 302
        assert now(world, upload).profile == "moodle-grades"
        assert client.post(url("assessments:upload_kind", upload), {"profile": "no-such"}).status_code == 404

    def test_columns_nobody_can_tell_are_asked_for_at_once(self, world: World, client: Client) -> None:
        response = send(sign_in(client, world.bob), world, b"Who,What\na,b\nc,d\n")
        assert response.url.endswith("/columns/")
        assert "No column of this file has the student IDs." in words(client.get(response.url))


class TestNeverShared:
    def test_an_alias_belongs_to_its_team_and_district(self, world: World, client: Client) -> None:
        with world.inside_pine():
            remember_alias(actor=world.zoe.staff, team=world.pine_team, alias="zg-7", student=world.pine_students[0])
        with world.inside():
            upload = previewed(world, world.bob, csv_of("zg-7,1,1,1,2,3"), 1)
            assert len(ImportPlan.from_json(upload.plan).unmatched) == 1

    def test_a_colleague_sees_only_aliases_of_students_they_teach(self, world: World, client: Client) -> None:
        with world.inside():
            alias = remember_alias(actor=world.alice.staff, team=world.team, alias="zg-1", student=world.students[0][0])
        page = url("assessments:known_files", world.team)
        assert "zg-1" in words(sign_in(client, world.alice).get(page))
        assert "zg-1" not in words(sign_in(client, world.bob).get(page))
        assert client.post(url("assessments:alias_forget", alias)).status_code == 404
        assert sign_in(client, world.alice).post(url("assessments:alias_forget", alias)).status_code == 302
        with world.inside():
            assert not StudentAlias.objects.exists()

    def test_an_upload_into_a_class_that_was_lost_is_in_no_list(self, world: World, client: Client) -> None:
        with world.inside():
            mine = previewed(world, world.bob, csv_of(f"{world.students[1][0].local_id},1,1,1,2,3"), 1)
            lost = previewed(world, world.bob, csv_of(f"{world.students[0][0].local_id},1,1,1,2,3"), 0)
        page = sign_in(client, world.bob).get(url("assessments:uploads", world.cfa)).content.decode()
        assert url("assessments:upload_preview", mine) in page
        assert url("assessments:upload_preview", lost) not in page
        assert client.get(url("assessments:upload_preview", lost)).status_code == 404


class TestSending:
    def test_a_pasted_table_is_read_like_a_file(self, world: World, client: Client) -> None:
        table = csv_of(f"{world.students[1][0].local_id},1,1,1,2,3").decode().replace(",", "\t")
        response = sign_in(client, world.bob).post(url("assessments:upload", world.cfa), {"pasted": table})
        assert "Save 5 scores for 1 student." in words(client.get(response.url))

    def test_a_file_and_a_pasted_table_are_one_too_many(self, world: World, client: Client) -> None:
        both = {"pasted": "a\tb\n1\t2", "file": SimpleUploadedFile("a.csv", b"a,b\n1,2\n")}
        response = sign_in(client, world.bob).post(url("assessments:upload", world.cfa), both)
        assert response.status_code == 422
        assert "Send one of them." in words(response)

    def test_the_template_for_excel_read_back_changes_nothing(self, world: World, client: Client) -> None:
        with world.inside():
            save(world, paper(world, 1, 0, (-2, -3, -4, -1, 150)))
        sign_in(client, world.bob)
        template = client.get(url("assessments:template_workbook", world.cfa))
        assert template["Content-Disposition"].endswith('.xlsx"')
        page = words(client.get(send(client, world, template.content, "scores.xlsx").url))
        assert "There is nothing to save." in page

    def test_a_second_attempt_stands_beside_the_first(self, world: World, client: Client) -> None:
        student = world.students[1][0]
        with world.inside():
            save(world, paper(world, 1, 0, FULL))
        sign_in(client, world.bob)
        file = SimpleUploadedFile("again.csv", csv_of(f"{student.local_id},0,0,0,0,0"))
        response = client.post(url("assessments:upload", world.cfa), {"file": file, "attempt": "2"})
        with world.inside():
            upload = Upload.objects.get()
        assert "second attempt" in words(client.get(response.url))
        apply(client, world, upload)
        with world.inside():
            papers = dict(Result.objects.filter(student=student).values_list("attempt", "cells"))
        assert papers == {1: list(FULL), 2: [0] * 5}
        client.post(url("assessments:upload_revert", upload))
        with world.inside():
            assert list(Result.objects.filter(student=student).values_list("attempt", flat=True)) == [1]

    def test_the_same_file_again_says_so(self, world: World, client: Client) -> None:
        content = csv_of(f"{world.students[1][0].local_id},1,1,1,2,3")
        sign_in(client, world.bob)
        send(client, world, content)
        with world.inside():
            first = Upload.objects.get()
        apply(client, world, first)
        page = words(client.get(send(client, world, content).url))
        assert "This is the same file as one that is saved." in page
        assert "Nothing would change." in page


def test_taking_back_follows_the_items_when_they_have_changed_places(world: World, client: Client) -> None:
    """Items 1 and 2 have changed places since: a new version of the same questions."""
    student = world.students[1][0]
    with world.inside():
        save(world, paper(world, 1, 0, (0, 100, -1, -1, -1)))
        upload = previewed(world, world.bob, csv_of(f"{student.local_id},1,0,,,"), 1)
    sign_in(client, world.bob)
    apply(client, world, upload)
    with world.inside():
        new = _with_items_turned(world)
        assert result_of(student).cells[:2] == [100, 0][::-1]
    client.post(url("assessments:upload_revert", upload))
    with world.inside():
        assert (result_of(student).cells[:2], result_of(student).version_id) == ([100, 0], new)
        assert Upload.objects.get().state == UploadState.REVERTED


def _with_items_turned(world: World) -> int:
    """Version 2, whose first two items are version 1's second and first; saved papers are moved along."""
    version = AssessmentVersion.objects.create(assessment=world.cfa, number=2)
    order = (1, 0, 2, 3, 4)
    Item.objects.bulk_create(
        Item(
            version=version,
            position=place,
            label=world.items[source].label,
            identity=world.items[source].identity,
            kind=world.items[source].kind,
            max_cell=world.items[source].max_cell,
            key=world.items[source].key,
            options=world.items[source].options,
        )
        for place, source in enumerate(order, start=1)
    )
    Assessment.objects.filter(pk=world.cfa.pk).update(current_version=version)
    for result in Result.objects.all():
        cells = [result.cells[source] for source in order]
        answers = [result.answers[source] for source in order]
        Result.objects.filter(student=result.student_id).update(version=version, cells=cells, answers=answers)
    return version.pk
