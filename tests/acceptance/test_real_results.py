"""Real results of real tests: in by the upload page, out as a stored report, held against another program's numbers."""

from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from assessments.cells import BLANK, EXEMPT, PER_POINT
from assessments.importing import Mapping
from assessments.models import Item, ReportRun, Result, RunState, Upload, UploadState
from assessments.stats import TeamReport
from assessments.tasks import compute_report
from plc.embedded.browsing import Page, Visitor
from plc.embedded.main_job import sign_in as sign_in_there
from plc.embedded.stack import DemoAccount
from plc.tenancy import tenant
from tests.acceptance.ground import Ground, make_ground
from tests.acceptance.samples import (
    MATURA,
    TIMSS,
    TIMSS_REFERENCE,
    matura_items,
    matura_seats,
    needs,
    rows_of,
    timss_items,
    timss_seats,
)
from tests.live_stack import LiveStack, wait_until
from tests.stats.reference import Case
from tests.stats.test_reference_cases import LIBRARY
from tests.world import PASSWORD, sign_in, url

# Which wrong option was chosen is not in the file of scores; the options' figures have their own tests.
NOT_IN_THE_FILE = {"distractor"}


class StoredCase(Case):
    """A reference case whose report is not computed here but read from a stored run."""

    def __init__(self, folder: Path, figures: dict[str, Any]) -> None:
        super().__init__(folder)
        self.figures = figures

    @cached_property
    def report(self) -> TeamReport:
        stored = TeamReport.from_plain(self.figures["report"])
        assert [section["name"] for section in self.figures["sections"]] == self.sections
        assert [item["label"] for item in self.figures["items"]] == self.item_names
        code = {str(standard["id"]): standard["code"] for standard in self.figures["standards"]}
        by_name = {code.get(metric.name, metric.name): metric for metric in stored.metrics}
        return replace(stored, metrics=tuple(by_name[metric.name] for metric in self.metrics))


def previewed(client: Client, ground: Ground, path: Path) -> Upload:
    """The file sent to the upload page by the team's facilitator."""
    sign_in(client, ground.facilitator)
    file = SimpleUploadedFile(path.name, path.read_bytes(), "text/csv")
    response = client.post(url("assessments:upload", ground.cfa, district=ground.district), {"file": file})
    assert response.status_code == 302, response.content.decode()
    assert client.get(response.url).status_code == 200
    with tenant(ground.district.pk):
        return Upload.objects.get()


def columns_of(upload: Upload) -> dict[str, str]:
    """What the form of the columns holds as it is offered."""
    mapping = Mapping.from_json(upload.mapping)
    offered = {f"column-{column}": f"item-{position}-points" for column, position in mapping.position_of_column.items()}
    offered |= {f"column-{column}": "ignore" for column in mapping.ignored_columns}
    return offered | {f"column-{mapping.student_column}": "student", f"column-{mapping.section_column}": "section"}


def mapped(client: Client, ground: Ground, upload: Upload, *, empty_means: str) -> Upload:
    """The columns as the preview offers them, and what an empty cell means."""
    address = url("assessments:upload_mapping", upload, district=ground.district)
    assert client.post(address, {**columns_of(upload), "empty_means": empty_means}).status_code == 302
    with tenant(ground.district.pk):
        upload.refresh_from_db()
    return upload


def applied(client: Client, ground: Ground, upload: Upload) -> None:
    address = url("assessments:upload_apply", upload, district=ground.district)
    response = client.post(address, {"plan": upload.plan_digest})
    assert response.url == url("assessments:report", ground.cfa, district=ground.district)


def finished_run(ground: Ground) -> ReportRun:
    compute_report(district_id=ground.district.pk, assessment_id=ground.cfa.pk)
    with tenant(ground.district.pk):
        run = ReportRun.objects.get()
    assert run.state == RunState.DONE
    return run


def matura_ground() -> Ground:
    levels = ("0.3", "0.5", "0.8")
    return make_ground(slug="matura", items=matura_items(), seats=matura_seats(), cut="0.5", levels=levels)


def timss_ground() -> Ground:
    return make_ground(slug="timss", items=timss_items(), seats=timss_seats(), teachers=("Bob",))


def check_matura(figures: dict[str, Any]) -> None:
    """Every number another program has found for this test, to its own tolerance."""
    case = StoredCase(MATURA, figures)
    checks = [check for check in case.checks if check.stat not in NOT_IN_THE_FILE]
    assert len(checks) == 775
    assert {check.stat for check in checks} >= {
        *("item_difficulty", "section_item", "section_mean", "section_proficient", "levels"),
        *("compare_mean", "compare_proficient"),
    }
    differences = [text for check in checks for text in check.differences(LIBRARY[check.stat](case, check.args))]
    assert not differences, f"{len(differences)} of {len(checks)} checks:\n" + "\n".join(differences[:10])


@needs(MATURA)
@pytest.mark.django_db
def test_a_national_exam_gives_the_figures_another_program_found(client: Client) -> None:
    ground = matura_ground()
    upload = previewed(client, ground, MATURA / "scores.csv")
    applied(client, ground, upload)
    rows = rows_of(MATURA / "scores.csv")
    with tenant(ground.district.pk):
        upload.refresh_from_db()
        assert upload.state == UploadState.APPLIED
        stored = {result.student.local_id: result.cells for result in Result.objects.select_related("student")}
    labels = [item.label for item in ground.items]
    assert stored == {
        row["student"]: [BLANK if row[label] == "B" else PER_POINT * int(row[label]) for label in labels]
        for row in rows
    }
    check_matura(finished_run(ground).figures)
    page = client.get(url("assessments:report", ground.cfa, district=ground.district))
    assert b"Our students earned" in page.content


@needs(TIMSS, TIMSS_REFERENCE)
@pytest.mark.django_db
def test_booklets_of_an_international_study_give_the_shares_of_each_school(client: Client) -> None:
    """Three booklets: an item that a student's booklet does not have is no zero and no blank."""
    ground = timss_ground()
    upload = previewed(client, ground, TIMSS / "responses.csv")
    applied(client, ground, mapped(client, ground, upload, empty_means="not_given"))
    with tenant(ground.district.pk):
        check_timss_results(ground)
    check_timss_items(finished_run(ground).figures)


@needs(MATURA, TIMSS, TIMSS_REFERENCE)
def test_both_through_the_running_product(live: LiveStack) -> None:
    """Nothing is called by hand here: a web server takes the file, a broker the nudge, a worker computes."""
    exam = matura_ground()
    saved(*sent(live, exam, MATURA / "scores.csv"))
    check_matura(computed_run(exam).figures)

    study = timss_ground()
    visitor, preview = sent(live, study, TIMSS / "responses.csv")
    with tenant(study.district.pk), transaction.atomic():
        columns = columns_of(Upload.objects.get())
    page = visitor.open(f"{preview.url}columns/")
    form = next(form for form in page.forms if not form.action and form.hidden)
    saved(visitor, visitor.send(page, form, **columns, empty_means="not_given"))
    with tenant(study.district.pk), transaction.atomic():
        check_timss_results(study)
    check_timss_items(computed_run(study).figures)


def sent(live: LiveStack, ground: Ground, path: Path) -> tuple[Visitor, Page]:
    """The facilitator, signed in, and the preview of the file."""
    visitor = Visitor(live.base_url)
    person = ground.facilitator
    sign_in_there(visitor, DemoAccount("teacher", person.name, person.email, PASSWORD, ground.district.name))
    page = visitor.open(url("assessments:upload", ground.cfa, district=ground.district))
    form = next(form for form in page.forms if not form.action and form.hidden)
    return visitor, visitor.send_file(page, form, name=path.name, content=path.read_bytes())


def saved(visitor: Visitor, preview: Page) -> None:
    form = preview.form_to("/apply")
    assert form is not None
    assert visitor.send(preview, form).url.endswith("/report/")


def computed_run(ground: Ground) -> ReportRun:
    """The first run, once a worker has finished it."""

    def is_done() -> bool:
        with tenant(ground.district.pk), transaction.atomic():
            return ReportRun.objects.filter(state=RunState.DONE).exists()

    wait_until(is_done, "the report run is done")
    with tenant(ground.district.pk), transaction.atomic():
        return ReportRun.objects.get()


def shares_by_school(
    results: list[tuple[str, str, list[int]]], links: list[tuple[int, str]]
) -> dict[tuple[str, str], tuple[int, int, str]]:
    """Students, responses and points earned over points administered, by school and content domain."""
    earned: dict[tuple[str, str], int] = defaultdict(int)
    responses: dict[tuple[str, str], int] = defaultdict(int)
    students: dict[tuple[str, str], set[str]] = defaultdict(set)
    for school, student, cells in results:
        for position, domain in links:
            cell = cells[position - 1]
            if domain.startswith("CONT_") and cell != EXEMPT:
                earned[school, domain] += cell
                responses[school, domain] += 1
                students[school, domain].add(student)
    return {
        place: (len(students[place]), responses[place], f"{round(earned[place] / PER_POINT / responses[place], 6):g}")
        for place in responses
    }


def check_timss_results(ground: Ground) -> None:
    """The stored papers against the shares that were found in the file by another program."""
    results = list(Result.objects.values_list("section__school__name", "student__local_id", "cells"))
    links = list(Item.objects.filter(version=ground.cfa.current_version).values_list("position", "standards__code"))
    assert len(results) == 1010
    assert {cell for *_, cells in results for cell in cells} == {0, PER_POINT, EXEMPT}
    assert shares_by_school(results, links) == {
        (row["IDSCHOOL"], row["domain"]): (int(row["students"]), int(row["responses"]), row["proportion_correct"])
        for row in rows_of(TIMSS_REFERENCE)
    }


def check_timss_items(figures: dict[str, Any]) -> None:
    """Each item's share of points over the students who were given it, straight from the file."""
    report = TeamReport.from_plain(figures["report"])
    rows = rows_of(TIMSS / "responses.csv")
    assert len(report.items) == 47 and report.completeness.scored == 1010
    for item, facts in zip(report.items, figures["items"], strict=True):
        given = [int(row[facts["label"]]) for row in rows if row[facts["label"]]]
        assert item.difficulty.n == len(given)
        assert item.difficulty.p == pytest.approx(sum(given) / len(given), abs=1e-12)
