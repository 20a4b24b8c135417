"""A database from before the builder: its questions and saved changes come along."""

import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from assessments.models import Change, Item, ItemKind, ReportRun
from plc.schools.models import District
from plc.tenancy import tenant
from tests.rooms.plc.test_migrating import as_owner  # noqa: F401  (a fixture)

pytestmark = pytest.mark.servers  # a database of its own, migrated down and up again

BEFORE = ("assessments", "0002_fences")
TEAMS_THEN = ("teams", "0002_fences")
MOMENT = datetime.datetime(2026, 9, 1, 12, tzinfo=datetime.UTC)


def test_questions_get_an_identity_and_changes_the_items_they_were_saved_with(as_owner: None) -> None:  # noqa: F811
    executor = MigrationExecutor(connection)
    executor.migrate([BEFORE, TEAMS_THEN])
    old = executor.loader.project_state(BEFORE).apps
    district = District.objects.create(name="Harbor", slug="harbor")
    with tenant(district.pk), transaction.atomic():
        version_id = _rows_from_before(old)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    with tenant(district.pk), transaction.atomic():
        selected, points = Item.objects.order_by("position")
        assert (selected.kind, points.kind) == (ItemKind.SELECTED, ItemKind.POINTS)
        assert selected.identity != points.identity
        assert Change.objects.get().version_id == version_id
        given = ReportRun.objects.filter(published_at__isnull=False)
        assert [run.number for run in given] == [2], "leaders go on reading the newest report"


def _rows_from_before(old: Any) -> int:
    def make(model: str, /, **values: Any) -> Any:
        return old.get_model(model).objects.create(**values)

    school = make("schools.School", name="Alder")
    user = make("schools.User", email="alice@example.org", name="Alice")
    staff = make("schools.StaffMember", user=user, name="Alice")
    year = make("schools.SchoolYear", name="2026–27", starts_on=MOMENT.date(), ends_on=MOMENT.date().replace(year=2027))
    team = make("teams.Team", name="Grade 7", school=school, school_year=year)
    cfa = make("assessments.Assessment", team=team, title="Unit 1", opens_on=MOMENT.date(), closes_on=MOMENT.date())
    version = make("assessments.AssessmentVersion", assessment=cfa, number=1)
    old.get_model("assessments.Assessment").objects.filter(pk=cfa.pk).update(current_version_id=version.pk)
    make("assessments.Item", version=version, position=1, label="1", max_cell=100, key="B", options="ABCD")
    make("assessments.Item", version=version, position=2, label="2", max_cell=200)
    make(
        "assessments.Change",
        assessment=cfa,
        kind="entry",
        made_by=staff,
        made_at=MOMENT,
        data_version=1,
        papers=0,
        cells=0,
    )
    for number, state in ((1, "done"), (2, "done"), (3, "failed")):
        make(
            "assessments.ReportRun",
            assessment=cfa,
            number=number,
            state=state,
            requested_at=MOMENT,
            finished_at=MOMENT,
        )
    return int(version.pk)
