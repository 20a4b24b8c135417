"""The product's main job, room by room and without a browser: results in, run computed, report seen."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import ReportRun, Result, RunState, Upload, UploadState
from assessments.tasks import compute_report
from tests.world import World, more_students, sign_in, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def team_world(world: World) -> World:
    return more_students(world, 9)


def csv_of(world: World, section: int, marks: str = "1,1,0,2,3") -> bytes:
    lines = ["Student ID,1,2,3,4a,4b"]
    lines += [f"{student.local_id},{marks}" for student in world.students[section]]
    return "\n".join(lines).encode()


def upload(client, world, content: bytes, name: str = "scores.csv"):
    return client.post(url("assessments:upload", world.cfa.pk), {"file": SimpleUploadedFile(name, content)})


def test_a_teacher_uploads_previews_applies_and_the_worker_computes(
    client, team_world, django_capture_on_commit_callbacks
):
    world = team_world
    sign_in(client, world.bob)
    response = upload(client, world, csv_of(world, 1))
    assert response.status_code == 302, response.content[:3000]
    preview = client.get(response.url)
    assert preview.status_code == 200
    assert b"Nothing has changed yet." in preview.content
    with world.inside():
        made = Upload.objects.get()
        assert not Result.objects.exists()
    applied = client.post(url("assessments:upload_apply", made.pk), {"plan": made.plan_digest})
    assert applied.status_code == 302 and applied.url == url("assessments:report", world.cfa.pk)
    with world.inside():
        assert Result.objects.count() == 12
        run = ReportRun.objects.get()
        assert run.state == RunState.QUEUED
        made.refresh_from_db()
        assert made.state == UploadState.APPLIED
    waiting = client.get(applied.url)
    assert b"being computed" in waiting.content
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    with world.inside():
        run.refresh_from_db()
        assert run.state == RunState.DONE
    page = client.get(applied.url)
    assert page.status_code == 200
    assert b"Our students earned" in page.content
    entry = client.get(url("assessments:section_entry", world.cfa.pk, world.sections[1].pk))
    assert entry.status_code == 200
    assert client.get(url("assessments:cfa", world.cfa.pk)).status_code == 200
