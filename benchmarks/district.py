"""A whole district, written in bulk from one seed: for measuring what stands over all of it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.utils import timezone

from assessments.models import (
    Assessment,
    AssessmentSection,
    AssessmentVersion,
    Item,
    ReportRun,
    Result,
    RunState,
    Standard,
    TotalsSnapshot,
)
from goals.models import (
    Cycle,
    CycleStep,
    CycleTarget,
    EvidencePoint,
    GoalStanding,
    ResponsePlan,
    SmartGoal,
    StandingChange,
    TeamTotal,
    WiderGoal,
)
from plc.schools.access import today_in
from plc.schools.models import (
    Course,
    District,
    Enrollment,
    Role,
    School,
    SchoolYear,
    Section,
    SectionStaff,
    StaffMember,
    Student,
)
from plc.tenancy import tenant
from teams.models import Meeting, SupportRequest, Team, TeamMember
from tests.cast import Person, membership, staff_named, users_named

DAY: Final = datetime.timedelta(days=1)
STATUSES: Final = ("", "met", "on_track", "too_close_to_call", "behind")
CFAS, GOALS, MEETINGS, CYCLES, PLANS, STANDARDS, MEMBERS = 4, 2, 10, 3, 3, 10, 4


@dataclass(frozen=True)
class BigDistrict:
    district: District
    admin: Person
    principal: Person
    school: School
    rows: dict[str, int]


def big_district(*, schools: int, teams: int, students: int, seed: int = 1) -> BigDistrict:
    """``teams`` and ``students`` in all. Each team has members, classes, CFAs with papers and published totals, goals
    that serve the school's, meetings, cycles, reteaching and requests; the newest of each falls into the last days.
    """
    rng = np.random.default_rng(seed)
    with transaction.atomic():
        district = District.objects.create(name="Big", slug="big")
        users = users_named("Ada", "Paula")
        with tenant(district.pk):
            writer = _Writer(today_in(district), rng, (schools, teams, students))
            people = staff_named(users, "Ada", "Paula")
            admin, principal = people["Ada"], people["Paula"]
            writer.write()
            first = writer.schools[0]
            membership(admin, Role.DISTRICT_ADMIN, None, writer.today).save()
            membership(principal, Role.PRINCIPAL, first, writer.today).save()
            return BigDistrict(district, admin, principal, first, writer.counts)


class _Writer:
    """One kind of row after the other, each in bulk."""

    def __init__(self, today: datetime.date, rng: np.random.Generator, sizes: tuple[int, int, int]) -> None:
        """``sizes``: how many schools, teams and students."""
        self.today, self.rng = today, rng
        self.n_schools, self.n_teams, self.n_students = sizes
        self.now = timezone.now()
        self.counts: dict[str, int] = {}

    def write(self) -> None:
        self.places()
        self.people()
        self.tests()
        self.papers()
        self.goals()
        self.work()
        self.totals()

    def bulk(self, rows: Iterable[Any]) -> list[Any]:
        made = list(rows)
        model = type(made[0])
        self.counts[model.__name__] = self.counts.get(model.__name__, 0) + len(made)
        return list(model._default_manager.bulk_create(made, batch_size=2000))

    def ago(self, most: int) -> datetime.timedelta:
        return int(self.rng.integers(0, most)) * DAY

    def places(self) -> None:
        self.schools: list[School] = self.bulk(School(name=f"School {n:02}") for n in range(self.n_schools))
        (self.year,) = self.bulk(
            [SchoolYear(name="The year", starts_on=self.today - 120 * DAY, ends_on=self.today + 180 * DAY)]
        )
        self.courses: list[Course] = self.bulk(Course(name=f"Course {n}", code=f"C{n}") for n in range(12))
        self.standards: list[Standard] = self.bulk(
            Standard(framework="F", code=f"{n}", statement="S", short_name=f"Standard {n}") for n in range(STANDARDS)
        )
        self.teams: list[Team] = self.bulk(
            Team(
                name=f"Team {n}",
                school=self.schools[n % self.n_schools],
                school_year=self.year,
                course=self.courses[n // self.n_schools % len(self.courses)],
            )
            for n in range(self.n_teams)
        )

    def people(self) -> None:
        since = self.today - 100 * DAY
        self.staff: list[StaffMember] = self.bulk(
            StaffMember(name=f"Teacher {n}", email="") for n in range(self.n_teams * MEMBERS // 2)
        )
        self.bulk(
            TeamMember(team=team, staff=self.staff[(place * 2 + n) % len(self.staff)], starts_on=since)
            for place, team in enumerate(self.teams)
            for n in range(MEMBERS)
        )
        pairs = [(team, n) for team in self.teams for n in range(2)]
        self.sections: list[Section] = self.bulk(
            Section(
                school=team.school,
                school_year=self.year,
                course=team.course,
                name=f"Period {n}",
                local_id=f"{team.pk}-{n}",
            )
            for team, n in pairs
        )
        self.bulk(
            SectionStaff(section=section, staff=self.staff[place % len(self.staff)], starts_on=since)
            for place, section in enumerate(self.sections)
        )
        self.students: list[Student] = self.bulk(
            Student(local_id=f"{100_000 + n}", given_name="Student", family_name=f"{n}") for n in range(self.n_students)
        )
        self.bulk(
            Enrollment(student=student, section=self.sections[n % len(self.sections)], starts_on=since)
            for n, student in enumerate(self.students)
        )

    def of_team(self, place: int) -> Sequence[Section]:
        return self.sections[2 * place : 2 * place + 2]

    def tests(self) -> None:
        self.cfas: list[Assessment] = self.bulk(
            Assessment(
                team=team,
                title=f"Unit {n + 1}",
                opens_on=self.today - (CFAS - n) * 21 * DAY + self.ago(20),
                closes_on=self.today - (CFAS - n) * 21 * DAY + 25 * DAY,
                locked_at=self.now,
            )
            for team in self.teams
            for n in range(CFAS)
        )
        versions = self.bulk(AssessmentVersion(assessment=cfa, number=1) for cfa in self.cfas)
        for cfa, version in zip(self.cfas, versions, strict=True):
            cfa.current_version = version
        Assessment.objects.bulk_update(self.cfas, ["current_version"], batch_size=2000)
        self.bulk(
            Item(version=version, position=n, label=str(n), max_cell=100) for version in versions for n in range(1, 6)
        )
        self.bulk(
            AssessmentSection(assessment=cfa, section=section, position=n)
            for place, cfa in enumerate(self.cfas)
            for n, section in enumerate(self.of_team(place // CFAS), start=1)
        )
        self.runs: list[ReportRun] = self.bulk(
            ReportRun(
                assessment=cfa,
                number=1,
                state=RunState.DONE,
                requested_at=self.now,
                finished_at=self.now,
                published_at=self.now - self.ago(60),
            )
            for cfa in self.cfas
        )
        self.bulk(
            TeamTotal(
                team=cfa.team,
                assessment=cfa,
                run=run,
                y=int(self.rng.integers(10, 40)),
                n=int(self.rng.integers(40, 60)),
                published_at=run.published_at,
            )
            for cfa, run in zip(self.cfas, self.runs, strict=True)
        )

    def papers(self) -> None:
        """Every student's first paper of each CFA of the team."""
        in_section: dict[int, list[Student]] = {}
        for n, student in enumerate(self.students):
            in_section.setdefault(n % len(self.sections), []).append(student)
        pending: list[Result] = []
        for place, cfa in enumerate(self.cfas):
            first = 2 * (place // CFAS)
            pending += [
                Result(
                    assessment=cfa,
                    student=student,
                    version=cfa.current_version,
                    section=self.sections[first + n],
                    attempt=1,
                    status="scored",
                    cells=[100, 0, 100, 0, 100],
                    answers=[""] * 5,
                    updated_at=self.now,
                )
                for n in range(2)
                for student in in_section[first + n]
            ]
            if len(pending) > 20_000 or cfa is self.cfas[-1]:
                self.bulk(pending)
                pending = []

    def goals(self) -> None:
        by = {"owner": self.staff[0], "made_by": self.staff[0]}
        span = {"starts_on": self.today - 60 * DAY, "due_on": self.today + 60 * DAY, "target": 80}
        of_district = self.bulk(WiderGoal(title=f"District goal {n}", **span, **by) for n in range(3))
        of_schools = self.bulk(
            WiderGoal(title="School goal", school=school, part_of=of_district[0], **span, **by)
            for school in self.schools
        )
        goals: list[SmartGoal] = self.bulk(
            SmartGoal(
                team=team,
                skill=f"Skill {n}",
                baseline_assessment=self.cfas[place * CFAS],
                baseline_run=self.runs[place * CFAS],
                baseline_y=10,
                baseline_n=50,
                steps="Draw.",
                serves=of_schools[place % self.n_schools] if n == 0 else None,
                **span,
                **by,
            )
            for place, team in enumerate(self.teams)
            for n in range(GOALS)
        )
        self.bulk(
            EvidencePoint(
                goal=goal,
                assessment=self.cfas[place // GOALS * CFAS + n],
                run=self.runs[place // GOALS * CFAS + n],
                on=self.today - (CFAS - n) * 21 * DAY,
                y=25,
                n=50,
                told_y=25,
                told_n=50,
            )
            for place, goal in enumerate(goals)
            for n in range(1, CFAS)
        )
        self.bulk(
            GoalStanding(
                goal=goal,
                baseline_y=10,
                baseline_n=50,
                y=int(self.rng.integers(10, 45)),
                n=50,
                on=self.today - 20 * DAY,
                status=STATUSES[int(self.rng.integers(0, len(STATUSES)))],
            )
            for goal in goals
        )
        changes = self.bulk(
            StandingChange(goal=goal, before="behind", after="on_track", n=50) for goal in goals for _ in range(2)
        )
        for change in changes:
            change.at = self.now - self.ago(90)
        StandingChange.objects.bulk_update(changes, ["at"], batch_size=2000)

    def work(self) -> None:
        meetings = []
        for team in self.teams:
            for n in range(MEETINGS):
                day = self.today - n * 7 * DAY - self.ago(5)
                at = self.now - (self.today - day)
                meetings.append(
                    Meeting(
                        team=team,
                        title="Data meeting",
                        day=day,
                        starts_at=at,
                        minutes=45,
                        planned_by=self.staff[0],
                        started_at=at,
                        ended_at=at,
                    )
                )
        self.bulk(meetings)
        cycles = self.bulk(
            Cycle(
                team=team,
                title=f"Cycle {n + 1}",
                starts_on=self.today - (CYCLES - n) * 25 * DAY,
                ends_on=self.today - (CYCLES - n) * 25 * DAY + 25 * DAY,
                assessment=self.cfas[place * CFAS + n + 1],
                begun_by=self.staff[0],
                closed_on=None if n == CYCLES - 1 else self.today - (CYCLES - n - 1) * 25 * DAY + self.ago(20),
            )
            for place, team in enumerate(self.teams)
            for n in range(CYCLES)
        )
        self.bulk(CycleTarget(cycle=cycle, standard=self.standards[0], position=1) for cycle in cycles)
        self.bulk(CycleStep(cycle=cycle, step=step) for cycle in cycles for step in ("focus", "teach"))
        self.bulk(
            ResponsePlan(
                team=team,
                standard=self.standards[n],
                assessment=self.cfas[place * CFAS + n],
                what="Ten minutes a day.",
                owner=self.staff[0],
                made_by=self.staff[0],
                due_on=self.today + 5 * DAY,
                done_on=self.today - self.ago(60) if n else None,
            )
            for place, team in enumerate(self.teams)
            for n in range(PLANS)
        )
        self.bulk(
            SupportRequest(
                team=team,
                kind="time",
                what="Half a day together.",
                asked_by=self.staff[0],
                asked_at=self.now - self.ago(60),
                state="waiting" if n == 0 and place % 3 == 0 else "done",
                answered_at=None if n == 0 and place % 3 == 0 else self.now - self.ago(60),
            )
            for place, team in enumerate(self.teams)
            for n in range(2)
        )

    def totals(self) -> None:
        """Of each course, every school on every standard."""
        self.bulk(
            TotalsSnapshot(
                school_year=self.year,
                course=course,
                number=1,
                published_at=self.now,
                cells=[
                    {
                        "school": school.pk,
                        "standard": standard.pk,
                        "n": 60,
                        "y": int(self.rng.integers(5, 55)),
                        "tests": [1],
                    }
                    for school in self.schools
                    for standard in self.standards
                ],
            )
            for course in self.courses
        )

    def cell(self, school: School, standard: Standard) -> dict[str, Any]:
        y = int(self.rng.integers(5, 55))
        return {"school": school.pk, "standard": standard.pk, "n": 60, "y": y, "tests": [1]}
