"""The pages of a CFA and its report as each person meets them, and what must never stand in them."""

import datetime
import html
import pickle
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Assessment, ReportRun, ResultStatus
from assessments.tasks import compute_report, request_run
from plc.schools.models import District, Enrollment, SectionStaff
from teams.models import Disclosure, Team
from tests.cast import Person
from tests.rooms.assessments.papers import FULL, NOTHING, class_csv, paper, previewed, save
from tests.world import World, enter_results, more_students, random_cells, sign_in, url

DAY = datetime.timedelta(days=1)
# Tested students of each class: all different, so that each size can be told on a page.
TESTED = (14, 13, 12, 11)
REPORT_PAGES = ("report", "report_skills", "report_items", "report_how")
PAGES = ("cfa", *REPORT_PAGES, "report_live")


@pytest.fixture(scope="module")
def _made(standing_world: bytes, django_db_blocker: Any) -> Iterator[World]:
    """The standing world with a finished report, made once for the tests that only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = more_students(pickle.loads(standing_world), 11)  # noqa: S301  (our own, from a moment ago)
        cells = iter(random_cells(made.items, 56))
        with made.inside():
            save(
                made,
                *(
                    paper(made, place, index, next(cells))
                    if index < tested
                    else paper(made, place, index, NOTHING, status=ResultStatus.ABSENT)
                    for place, tested in enumerate(TESTED)
                    for index in range(14)
                ),
            )
        compute_report(district_id=made.harbor.pk, assessment_id=made.cfa.pk)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def team(_made: World) -> Iterator[World]:
    """The same for every test; what a test changes is gone before the next."""
    with transaction.atomic():
        yield _made
        transaction.set_rollback(True)


def opened(person: Person, page: str, world: World, *more: Any) -> str:
    response = sign_in(Client(), person).get(url(f"assessments:{page}", world.cfa, *more))
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def everything(person: Person, world: World) -> str:
    """What stands on all the pages of the report."""
    return "<main" + "".join(opened(person, page, world).partition("<main")[2] for page in REPORT_PAGES)


def named(world: World) -> None:
    with world.inside():
        Team.objects.filter(pk=world.team.pk).update(disclosure=Disclosure.NAMED)


class TestWhoOpensWhat:
    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize(
        ("name", "status"),
        [
            ("alice", 200),
            ("bob", 200),
            ("charlie", 200),
            ("pilar", 200),
            ("quentin", 404),
            ("dana", 404),
            ("erin", 404),
            ("rita", 404),
            ("zoe", 404),
        ],
    )
    def test_reading(self, team: World, page: str, name: str, status: int) -> None:
        client = sign_in(Client(), getattr(team, name))
        assert client.get(url(f"assessments:{page}", team.cfa)).status_code == status
        assert client.get(url(f"assessments:{page}", team.pine_cfa)).status_code == 404

    @pytest.mark.parametrize("page", ["upload", "template"])
    @pytest.mark.parametrize(
        ("name", "status"), [("alice", 200), ("bob", 200), ("pilar", 404), ("dana", 404), ("erin", 404), ("zoe", 404)]
    )
    def test_entering(self, team: World, page: str, name: str, status: int) -> None:
        client = sign_in(Client(), getattr(team, name))
        assert client.get(url(f"assessments:{page}", team.cfa)).status_code == status

    def test_somebody_with_a_class_of_it_but_no_place_in_the_team(self, team: World) -> None:
        """Erin helps in Period 2: she sees her class there, and the team blind."""
        with team.inside():
            SectionStaff.objects.create(
                section=team.sections[1], staff=team.erin.staff, starts_on=team.today - DAY, is_lead=False
            )
        page = opened(team.erin, "report_skills", team)
        assert "(yours)" in page and "Classes are blind" in page

    def test_a_run_has_an_address_and_stays_as_it_was(self, team: World) -> None:
        address = url("assessments:report", team.cfa, 1)
        with team.inside():
            request_run(assessment=Assessment.objects.get(pk=team.cfa.pk), actor=None)
        client = sign_in(Client(), team.bob)
        page = client.get(address).content.decode()
        assert "This is report run 1, as it was on" in page and "Open the newest report" in page
        assert "being computed" not in page and "data-live" not in page and "js/live.js" not in page
        assert client.get(url("assessments:report", team.cfa, 2)).status_code == 404
        assert client.get(url("assessments:report", team.cfa, 99)).status_code == 404
        assert sign_in(Client(), team.zoe).get(address).status_code == 404


class TestTheCfaPage:
    def test_it_says_how_far_every_class_is(self, team: World) -> None:
        page = opened(team.bob, "cfa", team)
        assert "Every paper is in: 50 of 56 scored, 6 students absent or exempt." in page
        for name, tested in zip(("Period 1", "Period 2", "Period 3", "Period 4"), TESTED, strict=True):
            assert name in page and f"{tested} of 14" in page
        assert "70\u00a0% of the points" in page, "the cut, with a no-break space"

    def test_a_teacher_enters_the_own_class_and_a_facilitator_all(self, team: World) -> None:
        links = re.compile(r"/sections/(\d+)/")
        assert links.findall(opened(team.bob, "cfa", team)) == [str(team.sections[1].pk)]
        assert len(links.findall(opened(team.alice, "cfa", team))) == 4
        principal = opened(team.pilar, "cfa", team)
        assert links.findall(principal) == []
        assert "Upload results" not in principal and "Open the report" in principal

    def test_uploads_are_listed_to_those_who_may_open_them(self, team: World) -> None:
        with team.inside():
            previewed(team, team.bob, class_csv(team.students[1]), 1)
        assert "scores.csv" in opened(team.bob, "cfa", team)
        assert "scores.csv" in opened(team.alice, "cfa", team)
        assert "scores.csv" not in opened(team.charlie, "cfa", team)
        assert "scores.csv" not in opened(team.pilar, "cfa", team)

    def test_a_paper_of_a_student_who_moved_is_waited_for_nowhere(self, world: World) -> None:
        """Her paper counts where it was taken; neither class is short of one."""
        mover = world.students[0][0]
        with world.inside():
            save(world, *(paper(world, place, index) for place in (0, 1) for index in range(3)))
            Enrollment.objects.filter(student=mover).update(ends_on=world.today)
            Enrollment.objects.create(student=mover, section=world.sections[1], starts_on=world.today)
        page = opened(world.alice, "cfa", world)
        assert re.findall(r'Papers in:">([^<]+)', page) == ["3 of 3", "3 of 3", "0 of 3", "0 of 3"]
        assert page.count("Complete") == 2

    def test_a_cfa_that_is_being_built_says_so(self, world: World) -> None:
        with world.inside():
            Assessment.objects.filter(pk=world.cfa.pk).update(locked_at=None)
        page = opened(world.alice, "cfa", world)
        assert "This CFA is still being built." in page
        assert "Upload results" not in page and "Enter scores" not in page


class TestTheReportOfAReader:
    def test_a_blind_colleague_has_no_name_no_count_and_no_student(self, team: World) -> None:
        page = opened(team.bob, "report_skills", team)
        said = page.partition('id="main"')[2] or page.partition("<main")[2]
        assert said
        for forbidden in ("Alice", "Charlie", "Rita", "Period 1", "Period 3", "Period 4", "the other classes did"):
            assert forbidden not in said
        assert set(re.findall(r"<small>(\S+) tested</small>", said)) == {"10-19", "13"}
        counts = set(re.findall(r"(\d+ of \d+) proficient", said))
        assert {count.partition(" of ")[2] for count in counts} == {"13", "50"}
        assert all(f"Class {letter}" in said for letter in "ABCD")
        for student in team.all_students:
            assert f"{student.family_name}, {student.given_name}" not in said
            assert student.local_id not in said

    def test_a_named_colleague_is_named(self, team: World) -> None:
        named(team)
        page = opened(team.bob, "report_skills", team)
        assert "Classes are named, as your team decided" in page
        assert "Period 1 · Alice Tester" in page and "Period 2 · Bob Tester (yours)" in page
        assert "Class A" not in page
        assert re.findall(r"<small>(\S+) tested</small>", page) == ["14", "13", "12", "11"]

    def test_a_principal_reads_the_team_alone_whatever_the_team_decided(self, team: World) -> None:
        named(team)
        page = everything(team.pilar, team)
        said = page.partition("<main")[2]
        assert "Our students earned" in said and "Team, 50 students" in said
        for forbidden in (
            "Period",
            "Class A",
            "Alice",
            "Bob",
            "Charlie",
            "tested</small>",
            "Classes are named",
            "yours",
        ):
            assert forbidden not in said

    def test_letters_stay_within_a_day_and_are_drawn_anew_on_the_next(self, team: World) -> None:
        """A correction during a meeting moves no letter; from day to day Bob's class does not keep its own."""
        address, of_days = url("assessments:report_skills", team.cfa), []
        client = sign_in(Client(), team.bob)
        for day in range(10):
            of_day = set()
            for _ in range(2 if day < 2 else 1):
                with team.inside():
                    request_run(assessment=Assessment.objects.get(pk=team.cfa.pk), actor=None)
                compute_report(district_id=team.harbor.pk, assessment_id=team.cfa.pk)
                with team.inside():
                    newest = ReportRun.objects.latest("number")
                    newest.finished_at = datetime.datetime(2026, 9, 1 + day, 15, newest.number, tzinfo=datetime.UTC)
                    newest.save(update_fields=["finished_at"])
                of_day |= set(re.findall(r"Class ([A-D]) · Period 2 \(yours\)", client.get(address).content.decode()))
            of_days.append(of_day)
        assert [len(of_day) for of_day in of_days] == [1] * 10
        assert len(set.union(*of_days)) > 1
        how = client.get(url("assessments:report_how", team.cfa)).content.decode()
        assert url("assessments:report", team.cfa, 12) in how, "the run before"

    def test_a_small_class_is_hidden_with_company_and_in_the_district_s_own_words(self, team: World) -> None:
        District.objects.filter(pk=team.harbor.pk).update(smallest_group=12)
        page = everything(team.bob, team)
        assert "Hidden to protect students: fewer than 12 in this group." in page
        assert "fewer than 10" not in page
        assert "Also hidden so the small group can’t be worked out." in page
        assert "Groups under 12 are hidden to protect students." in page

    def test_numbers_are_whole_percents_after_a_no_break_space(self, team: World) -> None:
        page = everything(team.bob, team)
        with team.inside():
            team_mean = ReportRun.objects.get().figures["report"]["metrics"][0]["team"]["mean"]["mean"]
        percent = int(team_mean * 100 + 0.5)
        assert f"Our students earned <b>{percent}\u00a0%</b> of the points" in page
        text = re.sub(r"<[^>]+>", " ", page.partition("<main")[2])
        assert re.findall(r"\d[%]", text) == [], "a percent sign never touches its number"
        assert re.findall(r"\d\.\d+\s?%", text) == []
        assert "Ranges are 95 % intervals" in text.replace("\u00a0", " ")

    def test_it_shows_who_is_missing(self, team: World) -> None:
        page = opened(team.bob, "report", team)
        assert "<dt>Tested</dt><dd>50 of 56</dd>" in page
        assert "<dt>Absent</dt><dd>6</dd>" in page

    def test_before_any_result_it_is_an_empty_page_with_a_way_on(self, world: World) -> None:
        page = opened(world.bob, "report", world)
        assert "No results yet" in page
        assert "being computed" not in page

    def test_two_classes_are_told_that_letters_hide_nothing(self, team: World) -> None:
        with team.inside():
            for section in team.sections[2:]:
                team.cfa.sections.filter(section=section).delete()
                team.cfa.results.filter(section=section).delete()
            request_run(assessment=Assessment.objects.get(pk=team.cfa.pk), actor=None)
        compute_report(district_id=team.harbor.pk, assessment_id=team.cfa.pk)
        sentence = "With two classes, blind letters hide nothing"
        assert sentence in opened(team.bob, "report", team)
        assert sentence not in opened(team.pilar, "report", team)


class TestLive:
    def state(self, page: str) -> str:
        return re.findall(r'data-state="([^"]*)"', page)[0]

    def test_nothing_new_is_an_empty_answer(self, team: World) -> None:
        client = sign_in(Client(), team.bob)
        have = self.state(client.get(url("assessments:report", team.cfa)).content.decode())
        response = client.get(url("assessments:report_live", team.cfa), {"have": have})
        assert (response.status_code, response.content) == (204, b"")
        assert "no-store" in response["Cache-Control"]

    def without_tokens(self, page: str) -> str:
        """Each answer has a form's token in other letters."""
        return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", page)

    def test_each_step_of_a_run_is_news_and_the_answer_is_the_part_of_the_page(self, team: World) -> None:
        client = sign_in(Client(), team.bob)
        address, live = url("assessments:report", team.cfa), url("assessments:report_live", team.cfa)
        have = self.state(client.get(address).content.decode())
        with team.inside():
            request_run(assessment=Assessment.objects.get(pk=team.cfa.pk), actor=None)
        waiting = client.get(live, {"have": have})
        assert waiting.status_code == 200 and "no-store" in waiting["Cache-Control"]
        part = waiting.content.decode()
        assert "report run 2 is being computed" in part and "data-pending" in part
        assert "<html" not in part
        assert self.without_tokens(part).strip() in self.without_tokens(client.get(address).content.decode())
        compute_report(district_id=team.harbor.pk, assessment_id=team.cfa.pk)
        done = client.get(live, {"have": self.state(part)})
        assert done.status_code == 200
        assert "data-pending" not in done.content.decode() and "Report run 2" in done.content.decode()
        assert client.get(live, {"have": self.state(done.content.decode())}).status_code == 204

    @pytest.mark.parametrize("have", ["", "none", "nonsense", "1d1_<script>"])
    def test_whatever_a_reader_claims_to_have(self, team: World, have: str) -> None:
        response = sign_in(Client(), team.bob).get(url("assessments:report_live", team.cfa), {"have": have})
        assert response.status_code == 200
        assert b"<script>" not in response.content


class TestQueries:
    """Every page's growth with everything is a contract of its own; here each page on its own numbers."""

    @pytest.mark.parametrize(("page", "name"), [("cfa", "alice"), ("report", "bob"), ("report_live", "pilar")])
    def test_twice_the_students_and_papers_take_the_same(self, world: World, page: str, name: str) -> None:
        client = sign_in(Client(), getattr(world, name))
        counts = []
        for number in range(3):  # the first report has no run before it to tell the difference from
            if number:
                with world.inside():
                    world.cfa.results.all().delete()
                world = more_students(world, 6)
            enter_results(world)
            compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
            with CaptureQueriesContext(connection) as queries:
                client.get(url(f"assessments:{page}", world.cfa))
            counts.append(len(queries))
        assert counts[1] == counts[2]

    def test_an_unchanged_live_page_reads_no_figures(self, team: World) -> None:
        client = sign_in(Client(), team.bob)
        page = client.get(url("assessments:report_live", team.cfa)).content.decode()
        with CaptureQueriesContext(connection) as queries:
            client.get(url("assessments:report_live", team.cfa), {"have": re.findall(r'data-state="([^"]*)"', page)[0]})
        assert not [query["sql"] for query in queries if '"figures"' in query["sql"]]


def test_a_full_paper_reads_100_percent(world: World) -> None:
    with world.inside():
        save(world, *(paper(world, place, index, FULL) for place in range(4) for index in range(3)))
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    page = opened(world.pilar, "report", world)
    assert "<b>100\u00a0%</b> of the points; <b>12 of 12</b> are proficient." in page
