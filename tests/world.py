"""The cast every Django test may call on: two districts, their people, one team and its locked CFA.

Tests name people, not ids: ``sign_in(client, world.alice)``, ``with world.inside(): …``. Harbor has everything; Pine is
the other side of the fence and has one of each thing, so that every address of Harbor has a counterpart to be refused.

    Dana     district admin of Harbor         Pilar    principal of Alder, the team's school
    Alice    teacher, facilitator, Period 1   Quentin  principal of Birch
    Bob      teacher, Period 2                Erin     teacher at Birch, in no team
    Charlie  teacher, Periods 3 and 4         Rita     retired: taught Period 4 until a month ago
    Zoe      teacher in Pine only             Moira    district admin of Harbor and of Pine
"""

import datetime
import pickle
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from assessments.actions import NewPaper, save_results
from assessments.cells import BLANK, PER_POINT
from assessments.models import (
    Assessment,
    AssessmentSection,
    AssessmentVersion,
    Change,
    ChangeKind,
    Item,
    ItemKind,
    ItemStandard,
    LearningTarget,
    ResultStatus,
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
    User,
)
from plc.tenancy import tenant
from teams.models import RoleTerm, Team, TeamMember, TeamRole
from tests.cast import PASSWORD, Person, membership, staff_named, users_named

__all__ = [
    "PASSWORD",
    "Person",
    "World",
    "enter_results",
    "make_world",
    "more_students",
    "random_cells",
    "sign_in",
    "url",
    "world",
]

DAY = datetime.timedelta(days=1)
GIVEN_NAMES = ("Ana", "Ben", "Chloé", "Dev", "Esi", "Finn", "Gia", "Hugo", "Ivy", "Jun")
FAMILY_NAMES = ("Abbott", "Baker-Lee", "Cruz", "Dunn", "Eze", "Flores", "Grant", "Hoang", "Ito", "O’Neil")


@dataclass(frozen=True)
class World:
    today: datetime.date

    harbor: District
    alder: School
    birch: School
    year: SchoolYear
    course: Course
    dana: Person
    pilar: Person
    quentin: Person
    alice: Person
    bob: Person
    charlie: Person
    rita: Person
    erin: Person
    moira: Person
    team: Team
    sections: tuple[Section, ...]  # Period 1 to 4: Alice's, Bob's, Charlie's, Charlie's
    students: tuple[tuple[Student, ...], ...]  # by section, in the order of their numbers
    ratios: Standard
    percents: Standard
    cfa: Assessment
    version: AssessmentVersion
    items: tuple[Item, ...]  # 1, 2 (ratios) · 3, 4a (percents) · 4b (both); max points 1, 1, 1, 2, 3

    pine: District
    cedar: School
    zoe: Person
    moira_in_pine: Person
    pine_team: Team
    pine_section: Section
    pine_students: tuple[Student, ...]
    pine_cfa: Assessment
    pine_items: tuple[Item, ...]

    def inside(self) -> AbstractContextManager[None]:
        return tenant(self.harbor.pk)

    def inside_pine(self) -> AbstractContextManager[None]:
        return tenant(self.pine.pk)

    @property
    def all_students(self) -> tuple[Student, ...]:
        return tuple(student for section in self.students for student in section)

    @property
    def max_cells(self) -> tuple[int, ...]:
        return tuple(item.max_cell for item in self.items)


@pytest.fixture
def world(standing_world: bytes | None, db: None) -> World:
    """Four sections of three students, no results yet."""
    return pickle.loads(standing_world) if standing_world else make_world()  # noqa: S301  (our own, from a moment ago)


def make_world(*, students: int = 3) -> World:
    """Both districts, with ``students`` in each of Harbor's four sections. Call it where the database is open."""
    with transaction.atomic():
        harbor, pine = District.objects.bulk_create(
            [District(name="Harbor", slug="harbor"), District(name="Pine", slug="pine")]
        )
        users = users_named("Dana", "Pilar", "Quentin", "Alice", "Bob", "Charlie", "Rita", "Erin", "Moira", "Zoe")
        today = today_in(harbor)
        with tenant(harbor.pk):
            of_harbor = _harbor(users, today, students)
        with tenant(pine.pk):
            of_pine = _pine(users, today)
    return World(today=today, harbor=harbor, pine=pine, **of_harbor, **of_pine)


def sign_in(client: Client, person: Person) -> Client:
    """As after signing in, with the session written by hand: Django's own way takes ten queries, and a thousand tests
    begin with it. Where the door itself is looked at, tests go through the form or ``force_login``."""
    facts = {
        SESSION_KEY: str(person.user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: person.user.get_session_auth_hash(),
    }
    session = Session.objects.create(
        session_key=get_random_string(32, VALID_KEY_CHARS),
        session_data=SessionStore().encode(facts),
        expire_date=timezone.now() + DAY,
    )
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def url(name: str, *things: Any, district: District | str = "harbor") -> str:
    """The address of a page of a district: ``url("teams:team", world.team)``."""
    slug = district if isinstance(district, str) else district.slug
    return reverse(name, args=[slug, *(getattr(thing, "pk", thing) for thing in things)])


def random_cells(items: tuple[Item, ...], n: int, seed: int = 1) -> list[list[int]]:
    """``n`` papers of stored cells: any whole points up to each item's max, and a blank here and there."""
    rng = np.random.default_rng(seed)
    highest = np.array([item.max_cell // PER_POINT for item in items])
    cells = rng.integers(0, highest + 1, size=(n, len(items))) * PER_POINT
    cells[rng.random(cells.shape) < 0.05] = BLANK
    return cells.tolist()


def enter_results(world: World, seed: int = 1) -> Change:
    """A paper for every student of Harbor's CFA, saved by Alice through the action, which asks for a report run."""
    papers = iter(random_cells(world.items, len(world.all_students), seed))
    with world.inside():
        change = save_results(
            actor=world.alice.staff,
            assessment=world.cfa,
            papers=[
                NewPaper(
                    student_id=student.pk,
                    section_id=section.pk,
                    status=ResultStatus.SCORED,
                    cells=tuple(next(papers)),
                    answers=("",) * len(world.items),
                    based_on=0,
                )
                for section, students in zip(world.sections, world.students, strict=True)
                for student in students
            ],
            kind=ChangeKind.ENTRY,
            today=world.today,
        )
    assert change is not None
    return change


def more_students(world: World, count: int) -> World:
    """The same world with ``count`` more students in each of Harbor's sections, for tests that count queries."""
    with world.inside(), transaction.atomic():
        added = _enrolled_students(world.sections, count, world.today, first_number=500 + len(world.all_students))
    return replace(world, students=tuple(old + new for old, new in zip(world.students, added, strict=True)))


def _school_year(today: datetime.date) -> SchoolYear:
    """From July to June, and wider in summer: tests look back and plan ahead on whatever day they run."""
    first = today.year if today.month >= 7 else today.year - 1
    return SchoolYear.objects.create(
        name=f"{first}–{(first + 1) % 100:02d}",
        starts_on=min(datetime.date(first, 7, 1), today - 120 * DAY),
        ends_on=max(datetime.date(first + 1, 7, 1), today + 120 * DAY),
    )


def _harbor(users: dict[str, User], today: datetime.date, n: int) -> dict[str, Any]:
    a_month_ago = today - 30 * DAY
    alder, birch = School.objects.bulk_create([School(name="Alder Middle School"), School(name="Birch Middle School")])
    year = _school_year(today)
    course = Course.objects.create(name="Mathematics 7", code="MATH7")
    cast = staff_named(users, "Dana", "Pilar", "Quentin", "Alice", "Bob", "Charlie", "Rita", "Erin", "Moira")
    alice, bob, charlie, rita = (cast[name] for name in ("Alice", "Bob", "Charlie", "Rita"))
    Membership.objects.bulk_create(
        [
            membership(cast["Dana"], Role.DISTRICT_ADMIN, None, today),
            membership(cast["Moira"], Role.DISTRICT_ADMIN, None, today),
            membership(cast["Pilar"], Role.PRINCIPAL, alder, today),
            membership(cast["Quentin"], Role.PRINCIPAL, birch, today),
            *(membership(person, Role.TEACHER, alder, today) for person in (alice, bob, charlie)),
            membership(rita, Role.TEACHER, alder, today, ends_on=a_month_ago),
            membership(cast["Erin"], Role.TEACHER, birch, today),
        ]
    )
    team = _team(alder, year, course, facilitator=alice, members=(alice, bob, charlie), today=today)
    TeamMember.objects.create(team=team, staff=rita.staff, starts_on=today - 400 * DAY, ends_on=a_month_ago)
    sections = _sections(alder, year, course, ("Period 1", "Period 2", "Period 3", "Period 4"))
    _lead(sections, (alice, bob, charlie, charlie), (today - 100 * DAY,) * 3 + (a_month_ago,))
    SectionStaff.objects.create(section=sections[3], staff=rita.staff, starts_on=today - 100 * DAY, ends_on=a_month_ago)
    students = _enrolled_students(sections, n, today, first_number=101)
    ratios, percents = _standards()
    cfa, version, items = _locked_cfa(team, sections, (ratios, percents), alice, today)
    return {
        **{name.lower(): person for name, person in cast.items()},
        **{"alder": alder, "birch": birch, "year": year, "course": course, "team": team, "sections": sections},
        **{"students": students, "ratios": ratios, "percents": percents},
        **{"cfa": cfa, "version": version, "items": items},
    }


def _pine(users: dict[str, User], today: datetime.date) -> dict[str, Any]:
    cedar = School.objects.create(name="Cedar School")
    year = _school_year(today)
    course = Course.objects.create(name="Mathematics 7", code="MATH7")
    cast = staff_named(users, "Zoe", "Moira")
    zoe = cast["Zoe"]
    Membership.objects.bulk_create(
        [membership(zoe, Role.TEACHER, cedar, today), membership(cast["Moira"], Role.DISTRICT_ADMIN, None, today)]
    )
    team = _team(cedar, year, course, facilitator=zoe, members=(zoe,), today=today)
    sections = _sections(cedar, year, course, ("Period 1",))
    _lead(sections, (zoe,), (today - 100 * DAY,))
    (students,) = _enrolled_students(sections, 2, today, first_number=101)
    cfa, _, items = _locked_cfa(team, sections, _standards(), zoe, today)
    return {
        **{"cedar": cedar, "zoe": zoe, "moira_in_pine": cast["Moira"], "pine_team": team, "pine_section": sections[0]},
        **{"pine_students": students, "pine_cfa": cfa, "pine_items": items},
    }


def _team(
    school: School,
    year: SchoolYear,
    course: Course,
    *,
    facilitator: Person,
    members: tuple[Person, ...],
    today: datetime.date,
) -> Team:
    starts_on = today - 100 * DAY
    team = Team.objects.create(name="Grade 7 Math", school=school, school_year=year, course=course)
    TeamMember.objects.bulk_create(TeamMember(team=team, staff=person.staff, starts_on=starts_on) for person in members)
    RoleTerm.objects.create(team=team, staff=facilitator.staff, role=TeamRole.FACILITATOR, starts_on=starts_on)
    return team


def _sections(school: School, year: SchoolYear, course: Course, names: tuple[str, ...]) -> tuple[Section, ...]:
    return tuple(
        Section.objects.bulk_create(
            Section(school=school, school_year=year, course=course, name=name, local_id=f"MATH7-0{number}")
            for number, name in enumerate(names, start=1)
        )
    )


def _lead(sections: tuple[Section, ...], teachers: tuple[Person, ...], since: tuple[datetime.date, ...]) -> None:
    SectionStaff.objects.bulk_create(
        SectionStaff(section=section, staff=teacher.staff, starts_on=starts_on)
        for section, teacher, starts_on in zip(sections, teachers, since, strict=True)
    )


def _enrolled_students(
    sections: tuple[Section, ...], n: int, today: datetime.date, *, first_number: int
) -> tuple[tuple[Student, ...], ...]:
    students = Student.objects.bulk_create(
        Student(
            local_id=f"{first_number + index:06d}",
            given_name=GIVEN_NAMES[index % 10],
            family_name=FAMILY_NAMES[(index // 10 + index) % 10],
        )
        for index in range(n * len(sections))
    )
    by_section = tuple(tuple(students[place * n : place * n + n]) for place in range(len(sections)))
    Enrollment.objects.bulk_create(
        Enrollment(student=student, section=section, starts_on=today - 100 * DAY)
        for section, seated in zip(sections, by_section, strict=True)
        for student in seated
    )
    return by_section


def _standards() -> tuple[Standard, Standard]:
    ratios, percents = Standard.objects.bulk_create(
        [
            Standard(framework="Test standards", code="7.A.1", statement="Find unit rates.", short_name="Unit rates"),
            Standard(framework="Test standards", code="7.A.2", statement="Solve with percents.", short_name="Percents"),
        ]
    )
    return ratios, percents


def _locked_cfa(
    team: Team,
    sections: tuple[Section, ...],
    standards: tuple[Standard, Standard],
    facilitator: Person,
    today: datetime.date,
) -> tuple[Assessment, AssessmentVersion, tuple[Item, ...]]:
    ratios, percents = standards
    cfa = Assessment.objects.create(
        team=team,
        title="Unit 3: Ratios and percents",
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
    facts = (
        ("1", 1, "B", "ABCD", (ratios,)),
        ("2", 1, "D", "ABCD", (ratios,)),
        ("3", 1, "A", "ABCD", (percents,)),
        ("4a", 2, "", "", (percents,)),
        ("4b", 3, "", "", (ratios, percents)),
    )
    items = Item.objects.bulk_create(
        Item(
            version=version,
            position=position,
            kind=ItemKind.SELECTED if options else ItemKind.POINTS,
            label=label,
            max_cell=points * PER_POINT,
            key=key,
            options=options,
        )
        for position, (label, points, key, options, _) in enumerate(facts, start=1)
    )
    ItemStandard.objects.bulk_create(
        ItemStandard(item=item, standard=standard)
        for item, fact in zip(items, facts, strict=True)
        for standard in fact[-1]
    )
    LearningTarget.objects.bulk_create(
        LearningTarget(assessment=cfa, standard=standard, position=position)
        for position, standard in enumerate((ratios, percents), start=1)
    )
    return cfa, version, tuple(items)
