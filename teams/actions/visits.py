"""The verbs of peer visits. They leave no line of history: a trace that others read would make them evaluative."""

import datetime

from django.db import transaction
from django.utils import timezone

from plc.http.refusals import Refusal
from plc.http.seen import check_seen
from plc.schools.access import today_in
from plc.schools.actions import tell
from plc.schools.models import Notice, StaffMember
from teams.actions.teams import open_team
from teams.models import PeerVisit, SharedLearning, Team, VisitDebrief, VisitNote
from teams.news.visits import VISIT
from teams.queries.visits import possible_colleagues

MOST_NOTES = 300


@transaction.atomic
def ask_to_visit(
    *, actor: StaffMember, team: Team, host: StaffMember, focus: str, happens_at: datetime.datetime | None
) -> PeerVisit:
    """“May I come and look at this with your students?” Only the two know."""
    team = open_team(team, actor)
    if not possible_colleagues(team, actor, today_in(actor.district)).filter(pk=host.pk).exists():
        raise Refusal(f"{host.name} cannot be asked in this team.", "Choose a colleague who teaches in the team today.")
    visit: PeerVisit = PeerVisit.objects.create(
        team=team, host=host, visitor=actor, asked_by=actor, focus=focus, happens_at=happens_at
    )
    _tell(visit, host)
    return visit


@transaction.atomic
def open_door(
    *, actor: StaffMember, team: Team, focus: str, place: str, happens_at: datetime.datetime | None
) -> PeerVisit:
    """A lesson offered to whoever of the team wants to come."""
    team = open_team(team, actor)
    visit: PeerVisit = PeerVisit.objects.create(
        team=team, host=actor, asked_by=actor, focus=focus, place=place, happens_at=happens_at
    )
    return visit


@transaction.atomic
def take_door(*, actor: StaffMember, visit: PeerVisit) -> PeerVisit:
    """From now on the visit is between the two alone. The caller holds the row."""
    if visit.visitor_id is not None or visit.host_id == actor.pk:
        raise Refusal("Somebody else comes already.", "Ask for another lesson.")
    visit.visitor = actor
    visit.agreed_at = timezone.now()
    visit.save(update_fields=["visitor", "agreed_at"])
    _tell(visit, visit.host)
    return visit


@transaction.atomic
def agree_to_visit(*, actor: StaffMember, visit: PeerVisit) -> PeerVisit:
    if visit.agreed_at is not None:
        return visit
    if visit.visitor_id is None or visit.asked_by_id == actor.pk:
        raise Refusal("The answer is your colleague’s to give.")
    visit.agreed_at = timezone.now()
    visit.save(update_fields=["agreed_at"])
    _tell(visit, visit.asked_by)
    return visit


@transaction.atomic
def arrange_visit(
    *,
    actor: StaffMember,
    visit: PeerVisit,
    focus: str,
    place: str,
    happens_at: datetime.datetime | None,
    seen: str = "",
) -> PeerVisit:
    """Another question, place or time; either of the two may say it, and the other one is told.

    The caller holds the row; nothing is written over what the other one has changed since it was ``seen``.
    """
    when = f"{timezone.localtime(visit.happens_at):%B %-d, %-I:%M %p}" if visit.happens_at else ""
    check_seen(seen, now=visit.seen, words=", ".join(filter(None, (visit.focus, when, visit.place))))
    visit.focus, visit.place, visit.happens_at = focus, place, happens_at
    visit.save(update_fields=["focus", "place", "happens_at"])
    other = visit.visitor if visit.host_id == actor.pk else visit.host
    if other is not None:
        _tell(visit, other)
    return visit


@transaction.atomic
def note_in_visit(*, actor: StaffMember, visit: PeerVisit, at: datetime.time, text: str) -> VisitNote:
    if VisitNote.objects.filter(visit=visit).count() >= MOST_NOTES:
        raise Refusal(f"A visit holds at most {MOST_NOTES} notes.", "Delete some, or put several into one.")
    note: VisitNote = VisitNote.objects.create(visit=visit, author=actor, at=at, text=text)
    return note


@transaction.atomic
def delete_note(*, actor: StaffMember, note: VisitNote) -> None:
    if note.author_id != actor.pk:
        raise Refusal("A note is deleted by who wrote it.", "Delete the whole visit if it should not stay.")
    note.delete()


@transaction.atomic
def debrief(*, actor: StaffMember, visit: PeerVisit, saw: str, wondered: str, will_try: str) -> VisitDebrief:
    """What this one of the two says; the other one reads it beside their own."""
    said, _ = VisitDebrief.objects.update_or_create(
        visit=visit, author=actor, defaults={"saw": saw, "wondered": wondered, "will_try": will_try}
    )
    return said


@transaction.atomic
def share_learning(*, actor: StaffMember, team: Team, text: str) -> SharedLearning:
    """A text of its own for the team; nothing of the visit goes with it."""
    learning: SharedLearning = SharedLearning.objects.create(team=team, author=actor, text=text)
    return learning


@transaction.atomic
def withdraw_learning(*, actor: StaffMember, learning: SharedLearning) -> None:
    if learning.author_id != actor.pk:
        raise Refusal("A learning is withdrawn by who shared it.")
    learning.delete()


@transaction.atomic
def delete_visit(*, visit: PeerVisit) -> None:
    """Gone for both, with notes, debrief and notices of it. Either of the two may, at any time."""
    VisitNote.objects.filter(visit=visit).delete()
    VisitDebrief.objects.filter(visit=visit).delete()
    Notice.objects.filter(kind=VISIT, subject_id=visit.pk).delete()
    visit.delete()


def _tell(visit: PeerVisit, staff: StaffMember) -> None:
    number = int(timezone.now().timestamp())
    tell(staff_ids=[staff.pk], kind=VISIT, subject_id=visit.pk, number=number, is_new=visit.agreed_at is None)
