"""The end of a team's year: results, the note it hands over, and who reads it."""

import datetime
from typing import Any

from plc.schools.models import SchoolYear
from teams.models import Team, TeamMember
from tests.rooms.goals.test_smart_goals import counted, next_cfa, page, post, set_goal  # noqa: F401  (a fixture)
from tests.world import DAY, World, url

WORDS: dict[str, Any] = {
    "keep": "Number lines first.",
    "leave": "Two tests in a week.",
    "begin_with": "The size check.",
}


def test_results_and_open_goals_stand_on_one_page(counted: World) -> None:  # noqa: F811
    goal = set_goal(counted)
    next_cfa(counted, 11)
    address = url("goals:year_end", counted.team)
    assert "1 goal is still open." in page(counted.bob, address)
    post(counted.bob, "goals:close_goal", goal, reflection="Drawing works.")
    said = page(counted.alice, address)
    assert "11 of 12 were proficient: the goal was reached." in said and "still open" not in said


def test_the_note_is_the_team_s_and_the_next_team_reads_it(counted: World) -> None:  # noqa: F811
    post(counted.bob, "goals:year_end", counted.team, **WORDS)
    post(counted.alice, "goals:year_end", counted.team, **{**WORDS, "leave": ""})
    said = page(counted.charlie, url("goals:year_end", counted.team))
    assert "Number lines first." in said and "Two tests in a week." not in said
    assert f"Last written by {counted.alice.staff.name}" in said
    with counted.inside():
        following = Team.objects.create(
            name="Next year", school=counted.birch, school_year=counted.year, follows=counted.team
        )
        TeamMember.objects.create(team=following, staff=counted.erin.staff, starts_on=counted.today - DAY)
    handed = page(counted.erin, url("goals:year_end", following))
    assert "What we were handed" in handed and "The size check." in handed
    page(counted.erin, url("goals:year_end", counted.team), status=404)
    page(counted.pilar, url("goals:year_end", counted.team), status=404)


def test_a_way_to_carry_over_stands_there_for_who_may_and_once(counted: World) -> None:  # noqa: F811
    address, way = url("goals:year_end", counted.team), url("teams:carry_over", counted.team)
    with counted.inside():
        first = counted.year.ends_on
        later = SchoolYear.objects.create(name="Next", starts_on=first, ends_on=first + datetime.timedelta(days=300))
    assert way in page(counted.alice, address)
    assert way not in page(counted.charlie, address)
    with counted.inside():
        Team.objects.create(name="On", school=counted.alder, school_year=later, follows=counted.team)
    assert way not in page(counted.alice, address)
