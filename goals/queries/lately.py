"""What changed in a school since a day: dated rows of its teams, at team level, in a fixed number of statements."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from assessments.models import Assessment
from goals.models import Cycle, ResponsePlan, SmartGoal, StandingChange, TeamTotal
from goals.queries.smart import STATUS_WORDS
from plc.schools.access import Viewer
from plc.schools.models import School
from teams.models import Meeting, SupportRequest

MOST: Final = 30


@dataclass(frozen=True)
class Happening:
    """One thing of one team. ``kind`` and ``thing_id`` say where it leads; the words hold no figure of a class."""

    on: datetime.date
    team_id: int
    team: str
    words: str
    kind: str
    thing_id: int


def since_day(today: datetime.date, days: int) -> datetime.date:
    return today - datetime.timedelta(days=days)


def happened_in(viewer: Viewer, school: School, since: datetime.date) -> list[Happening]:
    """The newest first, at most thirty, of a school this person leads as its principal."""
    zone = ZoneInfo(viewer.district.time_zone)
    moment = datetime.datetime.combine(since, datetime.time(), zone)
    smallest = viewer.district.smallest_group
    of_school = Q(team__school=school)
    found = [
        *_told(
            TeamTotal.objects.filter(of_school, published_at__gte=moment).order_by("-published_at"),
            ("published_at", "assessment__title", "assessment_id"),
            lambda title: f"Results of {title} are published.",
            "report",
        ),
        *_told(
            Assessment.objects.filter(of_school, opens_on__gte=since, opens_on__lte=viewer.today)
            .filter(locked_at__isnull=False)
            .order_by("-opens_on"),
            ("opens_on", "title", "pk"),
            lambda title: f"{title} began.",
            "cfa",
        ),
        *_standings(school, moment, smallest),
        *_told(
            SupportRequest.objects.filter(of_school, answered_at__gte=moment).order_by("-answered_at"),
            ("answered_at", "what", "team_id"),
            lambda what: f"The request “{what}” was answered.",
            "requests",
        ),
        *_told(
            SupportRequest.objects.filter(of_school, asked_at__gte=moment).order_by("-asked_at"),
            ("asked_at", "what", "team_id"),
            lambda what: f"The team asks for “{what}”.",
            "requests",
        ),
        *_told(
            Meeting.objects.filter(of_school, ended_at__gte=moment).order_by("-ended_at"),
            ("ended_at", "pk", "team_id"),
            lambda _: "The team met.",
            "team",
        ),
        *_told(
            Cycle.objects.filter(of_school, begun_at__gte=moment).order_by("-begun_at"),
            ("begun_at", "title", "pk"),
            lambda title: f"The cycle {title} began.",
            "cycle",
        ),
        *_told(
            Cycle.objects.filter(of_school, closed_on__gte=since).order_by("-closed_on"),
            ("closed_on", "title", "pk"),
            lambda title: f"The cycle {title} was closed.",
            "cycle",
        ),
        *_told(
            ResponsePlan.objects.filter(of_school, done_on__gte=since).order_by("-done_on"),
            ("done_on", "standard__short_name", "team_id"),
            lambda skill: f"Reteaching of {skill} was finished.",
            "team",
        ),
        *_told(
            SmartGoal.objects.filter(of_school, made_at__gte=moment).order_by("-made_at"),
            ("made_at", "skill", "team_id"),
            lambda skill: f"The team set the goal “{skill}”.",
            "team",
        ),
    ]
    return sorted(
        (_on_day(each, zone) for each in found), key=lambda each: (each.on, each.team, each.words), reverse=True
    )[:MOST]


def _told(rows: Any, columns: tuple[str, str, str], words: Callable[[Any], str], kind: str) -> list[Happening]:
    """``columns``: when, what about, where it leads."""
    values = rows.values_list("team_id", "team__name", *columns)[:MOST]
    return [Happening(on, team_id, team, words(about), kind, thing) for team_id, team, on, about, thing in values]


def _standings(school: School, moment: datetime.datetime, smallest: int) -> Iterable[Happening]:
    rows = (
        StandingChange.objects.filter(goal__team__school=school, at__gte=moment, n__gte=smallest)
        .exclude(before=F("after"))
        .order_by("-at")
    )
    for at, before, after, skill, team_id, team in rows.values_list(
        "at", "before", "after", "goal__skill", "goal__team_id", "goal__team__name"
    )[:MOST]:
        was = f", before: {STATUS_WORDS[before].lower()}" if before in STATUS_WORDS else ""
        now = STATUS_WORDS.get(after, "waiting for results").lower()
        yield Happening(at, team_id, team, f"The goal “{skill}” is {now}{was}.", "team", team_id)


def _on_day(each: Happening, zone: ZoneInfo) -> Happening:
    if not isinstance(each.on, datetime.datetime):
        return each
    return Happening(each.on.astimezone(zone).date(), each.team_id, each.team, each.words, each.kind, each.thing_id)
