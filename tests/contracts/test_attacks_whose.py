"""Whose a class was, whose an ID is, whose words a page shows: what a colleague gets out of that or into it."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assessments import jobs
from assessments.actions import uploads as verbs
from assessments.actions.known_files import remember_alias
from assessments.models import (
    Assessment,
    AssessmentVersion,
    Item,
    LearningTarget,
    Result,
    StudentAlias,
    Upload,
    UploadSource,
    UploadState,
)
from plc.schools.models import Enrollment, SectionStaff
from tests.contracts.test_attacks_scores import edit, post
from tests.rooms.assessments.papers import NOTHING, class_csv, csv_of, paper, previewed, save, send
from tests.world import DAY, World, enter_results, sign_in, url

pytestmark = pytest.mark.django_db
MARKUP = '"><img src=x onerror=alert(1)><script>x</script>'


def entered_and_taken_away(world: World) -> None:
    """Charlie's first student has a past and no paper. Call it inside the district."""
    save(world, paper(world, 2, 0), actor=world.charlie)
    save(world, paper(world, 2, 0, cells=NOTHING, status="", based_on=Result.objects.get().row_version))
    assert not Result.objects.exists()


class TestStudentsWhoWereElsewhere:
    def test_a_class_left_before_the_test_opens_no_history(self, world: World, client: Client) -> None:
        student, long_ago = world.students[2][0], world.today - 90 * DAY
        with world.inside():
            Enrollment.objects.create(
                student=student, section=world.sections[1], starts_on=long_ago, ends_on=long_ago + 30 * DAY
            )
            entered_and_taken_away(world)
        assert sign_in(client, world.bob).get(self.history(world)).status_code == 404
        assert sign_in(client, world.charlie).get(self.history(world)).status_code == 200

    def test_a_paper_taken_away_in_another_s_class_is_not_told_of(self, world: World, client: Client) -> None:
        with world.inside():
            Enrollment.objects.create(
                student=world.students[2][0], section=world.sections[1], starts_on=world.today - 9 * DAY
            )
            entered_and_taken_away(world)
        told = sign_in(client, world.bob).get(self.history(world))
        assert (told.status_code, told.context["changes"]) == (200, [])
        assert len(sign_in(client, world.charlie).get(self.history(world)).context["changes"]) == 2

    def history(self, world: World) -> str:
        return url("assessments:student_history", world.cfa, world.students[2][0])


class TestWhatATeamKnowsOfItsFiles:
    """Bob has said whose zz9 is; Erin teaches his class with him and is in no team; Charlie is in the team."""

    @pytest.fixture
    def known(self, world: World) -> World:
        with world.inside():
            SectionStaff.objects.create(
                section=world.sections[1], staff=world.erin.staff, starts_on=world.today - 9 * DAY
            )
            remember_alias(actor=world.bob.staff, team=world.team, alias="zz9", student=world.students[1][0])
        return world

    @pytest.mark.parametrize(("name", "place"), [("erin", 1), ("charlie", 2)])
    def test_an_id_of_somebody_else_s_student_is_not_taken_over(
        self, known: World, client: Client, name: str, place: int
    ) -> None:
        student = known.students[place][1]
        with known.inside():
            upload = previewed(known, getattr(known, name), csv_of("yy8,1,1,1,1,1", "zz9,1,1,1,1,1"), 2)
            Upload.objects.filter(pk=upload.pk).update(section_ids=[known.sections[place].pk])
        client = sign_in(client, getattr(known, name))
        said = {"student": f"3-{student.pk}", "remember-3": "1"}
        assert client.post(url("assessments:upload_rows", upload), said).status_code == 302
        with known.inside():
            assert StudentAlias.objects.get(alias="zz9").student_id == known.students[1][0].pk

    def test_who_is_not_of_the_team_says_nothing_for_all_of_it(self, known: World, client: Client) -> None:
        client = sign_in(client, known.erin)
        send(client, known, csv_of("yy8,1,1,1,1,1"))
        with known.inside():
            upload = Upload.objects.get()
        columns = {"column-0": "student", **{f"column-{n}": f"item-{n}-points" for n in range(1, 6)}}
        said = {**columns, "empty_means": "unchanged", "remember": "on", "source": "Erin's"}
        assert client.post(url("assessments:upload_mapping", upload), said).status_code == 302
        said = {"student": f"2-{known.students[1][1].pk}", "remember-2": "1"}
        assert client.post(url("assessments:upload_rows", upload), said).status_code == 302
        with known.inside():
            assert not UploadSource.objects.exists()
            assert list(StudentAlias.objects.values_list("alias", flat=True)) == ["zz9"]


class TestWorkLeftToAWorker:
    """Bob has asked for it, and the class is somebody else's before a worker comes to it."""

    @pytest.mark.parametrize("state", [UploadState.SAVING, UploadState.REVERTING])
    def test_it_is_not_done(self, world: World, state: str) -> None:
        with world.inside():
            upload = previewed(world, world.bob, class_csv(world.students[1]), 1)
            if state == UploadState.REVERTING:
                verbs.save_plan(actor=world.bob.staff, upload=upload, today=world.today)
            before = Result.objects.count()
            Upload.objects.filter(pk=upload.pk).update(state=state, asked_by=world.bob.staff)
            SectionStaff.objects.filter(section=world.sections[1]).update(ends_on=world.today)
            jobs.work_on_upload(district_id=world.harbor.pk, upload_id=upload.pk)
            upload.refresh_from_db()
            assert Result.objects.count() == before
            assert upload.state == jobs.FALLS_BACK_TO[UploadState(state)]
            assert upload.failure == jobs.NOT_YOURS_ANY_MORE


class TestWhatPeopleWrite:
    @pytest.fixture
    def written(self, world: World) -> World:
        with world.inside():
            Assessment.objects.filter(pk=world.cfa.pk).update(title=MARKUP, directions=MARKUP)
            Item.objects.filter(version=world.version).update(prompt=MARKUP, rubric=[MARKUP])
            Item.objects.filter(pk=world.items[0].pk).update(label='"><img src=x>')
            LearningTarget.objects.filter(assessment=world.cfa).update(words=MARKUP)
            AssessmentVersion.objects.filter(pk=world.version.pk).update(reason=MARKUP)
        enter_results(world)
        return world

    def test_it_is_text_on_every_page_and_in_every_file(self, written: World, client: Client) -> None:
        world, client = written, sign_in(client, written.alice)
        address = url("assessments:correction_preview", world.cfa)
        said = {"kind": "drop", "item": world.items[1].pk}
        seen = client.get(address, said).context["preview"].digest
        client.post(address, {**said, "seen": seen, "reason": MARKUP})
        quoted = MARKUP.replace('"', '""')
        rows = (
            f'"{quoted}",<b>,1,1,1,1,9,9',
            "=cmd|x,+1,1,1,1,1,9,9",
            f"{world.students[0][0].local_id},@a,1,1,1,1,9,9",
        )
        content = csv_of(*rows, head=f'Student ID,"{quoted}",=1+1,1,2,3,4a,4b')
        client.post(
            url("assessments:upload", world.cfa),
            {"file": SimpleUploadedFile("a<img src=x onerror=alert(1)>.csv", content)},
        )
        with world.inside():
            upload = Upload.objects.get()
            confirmed = {"confirmed_by": world.alice.staff, "confirmed_at": upload.uploaded_at}
            UploadSource.objects.create(
                team=world.team, signature="s", name=MARKUP, mapping=upload.mapping, **confirmed
            )
            StudentAlias.objects.create(team=world.team, alias=MARKUP, student=world.students[0][0], **confirmed)
        post(client, world, edit(world, was="?", now="0"))
        names = "cfa build settle standards versions recheck print team_entry upload uploads corrections history report"
        addresses = [url(f"assessments:{name}", world.cfa) for name in names.split()]
        addresses += [url(f"assessments:{name}", world.team) for name in ("bank", "known_files")]
        addresses += [url(f"assessments:{name}", upload) for name in ("upload_preview", "upload_mapping")]
        addresses += [url("assessments:upload_row", upload, 2), url("assessments:cfas"), url("goals:home")]
        addresses += [url("assessments:student_history", world.cfa, world.students[1][0])]
        for each in addresses:
            shown = client.get(each, follow=True)
            assert shown.status_code == 200
            assert not [sign for sign in ("<img src=x", "<script>x") if sign in shown.content.decode()], each
        for each in (url("assessments:upload_left_out", upload), url("assessments:template", world.cfa)):
            text = client.get(each).content.decode("utf-8-sig")
            cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]

    def test_labels_and_years_that_fit_nowhere_are_refused(self, world: World, client: Client) -> None:
        client = sign_in(client, world.alice)
        window = {"title": "T", "cut": "70", "opens_on": "2026-09-01", "closes_on": "9999-12-31"}
        assert client.post(url("assessments:new_cfa"), window).status_code == 422
        with world.inside():
            Assessment.objects.filter(pk=world.cfa.pk).update(locked_at=None)
        item = {"prompt": "x", "kind": "points", "options": "ABCD", "points": "1", "label": "9" * 20, "count": "30"}
        assert client.post(url("assessments:new_items", world.cfa), item).status_code == 422
