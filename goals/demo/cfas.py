"""Writes the CFAs: locked, with items and standards, and the results of those that have been given."""

import datetime

from assessments.actions import NewPaper, save_results
from assessments.cells import PER_POINT
from assessments.models import (
    Assessment,
    AssessmentSection,
    AssessmentVersion,
    ChangeKind,
    Item,
    ItemKind,
    ItemStandard,
    LearningTarget,
    Standard,
)
from goals.demo.calendar import DAY
from goals.demo.drawing import cfa_sections, drawn_papers, seats
from goals.demo.records import CfaPlan
from goals.demo.written import House


def give_cfas(house: House) -> None:
    standards = {
        row.code: row
        for row in Standard.objects.bulk_create(
            Standard(framework=s.framework, code=s.code, statement=s.statement, short_name=s.short_name)
            for s in house.ground.plan.standards
        )
    }
    for cfa in house.ground.plan.cfas:
        assessment = _locked_cfa(house, cfa, standards)
        if cfa.weeks_ago is not None:
            _enter_results(house, cfa, assessment)


def _locked_cfa(house: House, cfa: CfaPlan, standards: dict[str, Standard]) -> Assessment:
    calendar = house.ground.calendar
    opens_on, closes_on = calendar.open_window if cfa.weeks_ago is None else calendar.finished_window(cfa.weeks_ago)
    team = house.teams[cfa.team]
    (team_plan,) = [plan for plan in house.ground.plan.teams if plan.name == cfa.team]
    first = Assessment.objects.get(team=team, title=cfa.recheck_of) if cfa.recheck_of else None
    assessment = Assessment.objects.create(
        team=team,
        title=cfa.title,
        recheck_of=first,
        opens_on=opens_on,
        closes_on=closes_on,
        locked_at=datetime.datetime.combine(opens_on - 4 * DAY, datetime.time(20, 15), datetime.UTC),
        created_by=house.ground.staff[team_plan.facilitator],
    )
    version = AssessmentVersion.objects.create(assessment=assessment, number=1)
    assessment.current_version = version
    assessment.save(update_fields=["current_version"])
    AssessmentSection.objects.bulk_create(
        AssessmentSection(assessment=assessment, section=house.sections[section.local_id], position=position)
        for position, section in enumerate(cfa_sections(house.ground.plan, cfa), start=1)
    )
    items = Item.objects.bulk_create(
        Item(
            version=version,
            position=position,
            kind=ItemKind.SELECTED if item.options else ItemKind.POINTS,
            label=item.label,
            prompt=item.prompt,
            max_cell=item.points * PER_POINT,
            key=item.key,
            options=item.options,
        )
        for position, item in enumerate(cfa.items, start=1)
    )
    ItemStandard.objects.bulk_create(
        ItemStandard(item=row, standard=standards[item.standard]) for row, item in zip(items, cfa.items, strict=True)
    )
    asked = dict.fromkeys(item.standard for item in cfa.items)
    before = {target.standard_id: target for target in LearningTarget.objects.filter(assessment=first)} if first else {}
    LearningTarget.objects.bulk_create(
        LearningTarget(
            assessment=assessment,
            standard=standards[code],
            position=position,
            rechecks=before.get(standards[code].pk),
        )
        for position, code in enumerate(asked, start=1)
    )
    return assessment


def _enter_results(house: House, cfa: CfaPlan, assessment: Assessment) -> None:
    """Through the action every result goes through, which also asks for the report; only who sat there that day."""
    tested = {section.local_id for section in cfa_sections(house.ground.plan, cfa)}
    papers = drawn_papers(house.ground.plan, cfa)
    save_results(
        actor=assessment.created_by,
        assessment=assessment,
        papers=[
            NewPaper(
                student_id=house.students[seat.student].pk,
                section_id=house.sections[seat.section].pk,
                status=papers[seat.student].status,
                cells=papers[seat.student].cells,
                answers=papers[seat.student].answers,
                based_on=0,
            )
            for seat in seats(house.ground.plan, house.ground.calendar)
            if seat.section in tested and seat.is_taken_on(assessment.closes_on)
        ],
        kind=ChangeKind.ENTRY,
        # Scores come in as they are marked, so those of a window that is over are not all late.
        today=min(house.ground.calendar.today, assessment.closes_on),
    )
