"""Days that a team plans for, and the end of its school year: from then on its work is closed, not changed."""

import datetime

from plc.http.refusals import Refusal
from teams.models import Team


def check_year(team: Team, today: datetime.date, *, remedy: str) -> None:
    """Refuse what begins or changes work of a year that has ended; ``remedy`` says what to do instead."""
    if team.is_over_on(today):
        raise Refusal(f"The school year of {team.name} is over.", remedy)


def check_day(day: datetime.date, team: Team, *, remedy: str = "Choose a day up to then.") -> None:
    """Refuse a day after the last one of the team's school year: nobody of the team would be there to keep it."""
    if day > team.last_day:
        raise Refusal(
            f"{day:%B %-d, %Y} is after the team’s school year, which ends on {team.last_day:%B %-d, %Y}.",
            remedy,
        )


def check_in_year(day: datetime.date, team: Team) -> None:
    """Refuse a day outside the team's school year, before it as well as after."""
    check_day(day, team)
    first = team.school_year.starts_on
    if day < first:
        raise Refusal(
            f"{day:%B %-d, %Y} is before the team’s school year, which begins on {first:%B %-d, %Y}.",
            "Choose a day from then on.",
        )
