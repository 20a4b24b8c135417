"""What a team's decision about its comparison does to the reports there are."""

from typing import Any

from django.db.models import Exists, OuterRef

from assessments.models import Assessment, ReportRun
from assessments.tasks import request_run
from plc.schools.models import StaffMember
from teams.models import Team


def compare_anew(*, team: Team, actor: StaffMember, **sent: Any) -> None:
    """A further run of each of the team's reports, in the decision's transaction; the runs until now stay as they are.

    Receives ``teams.actions.comparison_decided``.
    """
    reported = Assessment.objects.filter(Exists(ReportRun.objects.filter(assessment=OuterRef("pk"))), team=team)
    for assessment in reported.order_by("pk"):
        request_run(assessment=assessment, actor=actor)
