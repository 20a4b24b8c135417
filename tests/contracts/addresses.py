"""Every address of the product, found in the URLconf, and things of both districts to fill the addresses with."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assessments.actions import preview_upload
from assessments.actions.corrections import make_correction
from assessments.actions.decisions import counted_as
from assessments.actions.known_files import confirm_source, remember_alias
from assessments.actions.totals import publish_totals
from assessments.disclosure.counts import TeamCount
from assessments.importing import Mapping
from assessments.models import (
    Assessment,
    Correction,
    Item,
    ItemScoring,
    LearningTarget,
    ReportRun,
    Standard,
    StudentAlias,
    Upload,
    UploadSource,
)
from assessments.tasks import compute_report, request_run
from goals.actions import CardWords, GoalFacts, PlanFacts, Source, make_plan, set_goal, write_card
from goals.actions.cycle_words import save_template
from goals.actions.cycles import CycleWords, TargetWords, choose_targets, link_cfa, start_cycle
from goals.actions.filters import save_filter
from goals.actions.ways import StepFacts, add_action_step, note_check
from goals.actions.wider import WiderFacts, set_wider_goal
from goals.cycle_texts import SHIPPED
from goals.models import (
    ActionStep,
    Audience,
    CardFile,
    Cycle,
    CycleTemplate,
    GroupSession,
    Reach,
    ResponseGroup,
    ResponsePlan,
    SavedFilter,
    SmartGoal,
    StrategyCard,
    Trial,
    WiderGoal,
)
from plc.schools.actions import add_free_days, invite_staff
from plc.schools.models import (
    Course,
    FreeDays,
    Invitation,
    Membership,
    Role,
    School,
    SchoolYear,
    Section,
    StaffMember,
    Student,
)
from teams.actions import answer_norms, begin_norms, invite_guest, propose_norms, rate_norms, write_norm
from teams.actions.commitments import begin_charter, begin_charter_version, propose_charter, write_statement
from teams.actions.continuum import mark_continuum
from teams.actions.feedback import begin_feedback
from teams.actions.inquiry import answer_charter, put_in_force, say_to_charter
from teams.actions.support import add_planning_time, ask_for_support
from teams.actions.surveys import answer_part, close_round, open_round
from teams.actions.visits import note_in_visit, open_door, share_learning
from teams.models import (
    Charter,
    CharterRemark,
    CharterState,
    CharterStatement,
    Feedback,
    Meeting,
    MeetingGuest,
    MeetingSeries,
    Norm,
    NormReview,
    NormState,
    PeerVisit,
    PlanningTime,
    RoleTerm,
    SharedLearning,
    SupportRequest,
    SurveyRound,
    Team,
    TeamGuest,
    TeamMember,
    TeamTask,
    VisitNote,
)
from teams.queries import working_members
from tests.contracts.meetings import meet
from tests.contracts.responses import group_students
from tests.contracts.strategies import share_and_try
from tests.world import DAY, World, enter_results

IN_A_DISTRICT = "d/<slug:district>/"

# Which thing each part of an address names. A new name of a part must be placed here, and its thing made in `furnish`.
THINGS: dict[str, type[models.Model]] = {
    "action_step_id": ActionStep,
    "alias_id": StudentAlias,
    "assessment_id": Assessment,
    "card_file_id": CardFile,
    "card_id": StrategyCard,
    "charter_id": Charter,
    "correction_id": Correction,
    "course_id": Course,
    "cycle_id": Cycle,
    "days_id": FreeDays,
    "group_id": ResponseGroup,
    "guest_id": TeamGuest,
    "feedback_id": Feedback,
    "filter_id": SavedFilter,
    "goal_id": SmartGoal,
    "invitation_id": Invitation,
    "item_id": Item,
    "learning_id": SharedLearning,
    "meeting_guest_id": MeetingGuest,
    "meeting_id": Meeting,
    "member_id": TeamMember,
    "membership_id": Membership,
    "note_id": VisitNote,
    "norm_id": Norm,
    "plan_id": ResponsePlan,
    "remark_id": CharterRemark,
    "request_id": SupportRequest,
    "review_id": NormReview,
    "round_id": SurveyRound,
    "school_id": School,
    "section_id": Section,
    "series_id": MeetingSeries,
    "session_id": GroupSession,
    "source_id": UploadSource,
    "staff_id": StaffMember,
    "statement_id": CharterStatement,
    "standard_id": Standard,
    "student_id": Student,
    "target_id": LearningTarget,
    "task_id": TeamTask,
    "team_id": Team,
    "template_id": CycleTemplate,
    "term_id": RoleTerm,
    "time_id": PlanningTime,
    "trial_id": Trial,
    "upload_id": Upload,
    "visit_id": PeerVisit,
    "wider_goal_id": WiderGoal,
    "year_id": SchoolYear,
}
# Parts that name a thing only together with another part: the value that is there, and one that is not.
NUMBERS: dict[str, tuple[Any, Any]] = {
    "number": (1, 999),
    "key": ("data", "nothing"),
    "position": (2, 999),
    "row": (3, 999),
    "file": ("skills.csv", "nothing.csv"),
}


@dataclass(frozen=True)
class Route:
    name: str  # with its namespace: "teams:team"
    pattern: str
    view: Callable[..., Any]
    parts: tuple[str, ...]

    @property
    def is_in_a_district(self) -> bool:
        return self.pattern.startswith(IN_A_DISTRICT)

    @property
    def roles(self) -> frozenset[str]:
        return getattr(self.view, "roles", frozenset())

    @property
    def things(self) -> tuple[str, ...]:
        return tuple(part for part in self.parts if part != "district")

    def address(self, district: str, values: dict[str, Any]) -> str:
        return reverse(self.name, kwargs={"district": district, **{part: values[part] for part in self.things}})


def routes() -> list[Route]:
    """Every named and unnamed route of the URLconf."""
    return list(_walk(get_resolver().url_patterns, "", ()))


def routes_in_a_district() -> list[Route]:
    return [route for route in routes() if route.is_in_a_district]


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, namespaces: tuple[str, ...]) -> Iterator[Route]:
    for entry in patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inside = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry.url_patterns, pattern, inside)
        else:
            name = ":".join((*namespaces, entry.name)) if entry.name else ""
            parts = tuple(part.partition(":")[2].rstrip(">") or part.strip("<>") for part in _parts(pattern))
            yield Route(name, pattern, entry.callback, parts)


def _parts(pattern: str) -> list[str]:
    return [piece.partition(">")[0] for piece in pattern.split("<")[1:]]


@dataclass(frozen=True)
class Furnished:
    """Both districts with one of every thing an address can name."""

    world: World
    ours: dict[str, Any]
    theirs: dict[str, Any]
    of_alder: dict[str, Any]

    def near(self, role: str) -> dict[str, Any]:
        """Ours; of what a place stands for, and of strategies, the district's for its admins and the school's for all
        others: a principal writes only the one, and an admin only the other."""
        return self.ours if role == Role.DISTRICT_ADMIN else self.of_alder


def furnish(world: World) -> Furnished:
    """Results, a computed report, totals of schools, a previewed upload, an invitation: in Harbor and in Pine."""
    enter_results(world)
    with world.inside():
        _work(world.cfa, world.alice.staff, world.dana.staff, world.alder, world)
        ours = _values(world.alice.staff, world.alder, world.sections[0])
        of_alder = _charter_values(world.alder) | _card_values()
    with world.inside_pine():
        _work(world.pine_cfa, world.zoe.staff, world.moira_in_pine.staff, world.cedar, world)
        theirs = _values(world.zoe.staff, world.cedar, world.pine_section)
    ours |= {part: there for part, (there, _) in NUMBERS.items()}
    theirs |= {part: missing for part, (_, missing) in NUMBERS.items()}
    return Furnished(world, ours, theirs, ours | of_alder)


def _work(cfa: Assessment, teacher: StaffMember, admin: StaffMember, school: School, world: World) -> None:
    count_otherwise(cfa, teacher, ItemScoring.CREDITED, world)
    with transaction.atomic():
        request_run(assessment=cfa, actor=teacher)
    compute_report(district_id=cfa.district_id, assessment_id=cfa.pk)
    publish_totals(school_year=cfa.team.school_year)
    upload = preview_upload(
        actor=teacher,
        assessment=cfa,
        section_ids=[row.section_id for row in cfa.sections.all()],
        today=world.today,
        file_name="scores.csv",
        content=b"Student ID,1,2,3,4a,4b\n000101,1,1,1,2,3\n000999,1,1,1,2,3\n",
    )
    mapping = Mapping.from_json(upload.mapping)
    confirm_source(actor=teacher, team=cfa.team, signature="0" * 64, name="Our quiz tool", mapping=mapping)
    first = Student.objects.order_by("pk").first()
    assert first is not None
    remember_alias(actor=teacher, team=cfa.team, alias="quiz-1", student=first)
    write_and_plan(cfa, teacher, "Double number lines", world)
    begin_cycle(cfa, teacher, admin, world)
    visit_and_ask(cfa.team, teacher)
    agree_on_norms(cfa.team, teacher, admin, world)
    assess_ourselves([cfa.team], teacher, admin, world)
    for place in (None, school):
        stand_for(place, teacher, admin, world)
        share_goal(place, admin, world)
    principals = StaffMember.objects.filter(memberships__role=Role.PRINCIPAL, memberships__school=school)
    meet(cfa.team, teacher, [admin, *principals], world)
    year = cfa.team.school_year
    add_free_days(actor=admin, school_year=year, name="Break", first_day=year.starts_on, last_day=None)
    invite_staff(actor=admin, name="Nora Newcomer", email="nora@example.org", role=Role.TEACHER, school=school)


def begin_cycle(cfa: Assessment, teacher: StaffMember, admin: StaffMember, world: World, number: int = 1) -> None:
    """A cycle on this CFA with its targets, a template of the team and one of the district."""
    words = CycleWords(f"Cycle {number}", world.today, world.today)
    cycle = start_cycle(actor=teacher, team=cfa.team, words=words, template=SHIPPED[0], today=world.today)
    target = TargetWords(Standard.objects.order_by("pk")[0], "I can find it.")
    choose_targets(actor=teacher, cycle=cycle, targets=[target], proficient="70 percent")
    link_cfa(actor=teacher, cycle=cycle, assessment=cfa)
    for keeper, team in ((teacher, cfa.team), (admin, None)):
        save_template(actor=keeper, team=team, name=f"Ours {number}", steps=SHIPPED[0].steps)


def visit_and_ask(team: Team, teacher: StaffMember, hour: int = 9) -> None:
    """A lesson offered to the team with a note, something learned, planning time and a request that waits."""
    visit = open_door(actor=teacher, team=team, focus="How do they explain it?", place="Room 12", happens_at=None)
    note_in_visit(actor=teacher, visit=visit, at=datetime.time(hour, 5), text="They drew it twice.")
    share_learning(actor=teacher, team=team, text="Wait longer before helping.")
    starts, ends = datetime.time(hour), datetime.time(hour, 45)
    add_planning_time(actor=teacher, team=team, weekday=1, starts_at=starts, ends_at=ends, place="")
    ask_for_support(actor=teacher, team=team, kind="time", what="Half a day together.", why="", wanted_by=None)
    begin_feedback(actor=teacher, team=team, about="norms", which="", text="Which one costs us most?")


def agree_on_norms(team: Team, teacher: StaffMember, guest: StaffMember, world: World) -> None:
    """Adopted norms with their reviews, a rating, a draft of the next version, and a guest for a day."""
    version = begin_norms(actor=teacher, team=team)
    for commitment in ("We begin on time.", "We write before we speak."):
        norm = write_norm(actor=teacher, version=version, commitment=commitment)
    propose_norms(actor=teacher, version=version)
    for member in working_members(team, world.today):
        answer_norms(actor=member, version=version, is_yes=True)
    rate_norms(actor=teacher, team=team, ratings={norm.pk: 3})
    begin_norms(actor=teacher, team=team)
    asked = {"starts_on": world.today, "ends_on": world.today + DAY}
    invite_guest(actor=teacher, team=team, staff=guest, occasion="Data meeting", **asked)


def stand_for(place: School | None, teacher: StaffMember, admin: StaffMember, world: World) -> None:
    """A mission in force with a suggestion that waits, and the draft of its next version: the district's for None."""
    mission = begin_charter(actor=admin, school=place, kind="mission")
    draft = mission.versions.get()
    for text in ("Every student learns.", "We act on what we see."):
        write_statement(actor=admin, version=draft, text=text, is_tight=True)
    version = propose_charter(actor=admin, version=draft)
    answer_charter(actor=teacher, version=version, is_yes=True)
    put_in_force(actor=admin, version=version, review_on=world.today + DAY)
    first = version.statements.get(position=1)
    say_to_charter(actor=teacher, version=version, statement=first, wording="Every student learns, every day.")
    begin_charter_version(actor=admin, charter=mission)


def share_goal(place: School | None, admin: StaffMember, world: World, name: str = "Who asks") -> None:
    """A goal of the school, or for None of the district, and a view of its dashboard that is kept."""
    facts = WiderFacts("Our students reason with ratios", 80, world.today - 30 * DAY, world.today + 30 * DAY)
    set_wider_goal(actor=admin, school=place, facts=facts, today=world.today)
    save_filter(actor=admin, school=place, name=name, chosen="?show=asks")


def assess_ourselves(teams: list[Team], teacher: StaffMember, admin: StaffMember, world: World, ago: int = 60) -> None:
    """A round that has closed, one that is open, and a mark on the continuum."""
    for days in (ago, 0):
        survey_round = open_round(actor=admin, teams=teams, opens_on=world.today, closes_on=world.today)
        for surveyed in survey_round.teams.select_related("team"):
            for member in working_members(surveyed.team, world.today):
                answer_part(
                    actor=member, surveyed=surveyed, dimension="vision", choices={6: 3, 7: 1}, comment="More time."
                )
        if days:
            close_round(actor=admin, survey_round=survey_round)
            first, last = world.today - days * DAY, world.today - (days - 10) * DAY
            SurveyRound.objects.filter(pk=survey_round.pk).update(opens_on=first, closes_on=last)
    for team in teams:
        mark_continuum(actor=teacher, team=team, number=1, level=2, evidence="Bob led in May.")


def write_and_plan(cfa: Assessment, teacher: StaffMember, title: str, world: World) -> None:
    """Strategy cards that name their class, for the district and for the school, and a response plan."""
    standard = Standard.objects.order_by("pk")[0]
    source = Source(cfa, cfa.runs.order_by("number").first(), standard)
    section = Section.objects.filter(assessments__assessment=cfa).order_by("pk")[0]
    words = CardWords(title, standard.short_name, "We drew it first.", "", names_class=True)
    for steps in ((Reach.SCHOOL, Reach.DISTRICT), (Reach.SCHOOL,)):
        card = write_card(actor=teacher, source=source, section=section, words=words, is_shared=True)
        share_and_try(card, teacher, section, *steps, world=world)
    facts = PlanFacts(Audience.WHOLE_CLASS, f"{title}: ten minutes a day.", teacher, world.today)
    plan = make_plan(actor=teacher, source=source, facts=facts, today=world.today)
    group_students(plan, teacher, section, world)
    aim = GoalFacts(f"I can, {title}", 80, world.today + datetime.timedelta(days=50), "Draw first.", teacher)
    run = cfa.runs.filter(state="done").order_by("-number")[0]
    counted = TeamCount(standard.pk, standard.short_name, 4, 12, 0)
    goal = set_goal(actor=teacher, team=cfa.team, run=run, baseline=counted, facts=aim, today=world.today)
    step = StepFacts("Bring number lines.", teacher, world.today)
    add_action_step(actor=teacher, goal=goal, facts=step, today=world.today)
    note_check(actor=teacher, goal=goal, said="They draw it by themselves.", today=world.today)


def count_otherwise(cfa: Assessment, facilitator: StaffMember, scoring: str, world: World) -> None:
    """A correction of the last item."""
    cfa = Assessment.objects.select_related("current_version").get(pk=cfa.pk)
    last = Item.objects.filter(version=cfa.current_version_id).order_by("-position")[0]
    decision = counted_as(last, scoring)
    make_correction(
        actor=facilitator,
        assessment=cfa,
        decision=decision,
        seen=decision.digest(cfa, cfa.data_version),
        today=world.today,
        reason="Misprint",
    )


def _values(staff: StaffMember, school: School, section: Section) -> dict[str, Any]:
    in_draft = Norm.objects.filter(version__state=NormState.DRAFT).order_by("pk").first()
    written = CharterStatement.objects.filter(version__state=CharterState.DRAFT).order_by("pk").first()
    known: dict[Any, Any] = {
        StaffMember: staff,
        School: school,
        Section: section,
        Norm: in_draft,
        CharterStatement: written,
        CycleTemplate: CycleTemplate.objects.get(team__isnull=True),
    }
    first: dict[str, Any] = {
        part: known.get(model) or model._default_manager.order_by("pk").first() for part, model in THINGS.items()
    }
    return {part: row.pk for part, row in first.items()}


def _charter_values(school: School) -> dict[str, Any]:
    of_school = {"version__charter__school": school}
    draft = CharterStatement.objects.filter(version__state=CharterState.DRAFT, **of_school).order_by("pk")
    return {
        "charter_id": Charter.objects.get(school=school).pk,
        "statement_id": draft[0].pk,
        "remark_id": CharterRemark.objects.get(**of_school).pk,
        "template_id": CycleTemplate.objects.get(team__school=school).pk,
        "wider_goal_id": WiderGoal.objects.get(school=school).pk,
    }


def _card_values() -> dict[str, Any]:
    card = StrategyCard.objects.filter(reach=Reach.SCHOOL).order_by("pk")[0]
    return {"card_id": card.pk, "card_file_id": card.files.get().pk, "trial_id": card.trials.get().pk}


def report_runs_are_done() -> bool:
    return not ReportRun.objects.exclude(state="done").exists()
