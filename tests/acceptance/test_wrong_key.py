"""A published key that is wrong (SAT12, item 32): noticed by the report, corrected on its page, right afterwards."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assessments.disclosure import disclosed
from assessments.models import Item, ReportRun, Upload
from assessments.readers import reader_of
from assessments.stats import TeamReport
from assessments.tasks import compute_report
from plc.schools.access import entrance
from plc.tenancy import tenant
from tests.acceptance.ground import Ground, PaperItem, Seats, make_ground
from tests.acceptance.samples import SAMPLES, needs, rows_of
from tests.world import sign_in, url

SAT12 = SAMPLES / "item-responses" / "sat12-science"
OMITTED = "8"


@pytest.fixture
def ground(db: None) -> Iterator[Ground]:
    """32 items with the key as it was published, 600 students in four classes."""
    keys = {row["item"]: row["key"] for row in rows_of(SAT12 / "published_key.csv")}
    students = [row["student"] for row in rows_of(SAT12 / "responses_options_1_to_5.csv")]
    yield make_ground(
        slug="sat",
        items=[PaperItem(item, key=key, options="12345") for item, key in keys.items()],
        seats=[Seats(f"Class {place + 1}", "School", tuple(students[place::4])) for place in range(4)],
    )


def computed(ground: Ground) -> TeamReport:
    compute_report(district_id=ground.district.pk, assessment_id=ground.cfa.pk)
    with tenant(ground.district.pk):
        run = ReportRun.objects.filter(assessment=ground.cfa).latest("number")
        return TeamReport.from_plain(run.figures["report"])


def answers_file(ground: Ground) -> bytes:
    rows = rows_of(SAT12 / "responses_options_1_to_5.csv")
    labels = [item.label for item in ground.items]
    lines = [",".join(["Student ID", *labels])]
    for row in rows:
        lines.append(",".join([row["student"], *("-" if row[i] == OMITTED else row[i] for i in labels)]))
    return "\n".join(lines).encode()


def entered(client: Client, ground: Ground) -> None:
    """By the upload page, every column as chosen answers."""
    file = SimpleUploadedFile("answers.csv", answers_file(ground), "text/csv")
    client.post(url("assessments:upload", ground.cfa, district=ground.district), {"file": file})
    with tenant(ground.district.pk):
        upload = Upload.objects.get()
    offered: dict[str, Any] = {f"column-{n}": f"item-{n}-answers" for n in range(1, 33)}
    address = url("assessments:upload_mapping", upload, district=ground.district)
    answer = client.post(address, {**offered, "column-0": "student", "empty_means": "unchanged"})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    with tenant(ground.district.pk):
        upload.refresh_from_db()
    client.post(url("assessments:upload_apply", upload, district=ground.district), {"plan": upload.plan_digest})


@needs(SAT12)
@pytest.mark.django_db
def test_the_wrong_key_of_sat12_is_noticed_and_corrected(ground: Ground, client: Client) -> None:
    sign_in(client, ground.facilitator)
    entered(client, ground)
    published = computed(ground)
    assert published.items[31].rest.r == pytest.approx(0.037, abs=0.0005)
    assert published.metrics[0].reliability.alpha == pytest.approx(0.798, abs=0.0005)

    page = client.get(url("assessments:report", ground.cfa, district=ground.district)).content.decode()
    banner = "Before you compare: check the key of item Item.32"
    assert banner in page
    found = re.search(r'href="([^"]+corrections/new/\?item=(\d+)&amp;key=3)"', page)
    assert found is not None
    with tenant(ground.district.pk):
        assert Item.objects.get(pk=int(found.group(2))).label == "Item.32"
    choose = client.get(found.group(1).replace("&amp;", "&")).content.decode()
    assert 'name="key" value="3"' in choose

    address = url("assessments:correction_preview", ground.cfa, district=ground.district)
    said = {"kind": "key", "item": found.group(2), "key": "3"}
    preview = client.get(address, said).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', preview)
    assert seen is not None
    assert client.post(address, {**said, "seen": seen.group(1)}).status_code == 302

    corrected = computed(ground)
    assert corrected.items[31].rest.r == pytest.approx(0.203, abs=0.0005)
    assert corrected.metrics[0].reliability.alpha == pytest.approx(0.802, abs=0.0005)
    page = client.get(url("assessments:report", ground.cfa, district=ground.district)).content.decode()
    assert banner not in page
    assert "Corrected: Item Item.32, key: 5 → 3" in page
    with tenant(ground.district.pk):
        viewer = entrance(user_id=ground.facilitator.user.pk, slug=ground.district.slug)
        assert viewer is not None
        run = ReportRun.objects.filter(assessment=ground.cfa).latest("number")
        view = disclosed(run.figures, reader_of(viewer, ground.cfa, run))
    assert [line.name for line in view.questions] == []
