"""The first screen after sign-in, as each person: what is due, where the teams stand, the district at a glance."""

import datetime
import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Assessment, AssessmentSection, AssessmentVersion, Item, ResultStatus
from assessments.tasks import compute_report
from goals.views.home import greeting
from plc.schools.models import Enrollment, Membership, Role, School, Section, SectionStaff
from teams.actions.support import ask_for_support
from teams.models import Meeting, NormState, NormVersion, Team, TeamMember
from tests.cast import Person
from tests.rooms.assessments.papers import NOTHING, paper, save
from tests.world import World, enter_results, sign_in, url

DAY = datetime.timedelta(days=1)


def home(person: Person, district: str = "harbor") -> str:
    response = sign_in(Client(), person).get(url("goals:home", district=district))
    assert response.status_code == 200
    return html.unescape(response.content.decode()).partition("<main")[2]


def window(world: World, opens: int, closes: int) -> None:
    with world.inside():
        Assessment.objects.filter(pk=world.cfa.pk).update(
            opens_on=world.today + opens * DAY, closes_on=world.today + closes * DAY
        )


def another_cfa(world: World, title: str, *, opens: int = -3, closes: int = 3, team: Team | None = None) -> Assessment:
    """A locked CFA of one item, given to the same four sections. Call it inside the district."""
    cfa = Assessment.objects.create(
        team=team or world.team,
        title=title,
        opens_on=world.today + opens * DAY,
        closes_on=world.today + closes * DAY,
        locked_at=timezone.now(),
    )
    cfa.current_version = AssessmentVersion.objects.create(assessment=cfa, number=1)
    cfa.save(update_fields=["current_version"])
    Item.objects.create(version=cfa.current_version, position=1, label="1", max_cell=100)
    AssessmentSection.objects.bulk_create(
        AssessmentSection(assessment=cfa, section=section, position=place)
        for place, section in enumerate(world.sections, start=1)
    )
    return cfa


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0, "Good morning"),
        (11, "Good morning"),
        (12, "Good afternoon"),
        (17, "Good afternoon"),
        (18, "Good evening"),
        (23, "Good evening"),
    ],
)
def test_the_greeting_follows_the_hour(hour: int, words: str) -> None:
    assert greeting(hour) == words


def test_it_is_the_district_s_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half past three in the afternoon by the clock of UTC is still morning in New York."""
    at = timezone.now().replace(month=1, day=15, hour=15, minute=30)
    monkeypatch.setattr("goals.views.home.timezone.now", lambda: at)
    assert "Good morning, Bob" in home(world.bob)


class TestATeacher:
    def test_is_told_which_papers_are_due(self, world: World) -> None:
        page = home(world.charlie)
        assert "6 students of yours" in page and "still need scores for Unit 3: Ratios and percents." in page
        assert url("assessments:upload", world.cfa) in page, "or all of them in one file"
        assert "Period 3 · 0 of 3 papers in" in page and "Period 4 · 0 of 3 papers in" in page
        links = re.findall(r"/sections/(\d+)/", page)
        assert links == [str(world.sections[2].pk), str(world.sections[3].pk)]

    def test_one_student_needs_in_the_singular(self, world: World) -> None:
        with world.inside():
            save(world, paper(world, 1, 0), paper(world, 1, 1, NOTHING, status=ResultStatus.ABSENT))
        page = home(world.bob)
        assert "<mark>1 student of yours</mark> still needs scores for" in page
        assert "1 of 3 papers in, 1 absent or exempt" in page
        assert "Finish scores" in page

    def test_a_facilitator_is_asked_for_the_own_class_only(self, world: World) -> None:
        assert re.findall(r"/sections/(\d+)/", home(world.alice)) == [str(world.sections[0].pk)]

    def test_with_every_paper_in_nothing_is_due(self, world: World) -> None:
        enter_results(world)
        page = home(world.bob)
        assert "Every paper asked of you is in." in page
        assert "What your team needs from you" not in page

    def test_a_paper_that_has_begun_is_still_due(self, world: World) -> None:
        with world.inside():
            save(world, *(paper(world, 1, index, (100, 100, 100, 200, -1)) for index in range(3)))
        assert "3 students of yours" in home(world.bob)

    def test_a_student_who_moved_with_the_paper_is_not_asked_for(self, world: World) -> None:
        mover = world.students[0][0]
        with world.inside():
            save(world, *(paper(world, place, index) for place in (0, 1) for index in range(3)))
            Enrollment.objects.filter(student=mover).update(ends_on=world.today)
            Enrollment.objects.create(student=mover, section=world.sections[1], starts_on=world.today)
        assert "Every paper asked of you is in." in home(world.bob)
        assert "Every paper asked of you is in." in home(world.alice)

    @pytest.mark.parametrize(
        ("opens", "closes", "words"),
        [(-7, 0, ">Today<"), (-7, -2, "Was due "), (-7, 3, "By "), (10, 20, "By "), (15, 25, ""), (-40, -15, "")],
    )
    def test_due_by_the_window(self, world: World, opens: int, closes: int, words: str) -> None:
        window(world, opens, closes)
        page = home(world.bob)
        assert ("Enter scores" in page) == bool(words)
        assert words in page

    def test_the_soonest_comes_first(self, world: World) -> None:
        with world.inside():
            another_cfa(world, "Exit ticket", closes=1)
        page = home(world.bob)
        assert page.index("Exit ticket") < page.index("Unit 3:")
        assert "still need scores for Exit ticket." in page

    def test_what_is_still_being_built_asks_for_nothing(self, world: World) -> None:
        with world.inside():
            Assessment.objects.filter(pk=world.cfa.pk).update(locked_at=None)
        page = home(world.bob)
        assert "Enter scores" not in page
        assert "Building the CFA" in page

    def test_the_card_of_the_team_says_where_it_stands(self, world: World) -> None:
        assert "CFA waits for results" in home(world.bob)
        with world.inside():
            save(world, paper(world, 0, 0))
        assert "Results are coming in" in home(world.bob)
        with world.inside():
            world.cfa.results.all().delete()
        enter_results(world)
        page = home(world.bob)
        assert "Report is being computed" in page and "12 of 12 papers are in" in page
        compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
        page = home(world.bob)
        assert "Results are in; ready to meet" in page
        assert "Open report run" in page

    def test_the_card_shows_the_newest_cfa_that_has_begun_else_the_next_one(self, world: World) -> None:
        def shown() -> str:
            return re.findall(r"<strong>(.*?)</strong></a>", home(world.bob))[0]

        with world.inside():
            another_cfa(world, "Long past", opens=-60, closes=-50)
            for days in (30, 90):
                another_cfa(world, f"In {days} days", opens=days, closes=days + 5)
        assert shown() == "Unit 3: Ratios and percents"
        with world.inside():
            Assessment.objects.filter(pk=world.cfa.pk).update(opens_on=world.today - 70 * DAY)
        assert shown() == "Long past"
        with world.inside():
            Assessment.objects.filter(opens_on__lt=world.today).update(
                opens_on=world.today + 60 * DAY, closes_on=world.today + 65 * DAY
            )
        assert shown() == "In 30 days"

    def test_the_own_class_is_called_so(self, world: World) -> None:
        page = home(world.bob)
        assert page.count("Your class") == 1
        assert "Alice Tester" in page and "Rita" not in page

    def test_in_no_team_it_says_who_helps(self, world: World) -> None:
        assert "You are in no team yet." in home(world.erin)

    def test_a_report_of_another_team_is_not_listed(self, world: World) -> None:
        enter_results(world)
        compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
        assert "run 1" in home(world.bob)
        assert "Unit 3" not in home(world.erin)

    def test_nothing_of_the_other_district_is_there(self, world: World) -> None:
        page = home(world.zoe, "pine")
        assert "2 students of yours" in page
        assert sign_in(Client(), world.zoe).get(url("goals:home")).status_code == 404
        assert sign_in(Client(), world.rita).get(url("goals:home")).status_code == 404

    def test_a_stranger_signs_in_first(self, world: World, client: Client) -> None:
        response = client.get(url("goals:home"))
        assert response.status_code == 302 and response["Location"].startswith("/account/login/")


class TestAPrincipal:
    def cells(self, page: str) -> list[str]:
        body = page.partition("<tbody>")[2].partition("</tbody>")[0]
        return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in body.split("<tr>")[1:]]

    def test_has_a_line_a_team(self, world: World) -> None:
        enter_results(world)
        compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
        with world.inside():
            Team.objects.create(name="Grade 8 Math", school=world.alder, school_year=world.year)
            Team.objects.create(name="Elsewhere", school=world.birch, school_year=world.year)
        page = home(world.pilar)
        first, second = self.cells(page)
        assert first.startswith("Grade 7 Math 3 members Results are in; ready to meet Unit 3: Ratios and percents")
        assert "12 of 12 papers in" in first and "Team totals" in first
        assert second == "Grade 8 Math 0 members No CFA yet None yet None planned so far Nothing None yet"
        assert "1 team is ready to meet." in page

    def test_is_told_what_waits_for_an_answer_and_answers_with_one_click(self, world: World) -> None:
        with world.inside():
            for what in ("Half a day", "Strips"):
                ask_for_support(actor=world.bob.staff, team=world.team, kind="time", what=what, why="", wanted_by=None)
        page = home(world.pilar)
        assert "2 requests waits for" not in page and "wait for your answer" in page
        assert f'href="{url("teams:requests")}"' in page
        assert "2 requests" in self.cells(page)[0]
        assert "wait for your answer" not in home(world.quentin)

    def test_sees_of_norms_and_meetings_that_they_are_and_no_more(self, world: World) -> None:
        with world.inside():
            NormVersion.objects.create(
                team=world.team,
                number=1,
                state=NormState.ADOPTED,
                cue="Time out",
                steps="Say it.",
                who="Anybody",
                begun_by=world.alice.staff,
                adopted_on=world.today,
            )
            began = timezone.now() - 2 * DAY
            for ended in (began, None):
                Meeting.objects.create(
                    team=world.team,
                    title="Behind closed doors",
                    day=began.date(),
                    starts_at=began,
                    minutes=45,
                    planned_by=world.alice.staff,
                    ended_at=ended,
                )
        page = home(world.pilar)
        assert "Current 1 of 2 Nothing" in self.cells(page)[0]
        assert "Behind closed doors" not in page and "Time out" not in page

    def test_sees_no_class(self, world: World) -> None:
        page = home(world.pilar)
        assert "Period" not in page and "Bob" not in page and "Enter scores" not in page

    def test_of_another_school_has_none(self, world: World) -> None:
        page = home(world.quentin)
        assert "No team yet. Form the first one." in page
        assert "Grade 7 Math" not in page

    def test_who_also_teaches_has_both_parts_and_one_heading(self, world: World) -> None:
        with world.inside():
            Membership.objects.create(
                staff=world.bob.staff,
                user=world.bob.user,
                role=Role.PRINCIPAL,
                school=world.alder,
                starts_on=world.today - DAY,
            )
        page = home(world.bob)
        assert "What your team needs from you" in page and "Your school’s teams" in page
        assert page.count("<h1") == 1

    def test_who_also_teaches_and_is_in_no_team_has_one_heading_too(self, world: World) -> None:
        with world.inside():
            Membership.objects.create(
                staff=world.erin.staff,
                user=world.erin.user,
                role=Role.PRINCIPAL,
                school=world.birch,
                starts_on=world.today - DAY,
            )
        assert home(world.erin).count("<h1") == 1


class TestADistrictAdmin:
    def test_sees_the_district_at_a_glance(self, world: World) -> None:
        page = home(world.dana)
        assert "Harbor at a glance" in page
        assert "2 schools, 12 students, " in page
        rows = re.findall(r'<td class="num" data-label="Students:">(\d+)</td>', page)
        assert rows == ["12", "0"]
        assert "Nobody has been invited yet." in page
        assert "Unit 3" not in page

    def test_is_told_of_classes_without_a_teacher(self, world: World) -> None:
        assert "without a teacher" not in home(world.dana)
        with world.inside():
            SectionStaff.objects.filter(section=world.sections[0]).update(ends_on=world.today)
        assert "<mark>1 class in a running CFA</mark> without a teacher." in home(world.dana)
        with world.inside():
            SectionStaff.objects.filter(section=world.sections[1]).update(ends_on=world.today)
        assert "<mark>2 classes in a running CFA</mark> without a teacher." in home(world.dana)

    def test_a_class_in_two_cfas_is_one_class(self, world: World) -> None:
        with world.inside():
            another_cfa(world, "Exit ticket")
            SectionStaff.objects.filter(section=world.sections[0]).update(ends_on=world.today)
        assert "<mark>1 class in a running CFA</mark> without a teacher." in home(world.dana)

    def test_the_other_district_is_another_page(self, world: World) -> None:
        assert "Pine at a glance" in home(world.moira, "pine")
        assert "1 school, 2 students" in home(world.moira, "pine")
        assert "Harbor at a glance" in home(world.moira)


class TestQueries:
    def more(self, world: World, number: int) -> None:
        """Another team with a CFA, a report, a school and a section that Bob teaches."""
        with world.inside():
            team = Team.objects.create(name=f"Team {number}", school=world.alder, school_year=world.year)
            TeamMember.objects.create(team=team, staff=world.bob.staff, starts_on=world.today - DAY)
            cfa = another_cfa(world, f"CFA {number}", team=team)
            section = Section.objects.create(
                school=world.alder,
                school_year=world.year,
                course=world.course,
                name=f"P{number}",
                local_id=f"P{number}",
            )
            SectionStaff.objects.create(section=section, staff=world.bob.staff, starts_on=world.today - DAY)
            Enrollment.objects.create(student=world.students[0][0], section=section, starts_on=world.today - DAY)
            AssessmentSection.objects.create(assessment=cfa, section=section, position=9)
            cfa.runs.create(number=1, state="done", requested_at=timezone.now(), finished_at=timezone.now())
            School.objects.create(name=f"School {number}")

    @pytest.mark.parametrize("name", ["bob", "pilar", "dana"])
    def test_more_of_everything_takes_no_more(self, world: World, name: str) -> None:
        client: Any = sign_in(Client(), getattr(world, name))
        enter_results(world)
        self.more(world, 1)
        counts, lengths = [], []
        for number in (2, 6):
            for extra in range(number):
                self.more(world, 10 * number + extra)
            with CaptureQueriesContext(connection) as queries:
                page = client.get(url("goals:home"))
            counts.append(len(queries))
            lengths.append(len(page.content))
        assert lengths[1] > lengths[0], "the page had more to show"
        assert counts[0] == counts[1]
