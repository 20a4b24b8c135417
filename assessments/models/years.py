"""What belongs to a school year that is over is read, and changed no more (docs/decisions/0016-years-over.md)."""

from assessments.models.cfas import Assessment
from plc.http.refusals import Refusal
from plc.schools.access import today_in
from teams.models import Team

REMEDY = "Make a CFA in this year’s team; its items can be taken from the bank."


class YearIsOver(Refusal):
    """Nothing was changed, and nothing will be."""

    def __init__(self, title: str) -> None:
        super().__init__(f"{title} belongs to a school year that is over. It can be read, not changed.", REMEDY)


def is_year_over(team_id: int) -> bool:
    """By the clock of the team's district; one statement. Of another district's team nothing is known here."""
    team: Team | None = Team.objects.select_related("school_year", "district").filter(pk=team_id).first()
    return team is not None and team.is_over_on(today_in(team.district))


def check_year_goes_on(assessment: Assessment) -> None:
    """Each verb that changes a CFA or its results asks this first. Raises ``YearIsOver``."""
    if is_year_over(assessment.team_id):
        raise YearIsOver(assessment.title)
