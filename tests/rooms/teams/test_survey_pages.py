"""The pages of the self-assessment and the continuum, as everybody, and what an attacker tries on them."""

import re

import pytest
from django.test import Client

from plc.schools.models import District, Membership, Notice, Role
from teams.actions.continuum import mark_continuum
from teams.actions.surveys import close_round
from teams.jobs.survey_rounds import tell_of_rounds_begun
from teams.models import (
    ContinuumIndicator,
    ContinuumMark,
    SurveyCount,
    SurveyedTeam,
    SurveyPaper,
    SurveyRound,
    Team,
)
from tests.cast import Person
from tests.pages import page, post
from tests.rooms.teams.test_surveys import a_team, answer, answered, long_ago, opened
from tests.world import DAY, World, sign_in, url

SECRET = "nobody ever asks Charlie"
PEOPLE = ("dana", "pilar", "quentin", "alice", "bob", "rita", "erin", "zoe")


def get(person: Person, name: str, *things: object, status: int = 200) -> str:
    return page(person, url(name, *things), status)


def small_groups(world: World) -> None:
    District.objects.filter(pk=world.harbor.pk).update(smallest_group=5)


@pytest.fixture
def open_round_(world: World) -> SurveyRound:
    with world.inside():
        return opened(world)


@pytest.fixture
def closed_round(world: World) -> SurveyRound:
    """All three have answered: two agree with the first statement, Charlie does not."""
    with world.inside():
        survey_round = opened(world)
        for who, choice in ((world.alice, 4), (world.bob, 3), (world.charlie, 1)):
            answer(survey_round, who, {1: choice}, comment=SECRET if who is world.charlie else "")
        close_round(actor=world.dana.staff, survey_round=survey_round)
        return SurveyRound.objects.get()


class TestAnswering:
    def test_part_by_part_with_nothing_required(self, world: World, open_round_: SurveyRound):
        assert "25 statements about how Grade 7 Math works" in get(world.alice, "teams:team_survey", world.team)
        first = get(world.alice, "teams:survey_part", world.team, 1)
        assert first.count("<fieldset") == first.count("<legend>") == 5
        assert first.count('type="radio"') == 25
        assert " required" not in first
        assert "Words can give you away" in first
        sent = {"s1": "4", "s2": "0", "comment": "More turns."}
        response = sign_in(Client(), world.alice).post(url("teams:survey_part", world.team, 1), sent)
        assert response["Location"] == url("teams:survey_part", world.team, 2)
        post(world.alice, "teams:survey_part", world.team, 5)
        again = get(world.alice, "teams:survey_part", world.team, 1)
        assert re.search(r'name="s1" value="4"[^>]* checked', again)
        assert again.count(" checked") == 2
        assert "More turns." in again
        assert "You have answered 2;" in get(world.alice, "teams:team_survey", world.team)
        bobs = get(world.bob, "teams:survey_part", world.team, 1)
        assert (bobs.count(" checked"), "More turns." in bobs) == (0, False)

    def test_an_odd_answer_is_not_saved(self, world: World, open_round_: SurveyRound):
        text = post(world.alice, "teams:survey_part", world.team, 1, status=422, s1="9")
        assert "9 is not one of the available choices" in text
        get(world.alice, "teams:survey_part", world.team, 6, status=404)
        get(world.alice, "teams:survey_part", world.team, 0, status=404)
        with world.inside():
            assert not SurveyPaper.objects.exists()

    @pytest.mark.parametrize("name", [name for name in PEOPLE if name not in {"alice", "bob"}])
    def test_nobody_else_finds_it(self, world: World, open_round_: SurveyRound, name: str):
        person = getattr(world, name)
        for address in ((url("teams:team_survey", world.team)), url("teams:survey_part", world.team, 1)):
            client = sign_in(Client(), person)
            assert client.get(address).status_code == 404
            assert client.post(address, {"s1": "1"}).status_code in {404, 405}

    def test_whoever_leads_is_no_member_here(self, world: World, open_round_: SurveyRound):
        with world.inside():
            Membership.objects.create(
                staff=world.bob.staff,
                user=world.bob.user,
                school=world.alder,
                role=Role.PRINCIPAL,
                starts_on=world.today - DAY,
            )
        get(world.bob, "teams:survey_part", world.team, 1, status=404)


class TestWhileItIsOpen:
    def test_no_page_tells_anything(self, world: World, open_round_: SurveyRound):
        with world.inside():
            for who in (world.alice, world.bob, world.charlie):
                answer(open_round_, who, {1: 4}, comment=SECRET)
        get(world.alice, "teams:survey_result", world.team, open_round_, status=404)
        for person in (world.dana, world.pilar):
            get(person, "teams:survey_school", open_round_, world.alder, status=404)
        shown = get(world.dana, "teams:survey_round", open_round_)
        assert "is open until" in shown
        assert SECRET not in shown
        assert "<rect" not in shown
        assert "People who have begun" not in get(world.pilar, "teams:survey_round", open_round_)

    def test_closing_asks_once_more_and_is_the_district_s(self, world: World, open_round_: SurveyRound):
        post(world.pilar, "teams:close_survey_round", open_round_, status=404, sure="on")
        post(world.alice, "teams:close_survey_round", open_round_, status=404, sure="on")
        assert "Check the box" in post(world.dana, "teams:close_survey_round", open_round_, status=409)
        post(world.dana, "teams:close_survey_round", open_round_, sure="on")
        with world.inside():
            assert SurveyRound.objects.get().closed_at is not None
        post(world.dana, "teams:close_survey_round", open_round_, status=404, sure="on")


class TestWhatWasSaid:
    def test_the_team_reads_its_own(self, world: World, closed_round: SurveyRound):
        shown = get(world.bob, "teams:survey_result", world.team, closed_round)
        assert "3 of 3 answered" in shown
        assert "2 of 3" in shown
        assert SECRET in shown
        assert "strongly</td>" not in shown  # three would give each other away by the finer steps
        for name in ("dana", "pilar", "quentin", "erin", "rita", "zoe"):
            get(getattr(world, name), "teams:survey_result", world.team, closed_round, status=404)

    def test_leaders_are_told_nothing_of_three(self, world: World, closed_round: SurveyRound):
        for person, pages in (
            (world.pilar, [("teams:survey_school", closed_round, world.alder)]),
            (
                world.dana,
                [("teams:survey_round", closed_round), ("teams:survey_school", closed_round, world.alder)],
            ),
        ):
            for name, *things in pages:
                shown = get(person, name, *things)
                assert "Too few answered" in shown
                assert SECRET not in shown
                assert "<rect" not in shown
        get(world.quentin, "teams:survey_round", closed_round, status=404)
        get(world.quentin, "teams:survey_school", closed_round, world.alder, status=404)
        get(world.pilar, "teams:survey_school", closed_round, world.birch, status=404)

    def test_a_principal_reads_the_school_and_large_teams_and_the_district_schools(self, world: World):
        with world.inside():
            small_groups(world)
            sizes = {"Ospreys": [4, 4, 4, 1, 1, 2], "Herons": [3, 3, 3, 3, 1, 1, 1]}
            teams = {name: a_team(world, name, choices) for name, choices in sizes.items()}
            survey_round = opened(world, world.team, *teams.values())
            for name, choices in sizes.items():
                answered(survey_round, teams[name], choices)
            answer(survey_round, world.charlie, {1: 1}, comment=SECRET)
            close_round(actor=world.dana.staff, survey_round=survey_round)
        shown = get(world.pilar, "teams:survey_school", survey_round, world.alder)
        assert "14 of 16 answered, in 3 teams." in shown
        assert re.search(r"Herons</span> <b>57\u00a0% agree", shown)
        assert re.search(r"Ospreys</span> <b>hidden", shown)
        assert re.search(r"Grade 7 Math</span> <b>hidden", shown)
        assert SECRET in shown
        above = get(world.dana, "teams:survey_school", survey_round, world.alder)
        assert "Most people" in above
        for word in ("Herons", "Ospreys", "Grade 7 Math", SECRET):
            assert word not in above
            assert word not in get(world.dana, "teams:survey_round", survey_round)

    def test_an_admin_who_leads_a_school_reads_as_an_admin(self, world: World, closed_round: SurveyRound):
        with world.inside():
            Membership.objects.create(
                staff=world.dana.staff,
                user=world.dana.user,
                school=world.alder,
                role=Role.PRINCIPAL,
                starts_on=world.today - DAY,
            )
            small_groups(world)
            SurveyedTeam.objects.update(answered=9)
            SurveyCount.objects.filter(statement__number=1).update(agree=6)
        assert SECRET not in get(world.pilar, "teams:survey_school", closed_round, world.alder), "one team’s own texts"
        with world.inside():
            other = Team.objects.create(name="Herons", school=world.alder, school_year=world.year)
            SurveyedTeam.objects.create(round=closed_round, team=other, asked=3, answered=1)
        assert SECRET not in get(world.dana, "teams:survey_school", closed_round, world.alder)
        assert SECRET in get(world.pilar, "teams:survey_school", closed_round, world.alder)

    def test_change_is_told_in_figures_of_the_same_words(self, world: World, closed_round: SurveyRound):
        with world.inside():
            long_ago(closed_round, world)
            second = opened(world)
            for who in (world.alice, world.bob, world.charlie):
                answer(second, who, {1: 4})
            close_round(actor=world.dana.staff, survey_round=second)
        shown = get(world.alice, "teams:survey_result", world.team, second)
        assert "1 of 25 statements have the same words and answers enough in both." in shown
        assert re.search(r'data-label="Agreed before:">2 of 3<', shown)


class TestNews:
    def test_who_is_asked_is_told_at_the_opening_and_at_the_close(self, world: World, open_round_: SurveyRound):
        for who in (world.alice, world.bob, world.charlie):
            assert "How do you see your team’s work?" in get(who, "schools:news")
        for who in (world.pilar, world.dana, world.erin):
            assert "your team" not in get(who, "schools:news")
        with world.inside():
            assert Notice.objects.filter(kind="survey", seen_at__isnull=True).count() == 3
            get(world.alice, "teams:surveys")
            assert Notice.objects.filter(kind="survey", seen_at__isnull=True).count() == 2
            tell_of_rounds_begun()
            assert Notice.objects.filter(kind="survey", seen_at__isnull=True).count() == 2
            close_round(actor=world.dana.staff, survey_round=open_round_)
        assert "read what your team said" in get(world.alice, "schools:news")


class TestWords:
    def test_a_district_writes_its_own_statements(self, world: World):
        post(world.dana, "teams:survey_statement", 1, text="We take turns.", dimension="vision")
        post(world.dana, "teams:new_survey_statement", text="We laugh.", dimension="conditions")
        post(world.dana, "teams:remove_survey_statement", 2)
        shown = get(world.dana, "teams:survey_statements")
        assert "25 statements in five parts" in shown
        assert "We take turns." in shown
        assert "another version" not in shown
        with world.inside():
            opened(world)
        assert "another version" in get(world.dana, "teams:survey_statements")
        assert "We laugh." in get(world.alice, "teams:survey_part", world.team, 5)
        get(world.dana, "teams:survey_statement", 2, status=404)
        for person in (world.pilar, world.alice):
            get(person, "teams:survey_statements", status=404)

    def test_a_round_asks_whom_the_form_says(self, world: World):
        days = {"opens_on": str(world.today), "closes_on": str(world.today + 9 * DAY)}
        assert "Choose one first" in post(world.dana, "teams:new_survey_round", status=200, **days)
        post(world.dana, "teams:new_survey_round", places=str(world.alder.pk), **days)
        with world.inside():
            assert [row.team for row in SurveyedTeam.objects.all()] == [world.team]
        again = post(world.dana, "teams:new_survey_round", status=200, places=str(world.alder.pk), **days)
        assert "asked already" in again
        post(world.pilar, "teams:new_survey_round", status=404, places=str(world.alder.pk), **days)


class TestTheContinuum:
    def test_a_team_marks_together_and_its_principal_sees_the_stage_alone(self, world: World):
        post(world.bob, "teams:mark_indicator", world.team, 1, level="3", evidence=SECRET)
        own = get(world.alice, "teams:continuum", world.team)
        assert "<b>Taking hold</b>" in own
        assert SECRET in own
        above = get(world.pilar, "teams:continuum", world.team)
        assert "<b>Taking hold</b>" in above
        assert SECRET not in above
        assert "Bob" not in above
        assert "Mark again" not in above
        for name in ("dana", "quentin", "erin", "zoe"):
            get(getattr(world, name), "teams:continuum", world.team, status=404)
        for name in ("dana", "pilar", "erin"):
            post(getattr(world, name), "teams:mark_indicator", world.team, 1, status=404, level="1")

    def test_every_mark_stays_with_who_and_when_and_the_newest_shows(self, world: World):
        said = ((9, world.bob, 1), (0, world.bob, 2), (0, world.alice, 3), (0, world.alice, 3))
        with world.inside():
            for days_ago, person, level in said:
                mark = mark_continuum(
                    actor=person.staff, team=world.team, number=1, level=level, evidence=f"Seen at {level}"
                )
                ContinuumMark.objects.filter(pk=mark.pk).update(marked_on=world.today - days_ago * DAY)
            assert ContinuumMark.objects.count() == 3, "the same, sent twice, is one mark"
        history = get(world.charlie, "teams:mark_indicator", world.team, 1)
        assert re.findall(r"noted by (\w+)[^<]*</span></p><p>Seen at (\d)", history) == [
            ("Alice", "3"),
            ("Bob", "2"),
            ("Bob", "1"),
        ]
        shown = get(world.charlie, "teams:continuum", world.team)
        assert "Seen at 3" in shown
        assert "Seen at 2" not in shown

    def test_other_words_leave_the_marks_theirs(self, world: World):
        post(world.bob, "teams:mark_indicator", world.team, 1, level="3", evidence="")
        words = {f"stage{level}": f"Words {level}" for level in range(1, 5)}
        post(world.dana, "teams:indicator", 1, name="Leading", dimension="leadership", **words)
        assert "has changed the words" in get(world.alice, "teams:continuum", world.team)
        with world.inside():
            assert ContinuumMark.objects.get().indicator.name == "Sharing the lead"
            assert ContinuumIndicator.objects.filter(number=1).count() == 2
        names = {f"stage{level}": name for level, name in enumerate(("Seed", "Shoot", "Leaf", "Fruit"), start=1)}
        post(world.dana, "teams:continuum_words", **names)
        assert "<b>Leaf</b>" in get(world.alice, "teams:continuum", world.team)
        post(world.dana, "teams:continuum_words", status=200, **{**names, "stage2": "seed"})
        post(world.dana, "teams:take_out_indicator", 1)
        assert "Leading" not in get(world.alice, "teams:continuum", world.team)
