"""What colleagues made of the card: two classes that tried it, a sheet that belongs to it, and another team's card."""

import datetime
import io

from openpyxl import Workbook

from assessments.models import Assessment, Standard
from goals.actions import (
    CardWords,
    Source,
    TrialFacts,
    add_card_file,
    record_trial,
    share_card_further,
    write_card,
)
from goals.demo.calendar import DAY
from goals.demo.plans import MAYA, THEO
from goals.demo.written import House
from goals.models import Reach, Showing, StrategyCard
from plc.schools.models import StaffMember
from teams.models import Team

SCIENCE_TEAM, SCIENCE_CFA, SCIENCE_CLASS = "Grade 8 Science", "Forces and motion", "SCI8-01"
SCIENCE_CARD = CardWords(
    title="Predict, push, and only then explain",
    skill="Reading speed and mass from a graph",
    steps=(
        "1. Everybody draws the graph they expect and signs it.\n"
        "2. The cart runs with one mass, then with two; nobody speaks.\n"
        "3. Pairs lay both graphs on each other and say what the difference means."
    ),
    materials="Carts, two masses, a motion sensor or a phone.",
    names_class=True,
)
OWN_CARD = CardWords(
    title="Say the size before the number",
    skill="Judging whether a percent answer can be right",
    steps=(
        "1. Before anybody calculates: is the answer more or less than half, than all of it?\n"
        "2. The size goes on the first line of every answer.\n"
        "3. Whoever is finished checks a neighbor's first line against the last."
    ),
    materials="",
    names_class=True,
)
TRIALS = (
    (
        THEO,
        "MATH7-06",
        Showing.BLIND,
        "I left the naming for the second day. Two pairs made up better stories than I had.",
    ),
    (MAYA, "MATH7-01", Showing.NAMED, "Plotting took longer than planned; the talk about (0, 0) was worth it."),
)


def try_the_card(house: House, card: StrategyCard) -> None:
    """Between the CFA and its re-check, as each of the two wrote it down; and a card of one of them, from that CFA."""
    calendar = house.ground.calendar
    need = Standard.objects.get(code="7.RP.A.3")
    source, section = Source(card.assessment, None, need), house.sections["MATH7-03"]
    write_card(actor=house.ground.staff[MAYA], source=source, section=section, words=OWN_CARD, is_shared=True)
    begins = calendar.finished_window(3)[1] + 4 * DAY
    _keep_sheet(house, card)
    for teacher, local_id, shows, note in TRIALS:
        _try(house, card, teacher, local_id, begins=begins, note=note, shows=shows)


def _try(
    house: House,
    card: StrategyCard,
    teacher: str,
    local_id: str,
    *,
    begins: datetime.date,
    note: str,
    shows: str,
) -> None:
    facts = TrialFacts(
        section=house.sections[local_id],
        team=card.team,
        standard=card.standard,
        starts_on=begins,
        ends_on=begins + 3 * DAY,
        note=note,
        shows=shows,
    )
    record_trial(actor=house.ground.staff[teacher], card=card, facts=facts, today=house.ground.calendar.today)


def _keep_sheet(house: House, card: StrategyCard) -> None:
    """A table to cut apart, as a workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Pairs")
    for row in (("Minutes", "Gallons", "In proportion"), (2, 5, ""), (4, 10, ""), (6, 16, "")):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    author: StaffMember = card.author
    add_card_file(actor=author, card=card, name="Table and story pairs.xlsx", content=content.getvalue())


def lend_to_the_district(house: House) -> None:
    """A card that its author shares with everybody, so that the library has one from another school."""
    if SCIENCE_TEAM not in house.teams:
        return
    team: Team = house.teams[SCIENCE_TEAM]
    (section,) = [section for section in house.ground.plan.sections if section.local_id == SCIENCE_CLASS]
    author = house.ground.staff[section.lead]
    card = write_card(
        actor=author,
        source=Source(
            Assessment.objects.select_related("team").get(team=team, title=SCIENCE_CFA),
            None,
            Standard.objects.get(code="MS-PS3-1"),
        ),
        section=house.sections[SCIENCE_CLASS],
        words=SCIENCE_CARD,
        is_shared=True,
    )
    for reach in (Reach.SCHOOL, Reach.DISTRICT):
        share_card_further(actor=author, card=card, reach=reach, signs_outside=True)
