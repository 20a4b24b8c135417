"""How the demo's teams see their own work: rounds that have closed, one that is open, and a continuum."""

import datetime
from typing import Final

from goals.demo.calendar import DAY
from goals.demo.drafts import TEAM
from goals.demo.plans import DANIEL, MAYA, THEO
from goals.demo.written import House
from plc.schools.models import Role, StaffMember
from teams.actions.continuum import mark_continuum
from teams.actions.surveys import answer_part, close_round, open_round
from teams.models import ContinuumMark, Dimension, SurveyedTeam, SurveyRound
from teams.queries.surveys import asked_members
from teams.survey_texts import STATEMENTS

# How each statement is mostly answered, part by part; 0: half of a team this way, half that way.
USUAL: Final = ((3, 3, 0, 2, 3), (3, 4, 3, 0, 3), (2, 1, 4, 3, 3), (4, 4, 3, 3, 2), (1, 3, 2, 3, 0))
SAID: Final = {
    "leadership": ("I would take a turn if somebody showed me how the agenda is made.",),
    "practice": (
        "We mean to visit each other, and then there is no substitute.",
        "Hearing how the same item was taught.",
    ),
    "inquiry": ("Sometimes the results are a week old.",),
    "conditions": ("Forty minutes that nobody books over.", "A room with a screen.", "Time, before anything else."),
}
MARKS: Final = (
    (
        70,
        (
            (1, 2, "The same two of us lead."),
            (2, 1, "We had not written any."),
            (6, 2, "We looked at one quiz together."),
        ),
    ),
    (
        12,
        (
            (1, 3, "Roles changed in September, and Theo wrote the last agenda."),
            (2, 3, "We rate them each time. One was called last week, in the way we agreed."),
            (4, 2, "We tell each other. Nobody has visited yet."),
            (6, 3, "After Unit 3 all of us taught percents again."),
        ),
    ),
)


def look_at_ourselves(house: House) -> None:
    """Only where that team is; what was long ago is dated back after it is done."""
    if TEAM not in house.teams:
        return
    plan, staff, calendar = house.ground.plan, house.ground.staff, house.ground.calendar
    (admin,) = [staff[person.name] for person in plan.people if person.role == Role.DISTRICT_ADMIN]
    today = calendar.today
    for first_day, milder in ((today - 80 * DAY, 1), (today - 42 * DAY, 0)):
        if first_day >= calendar.first_day:
            _hold(house, admin, first_day, milder)
    if not SurveyRound.objects.exists():
        _hold(house, admin, today - 42 * DAY, 0)
    asking = open_round(actor=admin, teams=house.teams.values(), opens_on=today, closes_on=today + 10 * DAY)
    SurveyRound.objects.filter(pk=asking.pk).update(opens_on=today - 4 * DAY)
    for place, name in enumerate((DANIEL, THEO)):
        _answer(staff[name], SurveyedTeam.objects.get(round=asking, team=house.teams[TEAM]), place, 0)
    for days_ago, marks in MARKS:
        for number, level, evidence in marks:
            mark = mark_continuum(
                actor=staff[MAYA], team=house.teams[TEAM], number=number, level=level, evidence=evidence
            )
            marked_on = max(today - days_ago * DAY, calendar.first_day)
            ContinuumMark.objects.filter(pk=mark.pk).update(marked_on=marked_on)


def _hold(house: House, admin: StaffMember, first_day: datetime.date, milder: int) -> None:
    """A round of all teams, from opening to close; nearly everybody answers."""
    today = house.ground.calendar.today
    held = open_round(actor=admin, teams=house.teams.values(), opens_on=today, closes_on=today)
    for surveyed in SurveyedTeam.objects.filter(round=held).select_related("team").order_by("team__name"):
        for place, person in enumerate(asked_members(surveyed.team, today).order_by("name")):
            _answer(person, surveyed, place, milder)
    close_round(actor=admin, survey_round=held)
    SurveyRound.objects.filter(pk=held.pk).update(opens_on=first_day, closes_on=first_day + 10 * DAY)


def _answer(person: StaffMember, surveyed: SurveyedTeam, place: int, milder: int) -> None:
    numbers: dict[str, list[int]] = {dimension: [] for dimension in Dimension.values}
    for number, (dimension, _) in enumerate(STATEMENTS, start=1):
        numbers[dimension].append(number)
    for dimension, usual in zip(Dimension.values, USUAL, strict=True):
        choices = {
            number: _choice(often, place, number, milder)
            for number, often in zip(numbers[dimension], usual, strict=True)
            if (5 * place + 3 * number) % 19
        }
        said = SAID.get(dimension, ())
        comment = said[place] if place < len(said) and not milder else ""
        answer_part(actor=person, surveyed=surveyed, dimension=dimension, choices=choices, comment=comment)


def _choice(often: int, place: int, number: int, milder: int) -> int:
    """The usual answer, one step off for some, a step lower in the round before for a third of the statements."""
    if (place + number) % 17 == 0:
        return 0
    if often == 0:
        return (2, 3, 1, 4)[(place + number) % 4]
    step = {0: -1, 3: 1}.get((3 * place + 5 * number) % 7, 0) - (milder if number % 3 == 0 else 0)
    return min(4, max(1, often + step))
