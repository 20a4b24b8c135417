"""What the demo's team promised each other: agreed on by all, rated twice, with a coach among them."""

from typing import Final

from goals.demo.calendar import DAY
from goals.demo.drafts import TEAM
from goals.demo.plans import DANIEL, HANNAH, IRENE, MAYA, THEO
from goals.demo.written import House
from plc.schools.models import StaffMember
from teams.actions import add_member, answer_norms, begin_norms, propose_norms, rate_norms, write_norm
from teams.actions.consent import review_days
from teams.models import MemberPart, NormHeading, NormPulse, NormReview, NormVersion, Team
from teams.queries import norms_in

NORMS: Final = (
    (
        NormHeading.DATA,
        "We talk about the work, never about who taught it.",
        "A table with names was read aloud before anybody had looked at an item.",
    ),
    (
        NormHeading.PARTICIPATION,
        "Everyone writes before anyone speaks.",
        "Two of us talked, and the others corrected papers.",
    ),
    (
        NormHeading.TIME,
        "We end on time, with names and dates.",
        "Nobody remembered what we had decided in the hallway.",
    ),
    (NormHeading.LISTENING, "We ask one question before we answer.", ""),
)
# For each of two meetings, what each norm was given by the five.
RATED: Final = (
    (21, ((4, 3, 4, 3, 4), (3, 2, 3, 2, 4), (2, 1, 2, 3, 2), (3, 3, 4, 3, 3))),
    (7, ((4, 4, 4, 3, 4), (3, 3, 4, 3, 4), (3, 2, 3, 4, 3), (3, 4, 2, 3, 4))),
)


def agree_on_norms(house: House) -> None:
    """Only where the team is; the other district has none. What was long ago is dated back after it is done."""
    if TEAM not in house.teams:
        return
    team, staff, calendar = house.teams[TEAM], house.ground.staff, house.ground.calendar
    add_member(actor=staff[MAYA], team=team, staff=staff[IRENE], starts_on=calendar.first_day, part=MemberPart.COACH)
    people = [staff[name] for name in (MAYA, DANIEL, HANNAH, THEO, IRENE)]
    draft = begin_norms(actor=staff[MAYA], team=team)
    for heading, commitment, experience in NORMS:
        write_norm(actor=staff[MAYA], version=draft, heading=heading, commitment=commitment, experience=experience)
    propose_norms(actor=staff[MAYA], version=draft)
    for person in people:
        answer_norms(actor=person, version=draft, is_yes=True)
    agreed_on = calendar.first_day + 7 * DAY
    NormVersion.objects.filter(pk=draft.pk).update(proposed_on=agreed_on - 2 * DAY, adopted_on=agreed_on)
    days = review_days(agreed_on, calendar.year_ends_on)
    for review, due_on in zip(NormReview.objects.filter(team=team).order_by("due_on"), days, strict=True):
        NormReview.objects.filter(pk=review.pk).update(due_on=max(due_on, calendar.today + 7 * DAY))
    _rate(house, team, people, draft)


def _rate(house: House, team: Team, people: list[StaffMember], version: NormVersion) -> None:
    norm_ids = list(norms_in(version).values_list("pk", flat=True))
    for days_ago, said in RATED:
        for place, person in enumerate(people):
            ratings = {norm_id: given[place] for norm_id, given in zip(norm_ids, said, strict=True)}
            pulse = rate_norms(actor=person, team=team, ratings=ratings)
        NormPulse.objects.filter(pk=pulse.pk).update(rated_on=house.ground.calendar.today - days_ago * DAY)
