"""The drawn papers: the same every time, legal, and telling the stories the demo is there to tell."""

import datetime

import numpy as np
import pytest

from assessments.cells import BLANK, EMPTY, EXEMPT, NOT_REACHED, PER_POINT
from goals.demo.calendar import DemoCalendar
from goals.demo.drawing import cfa_sections, drawn_papers, drawn_students, first_seats, seats
from goals.demo.plans import DISTRICTS, HARBOR_VALLEY, PINE_RIDGE
from goals.demo.records import CfaPlan, DistrictPlan
from goals.demo.results import ClassPlan, Paper, draw_papers

EVERY_CFA = [(plan, cfa) for plan in DISTRICTS for cfa in plan.cfas]
UNIT_3 = HARBOR_VALLEY.cfas[0]


def share_by_section(standard: str) -> dict[str, float]:
    """Share of the standard's points earned by the scored students of each section, in Unit 3."""
    papers, first = drawn_papers(HARBOR_VALLEY, UNIT_3), first_seats(HARBOR_VALLEY)
    items = [place for place, item in enumerate(UNIT_3.items) if item.standard == standard]
    possible = sum(UNIT_3.items[place].points for place in items) * PER_POINT
    return {
        section.local_id: float(
            np.mean(
                [
                    sum(max(0, papers[student].cells[place]) for place in items) / possible
                    for student in first[section.local_id]
                    if papers[student].status == "scored"
                ]
            )
        )
        for section in cfa_sections(HARBOR_VALLEY, UNIT_3)
    }


def item_rest_correlations(papers: dict[int, Paper]) -> list[float]:
    points = np.array([np.maximum(paper.cells, 0) for paper in papers.values() if paper.status == "scored"])
    return [float(np.corrcoef(column, points.sum(axis=1) - column)[0, 1]) for column in points.T]


@pytest.mark.parametrize(("plan", "cfa"), EVERY_CFA)
def test_same_papers_every_time(plan: DistrictPlan, cfa: CfaPlan) -> None:
    assert repr(drawn_papers(plan, cfa)) == repr(drawn_papers(plan, cfa))


def test_another_seed_gives_other_papers() -> None:
    classes = [ClassPlan(np.zeros(30))]
    drawn = [draw_papers(np.random.default_rng(seed), UNIT_3.items, classes) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize(("plan", "cfa"), EVERY_CFA)
def test_cells_and_answers_are_legal(plan: DistrictPlan, cfa: CfaPlan) -> None:
    for paper in drawn_papers(plan, cfa).values():
        assert len(paper.cells) == len(paper.answers) == len(cfa.items)
        if paper.status != "scored":
            assert set(paper.cells) == {EMPTY}
            continue
        for cell, answer, item in zip(paper.cells, paper.answers, cfa.items, strict=True):
            assert cell in {BLANK, NOT_REACHED, EXEMPT} or 0 <= cell <= item.points * PER_POINT
            if answer:
                assert answer in item.options
                assert cell == (item.points * PER_POINT if answer == item.key else 0)
            else:
                assert not item.options or cell in {BLANK, NOT_REACHED, EXEMPT}


@pytest.mark.parametrize(("plan", "cfa"), EVERY_CFA)
def test_every_status_and_code_occurs(plan: DistrictPlan, cfa: CfaPlan) -> None:
    papers = drawn_papers(plan, cfa).values()
    cells = [cell for paper in papers if paper.status == "scored" for cell in paper.cells]
    assert {paper.status for paper in papers} == {"scored", "absent", "make_up", "exempt"}
    assert cells.count(EXEMPT) == 1
    assert 0 < cells.count(BLANK) < len(cells) / 20
    assert 0 < cells.count(NOT_REACHED) < len(cells) / 20
    assert EMPTY not in cells


@pytest.mark.parametrize(("plan", "cfa"), EVERY_CFA)
def test_not_reached_stands_only_at_the_end(plan: DistrictPlan, cfa: CfaPlan) -> None:
    for paper in drawn_papers(plan, cfa).values():
        if NOT_REACHED in paper.cells:
            assert set(paper.cells[paper.cells.index(NOT_REACHED) :]) == {NOT_REACHED}


def test_only_the_item_with_the_wrong_key_discriminates_negatively() -> None:
    of_item = item_rest_correlations(drawn_papers(HARBOR_VALLEY, UNIT_3))
    assert UNIT_3.items[2].key != UNIT_3.items[2].right_option
    assert of_item[2] < -0.15
    assert min(of_item[:2] + of_item[3:]) > 0.15


def test_one_class_really_knows_more_about_proportional_relationships() -> None:
    shares = share_by_section("7.RP.A.2")
    bright = shares.pop("MATH7-04")
    assert 0.15 < bright - np.mean(list(shares.values())) < 0.35
    assert bright - max(shares.values()) > 0.10


def test_percents_are_a_need_of_every_class() -> None:
    shares = share_by_section("7.RP.A.3").values()
    assert max(shares) < 0.60
    assert max(shares) - min(shares) < 0.15


def test_partial_credit_is_given() -> None:
    open_item = [paper.cells[3] for paper in drawn_papers(HARBOR_VALLEY, UNIT_3).values()]
    assert all(open_item.count(points * PER_POINT) >= 10 for points in range(4))


def test_six_hundred_students_no_two_alike() -> None:
    students = drawn_students(HARBOR_VALLEY)
    assert len(students) == len({student.name for student in students}) == 600
    assert len({student.number for student in students}) == 600
    assert all(len(student.number) == 6 and student.number.startswith("0") for student in students)
    families = " ".join(student.name.family for student in students)
    assert all(mark in families for mark in "-' áñ")


def test_sections_seat_each_cohort_once_in_each_course() -> None:
    for plan in DISTRICTS:
        first = first_seats(plan)
        assert {s.local_id: s.size for s in plan.sections} == {section: len(who) for section, who in first.items()}
        for course in plan.courses:
            seated = [who for s in plan.sections if s.course == course.code for who in first[s.local_id]]
            assert len(seated) == len(set(seated))
    assert len(first_seats(PINE_RIDGE)["SCI8-01"]) == 21
    assert 7 in {len(who) for who in first_seats(HARBOR_VALLEY).values()}


@pytest.mark.parametrize("today", ["2026-07-01", "2026-11-22", "2027-01-01", "2027-06-30", "2028-02-29"])
def test_dates_hold_on_any_day(today: str) -> None:
    calendar = DemoCalendar(datetime.date.fromisoformat(today))
    assert calendar.year_starts_on <= calendar.today < calendar.year_ends_on
    assert calendar.year_ends_on >= calendar.today + datetime.timedelta(days=60)
    assert calendar.open_window[0] <= calendar.today <= calendar.open_window[1]
    for weeks_ago in (2, 3):
        opens_on, closes_on = calendar.finished_window(weeks_ago)
        assert calendar.facilitator_changed_on < opens_on < closes_on < calendar.left_on < calendar.today


def test_the_school_year_of_a_november_day() -> None:
    calendar = DemoCalendar(datetime.date(2026, 11, 22))
    assert (calendar.year_name, calendar.year_ends_on) == ("2026–27", datetime.date(2027, 7, 1))


def test_movers_sit_in_one_section_of_a_course_at_a_time() -> None:
    calendar = DemoCalendar(datetime.date(2026, 11, 22))
    taken = seats(HARBOR_VALLEY, calendar)
    for day, math_students in ((calendar.first_day, 149), (calendar.left_on, 149), (calendar.today, 149)):
        seated = [seat.student for seat in taken if seat.section.startswith("MATH7") and seat.is_taken_on(day)]
        assert len(seated) == len(set(seated)) == math_students
    assert {seat.starts_on for seat in taken} == {calendar.first_day, calendar.left_on, calendar.moved_on}
