"""What a team has begun and not locked: its next CFA, half built, and the re-check of the one being given."""

from decimal import Decimal

from assessments.actions import CfaFacts, ItemWords, add_items, add_target, make_cfa, make_recheck
from assessments.cells import PER_POINT
from assessments.models import Assessment, ItemKind, Standard
from goals.demo.calendar import DAY
from goals.demo.written import House

TEAM = "Grade 7 Math"
RECHECKED = "Unit 4: Percent problems"
DRAFT = "Unit 5: Multi-step problems"
TARGETS = {
    "7.EE.B.3": "I can work through a problem of several steps and say whether my answer makes sense.",
    "7.NS.A.3": "I can calculate with fractions and decimals, also below zero.",
}
# Label, words, kind, points, key, standard; the last item waits for its key, so that the lock has something to say.
ITEMS = (
    ("1", "Phone plan with a fee", ItemKind.SELECTED, 1, "C", "7.EE.B.3"),
    ("2", "Which answers can be right", ItemKind.SELECTED, 2, "BD", "7.EE.B.3"),
    ("3", "Plan a class trip, explain each step", ItemKind.POINTS, 3, "", "7.EE.B.3"),
    ("4", "Elevation of a diver", ItemKind.SELECTED, 1, "A", "7.NS.A.3"),
    ("5", "Half of a negative quarter", ItemKind.SELECTED, 1, "", "7.NS.A.3"),
)


def begin_drafts(house: House) -> None:
    """Only where the team is; the other district has none."""
    if TEAM not in house.teams or RECHECKED not in {cfa.title for cfa in house.ground.plan.cfas}:
        return
    team = house.teams[TEAM]
    (plan,) = [each for each in house.ground.plan.teams if each.name == TEAM]
    actor = house.ground.staff[plan.facilitator]
    standards = {row.code: row for row in Standard.objects.filter(code__in=TARGETS)}
    _, closes_on = house.ground.calendar.open_window
    draft = make_cfa(
        actor=actor,
        team=team,
        facts=CfaFacts(
            title=DRAFT,
            course=None,
            opens_on=closes_on + 10 * DAY,
            closes_on=closes_on + 14 * DAY,
            directions="Take your time. Show your steps: a wrong answer with good steps still earns points.",
            proficiency_cut=Decimal("0.7"),
            level_cuts=(Decimal("0.4"), Decimal("0.9")),
            section_ids=tuple(row.pk for row in house.sections.values() if row.course_id == team.course_id),
        ),
    )
    for code, words in TARGETS.items():
        add_target(actor=actor, assessment=draft, standard=standards[code], words=words)
    for label, prompt, kind, points, key, code in ITEMS:
        is_selected = kind == ItemKind.SELECTED
        item = ItemWords(
            label=label,
            prompt=prompt,
            kind=kind,
            max_cell=points * PER_POINT,
            key=key,
            options="ABCD" if is_selected else "",
            standard_ids=(standards[code].pk,),
        )
        add_items(actor=actor, assessment=draft, words=item)
    make_recheck(
        actor=actor,
        assessment=Assessment.objects.get(team=team, title=RECHECKED),
        title="Unit 4 re-check",
        opens_on=closes_on + 3 * DAY,
        closes_on=closes_on + 7 * DAY,
    )
