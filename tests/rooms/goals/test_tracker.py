"""Progress over the year: what stands in a cell, whose students one may follow, and the table to take along."""

import datetime
import html
import io
import re

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from assessments.actions import NewPaper, save_results
from assessments.models import (
    Assessment,
    AssessmentSection,
    AssessmentVersion,
    ChangeKind,
    Item,
    ItemScoring,
    ItemStandard,
    Result,
    ResultStatus,
    Standard,
)
from assessments.tasks import compute_report
from goals.queries.tracker import TrackerFilter, tracker
from plc.schools.access import entrance
from plc.schools.models import Enrollment, Student
from tests.cast import Person
from tests.rooms.assessments.papers import FULL, HALF, paper, save
from tests.world import DAY, World, more_students, sign_in, url


def opened(person: Person, address: str) -> str:
    answer = sign_in(Client(), person).get(address)
    assert answer.status_code == 200, answer.status_code
    return html.unescape(answer.content.decode()).partition("<main")[2]


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).replace("\u00a0", " ")


def row_of(world: World, person: Person, student: Student, query: str = "") -> str:
    """What the table says of one student, from the name to the end of the row."""
    said = opened(person, url("goals:class_progress", world.sections[0]) + query)
    rows = [words(row) for row in re.findall(r"<tr>.*?</tr>", said, re.DOTALL)]
    (row,) = [row for row in rows if student.list_name in row]
    return row.strip()


def later_cfa(
    world: World, *, days_ago: int, asks: tuple[Standard, ...], points: int = 1, title: str = "Unit 4"
) -> Assessment:
    """Locked, one item of ``points`` for each of ``asks``, closed ``days_ago``."""
    cfa = Assessment.objects.create(
        team=world.team,
        title=title,
        opens_on=world.today - (days_ago + 4) * DAY,
        closes_on=world.today - days_ago * DAY,
        locked_at=datetime.datetime.now(datetime.UTC),
        created_by=world.alice.staff,
    )
    version = AssessmentVersion.objects.create(assessment=cfa, number=1)
    Assessment.objects.filter(pk=cfa.pk).update(current_version=version)
    for position, standard in enumerate(asks, start=1):
        item = Item.objects.create(version=version, position=position, label=str(position), max_cell=100 * points)
        ItemStandard.objects.create(item=item, standard=standard)
    for position, section in enumerate(world.sections, start=1):
        AssessmentSection.objects.create(assessment=cfa, section=section, position=position)
    return Assessment.objects.get(pk=cfa.pk)


def give(world: World, cfa: Assessment, place: int, index: int, *cells: int, **facts: object) -> None:
    said = {"student_id": world.students[place][index].pk, "section_id": world.sections[place].pk}
    said |= {"status": ResultStatus.SCORED, "answers": ("",) * len(cells), "based_on": 0, **facts}
    save_results(
        actor=world.alice.staff,
        assessment=cfa,
        papers=[NewPaper(cells=cells, **said)],
        kind=ChangeKind.ENTRY,
        today=world.today,
    )


class TestACell:
    def test_the_first_attempt_is_what_the_report_says(self, world: World) -> None:
        """The same student, standard by standard, in the run's own shares."""
        with world.inside():
            save(world, paper(world, 0, 0, (100, 0, 100, 50, 150)), paper(world, 0, 1, (-2, -3, -4, 100, -1)))
            compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
            run = world.cfa.runs.get(state="done")
            viewer = entrance(user_id=world.alice.user.pk, slug="harbor")
            assert viewer is not None
            found = tracker(viewer, world.sections[0], TrackerFilter())
        shares = dict(zip(run.students["ids"], run.students["scores"], strict=True))
        for line in found.lines[:3]:
            expected = shares.get(line.student.pk, [None] * 3)[1:]
            assert [cell.latest.share if cell.latest else None for cell in line.cells] == pytest.approx(expected)

    def test_says_level_share_and_day_with_a_sign(self, world: World) -> None:
        with world.inside():
            save(world, paper(world, 0, 0, FULL), paper(world, 0, 1, HALF))
        assert "● Proficient 100 %" in row_of(world, world.alice, world.students[0][0])
        # 50 of 100 on ratios: (1 + 0 + 1.5) of 5
        assert "○ Not yet 50 %" in row_of(world, world.alice, world.students[0][1])

    @pytest.mark.parametrize(
        ("cells", "said"),
        [
            ((100, 100, 0, 0, 150), "● Proficient 70 %"),
            ((100, 100, 0, 0, 100), "◐ Close 60 %"),
            ((100, 100, 0, 0, 90), "○ Not yet 58 %"),
        ],
    )
    def test_on_the_cut_is_there_and_ten_points_below_is_close(
        self, world: World, cells: tuple[int, ...], said: str
    ) -> None:
        with world.inside():
            save(world, paper(world, 0, 0, cells))
        assert said in row_of(world, world.alice, world.students[0][0])

    def test_latest_and_first_stand_side_by_side(self, world: World) -> None:
        with world.inside():
            before = later_cfa(world, days_ago=30, asks=(world.ratios, world.ratios), title="Unit 2")
            give(world, before, 0, 0, 100, 0)
            save(world, paper(world, 0, 0, FULL))
        row = row_of(world, world.alice, world.students[0][0])
        assert "● Proficient 100 % Unit 3: Ratios and percents," in row and "first 50 %" in row

    def test_a_second_attempt_of_the_same_cfa_is_the_latest(self, world: World) -> None:
        with world.inside():
            save(world, paper(world, 0, 0, HALF))
            save(world, paper(world, 0, 0, FULL, attempt=2))
        row = row_of(world, world.alice, world.students[0][0])
        assert "● Proficient 100 %" in row and "first 50 %" in row

    def test_one_item_is_not_enough_to_tell(self, world: World) -> None:
        with world.inside():
            later = later_cfa(world, days_ago=1, asks=(world.ratios,), points=3)
            give(world, later, 0, 0, 300)
        row = row_of(world, world.alice, world.students[0][0])
        assert "? Can’t tell 100 %" in row and "· 1 item" in row
        assert "Proficient 100 %" not in row and "0 of 0" in row

    def test_two_items_are_read_with_care_and_exempt_ones_do_not_count(self, world: World) -> None:
        with world.inside():
            later = later_cfa(world, days_ago=1, asks=(world.ratios, world.ratios, world.ratios))
            give(world, later, 0, 0, 100, 100, -4)
        row = row_of(world, world.alice, world.students[0][0])
        assert "● Proficient 100 %" in row and "· 2 items" in row

    @pytest.mark.parametrize(
        ("status", "said"),
        [("absent", "Absent"), ("make_up", "Make-up due"), ("exempt", "Exempt"), ("not_assessed", "Not assessed")],
    )
    def test_who_has_no_score_has_a_status_and_no_zero(self, world: World, status: str, said: str) -> None:
        with world.inside():
            save(world, paper(world, 0, 0, (-1,) * 5, status=status))
        row = row_of(world, world.alice, world.students[0][0])
        assert said in row and "%" not in row and "0 of 0" in row

    def test_an_absence_after_a_score_stands_beside_it(self, world: World) -> None:
        with world.inside():
            before = later_cfa(world, days_ago=30, asks=(world.ratios, world.ratios), title="Unit 2")
            give(world, before, 0, 0, 100, 100)
            save(world, paper(world, 0, 0, (-1,) * 5, status="absent"))
        row = row_of(world, world.alice, world.students[0][0])
        assert "● Proficient 100 %" in row and "Unit 2" in row and "Absent" in row

    def test_a_paper_that_did_not_come_in_is_said_once_the_window_is_over(self, world: World) -> None:
        assert "No paper yet" not in opened(world.alice, url("goals:class_progress", world.sections[0]))
        with world.inside():
            Assessment.objects.filter(pk=world.cfa.pk).update(closes_on=world.today - DAY)
        assert "No paper yet" in row_of(world, world.alice, world.students[0][0])

    def test_whoever_came_after_a_cfa_owes_it_no_paper(self, world: World) -> None:
        with world.inside():
            later_cfa(world, days_ago=20, asks=(world.percents, world.percents))
            Assessment.objects.filter(pk=world.cfa.pk).update(opens_on=world.today + DAY)
            Enrollment.objects.filter(student=world.students[0][0]).update(starts_on=world.today - 5 * DAY)
        assert "not tested yet" in row_of(world, world.alice, world.students[0][0])
        assert "No paper yet" in row_of(world, world.alice, world.students[0][1])

    def test_a_recheck_owes_nobody_a_paper(self, world: World) -> None:
        with world.inside():
            save(world, paper(world, 0, 0, FULL))
            again = later_cfa(world, days_ago=-1, asks=(world.ratios, world.ratios), title="Again")
            Assessment.objects.filter(pk=again.pk).update(recheck_of=world.cfa)
        assert "No paper yet" not in row_of(world, world.alice, world.students[0][0])

    def test_a_dropped_item_and_a_credited_one_count_as_the_report_counts_them(self, world: World) -> None:
        with world.inside():
            save(world, paper(world, 0, 0, (0, 100, 0, 0, 0)))
            Item.objects.filter(pk=world.items[4].pk).update(scoring=ItemScoring.DROPPED)
            Item.objects.filter(pk=world.items[0].pk).update(scoring=ItemScoring.CREDITED)
        row = row_of(world, world.alice, world.students[0][0])
        assert "● Proficient 100 %" in row and "· 2 items" in row


class TestCounts:
    def test_each_standard_and_each_student_with_its_denominator(self, world: World) -> None:
        with world.inside():
            save(
                world,
                paper(world, 0, 0, FULL),
                paper(world, 0, 1, HALF),
                paper(world, 0, 2, (-1,) * 5, status="absent"),
            )
        said = words(opened(world.alice, url("goals:class_progress", world.sections[0])))
        assert "Proficient at the latest attempt 1 of 2 1 not tested 1 of 2 1 not tested" in said
        assert row_of(world, world.alice, world.students[0][0]).endswith("2 of 2")

    def test_a_filter_asks_for_a_standard_and_for_days(self, world: World) -> None:
        with world.inside():
            before = later_cfa(world, days_ago=30, asks=(world.ratios, world.ratios), title="Unit 2")
            give(world, before, 0, 0, 100, 0)
            save(world, paper(world, 0, 0, FULL))
        only = row_of(world, world.alice, world.students[0][0], f"?standard={world.percents.pk}")
        assert only.endswith("1 of 1")
        until = world.today - 20 * DAY
        early = row_of(world, world.alice, world.students[0][0], f"?until={until}")
        assert "○ Not yet 50 %" in early and "· 2 items" in early and early.endswith("0 of 1")

    @pytest.mark.parametrize(
        "query", ["?standard=x", "?standard=99999999999999999999", "?since=2026-02-31", "?until=no"]
    )
    def test_a_filter_that_makes_no_sense_shows_the_year(self, world: World, query: str) -> None:
        with world.inside():
            save(world, paper(world, 0, 0, FULL))
        assert "Unit rates" in opened(world.alice, url("goals:class_progress", world.sections[0]) + query)


class TestWhoFollowsWhom:
    def test_own_classes_and_for_a_facilitator_the_team_s(self, world: World) -> None:
        said = words(opened(world.bob, url("goals:classes")))
        assert "Period 2" in said and "Period 1" not in said
        said = words(opened(world.alice, url("goals:classes")))
        assert (
            said.index("Your classes")
            < said.index("Period 1")
            < said.index("Classes you enter")
            < said.index("Period 2")
        )

    @pytest.mark.parametrize("name", ["bob", "charlie", "erin", "rita", "pilar", "quentin", "dana", "zoe"])
    def test_nobody_else_has_a_door(self, world: World, name: str) -> None:
        client = sign_in(Client(), getattr(world, name))
        for page in ("class_progress", "class_progress_csv", "class_progress_workbook"):
            assert client.get(url(f"goals:{page}", world.sections[0])).status_code == 404
        assert client.get(url("goals:student_year", world.sections[0], world.students[0][0])).status_code == 404

    def test_a_year_s_page_is_for_own_teachers_alone(self, world: World) -> None:
        """Alice enters for Bob's class as the facilitator, and sees its table; the year's pages are Bob's."""
        with world.inside():
            save(world, paper(world, 1, 0, FULL))
        address = url("goals:student_year", world.sections[1], world.students[1][0])
        assert sign_in(Client(), world.alice).get(address).status_code == 404
        assert f'href="{address}"' not in opened(world.alice, url("goals:class_progress", world.sections[1]))
        assert f'href="{address}"' in opened(world.bob, url("goals:class_progress", world.sections[1]))
        assert world.students[1][0].given_name in opened(world.bob, address)

    def test_a_student_of_another_class_is_not_under_one_s_own(self, world: World) -> None:
        address = url("goals:student_year", world.sections[0], world.students[1][0])
        assert sign_in(Client(), world.alice).get(address).status_code == 404

    def test_a_paper_from_a_colleague_s_class_is_named_and_not_shown(self, world: World) -> None:
        """Moved from Alice to Bob after the CFA: the score stays with the class of its date."""
        moved = world.students[0][0]
        with world.inside():
            save(world, paper(world, 0, 0, FULL))
            Enrollment.objects.filter(student=moved).update(ends_on=world.today - 2 * DAY)
            Enrollment.objects.create(student=moved, section=world.sections[1], starts_on=world.today - 2 * DAY)
        said = opened(world.bob, url("goals:class_progress", world.sections[1]))
        (row,) = [words(row) for row in re.findall(r"<tr>.*?</tr>", said, re.DOTALL) if moved.list_name in row]
        assert "In another class" in row and "%" not in row
        year = opened(world.bob, url("goals:student_year", world.sections[1], moved))
        assert (
            "In another class" in year and "student_history" not in year and "%" not in words(year).replace("100%", "")
        )

    def test_a_class_that_changed_hands_stays_with_who_teaches_it(self, world: World) -> None:
        with world.inside():
            world.sections[0].staff.filter(staff=world.alice.staff).update(ends_on=world.today)
        address = url("goals:student_year", world.sections[0], world.students[0][0])
        assert sign_in(Client(), world.alice).get(address).status_code == 404

    def test_no_student_is_named_in_an_address(self, world: World) -> None:
        with world.inside():
            save(world, paper(world, 0, 0, FULL))
        said = opened(world.alice, url("goals:class_progress", world.sections[0]))
        for address in re.findall(r'href="([^"]*)"', said):
            assert world.students[0][0].family_name not in address and world.students[0][0].local_id not in address


class TestOneStudent:
    def test_each_attempt_is_labelled_and_leads_to_its_paper(self, world: World) -> None:
        student = world.students[0][0]
        with world.inside():
            before = later_cfa(world, days_ago=30, asks=(world.ratios, world.ratios), title="Unit 2")
            give(world, before, 0, 0, 100, 0)
            save(world, paper(world, 0, 0, HALF))
            save(world, paper(world, 0, 0, FULL, attempt=2))
        said = opened(world.alice, url("goals:student_year", world.sections[0], student))
        text = words(said)
        assert "Proficient on 2 of 2 standards at the latest attempt" in text
        road = [
            "Unit 2",
            "Not yet 2 items: read with care 50 % cut 70 % first",
            "Not yet 50 % cut 70 % between",
            "attempt 2",
            "Proficient 100 % cut 70 % latest",
        ]
        places = [text.index(each) for each in road]
        assert places == sorted(places)
        assert url("assessments:student_history", world.cfa, student) in said


class TestTakenAlong:
    def rows(self, world: World, query: str = "") -> list[list[str]]:
        answer = sign_in(Client(), world.alice).get(url("goals:class_progress_workbook", world.sections[0]) + query)
        sheet = load_workbook(io.BytesIO(answer.content)).active
        assert sheet is not None
        return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]

    def test_a_row_for_each_student_and_standard(self, world: World) -> None:
        with world.inside():
            save(world, paper(world, 0, 0, FULL))
        rows = self.rows(world)
        assert len(rows) == 1 + 3 * 2
        student = world.students[0][0]
        mine = next(row for row in rows if row[1] == student.local_id and row[3] == "Unit rates")
        assert (
            mine[4] == "Proficient"
            and mine[5] == "Unit 3: Ratios and percents"
            and mine[10:] == ["100", "3", "100", "1"]
        )

    def test_a_name_that_looks_like_a_formula_is_text(self, world: World) -> None:
        with world.inside():
            save(world, paper(world, 0, 0, FULL))
            Student.objects.filter(pk=world.students[0][0].pk).update(
                family_name='=HYPERLINK("http://x")', given_name="A"
            )
        answer = sign_in(Client(), world.alice).get(url("goals:class_progress_csv", world.sections[0]))
        assert b"'=HYPERLINK" in answer.content and "no-store" in answer["Cache-Control"]
        assert answer["Content-Disposition"].startswith("attachment")
        assert not any(row[0].startswith("=") for row in self.rows(world))

    def test_the_filter_holds_for_the_file(self, world: World) -> None:
        with world.inside():
            save(world, paper(world, 0, 0, FULL))
        assert {row[3] for row in self.rows(world, f"?standard={world.percents.pk}")[1:]} == {"Percents"}


class TestAFullYear:
    def test_takes_few_statements(self, world: World) -> None:
        """30 students, 12 standards, 8 CFAs: a class's year, drawn in one page."""
        full = more_students(world, 27)
        with full.inside():
            standards = [
                Standard.objects.create(framework="Year", code=f"Y.{n}", statement=f"{n}", short_name=f"Skill {n}")
                for n in range(12)
            ]
            rng = np.random.default_rng(7)
            for n in range(8):
                asks = tuple(standards[(3 * n + m) % 12] for m in range(3) for _ in range(4))
                cfa = later_cfa(full, days_ago=90 - 10 * n, asks=asks, title=f"Unit {n}")
                save_results(
                    actor=full.alice.staff,
                    assessment=cfa,
                    papers=[
                        NewPaper(
                            s.pk,
                            full.sections[0].pk,
                            "scored",
                            tuple((rng.integers(0, 2, 12) * 100).tolist()),
                            ("",) * 12,
                            0,
                        )
                        for s in full.students[0]
                    ],
                    kind=ChangeKind.ENTRY,
                    today=full.today,
                )
            assert Result.objects.count() == 240
        client, address = sign_in(Client(), full.alice), url("goals:class_progress", full.sections[0])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        assert answer.content.count(b'class="mastery ') == 30 * 12
        assert len(queries) <= 20
