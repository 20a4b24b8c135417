"""The verbs of supportive conditions: planning time settled, support asked for, answered, and received."""

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.actions import tell
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.actions.teams import open_team
from teams.models import PlanningTime, SupportRequest, SupportState, Team, Weekday
from teams.news.support import ANSWERED, ASKED
from teams.queries.support import members_today, who_answers


@transaction.atomic
def add_planning_time(
    *, actor: StaffMember, team: Team, weekday: int, starts_at: datetime.time, ends_at: datetime.time, place: str
) -> PlanningTime:
    if ends_at <= starts_at:
        raise Refusal("Planning time ends after it starts.", "Choose a later end.")
    team = open_team(team, actor)  # two members at once would both find the time free
    day = Weekday(weekday).label
    overlap = PlanningTime.objects.filter(team=team, weekday=weekday, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if overlap.exists():
        raise Refusal(f"The team has planning time then already, on {day}.", "Choose another time, or remove that one.")
    try:
        with transaction.atomic():
            time: PlanningTime = PlanningTime.objects.create(
                team=team, weekday=weekday, starts_at=starts_at, ends_at=ends_at, place=place
            )
    except IntegrityError as error:
        raise Refusal(f"The team has planning time then already, on {day}.") from error
    record(actor=actor, verb="add_planning_time", subject=time, note=f"{team.name}, {day} {starts_at:%H:%M}")
    return time


@transaction.atomic
def remove_planning_time(*, actor: StaffMember, time: PlanningTime) -> None:
    note = f"{time.team.name}, {time.get_weekday_display()} {time.starts_at:%H:%M}"
    record(actor=actor, verb="remove_planning_time", subject=time, note=note)
    time.delete()


@transaction.atomic
def ask_for_support(
    *, actor: StaffMember, team: Team, kind: str, what: str, why: str, wanted_by: datetime.date | None
) -> SupportRequest:
    """The team asks; whoever answers for it is told."""
    team = open_team(team, actor)
    request: SupportRequest = SupportRequest.objects.create(
        team=team, kind=kind, what=what, why=why, wanted_by=wanted_by, asked_by=actor, asked_at=timezone.now()
    )
    record(actor=actor, verb="ask_for_support", subject=request, note=f"{team.name}, {request.get_kind_display()}")
    people = who_answers(team, today_in(actor.district))
    tell(staff_ids=people, kind=ASKED, subject_id=request.pk, number=1, is_new=True)
    return request


@transaction.atomic
def answer_support(*, actor: StaffMember, request: SupportRequest, state: str, answer: str) -> SupportRequest:
    """An answer, or another one; the team is told. The caller holds the row."""
    if request.state == SupportState.DONE:
        raise Refusal("The team has what it asked for.", "There is nothing more to answer.")
    if state not in {SupportState.AGREED, SupportState.PARTLY, SupportState.DECLINED}:
        raise Refusal("Choose one of the three answers.")
    if state != SupportState.AGREED and not answer:
        raise Refusal("Say why, or what would be possible instead.", "A sentence is enough.")
    request.state, request.answer = state, answer
    request.answered_by, request.answered_at = actor, timezone.now()
    request.number += 1
    request.save(update_fields=["state", "answer", "answered_by", "answered_at", "number"])
    team, said = request.team, request.get_state_display()
    record(actor=actor, verb="answer_support", subject=request, note=f"{team.name}, {said}")
    people = [pk for pk in members_today(team, today_in(actor.district)) if pk != actor.pk]
    tell(staff_ids=people, kind=ANSWERED, subject_id=request.pk, number=request.number, is_new=request.number == 2)
    return request


@transaction.atomic
def receive_support(*, actor: StaffMember, request: SupportRequest) -> SupportRequest:
    """The team has it. The caller holds the row."""
    if request.state in {SupportState.AGREED, SupportState.PARTLY}:
        request.state = SupportState.DONE
        request.save(update_fields=["state"])
        record(actor=actor, verb="receive_support", subject=request, note=request.team.name)
    return request


@transaction.atomic
def withdraw_support(*, actor: StaffMember, request: SupportRequest) -> None:
    """Taken back while nobody has answered. The caller holds the row."""
    if request.state != SupportState.WAITING:
        raise Refusal("It has been answered already.", "Ask anew if the team needs something else.")
    record(actor=actor, verb="withdraw_support", subject=request, note=request.team.name)
    request.delete()
