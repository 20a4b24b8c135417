"""Dashboards: what a principal and the district's office read of teams, what changed, what each keeps under a name."""

import datetime
import html
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from goals.models import GoalStanding, SavedFilter, SmartGoal, TeamTotal
from goals.queries.boards import BoardFilter
from goals.queries.district_board import GoalCounts, district_board, school_lines
from plc.schools.access import entrance
from teams.actions.support import ask_for_support
from teams.models import Team
from tests.cast import Person
from tests.rooms.goals.test_smart_goals import counted, next_cfa, set_goal  # noqa: F401  (a fixture)
from tests.world import World, sign_in, url


def read(person: Person, address: str, status: int = 200) -> str:
    answer = sign_in(Client(), person).get(address)
    assert answer.status_code == status, answer.status_code
    return " ".join(html.unescape(answer.content.decode()).partition("<main")[2].split())


def press(person: Person, view: str, /, *things: object, **fields: Any) -> Any:
    return sign_in(Client(), person).post(url(view, *things), fields)


@pytest.fixture
def busy(counted: World) -> World:  # noqa: F811
    """A goal on track by a published CFA, and a request that waits."""
    set_goal(counted)
    next_cfa(counted, 9)
    with counted.inside():
        ask_for_support(
            actor=counted.bob.staff, team=counted.team, kind="time", what="Half a day together.", why="", wanted_by=None
        )
    return counted


class TestTheSchool:
    def test_a_principal_sees_goals_totals_and_requests_of_each_team(self, busy: World) -> None:
        said = read(busy.pilar, url("goals:school_board", busy.alder))
        assert "9 of 12 proficient" in said and "On track" in said and "1 request" in said
        for words in ("is on track", "Results of Unit 4 are published.", "Half a day together."):
            assert words in said

    def test_no_teacher_and_no_class_is_on_it(self, busy: World) -> None:
        """Not their names, so that no figure can be anybody's."""
        for person in (busy.pilar, busy.dana):
            said = read(person, url("goals:school_board", busy.alder))
            with busy.inside():
                classes = [section.name for section in busy.sections]
            for name in (busy.alice.staff.name, busy.bob.staff.name, busy.charlie.staff.name, *classes):
                assert name not in said, name

    def test_the_office_reads_no_team_of_a_school(self, busy: World) -> None:
        said = read(busy.dana, url("goals:school_board", busy.alder))
        assert busy.team.name not in said and "9 of 12" not in said and "On track" not in said
        assert "Open goals of teams" in said and "told once three teams have published results" in said

    def test_what_is_not_published_is_not_there(self, busy: World) -> None:
        """The next CFA is half in: the team has its report, the dashboard keeps the earlier total."""
        next_cfa(busy, 3, classes=2)
        said = read(busy.pilar, url("goals:school_board", busy.alder))
        assert "9 of 12 proficient" in said and "3 of 6" not in said

    def test_small_groups_are_hidden_in_totals_and_goals(self, busy: World) -> None:
        with busy.inside():
            TeamTotal.objects.update(n=busy.harbor.smallest_group - 1, y=4)
            GoalStanding.objects.update(n=busy.harbor.smallest_group - 1, y=4)
        said = read(busy.pilar, url("goals:school_board", busy.alder))
        assert "hidden: too few to tell" in said and "4 of 9" not in said and "On track" not in said

    @pytest.mark.parametrize(("show", "is_there"), [("asks", True), ("behind", False), ("quiet", False), ("x", True)])
    def test_a_filter_shows_the_teams_it_names(self, busy: World, show: str, is_there: bool) -> None:
        said = read(busy.pilar, url("goals:school_board", busy.alder) + f"?show={show}&course=99999&days=no")
        assert (busy.team.name in said.partition('id="h-lately"')[0]) is is_there

    @pytest.mark.parametrize("who", ["quentin", "erin", "alice"])
    def test_nobody_else_opens_it(self, busy: World, who: str) -> None:
        read(getattr(busy, who), url("goals:school_board", busy.alder), status=404)

    def test_a_principal_s_dashboard_is_the_school_s(self, busy: World) -> None:
        answer = sign_in(Client(), busy.pilar).get(url("goals:board"))
        assert answer["Location"] == url("goals:school_board", busy.alder)


class TestTheDistrict:
    def test_schools_stand_by_name_with_what_goes_on(self, busy: World) -> None:
        said = read(busy.dana, url("goals:board"))
        assert busy.alder.name in said and busy.birch.name in said
        assert said.index(busy.alder.name) < said.index(busy.birch.name)
        assert "too few to tell where they stand" in said and "On track" not in said
        assert "1 of 1" in said and "1 waits" in said and "1 CFA given" in said

    def test_where_goals_stand_is_told_of_three_teams_and_their_school_alone(self, busy: World) -> None:
        """Two at Birch are not told, nor are they in the total, from which they could be taken."""
        with busy.inside():
            first, standing = SmartGoal.objects.get(), GoalStanding.objects.get()
            for place, school in enumerate((busy.alder, busy.alder, busy.birch, busy.birch)):
                team = Team.objects.create(name=f"Team {place}", school=school, school_year=busy.year)
                goal = SmartGoal.objects.get(pk=first.pk)
                goal.pk, goal.team = None, team
                goal.save()
                now = GoalStanding.objects.get(pk=standing.pk)
                now.pk, now.goal, now.status = None, goal, "behind"
                now.save()
            viewer = entrance(user_id=busy.dana.user.pk, slug="harbor")
            assert viewer is not None
            lines = {line.name: line.goals for line in school_lines(viewer, 7)}
            total = district_board(viewer, BoardFilter()).total.goals
        assert lines[busy.alder.name] == GoalCounts(open=3, on_track=1, behind=2, teams=3)
        assert lines[busy.birch.name].is_told is False
        assert replace(total, open=3) == lines[busy.alder.name] and total.open == 5

    def test_teams_across_schools_have_a_line_that_leads_nowhere(self, busy: World) -> None:
        assert "Teams across schools" not in read(busy.dana, url("goals:board"))
        with busy.inside():
            across = Team.objects.create(name="Art of all schools", school=None, school_year=busy.year)
            ask_for_support(
                actor=busy.bob.staff, team=across, kind="time", what="A day together.", why="", wanted_by=None
            )
        said = read(busy.dana, url("goals:board"))
        row = said.partition("Teams across schools</th>")[2].partition("</tr>")[0]
        assert '<th scope="row">Teams across schools' in said and "0 of 1" in row and "1 waits" in row
        assert "Art of all schools" not in said
        total = said.partition("The whole district</th>")[2].partition("</tr>")[0]
        assert "1 of 2" in total and "2 wait" in total

    def test_only_the_office_opens_it(self, busy: World) -> None:
        read(busy.alice, url("goals:board"), status=404)


class TestKeeping:
    def test_a_view_is_kept_under_a_name_and_is_one_s_own(self, busy: World) -> None:
        press(busy.pilar, "goals:keep_school_filter", busy.alder, name="Who asks", show="asks", days="14", course="")
        said = read(busy.pilar, url("goals:school_board", busy.alder))
        assert "Who asks" in said and "?days=14&show=asks" in said
        assert "Who asks" not in read(busy.dana, url("goals:school_board", busy.alder))
        with busy.inside():
            saved = SavedFilter.objects.get()
        assert press(busy.dana, "goals:drop_filter", saved.pk).status_code == 404
        press(busy.pilar, "goals:drop_filter", saved.pk)
        with busy.inside():
            assert not SavedFilter.objects.exists()

    def test_the_same_name_is_replaced_and_nonsense_is_left_out(self, busy: World) -> None:
        for show in ("asks", "everything"):
            press(busy.dana, "goals:keep_district_filter", name="Mine", show=show, days="700", course="x")
        with busy.inside():
            assert SavedFilter.objects.get().chosen == ""

    def test_that_it_is_replaced_is_said(self, busy: World) -> None:
        client = sign_in(Client(), busy.dana)
        for is_there in (False, True):
            said = client.post(url("goals:keep_district_filter"), {"name": "Mine", "show": "asks"}, follow=True)
            assert ("What was kept under that name is replaced." in said.content.decode()) is is_there

    def test_paper_says_what_was_chosen(self, busy: World) -> None:
        address = url("goals:school_board", busy.alder)
        assert "Shown here:" not in read(busy.pilar, address)
        said = read(busy.pilar, f"{address}?show=asks&course={busy.course.pk}")
        assert f"Shown here: Teams that ask for something, {busy.course.name}." in said
        assert "1 team of this course this year" in said

    def test_a_name_is_needed(self, busy: World) -> None:
        press(busy.dana, "goals:keep_district_filter", name=" ", show="asks")
        with busy.inside():
            assert not SavedFilter.objects.exists()


def test_what_changed_is_of_the_period_that_is_asked_for(busy: World) -> None:
    with busy.inside():
        TeamTotal.objects.update(published_at=timezone.now() - datetime.timedelta(days=10))
    address = url("goals:school_board", busy.alder)
    assert "are published." not in read(busy.pilar, address)
    assert "are published." in read(busy.pilar, address + "?days=14")
