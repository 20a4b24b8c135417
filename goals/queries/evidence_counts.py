"""What a report says of a team, as evidence for its goals."""

from collections.abc import Mapping

from assessments.disclosure.counts import TeamCount, team_counts
from assessments.disclosure.matched import Sitting
from assessments.models import ReportRun, RunState
from assessments.queries.growth import linked_standards
from goals.disclosure.latest import counts_by_standard


def evidence_counts(run: ReportRun, *, is_told: bool = False) -> Mapping[int | None, TeamCount]:
    """By standard, None for the whole paper. Of a re-check together with the newest report of the test it asks again.

    ``is_told``: as leaders may know it, from published reports alone.
    """
    again = run.assessment
    if again.recheck_of_id is None:
        return {count.standard_id: count for count in team_counts(run.figures)}
    runs = ReportRun.objects.filter(assessment=again.recheck_of_id, state=RunState.DONE)
    if is_told:
        runs = runs.filter(published_at__isnull=False)
    first = runs.order_by("-number").first()
    if first is None or not first.students or not run.students:
        return {}
    sittings = Sitting(first.figures, first.students), Sitting(run.figures, run.students)
    return counts_by_standard(*sittings, linked_standards(again))
