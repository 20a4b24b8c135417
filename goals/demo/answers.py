"""What the team has made of its report: a card from the bright spot, one reteach for the shared need, a goal for it."""

from assessments.models import Assessment, Standard
from assessments.tasks import compute_report
from goals.actions import (
    CardWords,
    Checked,
    GoalFacts,
    PlanFacts,
    Source,
    make_plan,
    set_goal,
    settle_plan,
    write_card,
)
from goals.demo.calendar import DAY
from goals.demo.plans import THEO
from goals.demo.strategies import lend_to_the_district, try_the_card
from goals.demo.written import House
from goals.models import Audience
from goals.queries.smart import baselines_of
from teams.models import Team

TEAM, CFA = "Grade 7 Math", "Unit 3: Proportional relationships"
BRIGHT_CLASS, BRIGHT_SKILL, SHARED_NEED = "MATH7-04", "7.RP.A.2", "7.RP.A.3"
CARD = CardWords(
    title="Graph it before you name it",
    skill="Telling whether two quantities stay in proportion",
    steps=(
        "1. Pairs get one table and one story, and plot both on the same grid.\n"
        "2. They say aloud what (0, 0) and (1, r) mean in the story, before anybody writes y = kx.\n"
        "3. Each pair makes up a story that is not in proportion, and another pair has to say why."
    ),
    materials="Grid paper, six table and story pairs cut apart.",
    names_class=False,
)
PLAN = (
    "Ten minutes at the start of each lesson for a week: one percent problem with a bar model, solved aloud in pairs, "
    "then one alone."
)


def answer_the_report(house: House) -> None:
    """Only where that team is. The classes are blind, so the card does not name its own."""
    if TEAM not in house.teams:
        return
    team, plan = house.teams[TEAM], house.ground.plan
    staff, calendar = house.ground.staff, house.ground.calendar
    (bright,) = [section for section in plan.sections if section.local_id == BRIGHT_CLASS]
    (of_team,) = [each for each in plan.teams if each.name == TEAM]
    first = Assessment.objects.select_related("team").get(team=team, title=CFA)
    standards = {row.code: row for row in Standard.objects.filter(code__in=(BRIGHT_SKILL, SHARED_NEED))}
    card = write_card(
        actor=staff[bright.lead],
        source=Source(first, None, standards[BRIGHT_SKILL]),
        section=house.sections[BRIGHT_CLASS],
        words=CARD,
        is_shared=True,
    )
    try_the_card(house, card)
    lend_to_the_district(house)
    owner = staff[of_team.members[1]]
    facts = PlanFacts(Audience.WHOLE_CLASS, PLAN, owner, calendar.today - 10 * DAY)
    reteach = make_plan(
        actor=staff[of_team.facilitator],
        source=Source(first, None, standards[SHARED_NEED]),
        facts=facts,
        today=calendar.today - 14 * DAY,
    )
    settle_plan(actor=owner, plan=reteach, done_on=calendar.today - 9 * DAY)
    _aim(house, team, first, standards[SHARED_NEED])


def _aim(house: House, team: Team, first: Assessment, standard: Standard) -> None:
    """From the finished report, which is computed for it; the re-check's adds its point when its worker gets to it."""
    compute_report(district_id=team.district_id, assessment_id=first.pk)
    found = [each for each in baselines_of(team) if each.run.assessment_id == first.pk]
    (start,) = [each for each in found if each.count.standard_id == standard.pk]
    today, owner = house.ground.calendar.today, house.ground.staff[THEO]
    set_goal(
        actor=owner,
        team=team,
        run=start.run,
        baseline=start.count,
        facts=GoalFacts(
            skill="I can solve percent problems and say whether my answer can be right",
            target=60,
            due_on=today + 42 * DAY,
            steps="A size check as the first line of every answer.\nBar models in every class.\nA re-check.",
            owner=owner,
            why="Percents come back in every unit of this year.",
        ),
        today=today,
        checked=Checked(start.reach.close, start.reach.far // 4),
    )
