"""Goals of the district and of a school in the demo, with the team's goal that serves them, its steps and a check."""

import datetime
from typing import Final

from goals.actions.filters import save_filter
from goals.actions.ways import StepFacts, add_action_step, note_check, settle_action_step
from goals.actions.wider import WiderFacts, serve_goal, set_wider_goal
from goals.demo.drafts import TEAM
from goals.demo.plans import HANNAH, MAYA, THEO
from goals.demo.support import PRINCIPAL
from goals.demo.written import House
from goals.models import SmartGoal

ADMIN: Final = "Ruth Castellano"
SEASON: Final = datetime.timedelta(days=120)
SAID: Final = "Most begin with the size now. What is left is the bar that has ten parts and a whole of twelve."


def share_goals(house: House) -> None:
    """Only where the team is; the other district has none."""
    if TEAM not in house.teams:
        return
    staff, today, team = house.ground.staff, house.ground.calendar.today, house.teams[TEAM]
    since = house.ground.calendar.year_starts_on
    wide = set_wider_goal(
        actor=staff[ADMIN],
        school=None,
        facts=WiderFacts(
            title="Our students reason with numbers, and can say why",
            target=70,
            starts_on=since,
            due_on=today + SEASON,
            why="It decides which courses are open to them later.",
            steps="Half a day of planning for each team and season.",
        ),
        today=today,
    )
    narrow = set_wider_goal(
        actor=staff[PRINCIPAL],
        school=team.school,
        facts=WiderFacts(
            title="Ratios and percents in every course that uses them",
            target=65,
            starts_on=since,
            due_on=today + SEASON,
            part_of=wide,
            steps="Common planning time on Tuesdays.\nA visit to each team’s data meeting.",
        ),
        today=today,
    )
    for goal in SmartGoal.objects.filter(team=team, closed_on__isnull=True).order_by("pk"):
        serve_goal(actor=staff[THEO], goal=goal, wider=narrow)
        _walk(goal, house)
    save_filter(actor=staff[PRINCIPAL], school=team.school, name="Who asks for something", chosen="?show=asks")


def _walk(goal: SmartGoal, house: House) -> None:
    """One step done, one under way, and what the team saw half way."""
    staff, today = house.ground.staff, house.ground.calendar.today
    week = datetime.timedelta(days=7)
    first = StepFacts("A poster of bar models for each room", staff[HANNAH], today - week, "Paper, 40 minutes")
    second = StepFacts("Size checks in the Thursday warm-up", staff[MAYA], today + week)
    step = add_action_step(actor=staff[THEO], goal=goal, facts=first, today=today - 2 * week)
    settle_action_step(actor=staff[HANNAH], step=step, is_done=True, today=today - week)
    add_action_step(actor=staff[THEO], goal=goal, facts=second, today=today)
    note_check(actor=staff[THEO], goal=goal, said=SAID, today=today)
