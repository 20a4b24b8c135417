"""Writes the demo districts through the models, in one transaction, so that they are there whole or not at all."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from goals.demo.accounts import PASSWORD
from goals.demo.answers import answer_the_report
from goals.demo.calendar import DemoCalendar
from goals.demo.cfas import give_cfas
from goals.demo.charters import stand_for_something
from goals.demo.cycles import go_round
from goals.demo.drafts import begin_drafts
from goals.demo.meetings import meet
from goals.demo.norms import agree_on_norms
from goals.demo.plans import DISTRICTS
from goals.demo.records import DistrictPlan, PersonPlan
from goals.demo.responses import respond
from goals.demo.rosters import seat_students
from goals.demo.shared_goals import share_goals
from goals.demo.support import hold_up
from goals.demo.surveys import look_at_ourselves
from goals.demo.written import Ground, House
from plc.schools.access import today_in
from plc.schools.models import (
    Course,
    District,
    Membership,
    School,
    SchoolYear,
    Section,
    SectionStaff,
    StaffMember,
    User,
)
from plc.tenancy import tenant
from teams.actions import decide_sharing
from teams.models import RoleTerm, Team, TeamMember, TeamRole


@transaction.atomic
def build_demo() -> bool:
    """Write both districts; False when they are there already, and then nothing changes."""
    if District.objects.filter(slug__in=[plan.slug for plan in DISTRICTS]).exists():
        return False
    users = _users([person for plan in DISTRICTS for person in plan.people])
    for plan in DISTRICTS:
        district = District.objects.create(name=plan.name, slug=plan.slug)
        with tenant(district.pk):
            _build_district(plan, users, DemoCalendar(today_in(district)))
    return True


def _users(people: list[PersonPlan]) -> dict[str, User]:
    """One sign-in for each address; hashing the one password once keeps the seed quick."""
    encoded = make_password(PASSWORD)
    names = {person.email: person.name for person in people}
    users = User.objects.bulk_create(User(email=email, name=name, password=encoded) for email, name in names.items())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return {user.email: user for user in users}


def _build_district(plan: DistrictPlan, users: dict[str, User], calendar: DemoCalendar) -> None:
    schools = {row.name: row for row in School.objects.bulk_create(School(name=name) for name in plan.schools)}
    ground = Ground(
        plan=plan,
        calendar=calendar,
        year=SchoolYear.objects.create(
            name=calendar.year_name, starts_on=calendar.year_starts_on, ends_on=calendar.year_ends_on
        ),
        schools=schools,
        courses={
            row.code: row for row in Course.objects.bulk_create(Course(code=c.code, name=c.name) for c in plan.courses)
        },
        staff=_staff(plan, users, schools, calendar),
    )
    sections = _sections(ground)
    house = House(ground, sections, _teams(ground), seat_students(plan, sections, calendar))
    give_cfas(house)
    begin_drafts(house)
    answer_the_report(house)
    respond(house)
    agree_on_norms(house)
    meet(house)
    go_round(house)
    hold_up(house)
    look_at_ourselves(house)
    stand_for_something(house)
    share_goals(house)


def _staff(
    plan: DistrictPlan, users: dict[str, User], schools: dict[str, School], calendar: DemoCalendar
) -> dict[str, StaffMember]:
    rows = StaffMember.objects.bulk_create(
        StaffMember(name=person.name, email=person.email, user=users[person.email]) for person in plan.people
    )
    staff = {row.name: row for row in rows}
    Membership.objects.bulk_create(
        Membership(
            staff=staff[person.name],
            user=users[person.email],
            school=schools.get(person.school),
            role=person.role,
            starts_on=calendar.hired_on,
        )
        for person in plan.people
    )
    return staff


def _sections(ground: Ground) -> dict[str, Section]:
    rows = Section.objects.bulk_create(
        Section(
            school=ground.schools[s.school],
            school_year=ground.year,
            course=ground.courses[s.course],
            name=s.name,
            local_id=s.local_id,
        )
        for s in ground.plan.sections
    )
    sections = {row.local_id: row for row in rows}
    SectionStaff.objects.bulk_create(
        SectionStaff(
            section=sections[s.local_id],
            staff=ground.staff[name],
            is_lead=name == s.lead,
            starts_on=ground.calendar.first_day,
        )
        for s in ground.plan.sections
        for name in (s.lead, s.co_teacher)
        if name
    )
    return sections


def _teams(ground: Ground) -> dict[str, Team]:
    calendar, staff = ground.calendar, ground.staff
    rows = Team.objects.bulk_create(
        Team(
            name=t.name,
            school=ground.schools[t.school],
            school_year=ground.year,
            course=ground.courses[t.course],
        )
        for t in ground.plan.teams
    )
    teams = {row.name: row for row in rows}
    TeamMember.objects.bulk_create(
        TeamMember(team=teams[t.name], staff=staff[name], starts_on=calendar.first_day)
        for t in ground.plan.teams
        for name in t.members
    )
    RoleTerm.objects.bulk_create(
        term
        for t in ground.plan.teams
        for term in _role_terms(teams[t.name], [staff[name] for name in t.members], calendar)
    )
    for t in ground.plan.teams:
        if t.disclosure != teams[t.name].disclosure:
            _decide(teams[t.name], staff[t.facilitator], t.disclosure)
    return teams


def _decide(team: Team, facilitator: StaffMember, disclosure: str) -> None:
    """Written down as a facilitator does it, so that the team has its decision on record."""
    decide_sharing(
        actor=facilitator,
        team=team,
        disclosure=disclosure,
        below_rest=team.below_rest,
        principal_sees=team.principal_sees,
        headline=team.headline,
        min_diff=team.min_diff,
    )


def _role_terms(team: Team, members: list[StaffMember], calendar: DemoCalendar) -> list[RoleTerm]:
    """Facilitating has passed from the second member to the first; the other roles go round from there."""
    changed_on = calendar.facilitator_changed_on
    former = RoleTerm(
        team=team, staff=members[1], role=TeamRole.FACILITATOR, starts_on=calendar.first_day, ends_on=changed_on
    )
    return [
        former,
        *(
            RoleTerm(team=team, staff=members[place % len(members)], role=role, starts_on=changed_on)
            for place, role in enumerate(role for role in TeamRole if role != TeamRole.CUSTOM)
        ),
    ]
