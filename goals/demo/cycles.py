"""The first team's cycles: one that is closed, one under way; and a team that has not begun any."""

import datetime
from typing import Final

from assessments.models import Assessment, Standard
from goals.actions.cycle_steps import mark_taught, settle_step
from goals.actions.cycle_words import save_template
from goals.actions.cycles import (
    CycleWords,
    Reflection,
    TargetWords,
    agree_on_targets,
    choose_targets,
    close_cycle,
    link_cfa,
    link_goal,
    plan_teaching,
    start_cycle,
)
from goals.cycle_texts import SHIPPED, StepKey, StepOffset
from goals.demo.calendar import DAY
from goals.demo.plans import ANDERS, BAYVIEW, DANIEL, HANNAH, MAYA, MEILING, SOFIA
from goals.demo.written import House
from goals.models import Cycle, SmartGoal
from plc.schools.models import StaffMember
from teams.models import RoleTerm, Team, TeamMember, TeamRole

TEAM, GIVEN, NEXT = "Grade 7 Math", "Unit 3: Proportional relationships", "Unit 4: Percent problems"
EMPTY_TEAM, EMPTY_COURSE = "Grade 7 Science", "SCI7"
PROFICIENT: Final = "70 percent of the points on each target."
FIRST_TARGETS: Final = (
    ("7.RP.A.1", "I can find a unit rate, even with fractions."),
    ("7.RP.A.2", "I can tell whether two quantities are proportional."),
    ("7.RP.A.3", "I can solve percent problems with more than one step."),
)
NEXT_TARGETS: Final = (("7.RP.A.3", "I can solve percent problems and say whether my answer can be right."),)
FIRST_PLAN = "Tables before equations in every class.\nOne “which is proportional?” card sort in the second week."
NEXT_PLAN = "A bar model for each percent problem, drawn before anything is computed.\nA size check as the first line."
THREE_WEEKS: Final = tuple(
    StepOffset(each.step, min(each.after_days, 21), each.is_used and each.step != StepKey.RECHECK)
    for each in SHIPPED[0].steps
)
LEARNED: Final = Reflection(
    learned=(
        "Most of our students find a unit rate; what they miss is that a graph has to go through (0, 0). "
        "Drawing both quantities before naming the rule helped wherever we tried it."
    ),
    keep="Writing in silence before we talk about the report.",
    change="We plan the re-check before the data meeting, not after it.",
)


def go_round(house: House) -> None:
    """Only where these teams are; through the actions that pages call."""
    if TEAM not in house.teams:
        return
    team, staff = house.teams[TEAM], house.ground.staff
    goal = SmartGoal.objects.filter(team=team).order_by("pk").first()
    first = _begun(house, team, GIVEN, weeks_ago=6, targets=FIRST_TARGETS, plan=FIRST_PLAN, goal=goal)
    mark_taught(actor=staff[MAYA], cycle=first, done_on=house.ground.calendar.today - 21 * DAY)
    close_cycle(actor=staff[HANNAH], cycle=first, said=LEARNED, today=house.ground.calendar.today - DAY)
    second = _begun(house, team, NEXT, weeks_ago=1, targets=NEXT_TARGETS, plan=NEXT_PLAN, goal=goal)
    today = house.ground.calendar.today
    _, closes_on = house.ground.calendar.open_window
    mark_taught(actor=staff[DANIEL], cycle=second, done_on=today - DAY)
    settle_step(
        actor=staff[MAYA], cycle=second, step=StepKey.RESULTS, owner=staff[DANIEL], due_on=closes_on, today=today
    )
    settle_step(
        actor=staff[MAYA], cycle=second, step=StepKey.MEET, owner=staff[MAYA], due_on=closes_on + 5 * DAY, today=today
    )
    save_template(actor=staff[MAYA], team=team, name="Our three weeks", steps=THREE_WEEKS)
    admin = next(staff[person.name] for person in house.ground.plan.people if not person.school)
    save_template(actor=admin, team=None, name="Harbor Valley’s five weeks", steps=SHIPPED[1].steps)
    _team_without_a_cycle(house)


def _begun(
    house: House,
    team: Team,
    title: str,
    *,
    weeks_ago: int,
    targets: tuple[tuple[str, str], ...],
    plan: str,
    goal: SmartGoal | None,
) -> Cycle:
    """In the school year, however early in it the demo begins."""
    calendar, maya = house.ground.calendar, house.ground.staff[MAYA]
    last = calendar.year_ends_on - DAY
    starts_on = max(calendar.year_starts_on, calendar.today - weeks_ago * 7 * DAY)
    template = SHIPPED[0]
    words = CycleWords(title, starts_on, min(last, starts_on + template.days * DAY))
    cycle = start_cycle(actor=maya, team=team, words=words, template=template, today=starts_on)
    standards = {row.code: row for row in Standard.objects.filter(code__in=[code for code, _ in targets])}
    asked = [TargetWords(standards[code], said) for code, said in targets]
    choose_targets(actor=maya, cycle=cycle, targets=asked, proficient=PROFICIENT)
    agree_on_targets(actor=maya, cycle=cycle, today=starts_on)
    link_goal(actor=maya, cycle=cycle, goal=goal)
    link_cfa(actor=maya, cycle=cycle, assessment=Assessment.objects.get(team=team, title=title))
    plan_teaching(actor=maya, cycle=cycle, plan=plan)
    return cycle


def _team_without_a_cycle(house: House) -> None:
    """Three teachers of one course, who have their classes and nothing else yet."""
    ground = house.ground
    team = Team.objects.create(
        name=EMPTY_TEAM,
        school=ground.schools[BAYVIEW],
        school_year=ground.year,
        course=ground.courses[EMPTY_COURSE],
    )
    people: list[StaffMember] = [ground.staff[name] for name in (SOFIA, MEILING, ANDERS)]
    since: datetime.date = ground.calendar.first_day
    TeamMember.objects.bulk_create(TeamMember(team=team, staff=person, starts_on=since) for person in people)
    RoleTerm.objects.create(team=team, staff=people[0], role=TeamRole.FACILITATOR, starts_on=since)
