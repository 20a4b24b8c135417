"""What the demo's district and its first school stand for: agreed on, spoken to, and up for review on a day."""

from typing import Final

from goals.demo.calendar import DAY
from goals.demo.drafts import TEAM
from goals.demo.plans import DANIEL, HANNAH, MAYA, THEO, TIDEWATER
from goals.demo.support import PRINCIPAL
from goals.demo.written import House
from plc.schools.models import School, StaffMember
from teams.actions.commitments import begin_charter, propose_charter, write_statement
from teams.actions.inquiry import answer_charter, put_in_force, say_to_charter
from teams.models import Charter, CharterKind, CharterVersion
from teams.queries.commitments import staff_of

ADMIN: Final = "Ruth Castellano"
MISSION: Final = (
    (True, "Every student in our schools learns what the next grade builds on, and we keep on until each one has."),
)
VISION: Final = (
    (True, "Teachers look at students’ work together every two weeks, and change their teaching by what they see."),
    (True, "A student who has not learned something yet gets time and another way, during the school day."),
    (False, "Every school finds its own shape for the time in which teams meet."),
)
COMMITMENTS: Final = (
    (True, "We agree on what proficient means before we give a common assessment."),
    (True, "We look at results as a team within a week, and leave with names and dates."),
    (True, "We never use results to judge a colleague."),
    (False, "How we reteach, and in which groups, each team decides."),
)
VISION_IN_DRAFT: Final = (
    (True, "In five years no student leaves Tidewater without a teacher who knows what they can do next."),
    (False, "Teams open their classrooms to each other as often as they find useful."),
)


def stand_for_something(house: House) -> None:
    """Only where the team is; the other district has written nothing down yet."""
    if TEAM not in house.teams:
        return
    staff, school = house.ground.staff, house.ground.schools[TIDEWATER]
    ruth, samuel, today = staff[ADMIN], staff[PRINCIPAL], house.ground.calendar.today
    team = [staff[name] for name in (MAYA, DANIEL, THEO)]
    here = [person for person in staff_of(school.pk, today) if person not in (samuel, staff[HANNAH])]
    _agree(house, None, CharterKind.MISSION, MISSION, [ruth, samuel, *team])
    _agree(house, None, CharterKind.VISION, VISION, [ruth, samuel, *team])
    version = _agree(house, school, CharterKind.COMMITMENTS, COMMITMENTS, [samuel, *here])
    second, third = (version.statements.get(position=place) for place in (2, 3))
    say_to_charter(
        actor=staff[HANNAH],
        version=version,
        statement=third,
        text="This one is why I said what I did in October. Thank you.",
    )
    say_to_charter(
        actor=staff[DANIEL],
        version=version,
        statement=second,
        text="A week is too long before a break.",
        wording="We look at results as a team within five school days, and leave with names and dates.",
    )
    vision = begin_charter(actor=samuel, school=school, kind=CharterKind.VISION).versions.get()
    for is_tight, text in VISION_IN_DRAFT:
        write_statement(actor=samuel, version=vision, text=text, is_tight=is_tight)


def _agree(
    house: House,
    school: School | None,
    kind: str,
    words: tuple[tuple[bool, str], ...],
    people: list[StaffMember],
) -> CharterVersion:
    """Proposed by the first of the people, agreed to by all, in force; then dated back to the start of the year."""
    calendar, editor = house.ground.calendar, people[0]
    document = begin_charter(actor=editor, school=school, kind=kind)
    draft = document.versions.get()
    for is_tight, text in words:
        write_statement(actor=editor, version=draft, text=text, is_tight=is_tight)
    version = propose_charter(actor=editor, version=draft)
    for person in people:
        answer_charter(actor=person, version=version, is_yes=True)
    version = put_in_force(actor=editor, version=version, review_on=calendar.today + 14 * DAY)
    CharterVersion.objects.filter(pk=version.pk).update(
        proposed_on=calendar.first_day, in_force_on=calendar.first_day + 14 * DAY
    )
    if school is None:
        Charter.objects.filter(pk=document.pk).update(review_on=calendar.year_ends_on + 60 * DAY)
    return version
