"""One more of everything a page may list, in Harbor: what grows in a school year must not grow a page's queries."""

import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from assessments.actions import NewPaper, preview_upload, save_results
from assessments.actions.known_files import confirm_source, remember_alias
from assessments.actions.totals import publish_totals
from assessments.importing import Mapping
from assessments.models import (
    Assessment,
    AssessmentSection,
    AssessmentVersion,
    ChangeKind,
    EntryConflict,
    Item,
    ItemScoring,
    ItemStandard,
    ReportOpening,
    ReportRun,
    ResultStatus,
    Standard,
)
from assessments.tasks import compute_report, request_run
from goals.models import ResponsePlan, StrategyCard
from plc.schools.actions import add_free_days, add_school, invite_staff
from plc.schools.models import (
    Course,
    Enrollment,
    Membership,
    Role,
    SchoolYear,
    Section,
    SectionStaff,
    StaffMember,
    Student,
)
from teams.actions.continuum import mark_continuum
from teams.actions.inquiry import say_to_charter
from teams.models import (
    Charter,
    CharterAnswer,
    CharterReview,
    CharterState,
    CharterStatement,
    CharterVersion,
    Norm,
    NormAnswer,
    NormPulse,
    NormRating,
    NormReview,
    NormState,
    NormVersion,
    RoleTerm,
    SurveyComment,
    SurveyCount,
    SurveyedTeam,
    SurveyRound,
    SurveyStatement,
    Team,
    TeamDecision,
    TeamGuest,
    TeamMember,
    TeamRole,
)
from tests.contracts.addresses import (
    assess_ourselves,
    begin_cycle,
    count_otherwise,
    share_goal,
    visit_and_ask,
    write_and_plan,
)
from tests.contracts.meetings import one_more_meeting
from tests.contracts.responses import group_students
from tests.contracts.strategies import try_with
from tests.world import DAY, World


def one_more_of_everything(world: World, number: int) -> None:
    """Each call wants a number of its own: it makes the names differ."""
    with world.inside():
        with transaction.atomic():
            colleague = _places_and_people(world, number)
            section, students = _class(world, number)
            _team(world, number, colleague, section)
            AssessmentSection.objects.create(assessment=world.cfa, section=section, position=50 + number)
            invite_staff(
                actor=world.dana.staff,
                name=f"Newcomer {number}",
                email=f"newcomer{number}@example.org",
                role=Role.TEACHER,
                school=world.alder,
            )
        one_more_meeting(world, number, colleague)
        _results(world, number, section, students)
        publish_totals(school_year=world.year)


def _places_and_people(world: World, number: int) -> StaffMember:
    since = world.today - 50 * DAY
    school = add_school(actor=world.dana.staff, name=f"School {number}")
    long_ago = datetime.date(1990 + number, 7, 1)
    SchoolYear.objects.create(name=f"Year {number}", starts_on=long_ago, ends_on=long_ago + 365 * DAY)
    day = world.year.starts_on + number * DAY
    add_free_days(actor=world.dana.staff, school_year=world.year, name=f"Day {number}", first_day=day, last_day=day)
    Course.objects.create(name=f"Course {number}", code=f"C{number}")
    for place in (None, world.alder):
        share_goal(place, world.dana.staff, world, f"View {number}")
    Standard.objects.create(framework="More", code=f"{number}", statement="More.", short_name=f"More {number}")
    user = get_user_model().objects.create_user(email=f"colleague{number}@example.org", name=f"Colleague {number}")
    colleague = StaffMember.objects.create(name=user.name, email=user.email, user=user)
    for staff, place in ((colleague, world.alder), (world.alice.staff, school), (world.pilar.staff, school)):
        role = Role.PRINCIPAL if staff == world.pilar.staff else Role.TEACHER
        Membership.objects.create(staff=staff, user=staff.user, school=place, role=role, starts_on=since)
    TeamMember.objects.create(team=world.team, staff=colleague, starts_on=since)
    RoleTerm.objects.create(team=world.team, staff=colleague, role=TeamRole.RECORDER, starts_on=since)
    gone = StaffMember.objects.create(name=f"Gone {number}", email="")
    TeamMember.objects.create(team=world.team, staff=gone, starts_on=since, ends_on=world.today - DAY)
    RoleTerm.objects.create(
        team=world.team, staff=gone, role=TeamRole.TIMEKEEPER, starts_on=since, ends_on=world.today - DAY
    )
    return colleague


def _class(world: World, number: int) -> tuple[Section, list[Student]]:
    since = world.today - 100 * DAY
    section = Section.objects.create(
        school=world.alder,
        school_year=world.year,
        course=world.course,
        name=f"Period {10 + number}",
        local_id=f"MORE-{number}",
    )
    SectionStaff.objects.create(section=section, staff=world.alice.staff, starts_on=since)
    students = [
        Student.objects.create(local_id=f"9{number:02d}{place}", given_name="More", family_name=f"Students {place}")
        for place in range(3)
    ]
    for place, student in enumerate(students):
        Enrollment.objects.create(student=student, section=section, starts_on=since)
        late = Student.objects.create(local_id=f"8{number:02d}{place}", given_name="Late", family_name=f"Comer {place}")
        Enrollment.objects.create(student=late, section=world.sections[0], starts_on=since)
    return section, students


def _team(world: World, number: int, colleague: StaffMember, section: Section) -> None:
    """Another team of Alice's with a CFA and a computed report, and another CFA of the first team."""
    team = Team.objects.create(name=f"Team {number}", school=world.alder, school_year=world.year, course=world.course)
    for staff in (world.alice.staff, colleague):
        TeamMember.objects.create(team=team, staff=staff, starts_on=world.today - 50 * DAY)
    RoleTerm.objects.create(
        team=team, staff=world.alice.staff, role=TeamRole.FACILITATOR, starts_on=world.today - 50 * DAY
    )
    TeamDecision.objects.create(team=world.team, recorded_by=world.alice.staff)
    _norms(world, number, colleague)
    _charters(world, number, colleague)
    _surveys(world, number, team)
    for owner in (team, world.team):
        cfa = Assessment.objects.create(
            team=owner,
            title=f"CFA {number}",
            opens_on=world.today - 7 * DAY,
            closes_on=world.today + 7 * DAY,
            locked_at=timezone.now(),
            created_by=world.alice.staff,
        )
        version = AssessmentVersion.objects.create(assessment=cfa, number=1)
        Assessment.objects.filter(pk=cfa.pk).update(current_version=version)
        item = Item.objects.create(version=version, position=1, label="1", max_cell=100)
        ItemStandard.objects.create(item=item, standard=world.ratios)
        AssessmentSection.objects.create(assessment=cfa, section=section, position=1)
        request_run(assessment=cfa, actor=world.alice.staff)
        compute_report(district_id=world.harbor.pk, assessment_id=cfa.pk)


def _surveys(world: World, number: int, team: Team) -> None:
    """Rounds of this team alone, and this team and a text in the round that has closed for the other one."""
    assess_ourselves([team], world.alice.staff, world.dana.staff, world, ago=200 + number)
    closed = SurveyRound.objects.filter(closed_at__isnull=False, teams__team=world.team).order_by("pk")[0]
    surveyed = SurveyedTeam.objects.create(round=closed, team=team, asked=12, answered=12)
    for statement in SurveyStatement.objects.filter(version=closed.version_id):
        SurveyCount.objects.create(
            surveyed=surveyed,
            statement=statement,
            cannot_say=0,
            strongly_disagree=1,
            disagree=4,
            agree=6,
            strongly_agree=1,
        )
    own = SurveyedTeam.objects.get(round=closed, team=world.team)
    SurveyComment.objects.create(surveyed=own, dimension="vision", text=f"Another thought {number}.")
    for indicator in range(2, 5):
        mark_continuum(
            actor=world.alice.staff, team=world.team, number=indicator, level=number % 4 + 1, evidence="Seen."
        )


def _charters(world: World, number: int, colleague: StaffMember) -> None:
    """A document of the team's school, and of the district's mission: an earlier version, a sentence more in those that
    hold and are drafted, something said, an answer and a review."""
    kind = ("mission", "vision", "commitments")[number % 3]
    document, _ = Charter.objects.get_or_create(school=world.alder, kind=kind)
    mission = Charter.objects.get(school=None, kind="mission")
    by = {"begun_by": world.dana.staff, "proposed_on": world.today, "in_force_on": world.today}
    CharterVersion.objects.create(charter=mission, number=100 + number, state=CharterState.REPLACED, **by)
    if not document.versions.exists():
        CharterVersion.objects.create(charter=document, number=1, state=CharterState.IN_FORCE, **by)
    for version in CharterVersion.objects.filter(charter__in=(mission, document)):
        CharterStatement.objects.create(version=version, position=10 + number, text=f"Word {number}.")
    version = mission.versions.get(state=CharterState.IN_FORCE)
    say_to_charter(actor=colleague, version=version, text=f"Thought {number}.")
    CharterAnswer.objects.create(version=version, staff=colleague, is_yes=False, reason=f"Time {number}.")
    CharterReview.objects.create(version=version, held_on=world.today, held_by=world.dana.staff, is_kept=True)


def _norms(world: World, number: int, colleague: StaffMember) -> None:
    """An earlier version, one more norm in those that hold and in the draft, ratings of them, a review and a guest."""
    day = world.today - number * DAY
    words = {"cue": "Norms?", "steps": "We stop.", "who": "Anybody.", "begun_by": world.alice.staff}
    earlier = NormVersion.objects.create(
        team=world.team, number=100 + number, state=NormState.REPLACED, adopted_on=day, **words
    )
    adopted = NormVersion.objects.get(team=world.team, state=NormState.ADOPTED)
    draft = NormVersion.objects.get(team=world.team, state=NormState.DRAFT)
    for version in (earlier, adopted, draft):
        norm = Norm.objects.create(version=version, position=10 + number, commitment=f"We keep promise {number}.")
        if version == adopted:
            pulse = NormPulse.objects.create(version=adopted, rated_on=day, closed_at=timezone.now())
            NormRating.objects.bulk_create(
                NormRating(pulse=pulse, norm=norm, rater=f"{rater}", rating=1 + rater) for rater in range(4)
            )
    NormAnswer.objects.create(version=adopted, staff=colleague, is_yes=False, reason=f"Reason {number}")
    NormReview.objects.create(team=world.team, due_on=world.today + number * DAY)
    TeamGuest.objects.create(
        team=world.team,
        staff=world.pilar.staff,
        occasion=f"Meeting {number}",
        starts_on=day,
        ends_on=world.today + DAY,
        invited_by=world.alice.staff,
    )


def _results(world: World, number: int, section: Section, students: list[Student]) -> None:
    """A change of the CFA with its report run, discussed and looked at, a correction, a cell entered by two, and an
    upload that waits.
    """
    run = ReportRun.objects.filter(assessment=world.cfa, state="done").latest("number")
    ReportRun.objects.filter(pk=run.pk).update(discussed_at=timezone.now(), discussed_by=world.bob.staff)
    looked_at = [section.pk for section in world.sections]
    for hours in (number, number + 100):
        hour = timezone.now().replace(minute=0, second=0, microsecond=0) - datetime.timedelta(hours=hours)
        ReportOpening.objects.create(run=run, staff=world.rita.staff, part="report", hour=hour, section_ids=looked_at)
    count_otherwise(world.cfa, world.alice.staff, (ItemScoring.CREDITED, ItemScoring.COUNTED)[number % 2], world)
    write_and_plan(world.cfa, world.alice.staff, f"Card {number}", world)
    group_students(ResponsePlan.objects.order_by("pk")[0], world.alice.staff, section, world)
    begin_cycle(world.cfa, world.alice.staff, world.dana.staff, world, number=10 + number)
    for card in StrategyCard.objects.order_by("pk")[:2]:
        try_with(card, world.alice.staff, section, world)
    visit_and_ask(world.team, world.alice.staff, hour=number)
    EntryConflict.objects.create(
        assessment=world.cfa,
        student=world.students[0][0],
        saved=ResultStatus.SCORED,
        saved_by=world.alice.staff,
        offered=ResultStatus.ABSENT,
        offered_by=world.alice.staff,
        offered_at=timezone.now(),
    )
    save_results(
        actor=world.alice.staff,
        assessment=Assessment.objects.get(pk=world.cfa.pk),
        papers=[
            NewPaper(student.pk, section.pk, ResultStatus.SCORED, tuple(world.max_cells), ("",) * len(world.items), 0)
            for student in students
        ],
        kind=ChangeKind.ENTRY,
        today=world.today,
    )
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    lines = [f"{student.local_id},1,1,1,2,{number % 4}" for student in (*students, *world.all_students)]
    upload = preview_upload(
        actor=world.alice.staff,
        assessment=world.cfa,
        section_ids=[section.pk, *(known.pk for known in world.sections)],
        today=world.today,
        file_name=f"scores-{number}.csv",
        content="\n".join(["Student ID,1,2,3,4a,4b", *lines, f"unknown-{number},1,1,1,1,1"]).encode(),
    )
    mapping = Mapping.from_json(upload.mapping)
    alice = world.alice.staff
    confirm_source(actor=alice, team=world.team, signature=f"{number:064d}", name=f"Tool {number}", mapping=mapping)
    for student in students:
        remember_alias(actor=alice, team=world.team, alias=f"tool-{student.pk}", student=student)
