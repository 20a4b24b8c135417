"""One meeting as one person may see it now: the room, the open stage, what has been written and decided.

What others write before the reveal does not leave the database here: of them only whether they write, or are ready.
"""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Case, Q, Value, When
from django.db.models.fields import BooleanField

from plc.schools.models import School, StaffMember
from plc.schools.models.dated import live_on
from plc.tenancy.kept import Kept
from teams.models import (
    AgendaItem,
    Attendance,
    Decision,
    Meeting,
    MeetingGuest,
    Presence,
    RoleTerm,
    StageEntry,
    StageKind,
    Team,
    TeamTask,
)
from teams.queries.teams import working_members


@dataclass(frozen=True)
class PersonInRoom:
    """Somebody who belongs to the meeting. ``writing`` is "", "writing" or "ready", of the open stage."""

    staff: StaffMember
    roles: str
    presence: str
    is_guest: bool
    is_you: bool
    writing: str

    @property
    def is_here(self) -> bool:
        return self.presence in {Presence.PRESENT, Presence.LATE, Presence.GUEST}


@dataclass(frozen=True)
class Answer:
    """What one person wrote, after the reveal; ``is_late`` when it came later than the others’."""

    staff: StaffMember
    text: str
    is_late: bool
    is_you: bool


@dataclass(frozen=True)
class DecisionLine:
    decision: Decision
    tasks: tuple[TeamTask, ...]


@dataclass(frozen=True)
class AgendaLine:
    """A stage with when it is, or was, open, and what was written in it as far as this person may read it."""

    item: AgendaItem
    starts_at: datetime.datetime
    state: str
    answers: tuple[Answer, ...]
    passed: int
    decisions: tuple[DecisionLine, ...]


@dataclass(frozen=True)
class LiveMeeting:
    meeting: Meeting
    lines: tuple[AgendaLine, ...]
    people: tuple[PersonInRoom, ...]
    loose_decisions: tuple[DecisionLine, ...]
    own_entries: Mapping[int, StageEntry] = field(default_factory=dict)

    @property
    def current(self) -> AgendaLine | None:
        return next((line for line in self.lines if line.item.position == self.meeting.position), None)

    @property
    def next(self) -> AgendaLine | None:
        return next((line for line in self.lines if line.item.position == self.meeting.position + 1), None)

    @property
    def previous(self) -> AgendaLine | None:
        return next((line for line in self.lines if line.item.position == self.meeting.position - 1), None)

    @property
    def latest_revealed(self) -> AgendaLine | None:
        """The answers worth having before one's eyes: of the open stage, else of the last one that was revealed."""
        shown = [line for line in self.lines if line.item.revealed_at and line.item.position <= self.meeting.position]
        return shown[-1] if shown else None

    @property
    def own_entry(self) -> StageEntry | None:
        return self.own_entries.get(self.current.item.pk) if self.current else None

    @property
    def here(self) -> int:
        return sum(person.is_here for person in self.people)

    @property
    def ready(self) -> int:
        return sum(person.writing == "ready" for person in self.people)

    @property
    def decisions(self) -> list[DecisionLine]:
        return [*self.loose_decisions, *(each for line in self.lines for each in line.decisions)]

    @property
    def unrevealed(self) -> bool:
        """The open stage is one of silent writing that nobody has revealed."""
        current = self.current
        return current is not None and current.item.kind == StageKind.WRITE and current.item.revealed_at is None


# Whenever something happens, everybody's page asks all of these within the same second.
_items = Kept[AgendaItem](lambda meeting_id: AgendaItem.objects.filter(meeting=meeting_id).order_by("position"))
_entries = Kept[StageEntry](
    lambda meeting_id, staff_id: (
        StageEntry.objects.filter(Q(item__revealed_at__isnull=False) | Q(staff=staff_id), item__meeting=meeting_id)
        .select_related("staff")
        .order_by("staff__name", "pk")
    )
)
_attendance = Kept[Attendance](
    lambda meeting_id: Attendance.objects.filter(meeting=meeting_id).select_related("staff").order_by("pk")
)
_guests = Kept[MeetingGuest](
    lambda meeting_id: MeetingGuest.objects.filter(meeting=meeting_id).select_related("staff").order_by("pk")
)
_members = Kept[StaffMember](
    lambda team_id, school_id, today: working_members(
        Team(pk=team_id, school=School(pk=school_id) if school_id else None), today
    )
)
_terms = Kept[RoleTerm](lambda team_id, day: RoleTerm.objects.filter(live_on(day), team=team_id).order_by("pk"))
_tasks = Kept[TeamTask](
    lambda meeting_id: TeamTask.objects.filter(decision__meeting=meeting_id).select_related("owner").order_by("pk")
)
_recorded = Kept[Decision](
    lambda meeting_id: Decision.objects.filter(meeting=meeting_id).select_related("recorded_by").order_by("pk")
)


def live_meeting(meeting: Meeting, staff_id: int, today: datetime.date) -> LiveMeeting:
    """Nine queries, whatever the size of the meeting."""
    items = _items(meeting.pk)
    current = next((item for item in items if item.position == meeting.position), None)
    entries = _readable_entries(meeting, staff_id)
    people = _people(meeting, current, staff_id, today)
    decisions = _decisions(meeting)
    here = sum(person.is_here for person in people)
    lines = []
    for item, starts_at in zip(items, _times(meeting, items), strict=True):
        shown = entries[item.pk] if item.revealed_at else []
        answers = tuple(
            Answer(entry.staff, entry.text, entry.saved_at > item.revealed_at, entry.staff_id == staff_id)
            for entry in shown
            if entry.text.strip() and item.revealed_at
        )
        lines.append(
            AgendaLine(
                item=item,
                starts_at=starts_at,
                state=_state(item, meeting),
                answers=answers,
                passed=max(0, here - len(answers)) if item.revealed_at else 0,
                decisions=tuple(decisions[item.pk]),
            )
        )
    own = {item_id: entry for item_id, rows in entries.items() for entry in rows if entry.staff_id == staff_id}
    return LiveMeeting(meeting, tuple(lines), tuple(people), tuple(decisions[None]), own)


def _readable_entries(meeting: Meeting, staff_id: int) -> dict[int, list[StageEntry]]:
    found: dict[int, list[StageEntry]] = defaultdict(list)
    for entry in _entries(meeting.pk, staff_id):
        found[entry.item_id].append(entry)
    return found


def _people(meeting: Meeting, current: AgendaItem | None, staff_id: int, today: datetime.date) -> list[PersonInRoom]:
    """Members, guests, and whoever was there and has left the team since; members first, by name."""
    presences = {row.staff_id: row for row in _attendance(meeting.pk)}
    guests = {row.staff_id: row.staff for row in _guests(meeting.pk)}
    members = {staff.pk: staff for staff in _members(meeting.team_id, meeting.team.school_id, today)}
    if meeting.ended_at:  # who was in the team that day is what the attendance says
        members = {pk: row.staff for pk, row in presences.items() if row.state != Presence.GUEST}
    roles: dict[int, list[str]] = defaultdict(list)
    for term in _terms(meeting.team_id, meeting.day):
        roles[term.staff_id].append(term.label.lower())
    writing = _writing(current)
    everybody = members | {pk: row.staff for pk, row in presences.items()} | guests
    return [
        PersonInRoom(
            staff=staff,
            roles=", ".join(
                (["facilitator today"] if pk == meeting.facilitator_id else [])
                + [role for role in roles[pk] if role != "facilitator" or meeting.facilitator_id is None]
            ),
            presence=presences[pk].state if pk in presences else "",
            is_guest=pk not in members,
            is_you=pk == staff_id,
            writing=writing.get(pk, ""),
        )
        for pk, staff in sorted(everybody.items(), key=lambda pair: (pair[0] not in members, pair[1].name))
    ]


def _writing(current: AgendaItem | None) -> dict[int, str]:
    if current is None or current.kind != StageKind.WRITE or current.revealed_at is not None:
        return {}
    has_text = Case(When(text="", then=Value(value=False)), default=Value(value=True), output_field=BooleanField())
    rows = StageEntry.objects.filter(item=current).annotate(has_text=has_text)
    return {
        staff_id: "ready" if is_ready else "writing"
        for staff_id, is_ready, has in rows.values_list("staff_id", "is_ready", "has_text")
        if is_ready or has
    }


def _decisions(meeting: Meeting) -> dict[int | None, list[DecisionLine]]:
    tasks: dict[int | None, list[TeamTask]] = defaultdict(list)
    for task in _tasks(meeting.pk):
        tasks[task.decision_id].append(task)
    found: dict[int | None, list[DecisionLine]] = defaultdict(list)
    for decision in _recorded(meeting.pk):
        found[decision.item_id].append(DecisionLine(decision, tuple(tasks[decision.pk])))
    return found


def _times(meeting: Meeting, items: Sequence[AgendaItem]) -> list[datetime.datetime]:
    """When each stage was opened; of those ahead, when it will be if all goes on as planned."""
    at = meeting.started_at or meeting.starts_at
    times = []
    for item in items:
        at = item.opened_at or at
        times.append(at)
        is_open = item.position == meeting.position and meeting.stage_ends_at is not None
        at = (meeting.stage_ends_at or at) if is_open else at + datetime.timedelta(minutes=item.minutes)
    return times


def _state(item: AgendaItem, meeting: Meeting) -> str:
    if meeting.ended_at is None and item.position == meeting.position:
        return "now"
    return "done" if item.opened_at is not None else "ahead"
