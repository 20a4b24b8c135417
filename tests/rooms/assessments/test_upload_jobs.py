"""Large uploads in the worker: read, saved, taken back; a dead worker's work is done again, or given up in words."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessments import jobs
from assessments.actions import preview_upload
from assessments.actions import uploads as verbs
from assessments.actions.reading_uploads import LARGE_ROWS
from assessments.jobs import MOST_TRIES, sweep_uploads, work_on_upload
from assessments.models import Change, Result, Upload, UploadState
from plc.tenancy import required_district_id
from tests.rooms.assessments.papers import FULL, HALF, class_csv, paper, previewed, result_of, save, send
from tests.world import World, sign_in, url


@pytest.fixture
def nudged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Which uploads a worker was told about."""
    calls: list[int] = []
    monkeypatch.setattr(verbs, "nudge_upload", lambda district_id, upload_id: calls.append(upload_id))
    monkeypatch.setattr(jobs, "nudge_upload", lambda district_id, upload_id: calls.append(upload_id))
    return calls


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbs, "is_large", lambda content: True)
    monkeypatch.setattr(verbs, "LARGE_ROWS", 0)
    monkeypatch.setattr("assessments.actions.reverting.LARGE_ROWS", 0)


def large_file(world: World) -> bytes:
    unknown = "".join(f"\nX{number},1,1,1,2,3" for number in range(LARGE_ROWS))
    return class_csv(world.students[1], "1,1,1,2,3") + unknown.encode()


def work(upload: Upload) -> Upload:
    work_on_upload(district_id=upload.district_id, upload_id=upload.pk)
    return now(upload)


def now(upload: Upload) -> Upload:
    return Upload.objects.get(pk=upload.pk)


def waiting(world: World, content: bytes | None = None) -> Upload:
    """Sent by Bob, to be read by the worker."""
    return preview_upload(
        actor=world.bob.staff,
        assessment=world.cfa,
        section_ids=[world.sections[1].pk],
        today=world.today,
        file_name="large.csv",
        content=large_file(world) if content is None else content,
        may_wait=True,
    )


def asked(upload: Upload, state: str) -> Upload:
    Upload.objects.filter(pk=upload.pk).update(state=state, asked_by=upload.uploaded_by, tries=0, claimed_at=None)
    return now(upload)


class TestTheWholeWay:
    def test_read_then_saved_then_taken_back(self, world: World, client: Client, nudged: list[int]) -> None:
        sign_in(client, world.bob)
        response = send(client, world, large_file(world), "large.csv")
        page = client.get(response.url).content.decode()
        assert "Reading large.csv" in page and "data-pending" in page
        assert '<noscript><meta http-equiv="refresh"' in page
        with world.inside():
            upload = Upload.objects.get()
            assert (upload.state, upload.plan) == (UploadState.READING, "")
            assert not Result.objects.exists()
            upload = work(upload)
            assert (upload.state, upload.counts["new_cells"], upload.counts["unmatched"]) == (
                "previewed",
                15,
                LARGE_ROWS,
            )
            assert upload.rows_done == upload.rows_total == LARGE_ROWS + 3
        page = client.get(response.url).content.decode()
        assert "Save 15 scores" in page
        assert page.count("Leave out<span") == 25, "a page holds a few of them"
        assert f"Show all {LARGE_ROWS}" in page

        response = client.post(url("assessments:upload_apply", upload), {"plan": upload.plan_digest})
        assert response.url == url("assessments:upload_preview", upload)
        with world.inside():
            assert now(upload).state == UploadState.SAVING
            assert not Result.objects.exists()
            assert work(upload).state == UploadState.APPLIED
            assert result_of(world.students[1][0]).cells == list(FULL)

        client.post(url("assessments:upload_revert", upload))
        with world.inside():
            assert now(upload).state == UploadState.REVERTING
            assert work(upload).state == UploadState.REVERTED
            assert not Result.objects.exists()

    def test_a_worker_is_told_after_the_commit(
        self, world: World, nudged: list[int], django_capture_on_commit_callbacks: Any
    ) -> None:
        with world.inside(), django_capture_on_commit_callbacks(execute=True):
            upload = waiting(world)
            assert nudged == []
        assert nudged == [upload.pk]

    def test_the_live_part_says_nothing_new_until_there_is(
        self, world: World, client: Client, nudged: list[int]
    ) -> None:
        with world.inside():
            upload = waiting(world)
        sign_in(client, world.bob)
        address = url("assessments:upload_live", upload)
        assert client.get(address, {"have": "reading_0_0_0"}).status_code == 204
        with world.inside():
            work(upload)
        assert b"Check before anything is saved" in client.get(address, {"have": "reading_0_0_0"}).content

    def test_what_was_said_about_rows_is_read_anew_by_the_worker(
        self, world: World, client: Client, nudged: list[int]
    ) -> None:
        with world.inside():
            upload = work(waiting(world))
        sign_in(client, world.bob)
        client.post(url("assessments:upload_rows", upload), {"leave": "5"})
        with world.inside():
            assert now(upload).state == UploadState.READING
            assert work(upload).counts["unmatched"] == LARGE_ROWS - 1


class TestFailures:
    @pytest.fixture(autouse=True)
    def quiet(self, nudged: list[int], everything_is_large: None) -> None:
        pass

    def test_a_file_that_is_no_table_says_why(self, world: World, client: Client) -> None:
        with world.inside():
            upload = work(waiting(world, b"%PDF-1.7"))
            assert upload.state == UploadState.UNREADABLE
        page = sign_in(client, world.bob).get(url("assessments:upload_preview", upload)).content.decode()
        assert "This is a PDF document" in page
        assert client.post(url("assessments:upload_discard", upload)).status_code == 302

    def test_a_passing_fault_passes(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        with world.inside():
            upload = waiting(world, class_csv(world.students[1]))
            monkeypatch.setattr(jobs, "plan_upload", _fails)
            assert (work(upload).state, now(upload).tries, now(upload).claimed_at) == (UploadState.READING, 1, None)
            monkeypatch.undo()
            assert work(upload).state == UploadState.PREVIEWED

    @pytest.mark.parametrize(
        ("state", "ends", "words"),
        [
            (UploadState.READING, UploadState.UNREADABLE, "could not finish reading"),
            (UploadState.SAVING, UploadState.PREVIEWED, "nothing of this upload is saved"),
            (UploadState.REVERTING, UploadState.APPLIED, "it is saved as before"),
        ],
    )
    def test_after_three_tries_it_is_given_up_in_words(
        self, world: World, monkeypatch: pytest.MonkeyPatch, state: str, ends: str, words: str
    ) -> None:
        for work_of in ("plan_upload", "save_plan", "take_back"):
            monkeypatch.setattr(jobs, work_of, _fails)
        with world.inside():
            upload = asked(previewed(world, world.bob, class_csv(world.students[1]), 1), state)
            for _ in range(MOST_TRIES):
                work(upload)
            assert now(upload).state == ends
            assert words in now(upload).failure
            assert not Result.objects.exists()

    def test_a_worker_that_dies_while_saving_has_saved_nothing_and_is_followed_by_another(self, world: World) -> None:
        """It had claimed the upload; its transaction is gone with it."""
        long_ago = timezone.now() - datetime.timedelta(minutes=5)
        with world.inside():
            upload = asked(previewed(world, world.bob, class_csv(world.students[1]), 1), UploadState.SAVING)
            Upload.objects.filter(pk=upload.pk).update(tries=1, claimed_at=long_ago)
            assert work(upload).state == UploadState.APPLIED
            assert Change.objects.count() == 1

    def test_a_worker_that_is_at_it_is_left_alone(self, world: World) -> None:
        with world.inside():
            upload = asked(previewed(world, world.bob, class_csv(world.students[1]), 1), UploadState.SAVING)
            Upload.objects.filter(pk=upload.pk).update(tries=1, claimed_at=timezone.now())
            assert work(upload).state == UploadState.SAVING

    def test_nudges_for_what_is_done_do_nothing(self, world: World) -> None:
        with world.inside():
            upload = asked(previewed(world, world.bob, class_csv(world.students[1]), 1), UploadState.SAVING)
            work(upload)
            work(upload)
            assert Change.objects.count() == 1

    def test_papers_changed_meanwhile_make_the_preview_anew(self, world: World) -> None:
        with world.inside():
            upload = previewed(world, world.bob, class_csv(world.students[1], "1,1,1,2,3"), 1)
            save(world, paper(world, 1, 0, HALF))
            upload = work(asked(upload, UploadState.SAVING))
            assert upload.state == UploadState.READING
            upload = work(upload)
            assert (upload.state, upload.counts["changed_cells"]) == (UploadState.PREVIEWED, 4)
            assert "changed by someone else" in upload.failure
            assert Result.objects.count() == 1


class TestTheSweep:
    def test_it_nudges_what_nobody_is_at(self, world: World, nudged: list[int]) -> None:
        silent = timezone.now() - datetime.timedelta(minutes=5)
        with world.inside():
            made = [previewed(world, world.bob, class_csv(world.students[1]), 1) for _ in range(4)]
            asked(made[0], UploadState.SAVING)
            asked(made[1], UploadState.READING)
            Upload.objects.filter(pk=made[1].pk).update(claimed_at=silent)
            asked(made[2], UploadState.READING)
            Upload.objects.filter(pk=made[2].pk).update(claimed_at=timezone.now())
        sweep_uploads()
        assert sorted(nudged) == [made[0].pk, made[1].pk]

    def test_a_preview_nobody_saved_goes_after_a_week(self, world: World, nudged: list[int]) -> None:
        with world.inside():
            old, young = (previewed(world, world.bob, class_csv(world.students[1]), 1) for _ in range(2))
            week = timezone.now() - datetime.timedelta(days=7, minutes=1)
            Upload.objects.filter(pk=old.pk).update(state_changed_at=week)
        sweep_uploads()
        with world.inside():
            assert (now(old).state, bytes(now(old).content), now(old).plan) == (UploadState.DISCARDED, b"", "")
            assert now(old).counts["new_cells"] == 15, "the list still says what it was"
            assert now(young).state == UploadState.PREVIEWED


def _fails(*args: object, **kwargs: object) -> None:
    assert required_district_id()
    raise ValueError("a passing fault")
