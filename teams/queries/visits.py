"""Reads of peer visits; ``access.visits`` has decided whose."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from plc.schools.models import StaffMember
from plc.schools.models.dated import live_on
from teams.models import MemberPart, PeerVisit, Team, TeamMember, VisitDebrief, VisitNote
from teams.queries.teams import leaders_of

# The questions of a debrief, in the order of the fields they fill.
PROMPTS: tuple[tuple[str, str], ...] = (
    ("saw", "What did students say and do that bears on the question?"),
    ("wondered", "What surprised us, and what do we wonder now?"),
    ("will_try", "What will I try in my own class?"),
)


@dataclass(frozen=True)
class VisitLine:
    """A visit in a list, as one of the two reads it."""

    visit: PeerVisit
    with_whom: str
    is_host: bool
    state: str  # an "open" door, "answer" owed by the reader, "waiting" for the other one, "ahead" or "past"


@dataclass(frozen=True)
class Said:
    """One prompt of the debrief with what each of the two has said to it: ``(name, text)``."""

    prompt: str
    answers: tuple[tuple[str, str], ...]


def visit_lines(visits: Sequence[PeerVisit], staff: StaffMember, now: datetime.datetime) -> list[VisitLine]:
    return [
        VisitLine(visit, _other(visit, staff), visit.host_id == staff.pk, _state(visit, staff, now)) for visit in visits
    ]


def notes_of(visit: PeerVisit) -> QuerySet[VisitNote]:
    """Of both, in the order of the lesson."""
    return VisitNote.objects.filter(visit=visit).select_related("author").order_by("at", "pk")


def debrief_by(visit: PeerVisit, staff: StaffMember) -> VisitDebrief | None:
    return VisitDebrief.objects.filter(visit=visit, author=staff).first()


def said_in(visit: PeerVisit) -> list[Said]:
    """The debrief so far, without prompts to which nobody has said anything."""
    debriefs = list(VisitDebrief.objects.filter(visit=visit).select_related("author").order_by("pk"))
    said = [
        Said(prompt, tuple((each.author.name, getattr(each, name)) for each in debriefs if getattr(each, name)))
        for name, prompt in PROMPTS
    ]
    return [each for each in said if each.answers]


def possible_colleagues(team: Team, staff: StaffMember, today: datetime.date) -> QuerySet[StaffMember]:
    """Whom this member may ask to visit: members of today who sign in and teach, and do not lead the team's school."""
    leading = leaders_of(team, today).values("staff_id")
    present = TeamMember.objects.filter(live_on(today), team=team, part=MemberPart.TEACHER).values("staff_id")
    return (
        StaffMember.objects.filter(pk__in=present, user__isnull=False)
        .exclude(pk=staff.pk)
        .exclude(pk__in=leading)
        .order_by("name", "pk")
    )


def _other(visit: PeerVisit, staff: StaffMember) -> str:
    other = visit.visitor if visit.host_id == staff.pk else visit.host
    return other.name if other else ""


def _state(visit: PeerVisit, staff: StaffMember, now: datetime.datetime) -> str:
    if visit.visitor_id is None:
        return "open"
    if visit.agreed_at is None:
        return "waiting" if visit.asked_by_id == staff.pk else "answer"
    if visit.happens_at is None or visit.happens_at > now:
        return "ahead"
    return "past"
