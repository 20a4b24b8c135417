"""``manage.py seed_demo``: the demo as a person meets it."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from assessments import reporting
from assessments.actions import preview_upload
from assessments.importing import ImportPlan
from assessments.models import Assessment, ReportRun, Result, RunState
from assessments.queries import section_progress
from goals.demo.accounts import demo_accounts
from goals.models import Cycle
from goals.queries.cycle_words import wording
from goals.queries.cycles import cycle_views, with_facts
from plc.schools.access import Viewer, entrance, today_in
from plc.schools.models import District, Enrollment, Role, SectionStaff, StaffMember, Student, User
from plc.tenancy import tenant
from plc.tenancy.models import TenantModel
from teams.access import own_teams, standing_in, visible_teams
from teams.models import Disclosure, RoleTerm, Team, TeamDecision, TeamRole

pytestmark = pytest.mark.django_db


def seed(*arguments: str) -> str:
    out = io.StringIO()
    call_command("seed_demo", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="class")
def _seeded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Seeded once, in a transaction that is never committed; what a test changes is gone before the next."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert seed("--csv").startswith("Student ID,")  # the sheet of an empty database seeds it first
        yield
        transaction.set_rollback(True)


def viewer(email: str, slug: str = "harbor-valley") -> Viewer | None:
    return entrance(user_id=User.objects.get(email=email).pk, slug=slug)


def rows_by_table() -> dict[str, int]:
    counts = {"users": User.objects.count(), "districts": District.objects.count()}
    for district in District.objects.all():
        with tenant(district.pk):
            for model in apps.get_models():
                if issubclass(model, TenantModel):
                    counts[f"{district.slug} {model._meta.label}"] = model.objects.count()
    return counts


def test_a_second_run_changes_nothing() -> None:
    first = seed("--json")
    before = rows_by_table()
    assert before["harbor-valley schools.Student"] == 600
    assert before["pine-ridge schools.Student"] == 60
    assert before["harbor-valley assessments.Result"] > 450
    assert seed("--json") == first
    assert "there already" in seed()
    assert rows_by_table() == before


def test_it_writes_in_bulk() -> None:
    with CaptureQueriesContext(connection) as queries:
        seed("--json")
    written = Counter(found[1] for query in queries if (found := re.match(r'INSERT INTO "(\w+)"', query["sql"])))
    written.pop("schools_auditentry")  # one line for each act, as in life
    assert {table: n for table, n in written.items() if n > 40} == {}


def test_it_prints_an_account_for_every_role_that_can_sign_in() -> None:
    accounts = json.loads(seed("--json"))
    assert [(account["role"], account["district"]) for account in accounts] == [
        ("teacher", "Harbor Valley"),
        ("facilitator", "Harbor Valley"),
        ("principal", "Harbor Valley"),
        ("district_admin", "Harbor Valley"),
        ("teacher", "Pine Ridge"),
        ("teacher", "Harbor Valley and Pine Ridge"),
    ]
    assert set(accounts[0]) == {"role", "name", "email", "password", "district"}
    user = authenticate(None, email=accounts[0]["email"], password=accounts[0]["password"])
    assert user is not None
    assert user.name == accounts[0]["name"]


def test_it_refuses_production(settings: LazySettings) -> None:
    settings.ENV = replace(settings.ENV, kind="production")
    with pytest.raises(CommandError, match="production"):
        seed()
    assert not District.objects.exists()


@pytest.mark.usefixtures("_seeded")
class TestWhatIsThere:
    def test_people_stand_where_their_account_says(self) -> None:
        teacher, facilitator, principal, admin, pine, both = (account.email for account in demo_accounts())
        with tenant(District.objects.get(slug="harbor-valley").pk):
            math = Team.objects.get(name="Grade 7 Math")
            assert standing_in(viewer(teacher), math).is_member
            assert not standing_in(viewer(teacher), math).is_facilitator
            assert standing_in(viewer(facilitator), math).is_facilitator
            assert {team.name for team in visible_teams(viewer(principal))} == {"Grade 7 Math", "Grade 7 English"}
            assert visible_teams(viewer(admin)).count() == 4
            assert own_teams(viewer(both)).get().name == "Grade 8 Science"
            assert StaffMember.objects.filter(memberships__role=Role.TEACHER).count() == 13
            assert SectionStaff.objects.filter(is_lead=False).count() == 1
        assert viewer(pine) is None
        assert viewer(pine, "pine-ridge").roles == {Role.TEACHER}
        assert viewer(both, "pine-ridge").roles == {Role.TEACHER}

    def test_one_cycle_is_closed_one_is_under_way_and_a_team_has_none(self) -> None:
        with tenant(District.objects.get(slug="harbor-valley").pk):
            cycles = list(with_facts(Cycle.objects.order_by("starts_on").select_related("goal")))
            closed, under_way = cycle_views(cycles, wording(), today_in(District.objects.get(slug="harbor-valley")))
            assert closed.current is None
            assert {step.state.value for step in closed.steps if step.plan.key not in {"results", "recheck"}} == {
                "done",
                "skipped",
            }
            assert closed.cycle.learned
            assert under_way.current
            assert under_way.current.plan.key == "results"
            assert Team.objects.get(name="Grade 7 Science").cycles.count() == 0

    def test_a_team_that_compares_by_name_has_its_decision_on_record(self) -> None:
        decided = 0
        for district in District.objects.all():
            with tenant(district.pk):
                for team in Team.objects.exclude(disclosure=Disclosure.BLIND):
                    decision = TeamDecision.objects.get(team=team)
                    assert (decision.disclosure, decision.recorded_by) == (team.disclosure, team.disclosure_decided_by)
                    assert RoleTerm.objects.filter(
                        team=team, staff=decision.recorded_by, role=TeamRole.FACILITATOR, ends_on=None
                    ).exists()
                    decided += 1
        assert decided >= 1

    def test_finished_cfas_wait_for_their_report_and_one_cfa_waits_for_results(self) -> None:
        with tenant(District.objects.get(slug="harbor-valley").pk):
            waiting = Assessment.objects.get(title="Unit 4: Percent problems")
            today = viewer("maya.okafor@harbor-valley.example").today
            assert waiting.is_locked
            assert waiting.opens_on <= today <= waiting.closes_on
            assert not Result.objects.filter(assessment=waiting).exists()
            assert [row.waiting for row in section_progress(waiting, today)] == [25, 25, 25, 28, 24, 22]
            runs = ReportRun.objects.exclude(assessment=waiting).values_list("assessment__title", "state")
            done = [title for title, state in runs if state == RunState.DONE]
            # What a goal starts from, and what the groups between the two were read by.
            assert sorted(done) == ["Unit 3 re-check", "Unit 3: Proportional relationships"]
            assert {title: state for title, state in runs if title not in done} == dict.fromkeys(
                ["Unit 1: Signed numbers", "Unit 2: Unit rates", "Reading a short story", "Forces and motion"],
                RunState.QUEUED,
            )

    def test_results_keep_the_section_of_their_day(self) -> None:
        with tenant(District.objects.get(slug="harbor-valley").pk):
            unit = Assessment.objects.get(title="Unit 3: Proportional relationships")
            moved = Enrollment.objects.get(section__local_id="MATH7-04", starts_on__gt=unit.closes_on)
            result = Result.objects.get(assessment=unit, student_id=moved.student_id)
            assert result.section.local_id == "MATH7-01"
            assert result.teacher.name == "Maya Okafor"
            assert Result.objects.filter(assessment=unit).count() == 149  # one of 150 came later

    def test_the_report_can_be_computed(self) -> None:
        with tenant(District.objects.get(slug="harbor-valley").pk):
            run = ReportRun.objects.get(assessment__title="Unit 3: Proportional relationships")
            reporting.compute_run(run)
            assert run.state == RunState.DONE
            assert len(run.figures["sections"]) == 6
            assert [standard["code"] for standard in run.figures["standards"]] == ["7.RP.A.1", "7.RP.A.2", "7.RP.A.3"]

    def test_each_report_opens_to_the_principal(self) -> None:
        with tenant(District.objects.get(slug="harbor-valley").pk):
            for run in ReportRun.objects.filter(state=RunState.QUEUED):
                reporting.compute_run(run)
            assert not ReportRun.objects.filter(published_at=None).exists()

    def test_the_sheet_has_each_student_of_the_waiting_cfa_once(self) -> None:
        rows = list(csv.reader(io.StringIO(seed("--csv"))))
        assert rows[0] == ["Student ID", "Student", "Section", "Status", *map(str, range(1, 21))]
        with tenant(District.objects.get(slug="harbor-valley").pk):
            today = viewer("maya.okafor@harbor-valley.example").today
            waiting = Assessment.objects.get(title="Unit 4: Percent problems")
            assert len(rows) - 1 == sum(row.enrolled for row in section_progress(waiting, today)) == 149
            assert Student.objects.filter(local_id__in=[row[0] for row in rows[1:]]).count() == 149
        own = list(csv.reader(io.StringIO(seed("--csv", "daniel.reyes@harbor-valley.example"))))
        assert {row[2] for row in own[1:]} == {"Period 2", "Period 5"}

    def test_the_sheet_refuses_a_stranger(self) -> None:
        with pytest.raises(CommandError, match="Nobody in Harbor Valley"):
            seed("--csv", "nora.blackwell@pine-ridge.example")

    def test_the_sheet_uploads_without_a_question(self) -> None:
        sheet = seed("--csv")
        with tenant(District.objects.get(slug="harbor-valley").pk):
            maya = viewer("maya.okafor@harbor-valley.example")
            waiting = Assessment.objects.get(title="Unit 4: Percent problems")
            upload = preview_upload(
                actor=maya.staff,
                assessment=waiting,
                section_ids=[row.section_id for row in section_progress(waiting, maya.today)],
                today=maya.today,
                file_name="unit-4.csv",
                content=sheet.encode(),
            )
        plan = ImportPlan.from_json(upload.plan)
        assert [problem.sentence for problem in plan.problems] == []
        assert plan.unmatched == ()
        assert len(plan.changes) == 149
        assert {change.status for change in plan.changes} == {"scored", "absent", "make_up", "exempt"}
