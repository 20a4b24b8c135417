"""What holds a team up in the demo: planning time, requests with and without an answer, and visits among colleagues."""

import datetime
from typing import Final
from zoneinfo import ZoneInfo

from goals.demo.calendar import DAY
from goals.demo.drafts import TEAM
from goals.demo.plans import DANIEL, HANNAH, MAYA, THEO
from goals.demo.written import House
from plc.schools.models import StaffMember
from teams.actions.feedback import begin_feedback, say_in_feedback
from teams.actions.support import add_planning_time, answer_support, ask_for_support
from teams.actions.visits import (
    agree_to_visit,
    ask_to_visit,
    debrief,
    note_in_visit,
    open_door,
    share_learning,
)
from teams.models import SupportState, Team, Weekday

PRINCIPAL: Final = "Samuel Whitfield"
TUESDAY: Final = (datetime.time(13, 10), datetime.time(13, 55))
SAID: Final = (
    (datetime.time(10, 12), "Two groups draw a bar first, one goes straight to cross-multiplying."),
    (datetime.time(10, 19), "“It has to be more than half” – they check the size before they calculate."),
    (datetime.time(10, 31), "The third group asks its neighbors why their bar has ten parts."),
)


def hold_up(house: House) -> None:
    """Only where the team is; the other district has none."""
    if TEAM not in house.teams:
        return
    team, staff = house.teams[TEAM], house.ground.staff
    starts_at, ends_at = TUESDAY
    add_planning_time(
        actor=staff[MAYA], team=team, weekday=Weekday.TUESDAY, starts_at=starts_at, ends_at=ends_at, place="Room 214"
    )
    _ask(house, team, staff)
    _visit(house, team)
    talk = begin_feedback(
        actor=staff[PRINCIPAL],
        team=team,
        about="norms",
        which="",
        text="Which norm changed most how you meet?",
    )
    say_in_feedback(
        actor=staff[MAYA], feedback=talk, text="Writing before speaking. Our first meeting with it ended on time."
    )


def _ask(house: House, team: Team, staff: dict[str, StaffMember]) -> None:
    today = house.ground.calendar.today
    answered = ask_for_support(
        actor=staff[MAYA],
        team=team,
        kind="materials",
        what="Percent strips for three classes",
        why="Students who drew the bar model did better; not every class has the strips.",
        wanted_by=None,
    )
    answer_support(
        actor=staff[PRINCIPAL], request=answered, state=SupportState.AGREED, answer="Ordered; they come on Thursday."
    )
    ask_for_support(
        actor=staff[DANIEL],
        team=team,
        kind="time",
        what="Half a day to build our next two CFAs",
        why="Our planning time goes into the data meetings this month.",
        wanted_by=today + 21 * DAY,
    )


def _visit(house: House, team: Team) -> None:
    """One visit that was, one that is asked for, and one lesson offered."""
    staff, today = house.ground.staff, house.ground.calendar.today
    lesson = datetime.datetime.combine(
        today - today.weekday() * DAY, datetime.time(10, 10), ZoneInfo(team.district.time_zone)
    )
    was = ask_to_visit(
        actor=staff[DANIEL],
        team=team,
        host=staff[THEO],
        focus="How do students decide whether a percent answer can be right?",
        happens_at=lesson - 5 * DAY,
    )
    agree_to_visit(actor=staff[THEO], visit=was)
    for at, text in SAID:
        note_in_visit(actor=staff[DANIEL], visit=was, at=at, text=text)
    debrief(
        actor=staff[DANIEL],
        visit=was,
        saw="Estimating came before calculating in most groups.",
        wondered="Who would have estimated without being asked?",
        will_try="A size check as the first line of every answer.",
    )
    share_learning(
        actor=staff[DANIEL],
        team=team,
        text="Asking “can it be more than half?” before anybody calculates is worth a minute.",
    )
    ask_to_visit(
        actor=staff[HANNAH],
        team=team,
        host=staff[MAYA],
        focus="How do they explain a bar model to each other?",
        happens_at=None,
    )
    open_door(
        actor=staff[THEO],
        team=team,
        focus="Who speaks when groups compare two ways to find a percent?",
        place="Room 118",
        happens_at=lesson + 8 * DAY,
    )
