"""My class and the groups: one's own students by name, and nobody else's."""

import html
import pickle
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from assessments.disclosure.needs import Group
from assessments.disclosure.students import StudentLine
from assessments.models import Assessment, ReportRun, ResultStatus
from assessments.tasks import compute_report
from tests.cast import Person
from tests.rooms.assessments.papers import FULL, NOTHING, paper, save
from tests.world import World, more_students, random_cells, sign_in, url

PAGES = ("report_class", "report_groups")


@pytest.fixture(scope="module")
def _made(standing_world: bytes, django_db_blocker: Any) -> Iterator[World]:
    """Four classes of twelve; in Bob's the first student is absent and the second has every point."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = more_students(pickle.loads(standing_world), 9)  # noqa: S301  (our own, from a moment ago)
        cells = iter(random_cells(made.items, 48))
        with made.inside():
            Assessment.objects.filter(pk=made.cfa.pk).update(level_cuts=[0.4, 0.6, 0.85])
            save(made, *(_paper(made, place, index, next(cells)) for place in range(4) for index in range(12)))
        compute_report(district_id=made.harbor.pk, assessment_id=made.cfa.pk)
        yield made
        transaction.set_rollback(True)


def _paper(world: World, place: int, index: int, cells: tuple[int, ...]) -> Any:
    if (place, index) == (1, 0):
        return paper(world, place, index, NOTHING, status=ResultStatus.ABSENT)
    return paper(world, place, index, FULL if (place, index) == (1, 1) else cells)


@pytest.fixture
def team(world: World, _made: World) -> Iterator[World]:
    with transaction.atomic():
        yield _made
        transaction.set_rollback(True)


def opened(person: Person, page: str, world: World) -> str:
    response = sign_in(Client(), person).get(url(f"assessments:{page}", world.cfa))
    assert response.status_code == 200
    return html.unescape(response.content.decode()).partition("<main")[2]


@pytest.mark.parametrize("page", PAGES)
class TestWhoseStudents:
    def test_ones_own_by_name_and_no_other(self, team: World, page: str) -> None:
        said = opened(team.bob, page, team)
        missing = {team.students[1][0].list_name} if page == "report_groups" else set()
        named = {student.list_name for student in team.all_students if student.list_name in said}
        assert named == {student.list_name for student in team.students[1]} - missing

    def test_a_facilitator_too_reads_only_the_own_classes_here(self, team: World, page: str) -> None:
        said = opened(team.alice, page, team)
        own = {student.list_name for student in team.students[0]}
        assert {s.list_name for s in team.all_students if s.list_name in said} <= own

    def test_an_earlier_run_keeps_its_students(self, team: World, page: str) -> None:
        """The paper goes; the report of then does not change."""
        name = team.students[1][1].list_name
        with team.inside():
            team.cfa.results.filter(student=team.students[1][1]).delete()
        answer = sign_in(Client(), team.bob).get(url(f"assessments:{page}", team.cfa, 1))
        assert name in html.unescape(answer.content.decode())

    def test_a_report_from_before_lists_were_kept_says_so(self, team: World, page: str) -> None:
        with team.inside():
            ReportRun.objects.update(students={})
        assert "This report has no list of students" in opened(team.bob, page, team)


@pytest.mark.parametrize("name", ["pilar", "dana", "erin", "zoe", "quentin"])
@pytest.mark.parametrize("page", PAGES)
def test_nobody_outside_the_team_opens_them(team: World, page: str, name: str) -> None:
    assert sign_in(Client(), getattr(team, name)).get(url(f"assessments:{page}", team.cfa)).status_code == 404


def test_students_stand_by_level_with_the_missing_named(team: World) -> None:
    said = opened(team.bob, "report_class", team)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", said))
    assert "11 of 12 students are in." in text
    assert re.search(r"Level 4: 85\s% and more · \d students? [^·]*" + re.escape(team.students[1][1].list_name), text)
    assert re.search(r"Absent · 1 student, in no figure " + re.escape(team.students[1][0].list_name), text)
    assert len(re.findall(r"Level \d:", text)) == 4


def test_the_team_s_count_of_a_skill_goes_with_its_figure(team: World) -> None:
    assert re.search(r"<b>\d+ of 47</b> are below the cut", opened(team.bob, "report_groups", team))
    type(team.harbor).objects.filter(pk=team.harbor.pk).update(smallest_group=60)
    assert "below the cut." not in opened(team.bob, "report_groups", team).partition("</section>")[0]


def line(share: float) -> StudentLine:
    return StudentLine(1, "A", (share, share), level=0, cut=0.7, is_near_cut=False)


def test_half_of_a_class_below_the_cut_is_a_matter_for_the_class() -> None:
    assert Group("Period 1", (line(0.1),), (line(0.65),), (line(0.8),), (line(1.0),), 0).is_most_of_the_class
    assert not Group("Period 1", (line(0.1),), (), (line(0.8),), (line(1.0),), 3).is_most_of_the_class
    assert not Group("Period 1", (), (), (), (), 3).is_most_of_the_class


def test_a_student_at_the_cut_has_reached_it() -> None:
    assert line(0.7).is_proficient and line(0.7 - 1e-12).is_proficient and not line(0.69).is_proficient
    assert line(0.7).marks == ((0.7, True), (0.7, True))
