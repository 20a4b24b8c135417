"""The run the team discussed: who says so, who is told, what is compared with it, and the runs before this one."""

import re
from typing import Any

import pytest
from django.test import Client

from assessments.actions.discussing import say_discussed
from assessments.models import Assessment, AssessmentSection, ReportRun, Result
from assessments.tasks import compute_report, request_run
from plc.schools.models import AuditEntry, Enrollment, Student
from teams.models import Team
from tests.rooms.assessments.papers import FULL, paper, result_of, save
from tests.world import World, enter_results, more_students, sign_in, url

YES, NO = {"said": "yes"}, {"said": "no"}


@pytest.fixture
def reported(world: World) -> World:
    enter_results(world)
    again(world)
    return world


def again(world: World, times: int = 1) -> None:
    for _ in range(times):
        with world.inside():
            request_run(assessment=Assessment.objects.get(pk=world.cfa.pk), actor=None)
        compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)


def say(world: World, client: Client, name: str, number: int = 1, said: Any = YES) -> int:
    sign_in(client, getattr(world, name))
    return client.post(url("assessments:report_discussed", world.cfa, number), said).status_code


def discussed(world: World) -> list[tuple[int, str]]:
    with world.inside():
        found = ReportRun.objects.filter(discussed_at__isnull=False).order_by("number")
        return list(found.values_list("number", "discussed_by__name"))


class TestSayingIt:
    @pytest.mark.parametrize("name", ["alice", "bob", "charlie"])
    def test_each_member_may_say_it_and_take_it_back(self, reported: World, client: Client, name: str) -> None:
        assert say(reported, client, name) == 302
        assert [number for number, _ in discussed(reported)] == [1]
        assert say(reported, client, "charlie", said=NO) == 302
        assert discussed(reported) == []
        with reported.inside():
            said = AuditEntry.objects.filter(verb__contains="discussed").order_by("pk").values_list("verb", flat=True)
            assert list(said) == ["say_discussed", "take_back_discussed"]

    def test_said_twice_the_first_word_stands(self, reported: World, client: Client) -> None:
        for name in ("bob", "charlie"):
            assert say(reported, client, name) == 302
        assert discussed(reported) == [(1, "Bob Tester")]

    @pytest.mark.parametrize("name", ["pilar", "quentin", "dana", "erin", "rita", "zoe"])
    def test_nobody_else_says_it(self, reported: World, client: Client, name: str) -> None:
        assert say(reported, client, name) in {403, 404}
        assert discussed(reported) == []

    @pytest.mark.parametrize(("number", "said"), [(7, YES), (1, {}), (1, {"said": "maybe"})])
    def test_what_makes_no_sense(self, reported: World, client: Client, number: int, said: Any) -> None:
        assert say(reported, client, "bob", number, said) == 404

    def test_a_run_that_is_not_done_can_t_have_been_discussed(self, reported: World, client: Client) -> None:
        with reported.inside():
            request_run(assessment=Assessment.objects.get(pk=reported.cfa.pk), actor=None)
        assert say(reported, client, "bob", 2) == 404

    def test_the_head_of_that_run_says_so_and_of_no_other(self, reported: World, client: Client) -> None:
        say(reported, client, "bob")
        page = client.get(url("assessments:report_skills", reported.cfa)).content.decode()
        assert "Discussed on" in page and "Not the one we discussed" in page
        again(reported)
        page = client.get(url("assessments:report_skills", reported.cfa)).content.decode()
        assert "Discussed on" not in page and "We discussed this one" in page
        fixed = client.get(url("assessments:report", reported.cfa, 1)).content.decode()
        assert "Discussed on" in fixed
        principal = sign_in(client, reported.pilar).get(url("assessments:report", reported.cfa)).content.decode()
        assert "Discussed on" not in principal and "We discussed" not in principal


class TestEarlierRuns:
    def how(self, world: World, client: Client, name: str) -> str:
        return sign_in(client, getattr(world, name)).get(url("assessments:report_how", world.cfa)).content.decode()

    def test_they_are_listed_to_those_who_see_classes(self, reported: World, client: Client) -> None:
        say(reported, client, "bob")
        again(reported, 2)
        page = self.how(reported, client, "charlie").partition("Earlier runs")[2]
        assert page.index("Report run 2</a>") < page.index("Report run 1</a>")
        assert "Report run 3</a>" not in page
        assert "discussed on" in page.partition("Report run 1</a>")[2].partition("</li>")[0]
        assert "discussed on" not in page.partition("Report run 2</a>")[2].partition("</li>")[0]
        assert "Earlier runs" not in self.how(reported, client, "pilar")

    def test_the_last_sixty_and_each_that_was_discussed(self, reported: World, client: Client) -> None:
        say(reported, client, "bob")
        with reported.inside():
            first = ReportRun.objects.get()
            for number in range(2, 102):
                first.pk, first.number, first.discussed_at = None, number, None
                first.save()
        page = self.how(reported, client, "bob").partition("Earlier runs")[2]
        listed = [int(part.partition("<")[0]) for part in page.split(">Report run ")[1:]]
        assert listed == [*range(100, 40, -1), 1]


@pytest.fixture
def team(world: World) -> World:
    """Four classes of twelve, all papers in, and report run 1 discussed."""
    bigger = more_students(world, 9)
    enter_results(bigger)
    again(bigger)
    with bigger.inside():
        run = ReportRun.objects.get()
        say_discussed(actor=bigger.alice.staff, run=run)
    return bigger


def late(world: World, *places: tuple[int, int]) -> None:
    """These students (class, place in it) get full points instead of what they had."""
    with world.inside():
        for section, place in places:
            version = result_of(world.students[section][place]).row_version
            save(world, paper(world, section, place, FULL, based_on=version))
    again(world)


class TestSinceTheRunWeDiscussed:
    def card(self, world: World, client: Client, name: str, *number: int) -> str:
        client = sign_in(client, getattr(world, name))
        page = client.get(url("assessments:report", world.cfa, *number)).content.decode()
        return page.partition('id="h-since"')[2].partition("</section>")[0]

    def figures(self, card: str) -> list[str]:
        table = card.partition("<tbody>")[2].partition("</tbody>")[0]
        return re.sub(r"<[^>]+>|\s+", " ", table).split()

    def test_members_read_words_and_figures(self, team: World, client: Client) -> None:
        late(team, (1, 0))
        late(team, (2, 0), (2, 1))
        card = self.card(team, client, "bob")
        assert "the run we discussed" in card and "Report run 1</a>" in card
        assert "3 papers have other scores. 1 of these is from your classes." in card
        with team.inside():
            old, new = (ReportRun.objects.get(number=number).figures["report"]["metrics"] for number in (1, 3))
        then, now = old[0]["team"], new[0]["team"]
        assert then["mean"]["mean"] < now["mean"]["mean"]
        row = " ".join(self.figures(card)).partition("Ratios")[0]
        for group in (then, now):
            assert f"{int(100 * group['mean']['mean'] + 0.5)}\u00a0%" in row.replace(" %", "\u00a0%")
            assert f"{group['proficient']['y']} of {group['proficient']['n']}" in row
        assert len(re.findall("<tr>", card.partition("<tbody>")[2])) == len(new), "the whole paper and each standard"
        page = client.get(url("assessments:report", team.cfa)).content.decode()
        assert "What changed since report run 2, the one before" in page

    @pytest.mark.parametrize(("papers", "told"), [(1, False), (2, False), (12, True)])
    def test_a_principal_reads_what_changed_only_if_it_gives_no_student_away(
        self, team: World, client: Client, papers: int, told: bool
    ) -> None:
        late(team, *((2, place) for place in range(papers)))
        card = self.card(team, client, "pilar")
        assert bool(self.figures(card)) is told
        assert (f"{papers} papers" in card and "the run the team discussed" in card) is told
        for secret in ("report/1/", "your classes", "Period", "Class ", "Tester"):
            assert secret not in card

    def test_what_is_compared_anew_is_told_to_everybody(self, team: World, client: Client) -> None:
        with team.inside():
            Team.objects.update(min_diff=15, headline="proficient")
        again(team)
        for name in ("bob", "pilar"):
            card = self.card(team, client, name)
            assert "A gap is now marked from 15 points on; before, from 10." in card
            assert "The team now compares how many students are proficient; before, shares of points." in card
            assert "The team’s figures are the same as then." in card and not self.figures(card)

    def test_a_class_that_left_is_named_to_nobody(self, team: World, client: Client) -> None:
        with team.inside():
            Result.objects.filter(section=team.sections[3]).delete()
            AssessmentSection.objects.filter(section=team.sections[3]).delete()
        again(team)
        assert "1 class left the comparison.</li>" in self.card(team, client, "bob")
        assert "1 class left the comparison.</li>" in self.card(team, client, "pilar")
        for name in ("bob", "pilar"):
            assert "Period 4" not in self.card(team, client, name)

    def test_another_teacher_and_a_longer_list(self, team: World, client: Client) -> None:
        with team.inside():
            Result.objects.filter(section=team.sections[1]).update(teacher=team.charlie.staff)
        again(team)
        assert "1 class has another teacher on record; 1 of these is yours." in self.card(team, client, "bob")
        assert "1 class has another teacher on record.</li>" in self.card(team, client, "alice")
        assert "teacher on record" not in self.card(team, client, "pilar")
        more_students(team, 1)
        again(team)
        assert "4 classes have more or fewer students than before; 2 of these are yours." in self.card(
            team, client, "charlie"
        )

    @pytest.mark.parametrize("with_paper", [True, False])
    def test_one_student_for_another_is_told_to_the_team_and_names_nobody(
        self, team: World, client: Client, with_paper: bool
    ) -> None:
        """The lists are as long as before; whether the one who left had a paper or not."""
        world = more_students(team, 1)
        again(world)
        with world.inside():
            run = ReportRun.objects.latest("number")
            say_discussed(actor=world.alice.staff, run=run)
            gone = world.students[1][0 if with_paper else -1]
            assert Result.objects.filter(student=gone).exists() is with_paper
            Result.objects.filter(student=gone).delete()
            new = Student.objects.create(local_id="n-1", given_name="Nova", family_name="Newcomer")
            assert Enrollment.objects.filter(student=gone).update(student=new) == 1
        again(world)
        says = "1 class has as many students as before, but not the same ones"
        assert f"{says}; 1 of these is yours.</li>" in self.card(world, client, "bob")
        assert f"{says}.</li>" in self.card(world, client, "charlie")
        assert "not the same ones" not in self.card(world, client, "pilar")
        for name in ("bob", "charlie", "pilar"):
            assert "Newcomer" not in self.card(world, client, name)
            assert "more or fewer" not in self.card(world, client, name)

    def test_without_any_difference_it_says_so(self, team: World, client: Client) -> None:
        again(team)
        card = self.card(team, client, "bob")
        assert "Nothing: the figures are the same." in card and not self.figures(card)

    def test_the_discussed_run_itself_shows_what_came_after(self, team: World, client: Client) -> None:
        late(team, (1, 0))
        card = self.card(team, client, "bob", 1)
        assert "What has changed since this report" in card and self.figures(card)
