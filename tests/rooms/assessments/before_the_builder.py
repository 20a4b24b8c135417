"""A database from before the builder: its questions and saved changes, and what must have become of them."""

import datetime
from typing import Any

from assessments.models import Change, Item, ItemKind, ReportRun

THEN = (("assessments", "0002_fences"), ("teams", "0002_fences"))
MOMENT = datetime.datetime(2026, 9, 1, 12, tzinfo=datetime.UTC)


def rows_from_before(old: Any) -> int:
    """A CFA of two questions, a saved change and three runs; the id of the version they belong to."""

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


def assert_they_came_along(version_id: int) -> None:
    """Questions have an identity, changes the items they were saved with, and leaders a report."""
    selected, points = Item.objects.order_by("position")
    assert (selected.kind, points.kind) == (ItemKind.SELECTED, ItemKind.POINTS)
    assert selected.identity != points.identity
    assert Change.objects.get().version_id == version_id
    given = ReportRun.objects.filter(published_at__isnull=False)
    assert [run.number for run in given] == [2], "leaders go on reading the newest report"
