"""From a district's plan to its students, who sits where and what they wrote: drawn once, the same for ever. Pure."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from goals.demo.calendar import DemoCalendar
from goals.demo.names import Name, student_names, student_numbers
from goals.demo.records import CfaPlan, DistrictPlan, SectionPlan
from goals.demo.results import ClassPlan, Paper, draw_papers
from goals.demo.streams import stream

LEVEL = 0.6  # the items were written for this ability: about two thirds of the points are earned
CLASS_SPREAD = 0.12  # standard deviation between classes: small, as between classes of one school
SAME_ABILITY = 0.85  # how much of a student's ability is the same in every test


@dataclass(frozen=True)
class DrawnStudent:
    number: str
    name: Name
    ability: float


@dataclass(frozen=True)
class Seat:
    """A dated enrollment: ``student`` is the position in ``drawn_students``."""

    student: int
    section: str
    starts_on: datetime.date
    ends_on: datetime.date | None = None

    def is_taken_on(self, day: datetime.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on > day)


def drawn_students(plan: DistrictPlan) -> tuple[DrawnStudent, ...]:
    """All students of the district, cohort after cohort."""
    count = sum(plan.cohorts.values())
    rng = stream(plan.slug, "students")
    names, numbers, abilities = student_names(rng, count), student_numbers(rng, count), rng.standard_normal(count)
    return tuple(map(DrawnStudent, numbers, names, abilities.tolist()))


def first_seats(plan: DistrictPlan) -> dict[str, list[int]]:
    """Who sits in which section on the first day: each course shuffles its cohort anew."""
    seats: dict[str, list[int]] = {}
    start = 0
    for cohort, size in plan.cohorts.items():
        for course in dict.fromkeys(section.course for section in plan.sections if section.cohort == cohort):
            order = iter((start + stream(plan.slug, cohort, course).permutation(size)).tolist())
            for section in plan.sections:
                if (section.cohort, section.course) == (cohort, course):
                    seats[section.local_id] = [next(order) for _ in range(section.size)]
        start += size
    return seats


def seats(plan: DistrictPlan, calendar: DemoCalendar) -> tuple[Seat, ...]:
    """Enrollments as they stand today, with those who came late, left, or changed their section."""
    first = first_seats(plan)
    left = {first[section][0] for section in plan.leavers}
    came = {first[section][1] for section in plan.arrivals}
    moved = {(first[start][2], start): end for start, end in plan.moves}
    return tuple(
        seat
        for section, students in first.items()
        for student in students
        for seat in _seats_of(
            Seat(student, section, calendar.left_on if student in came else calendar.first_day),
            calendar.left_on if student in left else None,
            moved.get((student, section)),
            calendar,
        )
    )


def _seats_of(
    seat: Seat, left_on: datetime.date | None, next_section: str | None, calendar: DemoCalendar
) -> Iterator[Seat]:
    if next_section is None:
        yield replace(seat, ends_on=left_on)
    else:
        yield replace(seat, ends_on=calendar.moved_on)
        yield Seat(seat.student, next_section, calendar.moved_on)


def cfa_sections(plan: DistrictPlan, cfa: CfaPlan) -> tuple[SectionPlan, ...]:
    """The sections of the team's course at the team's school."""
    (team,) = [team for team in plan.teams if team.name == cfa.team]
    return tuple(s for s in plan.sections if (s.course, s.school) == (team.course, team.school))


def drawn_papers(plan: DistrictPlan, cfa: CfaPlan) -> dict[int, Paper]:
    """What each student of these sections writes, by position in ``drawn_students``."""
    rng = stream(plan.slug, cfa.title)
    ability = np.array([student.ability for student in drawn_students(plan)])
    first = first_seats(plan)
    sections = cfa_sections(plan, cfa)
    classes = [
        ClassPlan(
            SAME_ABILITY * ability[first[section.local_id]]
            + np.sqrt(1 - SAME_ABILITY**2) * rng.standard_normal(section.size),
            effect=LEVEL + cfa.learned + CLASS_SPREAD * rng.standard_normal(),
            strengths=cfa.strengths.get(section.local_id, {}),
        )
        for section in sections
    ]
    papers = draw_papers(rng, cfa.items, classes)
    return {
        student: paper
        for section, written in zip(sections, papers, strict=True)
        for student, paper in zip(first[section.local_id], written, strict=True)
    }
