"""Subtracting two runs: what a leader keeps of a report before and after one paper, one class, or one correction."""

import io
import re
from collections.abc import Mapping
from typing import Final

import openpyxl
import pytest
from django.test import Client

from assessments.models import Assessment, ReportRun
from assessments.tasks import compute_report, request_run
from teams.models import Disclosure, PrincipalSees, Team
from tests.cast import Person
from tests.rooms.assessments.papers import FULL, paper, result_of, save
from tests.rooms.assessments.test_growth import given_again
from tests.world import World, enter_results, more_students, random_cells, sign_in, url

pytestmark = pytest.mark.django_db

PARTS = ("report", "report_skills", "report_items", "report_growth", "report_how", "report_live", "api_report")
FILES = (
    *("skills.csv", "items.csv", "skills.xlsx", "items.xlsx", "hand-out.pdf"),
    *("skill-0.svg", "skill-1.svg", "items.svg", "skill-0.png"),
)
WRONG = (0, 0, 0, 0, 0)
# What differs from look to look of the same thing, and what says that there is more than is shown.
OF_THE_MOMENT = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|data-state="\w+"|nonce="[^"]+"'
    r'|<div class="banner">(?:(?!</div></div>).)*newer results.*?</div></div>',
    re.DOTALL,
)


@pytest.fixture
def team(world: World) -> World:
    """Four classes of twelve of three teachers, all papers in, and report run 1."""
    bigger = more_students(world, 9)
    enter_results(bigger)
    computed(bigger)
    return bigger


def computed(world: World, cfa: Assessment | None = None) -> None:
    with world.inside():
        request_run(assessment=Assessment.objects.get(pk=(cfa or world.cfa).pk), actor=None)
    compute_report(district_id=world.harbor.pk, assessment_id=(cfa or world.cfa).pk)


def scored_anew(world: World, *places: tuple[int, int], cells: tuple[int, ...] = FULL) -> None:
    """These students (class, place in it) have these cells instead, in a further run."""
    with world.inside():
        for section, place in places:
            version = result_of(world.students[section][place]).row_version
            save(world, paper(world, section, place, cells, based_on=version))
    computed(world)


def everything(world: World, person: Person, *number: int) -> dict[str, tuple[int, str | bytes]]:
    """All that this person can fetch of the report."""
    client = sign_in(Client(), person)
    found: dict[str, tuple[int, str | bytes]] = {}
    for part in PARTS:
        if number and part in {"report_live", "api_report"}:
            continue
        answer = client.get(url(f"assessments:{part}", world.cfa, *number))
        found[part] = answer.status_code, OF_THE_MOMENT.sub("", answer.content.decode())
    for file in FILES:
        answer = client.get(url("assessments:report_file", world.cfa, *number, file))
        found[file] = answer.status_code, _cells(answer.content) if file.endswith("xlsx") else answer.content
    return found


def _cells(content: bytes) -> str:
    """Without the moment it was made at, which a workbook says."""
    if not content.startswith(b"PK"):
        return ""
    return repr([list(sheet.values) for sheet in openpyxl.load_workbook(io.BytesIO(content))])


def differing(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def numbers(world: World) -> tuple[list[int], list[int]]:
    """The published runs, and those that keep what the next is compared with."""
    with world.inside():
        runs = ReportRun.objects.order_by("number")
        return (
            [run.number for run in runs if run.published_at],
            [run.number for run in runs if run.counted],
        )


SHARED: Final[dict[str, dict[str, str]]] = {
    "totals": {},
    "blind": {"principal_sees": PrincipalSees.CLASSES},
    "named": {"principal_sees": PrincipalSees.CLASSES, "disclosure": Disclosure.NAMED},
}


class TestOnePaper:
    @pytest.mark.parametrize("shared", SHARED)
    def test_nothing_a_leader_can_fetch_is_another(self, team: World, shared: str) -> None:
        with team.inside():
            Team.objects.update(**SHARED[shared])
        computed(team)
        before = everything(team, team.pilar)
        assert before["report"] != (404, "") and {status for status, _ in before.values()} == {200}
        scored_anew(team, (1, 0))
        scored_anew(team, (1, 1), cells=WRONG)
        assert differing(before, everything(team, team.pilar)) == set()
        assert numbers(team) == ([1, 2], [2])

    def test_the_team_has_it_at_once(self, team: World) -> None:
        before = everything(team, team.bob)
        scored_anew(team, (1, 0))
        assert {"report", "api_report", "skills.csv", "skill-0.svg"} <= differing(before, everything(team, team.bob))

    def test_by_no_run_s_own_address(self, team: World) -> None:
        scored_anew(team, (1, 0))
        assert {status for status, _ in everything(team, team.pilar, 2).values()} == {404}
        assert {status for status, _ in everything(team, team.bob, 2).values()} == {200}
        published = everything(team, team.pilar, 1)
        assert {status for status, _ in published.values()} == {200}
        assert "has changed since" not in str(published["report"])

    def test_the_page_says_which_run_it_shows_and_that_there_is_more(self, team: World) -> None:
        client = sign_in(Client(), team.pilar)
        address = url("assessments:report", team.cfa)
        assert "newer results" not in client.get(address).content.decode()
        scored_anew(team, (1, 0))
        page = client.get(address).content.decode()
        assert "This is report run 1; there are newer results" in page and "report run 2" not in page

    def test_an_open_page_is_told_of_no_run_but_its_own(self, team: World) -> None:
        client, live = sign_in(Client(), team.pilar), url("assessments:report_live", team.cfa)

        def have() -> str:
            page = client.get(url("assessments:report", team.cfa)).content.decode()
            return page.partition('data-state="')[2].partition('"')[0]

        scored_anew(team, (1, 0))
        state = have()
        assert client.get(live, {"have": state}).status_code == 204
        scored_anew(team, (1, 1))
        assert have() == state and client.get(live, {"have": state}).status_code == 204
        scored_anew(team, *((2, place) for place in range(12)))
        assert client.get(live, {"have": state}).status_code == 200

    def test_a_run_of_one_paper_that_was_discussed_is_not_compared_with(self, team: World) -> None:
        scored_anew(team, (1, 0))
        with team.inside():
            ReportRun.objects.filter(number=2).update(discussed_at="2026-01-01T00:00Z")
        scored_anew(team, *((2, place) for place in range(12)))
        assert numbers(team)[0] == [1, 3]
        page = sign_in(Client(), team.pilar).get(url("assessments:report", team.cfa)).content.decode()
        assert "What changed since report run 1" in page and "eport run 2" not in page
        assert "What changed since the run we discussed" in str(everything(team, team.bob)["report"])


class TestEnough:
    def test_when_enough_came_together_it_is_there(self, team: World) -> None:
        before = everything(team, team.pilar)
        for place in range(12):
            scored_anew(team, (2, place), cells=WRONG)
        published, kept = numbers(team)
        assert len(published) > 1 and kept == published[-1:]
        assert "skills.csv" in differing(before, everything(team, team.pilar))

    def test_a_correction_that_changes_everybody_is_there_at_once(self, team: World) -> None:
        with team.inside():
            type(team.items[4]).objects.filter(pk=team.items[4].pk).update(scoring="credited")
        computed(team)
        assert numbers(team) == ([1, 2], [2])

    def test_but_not_with_one_paper_beside_it(self, team: World) -> None:
        scored_anew(team, (1, 0), cells=WRONG)
        with team.inside():
            type(team.items[4]).objects.filter(pk=team.items[4].pk).update(scoring="credited")
        computed(team)
        assert numbers(team) == ([1], [1])

    def test_what_leaders_saw_of_classes_is_remembered_when_the_team_closes_them(self, team: World) -> None:
        """Shared, closed, shared again: the classes have changed by one each meanwhile, the team by three."""
        with team.inside():
            Team.objects.update(**SHARED["named"])
        computed(team)
        with team.inside():
            Team.objects.update(principal_sees=PrincipalSees.TOTALS)
        scored_anew(team, (0, 0), (1, 0), (2, 0), (3, 0), cells=(-2, -2, -2, -2, -2))
        assert numbers(team) == ([1, 2], [2])


class TestOneClass:
    def test_the_first_class_in_is_for_the_team_alone(self, world: World) -> None:
        bigger = more_students(world, 9)
        self.enter(bigger, 0)
        assert numbers(bigger) == ([], [])
        page = sign_in(Client(), bigger.pilar).get(url("assessments:report", bigger.cfa)).content.decode()
        assert "results are coming in" in page and "of the points" not in page
        found = everything(bigger, bigger.pilar)
        assert {found[name][0] for name in ("api_report", *FILES)} == {404}
        assert everything(bigger, bigger.alice)["api_report"][0] == 200

    def test_nor_can_the_last_be_told_from_what_it_adds(self, world: World) -> None:
        """Alice, then Bob, then both classes of Charlie: two snapshots would be his."""
        bigger = more_students(world, 9)
        for place in range(4):
            self.enter(bigger, place)
        assert numbers(bigger) == ([4], [4])

    def enter(self, world: World, place: int) -> None:
        with world.inside():
            cells = random_cells(world.items, 12, seed=place + 1)
            save(world, *(paper(world, place, index, cells[index]) for index in range(12)))
        computed(world)


class TestGrowth:
    @pytest.mark.parametrize("which", ["first", "second"])
    def test_one_paper_of_either_test_moves_no_leader_s_growth(self, team: World, which: str) -> None:
        again = given_again(team)
        computed(team, again)
        leader, member = sign_in(Client(), team.pilar), sign_in(Client(), team.bob)
        addresses = [url("assessments:report_growth", again), url("assessments:report_file", again, "growth.csv")]

        def said(client: Client) -> list[str]:
            return [OF_THE_MOMENT.sub("", client.get(address).content.decode()) for address in addresses]

        before, before_member = said(leader), said(member)
        changed = team.cfa if which == "first" else again
        with team.inside():
            result = changed.results.get(student=team.students[2][0], attempt=1)
            result.cells = list(WRONG)
            result.save()
        computed(team, changed)
        assert said(leader) == before
        assert said(member)[1] != before_member[1]
