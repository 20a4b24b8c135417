"""What the team has made of its report: a strategy card from the bright spot, one reteach for the shared need."""

from assessments.models import Assessment, Standard
from goals.actions import CardWords, PlanFacts, Source, make_plan, settle_plan, write_card
from goals.demo.calendar import DAY
from goals.demo.written import House
from goals.models import Audience

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
    write_card(
        actor=staff[bright.lead],
        source=Source(first, None, standards[BRIGHT_SKILL]),
        section=house.sections[BRIGHT_CLASS],
        words=CARD,
        is_shared=True,
    )
    owner = staff[of_team.members[1]]
    facts = PlanFacts(Audience.WHOLE_CLASS, PLAN, owner, calendar.today - 10 * DAY)
    reteach = make_plan(
        actor=staff[of_team.facilitator],
        source=Source(first, None, standards[SHARED_NEED]),
        facts=facts,
        today=calendar.today,
    )
    settle_plan(actor=owner, plan=reteach, done_on=calendar.today - 9 * DAY)
