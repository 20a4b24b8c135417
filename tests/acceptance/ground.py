"""A district made to measure: one team and one locked CFA, with whatever sections, students and items a file has."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from assessments.cells import cell_of_points
from assessments.models import (
    Assessment,
    AssessmentSection,
    AssessmentVersion,
    Item,
    ItemKind,
    ItemStandard,
    Standard,
)
from plc.schools.access import today_in
from plc.schools.models import (
    Course,
    District,
    Enrollment,
    Membership,
    Role,
    School,
    SchoolYear,
    Section,
    SectionStaff,
    Student,
)
from plc.tenancy import tenant
from teams.models import RoleTerm, Team, TeamMember, TeamRole
from tests.cast import Person, membership, staff_named, users_named

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class PaperItem:
    """One item of the paper as a file describes it."""

    label: str
    max_points: str = "1"
    standards: tuple[str, ...] = ()
    key: str = ""
    options: str = ""


@dataclass(frozen=True)
class Seats:
    """One section: its name, its school's name and the local ids of its students."""

    section: str
    school: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """``sections`` by name and ``students`` by local id; the first teacher facilitates and may enter everything."""

    district: District
    today: datetime.date
    teachers: tuple[Person, ...]
    team: Team
    cfa: Assessment
    items: tuple[Item, ...]
    sections: dict[str, Section]
    students: dict[str, Student]

    @property
    def facilitator(self) -> Person:
        return self.teachers[0]


def make_ground(
    *,
    slug: str,
    items: Sequence[PaperItem],
    seats: Sequence[Seats],
    teachers: Sequence[str] = ("Alice",),
    cut: str = "0.7",
    levels: Sequence[str] = (),
) -> Ground:
    """Write it all through the models in one transaction; sections are shared out among the teachers in turn."""
    with transaction.atomic():
        district = District.objects.create(name=slug.title(), slug=slug)
        users = users_named(*teachers)
        today = today_in(district)
        with tenant(district.pk):
            people = tuple(staff_named(users, *teachers).values())
            team = _team(sorted({seat.school for seat in seats}), people, today)
            sections = _sections(team, seats, people, today)
            students = _students(seats, sections, today)
            cfa, rows = _cfa(team, [sections[seat.section] for seat in seats], items, people[0], today)
            cfa.proficiency_cut = Decimal(cut)
            cfa.level_cuts = [Decimal(level) for level in levels]
            cfa.save(update_fields=["proficiency_cut", "level_cuts"])
    return Ground(district, today, people, team, cfa, rows, sections, students)


def _team(schools: Sequence[str], people: Sequence[Person], today: datetime.date) -> Team:
    """The team belongs to the first school; a file of many schools is one district's common test."""
    rows = School.objects.bulk_create(School(name=name) for name in schools)
    year = SchoolYear.objects.create(name="The year", starts_on=today - 200 * DAY, ends_on=today + 100 * DAY)
    course = Course.objects.create(name="Mathematics", code="MATH")
    Membership.objects.bulk_create(membership(person, Role.TEACHER, rows[0], today) for person in people)
    team = Team.objects.create(name="Mathematics", school=rows[0], school_year=year, course=course)
    since = today - 100 * DAY
    TeamMember.objects.bulk_create(TeamMember(team=team, staff=person.staff, starts_on=since) for person in people)
    RoleTerm.objects.create(team=team, staff=people[0].staff, role=TeamRole.FACILITATOR, starts_on=since)
    return team


def _sections(team: Team, seats: Sequence[Seats], people: Sequence[Person], today: datetime.date) -> dict[str, Section]:
    schools = {school.name: school for school in School.objects.all()}
    rows = Section.objects.bulk_create(
        Section(
            school=schools[seat.school],
            school_year=team.school_year,
            course=team.course,
            name=seat.section,
            local_id=f"{seat.school}-{seat.section}",
        )
        for seat in seats
    )
    SectionStaff.objects.bulk_create(
        SectionStaff(section=row, staff=people[place % len(people)].staff, starts_on=today - 100 * DAY)
        for place, row in enumerate(rows)
    )
    return {row.name: row for row in rows}


def _students(seats: Sequence[Seats], sections: Mapping[str, Section], today: datetime.date) -> dict[str, Student]:
    rows = Student.objects.bulk_create(
        Student(local_id=local_id, given_name="Student", family_name=local_id)
        for seat in seats
        for local_id in seat.students
    )
    students = {row.local_id: row for row in rows}
    Enrollment.objects.bulk_create(
        Enrollment(student=students[local_id], section=sections[seat.section], starts_on=today - 100 * DAY)
        for seat in seats
        for local_id in seat.students
    )
    return students


def _cfa(
    team: Team,
    sections: Sequence[Section],
    items: Sequence[PaperItem],
    facilitator: Person,
    today: datetime.date,
) -> tuple[Assessment, tuple[Item, ...]]:
    cfa = Assessment.objects.create(
        team=team,
        title="Common test",
        opens_on=today - 7 * DAY,
        closes_on=today + 7 * DAY,
        locked_at=timezone.now() - 8 * DAY,
        created_by=facilitator.staff,
    )
    version = AssessmentVersion.objects.create(assessment=cfa, number=1)
    cfa.current_version = version
    cfa.save(update_fields=["current_version"])
    AssessmentSection.objects.bulk_create(
        AssessmentSection(assessment=cfa, section=section, position=position)
        for position, section in enumerate(sections, start=1)
    )
    rows = Item.objects.bulk_create(
        Item(
            version=version,
            position=position,
            kind=ItemKind.SELECTED if item.options or item.key else ItemKind.POINTS,
            label=item.label,
            max_cell=cell_of_points(Decimal(item.max_points)),
            key=item.key,
            options=item.options,
        )
        for position, item in enumerate(items, start=1)
    )
    _tag(rows, items)
    return cfa, tuple(rows)


def _tag(rows: Sequence[Item], items: Sequence[PaperItem]) -> None:
    codes = list(dict.fromkeys(code for item in items for code in item.standards))
    standards = Standard.objects.bulk_create(
        Standard(framework="The file's grouping", code=code, statement=code, short_name=code) for code in codes
    )
    by_code = dict(zip(codes, standards, strict=True))
    ItemStandard.objects.bulk_create(
        ItemStandard(item=row, standard=by_code[code])
        for row, item in zip(rows, items, strict=True)
        for code in item.standards
    )
