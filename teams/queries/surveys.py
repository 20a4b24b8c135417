"""Reads of the self-assessment before it closes: its statements, who is asked, and one's own answers."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, QuerySet
from django.utils.crypto import salted_hmac

from plc.schools.models import StaffMember
from plc.schools.models.dated import live_on
from teams.models import (
    Dimension,
    SurveyedTeam,
    SurveyKey,
    SurveyPaper,
    SurveyRound,
    SurveyStatement,
    SurveyVersion,
    Team,
    TeamMember,
)
from teams.queries.teams import leaders_of, working_members
from teams.survey_texts import STATEMENTS

DIMENSIONS: Final = tuple(Dimension)


@dataclass(frozen=True)
class Statement:
    """One statement as it is asked, from a version's row or from those every district begins with."""

    number: int
    dimension: str
    text: str


DEFAULT: Final = tuple(
    Statement(number, dimension, text) for number, (dimension, text) in enumerate(STATEMENTS, start=1)
)


def newest_version() -> SurveyVersion | None:
    found: SurveyVersion | None = SurveyVersion.objects.order_by("-number").first()
    return found


def statements_of(version: SurveyVersion | None) -> tuple[Statement, ...]:
    """In the order in which they are asked; without a version those every district begins with."""
    if version is None:
        return DEFAULT
    rows = SurveyStatement.objects.filter(version=version)
    return in_order(Statement(row.number, row.dimension, row.text) for row in rows)


def in_order(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(sorted(statements, key=lambda each: (DIMENSIONS.index(Dimension(each.dimension)), each.number)))


def asked_members(team: Team, today: datetime.date) -> QuerySet[StaffMember]:
    """Who is asked: those who work in the team, without anybody who leads its school or the district."""
    return working_members(team, today).exclude(pk__in=leaders_of(team, today).values("staff_id"))


def asked_staff_ids(survey_round: SurveyRound, today: datetime.date) -> set[int]:
    """Members of the teams of a round. Who among them may answer is for ``access`` to say, when they look."""
    teams = SurveyedTeam.objects.filter(round=survey_round).values("team_id")
    return set(TeamMember.objects.filter(live_on(today), team_id__in=teams).values_list("staff_id", flat=True))


def teams_of_today(today: datetime.date) -> QuerySet[Team]:
    """The teams of the school year that is on, those of schools first."""
    return (
        Team.objects.filter(school_year__starts_on__lte=today, school_year__ends_on__gt=today)
        .select_related("school", "school_year")
        .order_by("school__name", "name", "pk")
    )


def mark_of(secret: str) -> str:
    """What stands on a paper in place of the person. The server's own secret goes into it: the database alone does not
    lead from a key to its paper."""
    return salted_hmac("plc.survey-paper", secret, algorithm="sha256").hexdigest()


def own_paper(surveyed: SurveyedTeam, staff: StaffMember) -> SurveyPaper | None:
    """What this person has answered so far in an open round."""
    key = SurveyKey.objects.filter(surveyed=surveyed, staff=staff).first()
    if key is None:
        return None
    found: SurveyPaper | None = SurveyPaper.objects.filter(surveyed=surveyed, mark=mark_of(key.secret)).first()
    return found


def has_any(paper: SurveyPaper) -> bool:
    """Whether anything stands on it; an empty paper is nobody's answer."""
    return bool(paper.choices or paper.comments)


def answered_so_far(surveyed: SurveyedTeam) -> int:
    """How many have a paper; not who, and not what."""
    return SurveyPaper.objects.filter(surveyed=surveyed).count()


def schools_so_far(survey_round: SurveyRound) -> list[tuple[str, int, int]]:
    """School name, teams asked and papers there are, by name; teams across schools come last."""
    rows = (
        SurveyedTeam.objects.filter(round=survey_round)
        .values("team__school__name")
        .annotate(teams=Count("pk", distinct=True), papers=Count("papers", distinct=True))
        .order_by("team__school__name")
    )
    return [(row["team__school__name"] or "Teams across schools", row["teams"], row["papers"]) for row in rows]
