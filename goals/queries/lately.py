"""What changed in a school since a day: dated rows of its teams, at team level, in a fixed number of statements."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from assessments.models import Assessment
from goals.models import Cycle, ResponsePlan, SmartGoal, StandingChange, TeamTotal
from goals.queries.smart import STATUS_WORDS
from plc.schools.access import Viewer
from plc.schools.models import School
from plc.tenancy.kept import Kept
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
    found = [
        *_told(_published(school.pk, moment), lambda title: f"Results of {title} are published.", "report"),
        *_told(_begun(school.pk, since, viewer.today), lambda title: f"The CFA {title} began.", "cfa"),
        *_standings(school.pk, moment, viewer.district.smallest_group),
        *_told(_answered(school.pk, moment), lambda what: f"The request “{what}” was answered.", "requests"),
        *_told(_asked(school.pk, moment), lambda what: f"The team asks for “{what}”.", "requests"),
        *_told(_met(school.pk, moment), lambda _: "The team met.", "team"),
        *_told(_cycles_begun(school.pk, moment), lambda title: f"The cycle {title} began.", "cycle"),
        *_told(_cycles_closed(school.pk, since), lambda title: f"The cycle {title} was closed.", "cycle"),
        *_told(_retaught(school.pk, since), lambda skill: f"Reteaching of {skill} was finished.", "team"),
        *_told(_goals_set(school.pk, moment), lambda skill: f"The team set the goal “{skill}”.", "team"),
    ]
    return sorted(
        (_on_day(each, zone) for each in found), key=lambda each: (each.on, each.team, each.words), reverse=True
    )[:MOST]


def _newest(rows: QuerySet[Any], when: str, about: str, thing: str) -> QuerySet[Any, Any]:
    """Team, its name, when, what about, and where it leads."""
    return rows.order_by(f"-{when}").values_list("team_id", "team__name", when, about, thing)[:MOST]


def _begun_of(school_id: int, since: datetime.date, today: datetime.date) -> QuerySet[Any, Any]:
    given = Assessment.objects.filter(team__school=school_id, locked_at__isnull=False)
    return _newest(given.filter(opens_on__gte=since, opens_on__lte=today), "opens_on", "title", "pk")


def _standings_of(school_id: int, moment: datetime.datetime, smallest: int) -> QuerySet[Any, Any]:
    rows = StandingChange.objects.filter(goal__team__school=school_id, at__gte=moment, n__gte=smallest)
    about = ("goal__team_id", "goal__team__name", "at", "before", "after", "goal__skill")
    return rows.exclude(before=F("after")).order_by("-at").values_list(*about)[:MOST]


def _of(model: Any, when: str, about: str, thing: str = "team_id") -> Kept[Any]:
    """Rows of a school's teams since a moment or day."""
    return Kept(
        lambda school_id, since: _newest(
            model.objects.filter(team__school=school_id, **{f"{when}__gte": since}), when, about, thing
        )
    )


_published: Final = _of(TeamTotal, "published_at", "assessment__title", "assessment_id")
_begun: Final[Kept[Any]] = Kept(_begun_of)
_changed: Final[Kept[Any]] = Kept(_standings_of)
_answered: Final = _of(SupportRequest, "answered_at", "what")
_asked: Final = _of(SupportRequest, "asked_at", "what")
_met: Final = _of(Meeting, "ended_at", "pk")
_cycles_begun: Final = _of(Cycle, "begun_at", "title", "pk")
_cycles_closed: Final = _of(Cycle, "closed_on", "title", "pk")
_retaught: Final = _of(ResponsePlan, "done_on", "standard__short_name")
_goals_set: Final = _of(SmartGoal, "made_at", "skill")


def _told(rows: Iterable[Any], words: Callable[[Any], str], kind: str) -> list[Happening]:
    return [Happening(on, team_id, team, words(about), kind, thing) for team_id, team, on, about, thing in rows]


def _standings(school_id: int, moment: datetime.datetime, smallest: int) -> Iterable[Happening]:
    for team_id, team, at, before, after, skill in _changed(school_id, moment, smallest):
        was = f", before: {STATUS_WORDS[before].lower()}" if before in STATUS_WORDS else ""
        now = STATUS_WORDS.get(after, "waiting for results").lower()
        yield Happening(at, team_id, team, f"The goal “{skill}” is {now}{was}.", "team", team_id)


def _on_day(each: Happening, zone: ZoneInfo) -> Happening:
    if not isinstance(each.on, datetime.datetime):
        return each
    return Happening(each.on.astimezone(zone).date(), each.team_id, each.team, each.words, each.kind, each.thing_id)
