"""The seam: what is stored is what the statistics give for the same arrays, and the digest says from what."""

import datetime
import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.cells import EMPTY
from assessments.models import Assessment, AssessmentSection, Item, ItemStandard, ReportRun, Result
from assessments.reporting import gather_inputs
from assessments.stats import DEFINITIONS_VERSION, Metric, Responses, Settings, Status, TeamReport, team_report
from assessments.tasks import compute_report
from plc.schools.models import Enrollment, Section, SectionStaff, StaffMember
from teams.models import Headline, Team
from tests.rooms.assessments.papers import NOTHING, paper, save
from tests.world import World, enter_results, more_students, random_cells

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def team(world: World) -> World:
    return more_students(world, 9)


def computed(world: World) -> ReportRun:
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    with world.inside():
        return ReportRun.objects.filter(assessment=world.cfa).latest("number")


def test_a_run_keeps_the_district_s_smallest_group(team: World) -> None:
    enter_results(team)
    with team.inside():
        team.harbor.smallest_group = 7
        team.harbor.save()
    assert computed(team).settings["k"] == 7


def test_stored_figures_are_those_of_the_same_arrays(team: World) -> None:
    enter_results(team, seed=3)
    run = computed(team)
    cells = np.array(random_cells(team.items, len(team.all_students), 3), dtype=np.int16)
    expected = team_report(
        Responses.from_cells(
            cells,
            max_points=np.array([1.0, 1.0, 1.0, 2.0, 3.0]),
            section=np.repeat(np.arange(4), 12),
            status=np.full(48, Status.SCORED, dtype=np.int8),
            n_sections=4,
            metrics=(
                Metric("total", (0, 1, 2, 3, 4)),
                Metric(str(team.ratios.pk), (0, 1, 4)),
                Metric(str(team.percents.pk), (2, 3, 4)),
            ),
        ),
        Settings(cut=0.7),
    )
    assert run.figures["report"] == expected.as_plain()
    assert TeamReport.from_plain(run.figures["report"]) == expected
    assert run.figures["report"] == json.loads(expected.to_json())
    assert (run.definitions, run.settings["cut"]) == (DEFINITIONS_VERSION, 0.7)


def test_the_facts_beside_the_figures_are_in_their_order(team: World) -> None:
    enter_results(team)
    figures = computed(team).figures
    assert [(s["name"], s["teacher_name"]) for s in figures["sections"]] == [
        ("Period 1", "Alice Tester"),
        ("Period 2", "Bob Tester"),
        ("Period 3", "Charlie Tester"),
        ("Period 4", "Charlie Tester"),
    ]
    assert [s["code"] for s in figures["standards"]] == ["7.A.1", "7.A.2"]
    assert [(i["label"], i["max_cell"]) for i in figures["items"]] == [
        ("1", 100),
        ("2", 100),
        ("3", 100),
        ("4a", 200),
        ("4b", 300),
    ]
    assert figures["items"][4]["standard_ids"] == [team.ratios.pk, team.percents.pk]


def test_statuses_and_gaps_are_counted_and_not_scored(team: World) -> None:
    with team.inside():
        save(
            team,
            paper(team, 0, 0),
            paper(team, 0, 1, (100, 100, -1, 200, 300)),
            paper(team, 0, 2, (-2, -2, -2, -2, -2)),
            *(
                paper(team, 1, index, NOTHING, status=status)
                for index, status in enumerate(("absent", "make_up", "exempt", "not_assessed"))
            ),
        )
    figures = computed(team).figures
    counts = figures["report"]["completeness"]
    assert {name: counts[name] for name in ("students", "scored", "unfinished", "absent", "make_up", "exempt")} == {
        "students": 7,
        "scored": 3,
        "unfinished": 1,
        "absent": 1,
        "make_up": 1,
        "exempt": 1,
    }
    assert (counts["not_assessed"], counts["blank_papers"]) == (1, 1)
    total = figures["report"]["metrics"][0]["team"]
    assert (total["mean"]["n"], total["mean"]["mean"], total["unfinished"]) == (2, 0.5, 1)
    assert [section["waiting"] for section in figures["sections"]] == [9, 8, 12, 12]


def test_a_class_that_has_left_the_cfa_keeps_its_papers_in_the_report(team: World) -> None:
    enter_results(team)
    with team.inside():
        AssessmentSection.objects.filter(assessment=team.cfa, section=team.sections[1]).delete()
    figures = computed(team).figures
    assert [section["name"] for section in figures["sections"]] == ["Period 1", "Period 3", "Period 4", "Period 2"]
    assert figures["report"]["metrics"][0]["team"]["mean"]["n"] == 48


def test_a_moved_student_is_waited_for_nowhere(team: World) -> None:
    mover = team.students[0][0]
    with team.inside():
        save(team, paper(team, 0, 0))
        Enrollment.objects.filter(student=mover).update(ends_on=team.today)
        Enrollment.objects.create(student=mover, section=team.sections[1], starts_on=team.today)
    figures = computed(team).figures
    assert [section["waiting"] for section in figures["sections"]] == [11, 12, 12, 12]


def change_a_cell(world: World) -> None:
    Result.objects.filter(student=world.students[0][0]).update(cells=[0, 0, 0, 0, 0])


def change_a_status(world: World) -> None:
    Result.objects.filter(student=world.students[0][0]).update(status="absent", cells=[EMPTY] * 5)


def change_the_cut(world: World) -> None:
    Assessment.objects.filter(pk=world.cfa.pk).update(proficiency_cut="0.750")


def change_the_levels(world: World) -> None:
    Assessment.objects.filter(pk=world.cfa.pk).update(level_cuts=["0.400", "0.700"])


def change_a_max(world: World) -> None:
    Item.objects.filter(pk=world.items[4].pk).update(max_cell=400)


def change_a_prompt(world: World) -> None:
    Item.objects.filter(pk=world.items[0].pk).update(prompt="Which is the unit rate?")


def change_a_standard(world: World) -> None:
    ItemStandard.objects.filter(item=world.items[0]).update(standard=world.percents)


def change_a_name(world: World) -> None:
    Section.objects.filter(pk=world.sections[0].pk).update(name="Period 1b")


def change_a_teacher(world: World) -> None:
    Result.objects.filter(section=world.sections[1]).update(teacher=world.charlie.staff)


def change_a_teacher_s_name(world: World) -> None:
    StaffMember.objects.filter(pk=world.bob.staff.pk).update(name="Bob Newname")


def change_the_order(world: World) -> None:
    AssessmentSection.objects.filter(section=world.sections[0]).update(position=9)


def change_the_roster(world: World) -> None:
    Enrollment.objects.filter(student=world.students[3][0]).update(ends_on=world.today - DAY)
    Result.objects.filter(student=world.students[3][0]).delete()


def change_what_is_compared(world: World) -> None:
    Team.objects.filter(pk=world.team.pk).update(headline=Headline.PROFICIENT)


def change_the_smallest_gap(world: World) -> None:
    Team.objects.filter(pk=world.team.pk).update(min_diff=15)


@pytest.mark.parametrize(
    "change",
    [
        change_a_cell,
        change_a_status,
        change_the_cut,
        change_the_levels,
        change_a_max,
        change_a_prompt,
        change_a_standard,
        change_a_name,
        change_a_teacher,
        change_a_teacher_s_name,
        change_the_order,
        change_the_roster,
        change_what_is_compared,
        change_the_smallest_gap,
    ],
    ids=lambda change: change.__name__.replace("_", " "),
)
def test_the_digest_changes_with_every_input(world: World, change: Callable[[World], None]) -> None:
    enter_results(world)
    with world.inside():
        before = gather_inputs(Assessment.objects.get(pk=world.cfa.pk)).digest()
        change(world)
        assert gather_inputs(Assessment.objects.get(pk=world.cfa.pk)).digest() != before


def test_the_digest_is_the_same_for_the_same_inputs(world: World) -> None:
    enter_results(world)
    first = computed(world)
    with world.inside():
        Result.objects.update(row_version=7)
        inputs = gather_inputs(Assessment.objects.get(pk=world.cfa.pk))
        assert inputs.digest() == first.inputs_digest
        assert replace(inputs, settings=Settings(cut=0.7, q=0.01)).digest() != first.inputs_digest


def test_papers_of_an_earlier_version_are_left_out_and_counted(world: World) -> None:
    enter_results(world)
    with world.inside():
        newer = world.cfa.versions.create(number=2)
        Item.objects.create(version=newer, position=1, label="1", max_cell=100)
        Assessment.objects.filter(pk=world.cfa.pk).update(current_version=newer)
        inputs = gather_inputs(Assessment.objects.get(pk=world.cfa.pk))
        assert (len(inputs.student_ids), inputs.other_versions, len(inputs.items)) == (0, 12, 1)


def test_more_papers_take_no_more_queries(world: World) -> None:
    enter_results(world)
    counts = []
    for _ in range(2):
        with world.inside(), CaptureQueriesContext(connection) as queries:
            gather_inputs(Assessment.objects.get(pk=world.cfa.pk))
        counts.append(len(queries))
        with world.inside():
            Result.objects.filter(section__in=world.sections[2:]).delete()
    assert counts[0] == counts[1]


def test_a_class_keeps_the_teacher_its_results_were_filed_under(team: World) -> None:
    enter_results(team, seed=3)
    with team.inside():
        before = gather_inputs(team.cfa).sections[1]
        SectionStaff.objects.filter(section=team.sections[1]).update(ends_on=team.today)
        SectionStaff.objects.create(section=team.sections[1], staff=team.charlie.staff, starts_on=team.today)
        assert gather_inputs(team.cfa).sections[1] == before
        assert before.teacher_name == team.bob.name
