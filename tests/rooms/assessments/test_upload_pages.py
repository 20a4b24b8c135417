"""Uploading through the browser: every bad file gets its sentence, nothing is half saved, never a bug page."""

import html
import io
import zipfile

import pytest
from django.test import Client

from assessments.models import Result, Upload, UploadState
from assessments.views.uploads import UPLOADS_IN_FIVE_MINUTES
from plc.http.rates import check_rate
from tests.rooms.assessments.papers import HALF, class_csv, csv_of, paper, previewed, result_of, save, send
from tests.world import World, enter_results, sign_in, url

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


def words(response) -> str:
    """The page as it is read: entities resolved."""
    return html.unescape(response.content.decode())


def nothing_is_stored(world: World) -> bool:
    with world.inside():
        return not Result.objects.exists()


def zip_bomb() -> bytes:
    """Ten megabytes of zeros in ten kilobytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("scores.csv", bytes(10_000_000))
    return packed.getvalue()


class TestFilesThatAreNoTable:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            pytest.param(PNG, "This is a picture, not a CSV file or Excel workbook.", id="a picture"),
            pytest.param(b"", "This file is empty. Choose the file that has the scores in it.", id="nothing"),
            pytest.param(b" \r\n\r\n", "This file is empty.", id="only blank lines"),
            pytest.param(b"%PDF-1.7 ...", "This is a PDF document, not a CSV file or Excel workbook.", id="a PDF"),
            pytest.param(bytes(range(256)) * 20, "This file is not text", id="binary"),
            pytest.param(zip_bomb(), "This is a zip archive, not a CSV file or Excel workbook.", id="a zip bomb"),
            pytest.param(b"\x1f\x8b\x08" + bytes(2000), "This is a compressed archive", id="gzip"),
            pytest.param(b"Student ID,1,2\n", "has a header row but no students", id="only a header"),
            pytest.param(b"000101\n000102\n", "only one column", id="one column"),
            pytest.param(b'Student ID,1\n000101,"1\n', "is opened and never closed", id="an open quotation mark"),
            pytest.param(b"\xff\xfe\x00\xd8\x41", "This file is not text", id="broken UTF-16"),
        ],
    )
    def test_each_gets_its_sentence(self, world: World, client: Client, content: bytes, sentence: str) -> None:
        response = send(sign_in(client, world.bob), world, content)
        assert response.status_code == 422
        assert sentence in words(response)
        with world.inside():
            assert not Upload.objects.exists()
        assert nothing_is_stored(world)

    def test_fifty_megabytes_are_named_and_not_read(self, world: World, client: Client) -> None:
        response = send(sign_in(client, world.bob), world, b"Student ID,1\n" + bytes(50 * 1024 * 1024))
        assert response.status_code == 422
        assert "This file has 50.0 MB; the most we read is 20 MB." in words(response)
        with world.inside():
            assert not Upload.objects.exists()

    def test_no_file_at_all(self, world: World, client: Client) -> None:
        response = sign_in(client, world.bob).post(url("assessments:upload", world.cfa))
        assert response.status_code == 422
        assert "Choose a file first." in words(response)

    def test_a_text_field_in_place_of_the_file(self, world: World, client: Client) -> None:
        response = sign_in(client, world.bob).post(url("assessments:upload", world.cfa), {"file": "scores.csv"})
        assert response.status_code == 422
        assert "Choose a file first." in words(response)

    def test_a_file_name_full_of_tricks(self, world: World, client: Client) -> None:
        name = "../../<script>\x00" + "x" * 400 + ".csv"
        response = send(sign_in(client, world.bob), world, class_csv(world.students[1]), name)
        assert response.status_code == 302
        assert b"<script>" not in client.get(response.url).content
        with world.inside():
            assert len(Upload.objects.get().file_name) <= 255


class TestRowsThatDoNotFit:
    """The file is a table, so its preview opens: what is wrong is said there, and left out."""

    def preview(self, world: World, client: Client, *rows: str, content: bytes | None = None) -> str:
        response = send(sign_in(client, world.bob), world, content or csv_of(*rows))
        assert response.status_code == 302, words(response)
        page = client.get(response.url)
        assert page.status_code == 200
        assert nothing_is_stored(world)
        return words(page)

    def apply(self, world: World, client: Client) -> None:
        with world.inside():
            upload = Upload.objects.get()
        response = client.post(url("assessments:upload_apply", upload), {"plan": upload.plan_digest})
        assert response.status_code == 302

    def test_it_stands_among_the_cfas(self, world: World, client: Client) -> None:
        self.preview(world, client, "000998,1,1,1,2,3")
        with world.inside():
            page = client.get(url("assessments:upload_preview", Upload.objects.get())).content.decode()
        assert f'<a href="{url("assessments:cfas")}" aria-current="page"' in page

    def test_unknown_students(self, world: World, client: Client) -> None:
        page = self.preview(world, client, "000998,1,1,1,2,3", "000999,1,1,1,2,3")
        assert "2 rows without a student" in page
        assert "Row 2" in page and "000998" in page
        assert "There is nothing to save." in page

    def test_a_score_above_the_maximum_leaves_out_its_cell_alone(self, world: World, client: Client) -> None:
        page = self.preview(world, client, f"{world.students[1][0].local_id},1,1,1,2,4")
        assert "“4” is more than the 3 points of this item." in page
        assert "Row 2, column F" in page
        assert "1 cell left out" in page
        self.apply(world, client)
        with world.inside():
            assert result_of(world.students[1][0]).cells == [100, 100, 100, 200, -1]

    def test_a_student_who_stands_there_twice(self, world: World, client: Client) -> None:
        first, second, _ = world.students[1]
        rows = (f"{first.local_id},1,1,1,2,3", f"{first.local_id},0,1,1,2,3", f"{second.local_id},1,1,1,2,3")
        page = self.preview(world, client, *rows)
        assert f"Rows 2 and 3 are both for {first.family_name}, {first.given_name} and do not say the same." in page
        self.apply(world, client)
        with world.inside():
            assert list(Result.objects.values_list("student_id", flat=True)) == [second.pk]

    def test_a_formula_in_a_cell_is_read_as_no_score(self, world: World, client: Client) -> None:
        page = self.preview(world, client, f'{world.students[1][0].local_id},1,1,1,2,"=HYPERLINK(""http://x"")"')
        assert "Row 2, column F" in page
        assert "1 cell left out" in page
        left_out = client.get(url("assessments:upload_left_out", self.only_upload(world)))
        cells = left_out.content.decode("utf-8-sig")
        assert "=HYPERLINK" in cells
        assert ",=" not in cells and ',"=' not in cells, "a spreadsheet would run it"

    def only_upload(self, world: World) -> Upload:
        with world.inside():
            return Upload.objects.get()

    def test_utf_16_without_its_mark_is_read_all_the_same(self, world: World, client: Client) -> None:
        content = class_csv(world.students[1]).decode().encode("utf-16-le")
        page = self.preview(world, client, content=content)
        assert "Save 15 scores for 3 students." in page

    def test_markup_in_a_file_stays_text(self, world: World, client: Client) -> None:
        student = world.students[1][0]
        rows = (f"{student.local_id},<img src=x>,1,1,2,3,<b>bold</b>", "<i>000999</i>,1,1,1,2,3,")
        content = csv_of(*rows, head="Student ID,1,2,3,4a,4b,<u>Remarks</u>")
        response = send(sign_in(client, world.bob), world, content)
        preview = client.get(response.url).content.decode()
        columns = client.get(f"{response.url}columns/").content.decode()
        for markup in ("<img src=x>", "<b>bold</b>", "<i>000999</i>", "<u>Remarks</u>"):
            assert markup not in preview + columns
            assert html.escape(markup) in preview + columns

    def test_numbers_of_other_classes_stay_numbers(self, world: World, client: Client) -> None:
        page = self.preview(world, client, *(f"{s.local_id},1,1,1,2,3" for s in world.students[0]))
        assert "3 rows without a student" in page
        for student in world.students[0]:
            assert f"{student.family_name}, {student.given_name}" not in page


class TestSayingYesOrNo:
    def test_a_wrong_digest_is_a_refusal_page(self, world: World, client: Client) -> None:
        with world.inside():
            upload = previewed(world, world.bob, class_csv(world.students[1]), 1)
        response = sign_in(client, world.bob).post(url("assessments:upload_apply", upload), {"plan": "f" * 64})
        assert response.status_code == 409
        assert "This preview has been made anew since you opened it." in words(response)
        assert nothing_is_stored(world)

    def test_a_second_click_on_save_saves_nothing_more(self, world: World, client: Client) -> None:
        with world.inside():
            upload = previewed(world, world.bob, class_csv(world.students[1]), 1)
        sign_in(client, world.bob)
        address, plan = url("assessments:upload_apply", upload), {"plan": upload.plan_digest}
        assert client.post(address, plan).status_code == 302
        again = client.post(address, plan)
        assert again.status_code == 409
        assert "This upload is already saved." in words(again)

    def test_when_somebody_was_faster_the_preview_is_made_anew(self, world: World, client: Client) -> None:
        student = world.students[1][0]
        with world.inside():
            upload = previewed(world, world.bob, class_csv(world.students[1]), 1)
            save(world, paper(world, 1, 0, HALF))
        sign_in(client, world.bob)
        response = client.post(url("assessments:upload_apply", upload), {"plan": upload.plan_digest})
        assert (response.status_code, response.url) == (302, url("assessments:upload_preview", upload))
        page = words(client.get(response.url))
        assert "This is the preview against what is saved now." in page
        assert "3 changes to what is saved" in page
        with world.inside():
            assert result_of(student).cells == list(HALF)
            assert Result.objects.count() == 1
            upload.refresh_from_db()
            assert upload.state == UploadState.PREVIEWED

    def test_other_columns_make_another_plan(self, world: World, client: Client) -> None:
        """Item 1 was in column C all along; the old preview can then no longer be agreed to."""
        student = world.students[1][0]
        content = csv_of(f"{student.local_id},0,1,1,2,3")
        with world.inside():
            upload = previewed(world, world.bob, content, 1)
        chosen = dict(
            zip(
                (f"column-{n}" for n in range(6)), ("student", "ignore", "item-1-points", "item-3-points"), strict=False
            )
        )
        chosen |= {"column-4": "ignore", "column-5": "ignore", "empty_means": "unchanged"}
        sign_in(client, world.bob)
        response = client.post(url("assessments:upload_mapping", upload), chosen)
        assert (response.status_code, response.url) == (302, url("assessments:upload_preview", upload))
        old = client.post(url("assessments:upload_apply", upload), {"plan": upload.plan_digest})
        assert old.status_code == 409
        with world.inside():
            upload.refresh_from_db()
        client.post(url("assessments:upload_apply", upload), {"plan": upload.plan_digest})
        with world.inside():
            assert result_of(student).cells == [100, -1, 100, -1, -1]

    def test_two_columns_cannot_both_be_the_student(self, world: World, client: Client) -> None:
        with world.inside():
            upload = previewed(world, world.bob, class_csv(world.students[1]), 1)
        chosen = {f"column-{n}": "student" for n in range(6)} | {"empty_means": "unchanged"}
        response = sign_in(client, world.bob).post(url("assessments:upload_mapping", upload), chosen)
        assert response.status_code == 422
        assert "cannot both be the student ID" in words(response)

    @pytest.mark.parametrize("state", ["applied", "discarded", "reverted"])
    def test_an_upload_that_is_over_still_opens_and_takes_no_more(
        self, world: World, client: Client, state: str
    ) -> None:
        with world.inside():
            upload = previewed(world, world.bob, csv_of(f"{world.students[1][0].local_id},1,1,1,2,9"), 1)
        sign_in(client, world.bob)
        if state == "discarded":
            assert client.post(url("assessments:upload_discard", upload)).status_code == 302
        else:
            client.post(url("assessments:upload_apply", upload), {"plan": upload.plan_digest})
        if state == "reverted":
            assert client.post(url("assessments:upload_revert", upload)).status_code == 302
        with world.inside():
            upload.refresh_from_db()
        assert upload.state == state
        assert client.get(url("assessments:upload_preview", upload)).status_code == 200
        chosen = {"column-0": "student", "empty_means": "unchanged"}
        for verb, fields in (("mapping", chosen), ("apply", {"plan": upload.plan_digest}), ("discard", {})):
            assert client.post(url(f"assessments:upload_{verb}", upload), fields).status_code == 409, verb
        left_out = client.get(url("assessments:upload_left_out", upload))
        assert left_out.status_code == (404 if state == "discarded" else 200)

    def test_taking_back_says_what_stayed(self, world: World, client: Client) -> None:
        with world.inside():
            upload = previewed(world, world.bob, class_csv(world.students[1]), 1)
        sign_in(client, world.bob)
        client.post(url("assessments:upload_apply", upload), {"plan": upload.plan_digest})
        with world.inside():
            seen = result_of(world.students[1][0]).row_version
            save(world, paper(world, 1, 0, (0, 100, 0, 200, 300), based_on=seen))
        page = words(client.post(url("assessments:upload_revert", upload), follow=True))
        assert "Taken back. What was saved before stands again." in page
        assert "1 score changed since the upload stayed as it is." in page


class TestWhoseUpload:
    @pytest.mark.parametrize(
        ("name", "status"),
        [("bob", 200), ("alice", 200), ("charlie", 404), ("pilar", 404), ("dana", 404), ("erin", 404), ("zoe", 404)],
    )
    def test_it_opens_to_its_maker_and_the_facilitator(
        self, world: World, client: Client, name: str, status: int
    ) -> None:
        with world.inside():
            upload = previewed(world, world.bob, class_csv(world.students[1]), 1)
        sign_in(client, getattr(world, name))
        assert client.get(url("assessments:upload_preview", upload)).status_code == status
        refused = client.post(url("assessments:upload_apply", upload), {"plan": upload.plan_digest}).status_code
        assert refused == (302 if status == 200 else 404)

    def test_the_template_read_back_changes_nothing(self, world: World, client: Client) -> None:
        enter_results(world)
        with world.inside():
            save(
                world,
                paper(world, 1, 0, (-2, -3, -4, -1, 150), based_on=result_of(world.students[1][0]).row_version),
            )
        sign_in(client, world.alice)
        template = client.get(url("assessments:template", world.cfa))
        assert template["Content-Type"] == "text/csv; charset=utf-8"
        assert len(template.content.decode("utf-8-sig").strip().splitlines()) == 1 + 12
        page = words(client.get(send(client, world, template.content).url))
        assert "There is nothing to save." in page
        assert "Everything in the file is saved already." in page


def test_the_thirty_first_upload_in_five_minutes_waits(world: World, client: Client) -> None:
    with world.inside():
        for _ in range(UPLOADS_IN_FIVE_MINUTES - 1):
            check_rate(action="upload", person_id=world.bob.staff.pk, most=UPLOADS_IN_FIVE_MINUTES, seconds=300)
    sign_in(client, world.bob)
    assert send(client, world, class_csv(world.students[1])).status_code == 302
    response = send(client, world, class_csv(world.students[1]))
    assert response.status_code == 429
    assert "That is more than 30 times in 5 minutes." in words(response)
    assert "Nothing is lost." in words(response)
    with world.inside():
        assert Upload.objects.count() == 1
    assert send(sign_in(Client(), world.alice), world, class_csv(world.students[1])).status_code == 302
