"""What belongs to one cycle, as rows: what was said of its steps, its targets, its meetings, its facilitators."""

import datetime
from collections.abc import Iterable

from assessments.models import ItemStandard, LearningTarget, Standard
from goals.models import Cycle, CycleStep, CycleTarget
from plc.schools.models import StaffMember
from plc.schools.models.dated import live_on
from teams.models import Meeting, RoleTerm, Team, TeamMember, TeamRole


def steps_said(cycles: Iterable[Cycle]) -> dict[int, list[CycleStep]]:
    """What was said of the steps by hand, by cycle."""
    found: dict[int, list[CycleStep]] = {}
    rows = CycleStep.objects.filter(cycle__in=[cycle.pk for cycle in cycles])
    for row in rows.select_related("owner", "skipped_by", "done_by").order_by("pk"):
        found.setdefault(row.cycle_id, []).append(row)
    return found


def targets_of_cycle(cycle: Cycle) -> list[CycleTarget]:
    return list(CycleTarget.objects.filter(cycle=cycle).select_related("standard").order_by("position", "pk"))


def standards_tested(cycle: Cycle) -> frozenset[int]:
    """What the items of the cycle's CFA ask for; a target whose items are not written yet is not among it."""
    if cycle.assessment is None:
        return frozenset()
    asked = ItemStandard.objects.filter(item__version=cycle.assessment.current_version_id)
    return frozenset(asked.values_list("standard_id", flat=True))


def meetings_of_cycle(cycle: Cycle) -> list[Meeting]:
    """The meetings on the cycle's CFA, the next or latest last."""
    if cycle.assessment_id is None:
        return []
    rows = Meeting.objects.filter(team=cycle.team_id, report_id=cycle.assessment_id, cancelled_at__isnull=True)
    return list(rows.order_by("starts_at", "pk"))


def facilitators_of(team: Team, today: datetime.date) -> list[StaffMember]:
    """Who has the role today, and is in the team."""
    terms = RoleTerm.objects.filter(live_on(today), team=team, role=TeamRole.FACILITATOR)
    members = TeamMember.objects.filter(live_on(today), team=team)
    rows = StaffMember.objects.filter(pk__in=terms.values("staff_id")).filter(pk__in=members.values("staff_id"))
    return list(rows.order_by("name", "pk"))


def standards_asked(team: Team, most: int) -> list[Standard]:
    """What the team's CFAs ask for: the likeliest to be asked for again."""
    rows = Standard.objects.filter(pk__in=LearningTarget.objects.filter(assessment__team=team).values("standard_id"))
    return list(rows.order_by("framework", "code", "pk")[:most])
