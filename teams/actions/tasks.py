"""Decisions of a meeting, and the tasks that come of them or of nothing in particular."""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.actions import tell
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.actions.meetings import bumped
from teams.actions.teams import open_team
from teams.models import AgendaItem, Decision, Meeting, Team, TeamTask
from teams.queries import working_members

TASK = "task"
ASSIGNED = 1


@transaction.atomic
def decide(
    *,
    actor: StaffMember,
    meeting: Meeting,
    text: str,
    client_key: uuid.UUID,
    item: AgendaItem | None = None,
    owner: StaffMember | None = None,
    due_on: datetime.date | None = None,
) -> Decision:
    """What the team decided; with an owner or a day it is a task as well. Sent twice, it is there once."""
    text = " ".join(text.split())
    known = Decision.objects.filter(client_key=client_key, meeting=meeting).first()
    if known is not None:
        return known
    if Decision.objects.filter(client_key=client_key).exists():
        raise Refusal("This decision was recorded in another meeting.", "Load the page again, and write it anew.")
    decision: Decision = Decision.objects.create(
        meeting=meeting, item=item, text=text, recorded_by=actor, client_key=client_key
    )
    if owner or due_on:
        _make(actor, meeting.team, text, owner=owner, due_on=due_on, decision=decision)
    record(actor=actor, verb="decide", subject=meeting, note=meeting.team.name)
    bumped(meeting)
    return decision


@transaction.atomic
def add_task(
    *, actor: StaffMember, team: Team, what: str, owner: StaffMember | None, due_on: datetime.date | None
) -> TeamTask:
    """Something to be done that no meeting decided."""
    team = open_team(team, actor)
    task = _make(actor, team, " ".join(what.split()), owner=owner, due_on=due_on)
    record(actor=actor, verb="add_task", subject=task, note=team.name)
    return task


@transaction.atomic
def change_task(
    *, actor: StaffMember, task: TeamTask, what: str, owner: StaffMember | None, due_on: datetime.date | None
) -> TeamTask:
    _check_owner(task.team, owner, actor)
    had = task.owner_id
    task.what, task.owner, task.due_on = " ".join(what.split()), owner, due_on
    task.save(update_fields=["what", "owner", "due_on"])
    record(actor=actor, verb="change_task", subject=task, note=task.team.name)
    if task.owner_id != had:
        _tell_owner(task, actor)
    return task


@transaction.atomic
def settle_task(*, actor: StaffMember, task: TeamTask, is_done: bool) -> TeamTask:
    """Done, or after all not. Any member may say so."""
    if is_done == (task.done_at is not None):
        return task
    task.done_at, task.done_by = (timezone.now(), actor) if is_done else (None, None)
    task.save(update_fields=["done_at", "done_by"])
    record(actor=actor, verb="settle_task", subject=task, note=f"{task.team.name}: {'done' if is_done else 'open'}")
    if task.decision is not None and task.decision.meeting.is_open:
        bumped(task.decision.meeting)
    return task


def _make(
    actor: StaffMember,
    team: Team,
    what: str,
    *,
    owner: StaffMember | None,
    due_on: datetime.date | None,
    decision: Decision | None = None,
) -> TeamTask:
    _check_owner(team, owner, actor)
    task: TeamTask = TeamTask.objects.create(
        team=team, decision=decision, what=what, owner=owner, due_on=due_on, created_by=actor
    )
    _tell_owner(task, actor)
    return task


def _check_owner(team: Team, owner: StaffMember | None, actor: StaffMember) -> None:
    if owner is not None and not working_members(team, today_in(actor.district)).filter(pk=owner.pk).exists():
        raise Refusal(f"{owner.name} does not work in {team.name} today.", "Choose a member, or everybody.")


def _tell_owner(task: TeamTask, actor: StaffMember) -> None:
    if task.owner_id is not None and task.owner_id != actor.pk:
        tell(staff_ids=[task.owner_id], kind=TASK, subject_id=task.pk, number=ASSIGNED, is_new=True)
