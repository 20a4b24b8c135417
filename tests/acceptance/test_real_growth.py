"""Two real tests of the same students: in by the upload page, out on the pages of growth and of a plan's re-check."""

import html
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assessments.actions import make_recheck
from assessments.actions.locking import lock_cfa
from assessments.models import Assessment, LearningTarget, ReportRun, Upload
from assessments.readers import open_report
from assessments.tasks import compute_report
from assessments.views.reports.growth import growth_of
from goals.actions import PlanFacts, Source, make_plan
from goals.actions.group_classes import choose_way
from goals.actions.group_making import form_groups
from goals.disclosure.pool import ProposedGroup, standings_of
from goals.disclosure.regrowth import Regrowth
from goals.models import Audience, ResponsePlan, Way
from goals.readers import open_plan, open_recheck
from plc.schools.access import Viewer, entrance
from plc.templatetags.figures import gain_points, gain_range
from plc.tenancy import tenant
from tests.acceptance.ground import Ground, PaperItem, Seats, make_ground
from tests.acceptance.samples import SAMPLES, needs, rows_of
from tests.world import DAY, sign_in, url

PREPOST, RETEST = (SAMPLES / "statistics" / f"growth_hci_{name}" for name in ("prepost", "retest"))
STEPS, SKILL = 20, "HCI"  # every share of the real tests is a number of twentieths

pytestmark = [needs(PREPOST, RETEST), pytest.mark.django_db]


class RealGrowth:
    """One case: both tests sent as files, both reports computed."""

    def __init__(self, client: Client, folder: Path) -> None:
        self.client, self.rows = client, rows_of(folder / "scores.csv")
        expected = json.loads((folder / "expected.json").read_text())
        self.cut, self.checks = expected["config"]["cut"], expected["checks"]
        self.ground = self._ground(folder.name)
        sign_in(client, self.ground.facilitator)
        self.sent(self.ground.cfa, "pre")
        with tenant(self.ground.district.pk):
            self.again = self._recheck()
        self.sent(self.again, "post")

    def _ground(self, slug: str) -> Ground:
        seated: dict[str, list[str]] = {}
        for row in self.rows:
            seated.setdefault(row["section"], []).append(row["student"])
        seats = [Seats(section, "Alder", tuple(students)) for section, students in sorted(seated.items())]
        items = [PaperItem("1", "12", (SKILL,)), PaperItem("2", "8", (SKILL,))]
        ground = make_ground(slug=slug.replace("_", "-"), items=items, seats=seats, cut=str(self.cut))
        with tenant(ground.district.pk):
            standard = ground.items[0].standards.get()
            LearningTarget.objects.create(assessment=ground.cfa, standard=standard, position=1)
        return ground

    def _recheck(self) -> Assessment:
        ground = self.ground
        again = make_recheck(
            actor=ground.facilitator.staff,
            assessment=ground.cfa,
            title="Again",
            opens_on=ground.today - DAY,
            closes_on=ground.today + DAY,
        )
        return lock_cfa(actor=ground.facilitator.staff, assessment=again)

    def sent(self, assessment: Assessment, column: str) -> None:
        """A file of points: the first item takes what it can, the second the rest."""
        scored = [(row["student"], round(STEPS * float(row[column]))) for row in self.rows if row[column]]
        lines = ["Student ID,1,2", *(f"{pk},{min(12, points)},{points - min(12, points)}" for pk, points in scored)]
        file = SimpleUploadedFile(f"{column}.csv", "\n".join(lines).encode(), "text/csv")
        slug = self.ground.district
        answer = self.client.post(url("assessments:upload", assessment, district=slug), {"file": file})
        assert answer.status_code == 302 and self.client.get(answer.url).status_code == 200
        with tenant(slug.pk):
            upload = Upload.objects.get(assessment=assessment)
        answer = self.client.post(url("assessments:upload_apply", upload, district=slug), {"plan": upload.plan_digest})
        assert answer.url == url("assessments:report", assessment, district=slug)
        compute_report(district_id=slug.pk, assessment_id=assessment.pk)

    @property
    def viewer(self) -> Viewer:
        found = entrance(user_id=self.ground.facilitator.user.pk, slug=self.ground.district.slug)
        assert found is not None
        return found

    def expected(self, stat: str, group: str) -> dict[str, float]:
        found: dict[str, float] = next(
            check["expected"] for check in self.checks if check["stat"] == stat and check["args"].get("group") == group
        )
        return found

    def in_group(self, group: str) -> list[str]:
        """Students of one of the case's groups, by their number in the file."""
        if group == "ALL":
            return [row["student"] for row in self.rows]
        if group == "pre below 0.6":
            return [row["student"] for row in self.rows if row["pre"] and float(row["pre"]) < self.cut]
        return [row["student"] for row in self.rows if row["section"] == group]

    def planned(self, group: str) -> ResponsePlan:
        """A plan with that group in it, made as its page makes one."""
        ground, actor = self.ground, self.ground.facilitator.staff
        with tenant(ground.district.pk):
            run = ReportRun.objects.get(assessment=ground.cfa)
            standard = ground.items[0].standards.get()
            facts = PlanFacts(Audience.GROUP, "Again, with drawings.", actor, ground.today + DAY)
            plan = make_plan(actor=actor, source=Source(ground.cfa, run, standard), facts=facts, today=ground.today)
            for section in ground.sections.values():
                choose_way(actor=actor, plan=plan, section=section, way=Way.POOL, today=ground.today)
            wanted = {ground.students[number].pk for number in self.in_group(group)}
            students = [s for s in standings_of(run.figures, run.students, standard.pk) if s.student_id in wanted]
            proposed = ProposedGroup("Group 1", False, tuple(students), actor.pk)
            form_groups(actor=actor, plan=plan, proposed=[proposed], today=ground.today)
        return plan

    def regrowth(self, plan: ResponsePlan) -> Regrowth:
        with tenant(self.ground.district.pk):
            found = open_recheck(open_plan(self.viewer, plan.pk, part="plan_recheck")).regrowth
        assert found is not None
        return found


def close(found: Any, expected: float) -> bool:
    return bool(found == pytest.approx(expected, abs=1e-8))


@pytest.mark.parametrize(
    ("folder", "group"), [(PREPOST, "pre below 0.6"), (PREPOST, "ALL"), (RETEST, "ALL"), (RETEST, "A")]
)
def test_a_group_s_growth_is_what_another_program_found(client: Client, folder: Path, group: str) -> None:
    case = RealGrowth(client, folder)
    plan = case.planned(group)
    (gained,) = case.regrowth(plan).groups.values()
    gain, moved = case.expected("gain", group), case.expected("mcnemar", group)
    assert (gained.members, gained.n) == (len(case.in_group(group)), gain["n"])
    assert close(gained.mean, gain["mean_gain"])
    assert close(gained.low, gain["ci_low"]) and close(gained.high, gain["ci_high"])
    assert (gained.up, gained.down) == (moved["up"], moved["down"])
    address = url("goals:plan_recheck", plan, district=case.ground.district)
    said = html.unescape(case.client.get(address).content.decode())
    assert f">{gain_points(gain['mean_gain'])}<" in said
    assert f">{gain_range(gain['ci_low'], gain['ci_high'])}<" in said


def test_what_low_scores_regain_leans_on_the_first_test_s_own_reliability(client: Client) -> None:
    """The case's figures, but for its reliability: that one is the test's as it was given here."""
    case = RealGrowth(client, PREPOST)
    group = "pre below 0.6"
    (gained,) = case.regrowth(case.planned(group)).groups.values()
    said = next(check["args"] for check in case.checks if check["stat"] == "regression_to_mean")
    with tenant(case.ground.district.pk):
        metric = ReportRun.objects.get(assessment=case.ground.cfa).figures["report"]["metrics"][1]
    alpha = metric["reliability"]["alpha"]
    assert close(metric["team"]["mean"]["mean"], said["team_mean"])
    expected = case.expected("regression_to_mean", group)["expected_gain"]
    by_itself = expected / (1 - said["reliability"]) * (1 - max(0.0, alpha))
    assert close(gained.expected, by_itself)
    assert close(gained.beyond, case.expected("gain", group)["mean_gain"] - by_itself)


@pytest.mark.parametrize("folder", [PREPOST, RETEST])
def test_the_team_s_growth_is_what_another_program_found(client: Client, folder: Path) -> None:
    case = RealGrowth(client, folder)
    with tenant(case.ground.district.pk):
        found = growth_of(open_report(case.viewer, case.again.pk, part="report_growth"))
        assert found is not None
        line = found.growth.team.lines[0]
    gain, effect = case.expected("gain", "ALL"), case.expected("gain_smcr", "ALL")
    assert close(line.gain, gain["mean_gain"]) and close(line.low, gain["ci_low"]) and close(line.high, gain["ci_high"])
    assert line.effect is not None and close(line.effect.g, effect["g"])
    assert line.effect.se is not None and close(line.effect.se, effect["se"])
    assert (line.up, line.down) == tuple(case.expected("mcnemar", "ALL")[name] for name in ("up", "down"))
