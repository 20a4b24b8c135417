"""Goals of the school and the district: what adds up to them, from published runs alone, and who is told how finely."""

import datetime
import html
from typing import Any

import pytest
from django.test import Client

from assessments.stats.privacy import percent_half_up
from goals.disclosure.rollup import Piece, rolled_up
from goals.models import GoalStanding, SmartGoal, StandingChange, WiderGoal
from tests.cast import Person
from tests.rooms.goals.test_smart_goals import counted, next_cfa, set_goal  # noqa: F401  (a fixture)
from tests.world import DAY, World, sign_in, url

TODAY = datetime.date(2026, 3, 2)


def said(person: Person, address: str, status: int = 200) -> str:
    answer = sign_in(Client(), person).get(address)
    assert answer.status_code == status, answer.status_code
    return " ".join(html.unescape(answer.content.decode()).partition("<main")[2].split())


def sent(person: Person, name: str, *things: object, status: int = 302, **fields: Any) -> str:
    answer = sign_in(Client(), person).post(url(name, *things), fields)
    assert answer.status_code == status, answer.content.decode().partition("<main")[2][:2000]
    return html.unescape(answer.content.decode())


def piece(y: int, n: int, *, start: tuple[int, int] | None = None, status: str = "behind") -> Piece:
    return Piece(1, 1, 1, *(start or (0, n)), y, n, TODAY, status)


class TestAddingUp:
    def test_counts_add_up(self) -> None:
        found = rolled_up([piece(7, 20, start=(4, 22)), piece(30, 40, start=(10, 38))], 10)
        assert (found.y, found.n, found.baseline_y, found.baseline_n) == (37, 60, 14, 60)
        assert (found.counted, found.left_out) == (2, 0)

    @pytest.mark.parametrize("small", [piece(9, 9), piece(5, 40, start=(3, 9))])
    def test_a_small_group_is_in_no_total(self, small: Piece) -> None:
        """Neither now nor at the start: else the total less the shown ones would be the small group's."""
        shown = [piece(7, 20), piece(30, 40)]
        with_it, without = rolled_up([*shown, small], 10), rolled_up(shown, 10)
        assert (with_it.y, with_it.n, with_it.baseline_n) == (without.y, without.n, without.baseline_n)
        assert with_it.left_out == 1

    def test_a_total_is_no_finer_than_its_largest_group(self) -> None:
        """Twelve goals of the same twelve students are not a hundred and forty-four."""
        found = rolled_up([piece(6, 12)] * 12, 10)
        assert found.n == 144 and percent_half_up(found.y, found.n) == 50
        assert found.now.words == "40 to 59\N{NO-BREAK SPACE}%"

    def test_nothing_is_no_results(self) -> None:
        assert rolled_up([], 10).now.words == "no results"


@pytest.fixture
def shared(counted: World) -> World:  # noqa: F811
    """A goal of the district, one of Alder that is part of it, and the team's goal that serves Alder's."""
    day: dict[str, Any] = {
        "starts_on": (counted.today - 20 * DAY).isoformat(),
        "due_on": (counted.today + 20 * DAY).isoformat(),
    }
    sent(counted.dana, "goals:new_district_goal", title="Reason with numbers", target="80", **day)
    with counted.inside():
        wide = WiderGoal.objects.get()
    sent(counted.pilar, "goals:new_school_goal", counted.alder, title="Ratios", target="90", part_of=wide.pk, **day)
    goal = set_goal(counted)
    with counted.inside():
        narrow = WiderGoal.objects.get(school=counted.alder)
    sent(counted.bob, "goals:serve_goal", goal, wider=narrow.pk)
    return counted


def goal_of(world: World, place: object = None) -> WiderGoal:
    with world.inside():
        found: WiderGoal = WiderGoal.objects.get(school=place)
    return found


class TestFromTeamToDistrict:
    def test_the_principal_reads_counts_and_the_district_ranges(self, shared: World) -> None:
        next_cfa(shared, 9)
        school, district = goal_of(shared, shared.alder), goal_of(shared)
        page = said(shared.pilar, url("goals:wider_goal", school))
        assert "9 of 12 results are proficient, from 4 of 12 at the start" in page
        assert "On track" in page and shared.team.name in page
        outside = said(shared.dana, url("goals:wider_goal", district))
        assert "Proficient now: 60 to 79" in outside
        assert "9 of 12" not in outside and shared.team.name not in outside and shared.alder.name in outside
        for person in (shared.dana, shared.bob):
            assert "9 of 12" not in said(person, url("goals:wider_goal", school))

    def test_a_run_that_is_not_published_moves_no_total(self, shared: World) -> None:
        """Half the classes are still to come: the team has its point, leaders have none."""
        next_cfa(shared, 6, classes=2)
        with shared.inside():
            goal = SmartGoal.objects.get()
            assert goal.evidence.get().told_n is None and goal.evidence.get().n == 6
            assert GoalStanding.objects.get().status == ""
        page = said(shared.pilar, url("goals:wider_goal", goal_of(shared, shared.alder)))
        assert "4 of 12 results are proficient, from 4 of 12" in page

    def test_a_change_of_status_is_dated_once(self, shared: World) -> None:
        next_cfa(shared, 9)
        with shared.inside():
            change = StandingChange.objects.get()
        assert (change.before, change.after, change.n) == ("", "on_track", 12)

    def test_a_small_team_is_left_out_and_told_so(self, shared: World) -> None:
        next_cfa(shared, 9)
        with shared.inside():
            GoalStanding.objects.update(n=shared.harbor.smallest_group - 1, y=4)
        page = said(shared.pilar, url("goals:wider_goal", goal_of(shared, shared.alder)))
        assert "Hidden: a small group" in page and "of groups too small to be told" in page
        assert "4 of 9" not in page


class TestWhoseTheyAre:
    def test_each_place_is_set_by_its_own(self, shared: World) -> None:
        school, district = goal_of(shared, shared.alder), goal_of(shared)
        for person, goal in ((shared.dana, school), (shared.pilar, district), (shared.quentin, school)):
            said(person, url("goals:change_wider_goal", goal), status=404)
        said(shared.quentin, url("goals:new_school_goal", shared.alder), status=404)
        said(shared.quentin, url("goals:wider_goal", school), status=404)
        said(shared.erin, url("goals:wider_goal", district))

    def test_a_team_serves_no_other_school_s_goal(self, shared: World) -> None:
        with shared.inside():
            goal = SmartGoal.objects.get()
            facts = {"starts_on": shared.today, "due_on": shared.today + DAY, "target": 80}
            by = {"owner": shared.quentin.staff, "made_by": shared.quentin.staff}
            elsewhere = WiderGoal.objects.create(school=shared.birch, title="Theirs", **facts, **by)
        assert "valid choice" in sent(shared.bob, "goals:serve_goal", goal, status=422, wider=elsewhere.pk)

    def test_closing_keeps_what_was_learned(self, shared: World) -> None:
        school = goal_of(shared, shared.alder)
        sent(shared.pilar, "goals:close_wider_goal", school, reflection="Two teams were enough.")
        assert "Two teams were enough." in said(shared.bob, url("goals:wider_goal", school))
        with shared.inside():
            goal = SmartGoal.objects.get()
            SmartGoal.objects.update(serves=None)
        assert "valid choice" in sent(shared.bob, "goals:serve_goal", goal, status=422, wider=school.pk)
