"""What a team's meeting can open of our reports; ``teams`` asks by the seam in ``teams.queries.report_source``."""

from typing import Final

from django.urls import reverse

from assessments.access import readable_assessments
from assessments.models import RunState
from plc.schools.access import Viewer
from teams.models import Team
from teams.queries.report_source import ReportChoice

# What a whole team can look at together; a class's own page is its teacher's.
PARTS: Final = (
    ("report", "At a glance"),
    ("report_skills", "Skills"),
    ("report_items", "Items"),
    ("report_groups", "Groups"),
    ("report_growth", "Growth"),
)


def choices_for(viewer: Viewer, team: Team) -> list[ReportChoice]:
    """The team's CFAs, the newest first."""
    rows = readable_assessments(viewer).filter(team=team).values_list("pk", "title")
    return [ReportChoice(pk, title) for pk, title in rows]


def link_to(viewer: Viewer, report_id: int, part: str) -> str | None:
    """The newest report at this part, as far as this person may read it; None before there is one."""
    is_there = readable_assessments(viewer).filter(pk=report_id, runs__state=RunState.DONE).exists()
    known = {name for name, _ in PARTS}
    if not is_there:
        return None
    return reverse(f"assessments:{part if part in known else 'report'}", args=[viewer.district.slug, report_id])
