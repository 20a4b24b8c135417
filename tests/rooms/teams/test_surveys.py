"""The self-assessment from opening to closing: who is asked, what is kept of an answer, and that nobody is in it."""

import datetime
import itertools

import pytest
from django.db import connection, models

from plc.http.refusals import Refusal
from plc.schools.models import AuditEntry, Membership, Role, StaffMember
from teams.actions.survey_forms import add_statement, remove_statement, reword_statement
from teams.actions.surveys import answer_part, close_round, open_round
from teams.jobs.survey_rounds import sweep_survey_rounds
from teams.models import (
    SurveyComment,
    SurveyCount,
    SurveyedTeam,
    SurveyKey,
    SurveyPaper,
    SurveyRound,
    SurveyStatement,
    SurveyVersion,
    Team,
    TeamMember,
)
from teams.queries.survey_results import district_result, school_from_above, school_result, team_result
from teams.queries.surveys import asked_members, newest_version, own_paper, statements_of
from tests.cast import Person
from tests.world import DAY, World


def opened(world: World, *teams: Team, days: int = 7) -> SurveyRound:
    return open_round(
        actor=world.dana.staff,
        teams=teams or [world.team],
        opens_on=world.today,
        closes_on=world.today + days * DAY,
    )


def answer(
    survey_round: SurveyRound, who: Person | StaffMember, choices: dict[int, int], *, comment: str = "", part: str = ""
) -> None:
    staff = who.staff if isinstance(who, Person) else who
    surveyed = SurveyedTeam.objects.get(round=survey_round, team__members__staff=staff, team__members__ends_on=None)
    answer_part(actor=staff, surveyed=surveyed, dimension=part or "leadership", choices=choices, comment=comment)


def a_team(world: World, name: str, answers: list[int]) -> Team:
    """A team of Alder with as many members as answers."""
    team = Team.objects.create(name=name, school=world.alder, school_year=world.year, course=world.course)
    for number, _ in enumerate(answers):
        staff = StaffMember.objects.create(name=f"{name} {number}", email=f"{name.lower()}{number}@example.org")
        Membership.objects.create(staff=staff, school=world.alder, role=Role.TEACHER, starts_on=world.today - DAY)
        TeamMember.objects.create(team=team, staff=staff, starts_on=world.today - DAY)
    return team


def answered(survey_round: SurveyRound, team: Team, choices: list[int]) -> None:
    members = StaffMember.objects.filter(teams__team=team).order_by("pk")
    for staff, choice in zip(members, choices, strict=True):
        answer(survey_round, staff, {1: choice})


def long_ago(survey_round: SurveyRound, world: World) -> None:
    first = world.today - 90 * DAY
    SurveyRound.objects.filter(pk=survey_round.pk).update(opens_on=first, closes_on=first + 10 * DAY)


class TestOpening:
    def test_a_round_asks_the_statements_of_its_day(self, world: World):
        with world.inside():
            survey_round = opened(world)
            assert survey_round.version.number == 1
            assert SurveyStatement.objects.filter(version=survey_round.version).count() == 25
            reword_statement(actor=world.dana.staff, number=1, dimension="leadership", text="We take turns.")
            assert newest_version().number == 2
            assert statements_of(survey_round.version)[0].text != "We take turns."
            assert statements_of(newest_version())[0].text == "We take turns."
            add_statement(actor=world.dana.staff, dimension="vision", text="We mean it.")
            remove_statement(actor=world.dana.staff, number=2)
            assert SurveyVersion.objects.count() == 2
            assert {each.number for each in statements_of(newest_version())} == {1, *range(3, 27)}

    def test_a_number_is_never_used_again(self, world: World):
        with world.inside():
            add_statement(actor=world.dana.staff, dimension="vision", text="One")
            opened(world)
            remove_statement(actor=world.dana.staff, number=26)
            add_statement(actor=world.dana.staff, dimension="vision", text="Two")
            assert statements_of(newest_version())[-1].number != 26
            assert {each.number: each.text for each in statements_of(newest_version())}[27] == "Two"

    def test_a_team_is_not_asked_twice_within_four_weeks(self, world: World):
        with world.inside():
            first = opened(world)
            with pytest.raises(Refusal, match="Grade 7 Math: asked already"):
                opened(world)
            close_round(actor=world.dana.staff, survey_round=first)
            with pytest.raises(Refusal):
                opened(world)
            long_ago(first, world)
            opened(world)

    def test_leaders_are_not_asked(self, world: World):
        with world.inside():
            for role, school in ((Role.PRINCIPAL, world.alder), (Role.DISTRICT_ADMIN, None)):
                assert asked_members(world.team, world.today).filter(pk=world.bob.staff.pk).exists()
                leads = Membership.objects.create(
                    staff=world.bob.staff, school=school, role=role, starts_on=world.today - DAY
                )
                assert not asked_members(world.team, world.today).filter(pk=world.bob.staff.pk).exists()
                leads.delete()


class TestAnswering:
    def test_an_answer_is_changed_until_the_close(self, world: World):
        with world.inside():
            survey_round = opened(world)
            answer(survey_round, world.alice, {1: 4, 2: 3}, comment="First")
            answer(survey_round, world.alice, {1: 1}, comment="Second")
            answer(survey_round, world.alice, {6: 0}, part="vision")
            surveyed = SurveyedTeam.objects.get()
            paper = own_paper(surveyed, world.alice.staff)
            assert (paper.choices, paper.comments) == ({"1": 1, "6": 0}, {"leadership": "Second"})
            assert own_paper(surveyed, world.bob.staff) is None
            assert SurveyPaper.objects.count() == 1

    def test_only_members_and_only_what_is_asked(self, world: World):
        with world.inside():
            surveyed = opened(world).teams.get()
            for actor, choices in (
                (world.pilar, {1: 3}),
                (world.erin, {1: 3}),
                (world.rita, {1: 3}),
                (world.alice, {6: 3}),
                (world.alice, {1: 5}),
            ):
                with pytest.raises(Refusal):
                    answer_part(
                        actor=actor.staff, surveyed=surveyed, dimension="leadership", choices=choices, comment=""
                    )

    def test_nothing_is_taken_before_or_after(self, world: World):
        with world.inside():
            survey_round = opened(world)
            SurveyRound.objects.update(opens_on=world.today + DAY)
            with pytest.raises(Refusal, match="round is over"):
                answer(survey_round, world.alice, {1: 3})
            SurveyRound.objects.update(opens_on=world.today - 9 * DAY, closes_on=world.today - DAY)
            with pytest.raises(Refusal):
                answer(survey_round, world.alice, {1: 3})

    def test_answering_leaves_no_line_of_history_and_no_time(self, world: World):
        with world.inside():
            survey_round = opened(world)
            before = AuditEntry.objects.count()
            answer(survey_round, world.alice, {1: 3}, comment="Words")
            assert AuditEntry.objects.count() == before
        times = (models.DateField, models.TimeField)
        for model in (SurveyKey, SurveyPaper, SurveyCount, SurveyComment):
            assert [field.name for field in model._meta.fields if isinstance(field, times)] == []


class TestClosing:
    def test_nothing_leads_from_an_answer_to_a_person(self, world: World):
        with world.inside():
            survey_round = opened(world)
            for who, choice in ((world.alice, 4), (world.bob, 3), (world.charlie, 1)):
                answer(survey_round, who, {1: choice}, comment=f"By {who.staff.name}")
            close_round(actor=world.dana.staff, survey_round=survey_round)
            assert (SurveyKey.objects.count(), SurveyPaper.objects.count()) == (0, 0)
            surveyed = SurveyedTeam.objects.get()
            assert (surveyed.asked, surveyed.answered) == (3, 3)
            row = SurveyCount.objects.get(statement__number=1)
            assert (row.strongly_disagree, row.disagree, row.agree, row.strongly_agree, row.cannot_say) == (
                1,
                0,
                1,
                1,
                0,
            )
        for model in (SurveyedTeam, SurveyCount, SurveyComment):
            people = [field for field in model._meta.fields if field.related_model is StaffMember]
            assert people == []

    def test_texts_are_written_down_in_an_order_drawn_by_lot(self, world: World, monkeypatch: pytest.MonkeyPatch):
        drawn: list[int] = []

        class Lot:
            def shuffle(self, texts: list[SurveyComment]) -> None:
                drawn.append(len(texts))
                texts.sort(key=lambda each: each.text[::-1])

        monkeypatch.setattr("teams.actions.surveys.secrets.SystemRandom", Lot)
        with world.inside():
            survey_round = opened(world)
            for who in (world.alice, world.bob, world.charlie):
                answer(survey_round, who, {1: 3}, comment=f"L {who.staff.name}")
                answer(survey_round, who, {6: 3}, comment=f"V {who.staff.name}", part="vision")
            texts = [text for paper in SurveyPaper.objects.all() for text in paper.comments.values()]
            close_round(actor=world.dana.staff, survey_round=survey_round)
            stored = list(SurveyComment.objects.order_by("pk").values_list("text", flat=True))
            assert drawn == [6]
            assert stored == sorted(texts, key=lambda text: text[::-1])

    def test_who_opened_the_page_without_answering_is_not_counted(self, world: World):
        with world.inside():
            survey_round = opened(world)
            answer(survey_round, world.alice, {})
            answer(survey_round, world.bob, {1: 3})
            close_round(actor=world.dana.staff, survey_round=survey_round)
            assert SurveyedTeam.objects.get().answered == 1

    def test_it_is_closed_once_and_takes_nothing_afterwards(self, world: World):
        with world.inside():
            survey_round = opened(world)
            answer(survey_round, world.alice, {1: 3})
            closed = close_round(actor=world.dana.staff, survey_round=survey_round)
            assert close_round(actor=world.dana.staff, survey_round=survey_round).closed_at == closed.closed_at
            assert SurveyCount.objects.filter(agree=1).count() == 1
            with pytest.raises(Refusal):
                answer(survey_round, world.alice, {1: 4})

    def test_the_worker_closes_what_is_over(self, world: World):
        with world.inside():
            over, still = opened(world), opened(world, a_team(world, "Other", [1, 2, 3]))
            SurveyRound.objects.filter(pk=over.pk).update(opens_on=world.today - 9 * DAY, closes_on=world.today - DAY)
        sweep_survey_rounds()
        with world.inside():
            assert set(SurveyRound.objects.filter(closed_at__isnull=False)) == {over}
            over.refresh_from_db()
            assert over.closes_on == world.today - DAY
            assert still.closed_at is None
            assert AuditEntry.objects.get(verb="close_survey_round").actor == world.dana.staff

    def test_the_key_alone_does_not_find_the_paper(self, world: World):
        """Somebody who holds the tables, and not the server's secret, cannot join the one with the other."""
        with world.inside():
            answer(opened(world), world.alice, {1: 3})
            key, paper = SurveyKey.objects.get(), SurveyPaper.objects.get()
            assert key.secret != paper.mark
            with connection.cursor() as cursor:
                cursor.execute(
                    "select count(*) from teams_surveykey k join teams_surveypaper p on p.mark in "
                    "(k.secret, encode(sha256(k.secret::bytea), 'hex'), encode(sha256(decode(k.secret, 'hex')), 'hex'))"
                )
                assert cursor.fetchone() == (0,)


class TestResults:
    def test_two_answers_are_told_to_nobody(self, world: World):
        with world.inside():
            survey_round = opened(world)
            for who in (world.alice, world.bob):
                answer(survey_round, who, {1: 4}, comment="Words")
            close_round(actor=world.dana.staff, survey_round=survey_round)
            result = team_result(SurveyedTeam.objects.select_related("round__version", "team").get())
            assert (result.lines, dict(result.comments)) == ((), {})

    def test_a_statement_that_two_of_three_answered_is_hidden(self, world: World):
        with world.inside():
            survey_round = opened(world)
            for who, choices in ((world.alice, {1: 4, 2: 1}), (world.bob, {1: 3, 2: 1}), (world.charlie, {1: 2, 2: 0})):
                answer(survey_round, who, choices)
            close_round(actor=world.dana.staff, survey_round=survey_round)
            first, second, *_ = team_result(SurveyedTeam.objects.select_related("round__version", "team").get()).lines
            assert (first.counts.for_it, first.counts.against, first.has_steps) == (2, 1, False)
            assert second.counts is None

    def test_only_unchanged_words_are_compared(self, world: World):
        with world.inside():
            first = opened(world)
            for who in (world.alice, world.bob, world.charlie):
                answer(first, who, {1: 4, 2: 3})
            close_round(actor=world.dana.staff, survey_round=first)
            long_ago(first, world)
            reword_statement(actor=world.dana.staff, number=2, dimension="leadership", text="All have had a say.")
            second = opened(world)
            for who in (world.alice, world.bob, world.charlie):
                answer(second, who, {1: 1, 2: 3})
            close_round(actor=world.dana.staff, survey_round=second)
            result = team_result(SurveyedTeam.objects.select_related("round__version", "team").get(round=second))
            lines = {line.statement.number: line for line in result.lines}
            assert result.before == first
            assert (lines[1].counts.for_it, lines[1].was.for_it) == (0, 3)
            assert (lines[2].counts.for_it, lines[2].was) == (3, None)

    def test_no_small_team_is_the_rest_of_its_school(self, world: World):
        sizes = {"Large": [4, 4, 4, 1, 1, 2], "Larger": [3, 3, 3, 3, 1, 1, 1], "Small": [1, 1, 4]}
        with world.inside():
            teams = {name: a_team(world, name, choices) for name, choices in sizes.items()}
            survey_round = opened(world, *teams.values())
            for name, choices in sizes.items():
                answered(survey_round, teams[name], choices)
            close_round(actor=world.dana.staff, survey_round=survey_round)
            told = school_result(survey_round, world.alder, 5).lines[0]
            shown = {group.name: group.share for group in told.groups}
            assert told.total.agree == 50
            assert (shown["Small"], shown["Large"]) == (None, None)
            assert shown["Larger"].agree == 57
            assert school_result(survey_round, world.alder, 17).is_shown is False

    def test_the_district_reads_of_a_school_what_its_own_total_tells_and_no_more(self, world: World):
        """Birch is small: Alder's total goes with it, on Alder's own page too, or the difference were Birch."""
        with world.inside():
            alder = a_team(world, "Alder", [4, 4, 4, 1, 1, 2])
            birch = a_team(world, "Birch", [1, 4, 4])
            Team.objects.filter(pk=birch.pk).update(school=world.birch)
            Membership.objects.filter(staff__teams__team=birch).update(school=world.birch)
            survey_round = opened(world, alder, birch)
            answered(survey_round, alder, [4, 4, 4, 1, 1, 2])
            answered(survey_round, birch, [1, 4, 4])
            close_round(actor=world.dana.staff, survey_round=survey_round)
            whole = district_result(survey_round, 5).lines[0]
            assert whole.total.agree == 56
            assert [group.share for group in whole.groups] == [None, None]
            assert school_from_above(survey_round, world.alder, 5).lines[0].total is None
            assert school_result(survey_round, world.alder, 5).lines[0].total.agree == 50
            assert dict(school_from_above(survey_round, world.alder, 5).comments) == {}

    def test_results_do_not_depend_on_who_answered_first(self, world: World):
        said = set()
        choices = {world.alice: 4, world.bob: 1, world.charlie: 3}
        with world.inside():
            for order in itertools.permutations(choices):
                survey_round = opened(world)
                for who in order:
                    answer(survey_round, who, {1: choices[who]})
                close_round(actor=world.dana.staff, survey_round=survey_round)
                row = SurveyCount.objects.get(statement__number=1, surveyed__round=survey_round)
                said.add((row.strongly_disagree, row.agree, row.strongly_agree))
                SurveyRound.objects.filter(pk=survey_round.pk).update(
                    opens_on=datetime.date(2000, 1, 1), closes_on=datetime.date(2000, 1, 2)
                )
        assert said == {(1, 1, 1)}
