"""A group's teacher, room and times, its sessions, and who was there."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import transaction
from django.utils import timezone

from goals.actions.group_classes import DAY, check_plan
from goals.actions.group_making import TwoGroupsAtOnce
from goals.actions.year_days import check_in_year
from goals.models import (
    GroupMember,
    GroupSession,
    GroupTime,
    NamesOpening,
    Presence,
    ResponseGroup,
    SessionAttendance,
)
from goals.queries.groups import places_held, slots_of, timetables
from goals.slots import Slot, clashes_of
from plc.http.refusals import Refusal
from plc.http.seen import check_seen
from plc.schools.audit import record
from plc.schools.models import StaffMember
from plc.schools.queries import teachers_at
from teams.queries.meetings import free_days_between

MOST_SESSIONS = 60


@dataclass(frozen=True)
class WeeklyTime:
    weekday: int
    starts_at: datetime.time
    minutes: int


@dataclass(frozen=True)
class GroupFacts:
    """``last_day`` is the last one on which the group still meets."""

    name: str
    teacher: StaffMember | None
    room: str
    focus: str
    starts_on: datetime.date
    last_day: datetime.date
    times: tuple[WeeklyTime, ...]


@dataclass(frozen=True)
class LaidOut:
    """How many sessions are new, and the names of the days without school on which there is none."""

    n: int
    free: tuple[str, ...]


@transaction.atomic
def change_group(*, actor: StaffMember, group: ResponseGroup, facts: GroupFacts, today: datetime.date) -> ResponseGroup:
    """The caller holds the row. A teacher who is replaced loses the students' names with this, at once."""
    plan = group.plan
    check_plan(plan, today)
    _check_facts(group, facts, today)
    slots = [Slot(t.weekday, t.starts_at, t.minutes, facts.starts_on, facts.last_day + DAY) for t in facts.times]
    _check_times(slots)
    _check_students(group, slots, today)
    before = group.teacher_id
    group.name, group.teacher, group.room, group.focus = facts.name, facts.teacher, facts.room, facts.focus
    group.starts_on, group.ends_on = facts.starts_on, facts.last_day + DAY
    group.save(update_fields=["name", "teacher", "room", "focus", "starts_on", "ends_on"])
    GroupTime.objects.filter(group=group).delete()
    GroupTime.objects.bulk_create(GroupTime(group=group, **vars(time)) for time in facts.times)
    note = (
        group.name
        if group.teacher_id == before
        else f"{group.name}: {group.teacher.name if group.teacher else 'nobody'}"
    )
    record(actor=actor, verb="change_group", subject=group, note=note)
    return group


def _check_facts(group: ResponseGroup, facts: GroupFacts, today: datetime.date) -> None:
    if facts.last_day < facts.starts_on:
        raise Refusal("The last day is before the first.", "Choose a later last day.")
    for day in (facts.starts_on, facts.last_day):
        check_in_year(day, group.plan.team)
    others = ResponseGroup.objects.filter(plan=group.plan_id).exclude(pk=group.pk)
    if others.filter(name=facts.name).exists():
        raise Refusal(f"There is a group called “{facts.name}” already.", "Choose another name.")
    if facts.teacher is None and group.agreed_on is not None:
        raise Refusal("A group that was agreed on has a teacher.", "Choose who teaches it.")
    if facts.teacher is None or facts.teacher.pk == group.teacher_id:
        return
    if not teachers_at(group.plan.team.school, today).filter(pk=facts.teacher.pk).exists():
        raise Refusal(f"{facts.teacher.name} does not teach at this school today.", "Choose somebody who does.")


def _check_times(slots: Sequence[Slot]) -> None:
    for one, other in pairwise(sorted(slots)):
        if one.meets(other):
            raise Refusal(f"{one.words} and {other.words} overlap.", "Change one of the two, or leave it out.")


def _check_students(group: ResponseGroup, slots: Sequence[Slot], today: datetime.date) -> None:
    students = _students(group, today)
    held = places_held(students, group.plan, today)
    others = {group_id for group_ids in held.values() for group_id in group_ids} - {group.pk}
    tables = {**timetables(others, today), group.pk: list(slots)}
    clashes = clashes_of(group.pk, students, held, tables)
    if clashes:
        raise TwoGroupsAtOnce(clashes)


def _students(group: ResponseGroup, today: datetime.date) -> list[int]:
    rows = GroupMember.objects.filter(group=group).exclude(ends_on__lte=today)
    return list(rows.order_by("student_id").values_list("student_id", flat=True))


@transaction.atomic
def delete_group(*, actor: StaffMember, group: ResponseGroup, today: datetime.date) -> None:
    """Only one that has nobody and no session on record: what was, stays."""
    check_plan(group.plan, today)
    if group.section_id is not None:
        raise Refusal("This is a whole class.", "Its teacher decides anew for the class on the plan’s page.")
    if _students(group, today):
        raise Refusal(f"{group.name} still has students.", "Move them first.")
    if GroupSession.objects.filter(group=group, recorded_at__isnull=False).exists():
        raise Refusal(f"{group.name} has met already.", "Give it a last day instead.")
    if group.agreed_on is not None and GroupMember.objects.filter(group=group).exists():
        raise Refusal(f"{group.name} had students, and who was in it stays on record.", "Give it a last day instead.")
    _keep_looks(group)
    record(actor=actor, verb="delete_group", subject=group.plan, note=group.name)
    group.delete()


def _keep_looks(group: ResponseGroup) -> None:
    """Who saw names in the group stays known to the students' teachers: as a look at the plan."""
    for look in NamesOpening.objects.filter(group=group):
        key = {"plan_id": look.plan_id, "group": None, "staff_id": look.staff_id, "part": look.part, "hour": look.hour}
        kept, is_new = NamesOpening.objects.get_or_create(**key, defaults={"section_ids": look.section_ids})
        if not is_new:
            kept.section_ids = sorted({*kept.section_ids, *look.section_ids})
            kept.save(update_fields=["section_ids"])


@transaction.atomic
def lay_out_sessions(*, actor: StaffMember, group: ResponseGroup, today: datetime.date) -> LaidOut:
    """A session for each of its weekly times from today on that has none yet; days without school are left out."""
    check_plan(group.plan, today)
    slots = slots_of(group, GroupTime.objects.filter(group=group))
    if not slots:
        raise Refusal(f"{group.name} has no weekly time yet.", "Say on which days it meets, or add a single session.")
    there = set(GroupSession.objects.filter(group=group).values_list("on", "starts_at"))
    days = sorted((day, slot) for slot in slots for day in slot.days() if day >= today)
    free = free_days_between(today, group.ends_on)
    new = [(day, slot) for day, slot in days if (day, slot.starts_at) not in there and day not in free][:MOST_SESSIONS]
    GroupSession.objects.bulk_create(
        GroupSession(group=group, on=day, starts_at=slot.starts_at, minutes=slot.minutes) for day, slot in new
    )
    if new:
        record(actor=actor, verb="lay_out_sessions", subject=group, note=f"{len(new)} sessions")
    return LaidOut(len(new), tuple(dict.fromkeys(free[day] for day, _slot in days if day in free)))


@transaction.atomic
def add_session(
    *,
    actor: StaffMember,
    group: ResponseGroup,
    on: datetime.date,
    starts_at: datetime.time,
    minutes: int,
    today: datetime.date,
) -> GroupSession:
    """One more, on a day of the group's own."""
    check_plan(group.plan, today)
    if not group.starts_on <= on < group.ends_on:
        last = group.ends_on - DAY
        raise Refusal(
            f"{group.name} meets from {group.starts_on:%B %-d} to {last:%B %-d}.",
            "Choose a day between, or change its days.",
        )
    slot = Slot.once(on, starts_at, minutes)
    for row in GroupSession.objects.filter(group=group, on=on).order_by("starts_at"):
        other = Slot.once(on, row.starts_at, row.minutes)
        if slot.meets(other):
            raise Refusal(f"There is a session at this time already: {other.words}.", "Choose another day or time.")
    if on >= today:
        _check_students(group, [slot], today)
    session: GroupSession = GroupSession.objects.create(group=group, on=on, starts_at=starts_at, minutes=minutes)
    record(actor=actor, verb="add_session", subject=group, note=on.isoformat())
    return session


@transaction.atomic
def delete_session(*, actor: StaffMember, session: GroupSession, today: datetime.date) -> None:
    check_plan(session.group.plan, today)
    record(actor=actor, verb="delete_session", subject=session.group, note=session.on.isoformat())
    session.delete()


@transaction.atomic
def record_session(
    *,
    actor: StaffMember,
    session: GroupSession,
    done: str,
    states: Mapping[int, Presence],
    today: datetime.date,
    seen: str = "",
) -> GroupSession:
    """What was done and who was there; ``states`` of students whom the caller may see, the others' stay as they are."""
    check_plan(session.group.plan, today)
    if session.on > today:
        raise Refusal(f"This session is on {session.on:%B %-d}.", "Note who was there when it has been held.")
    check_seen(seen, now=session.seen, words=session.done)
    SessionAttendance.objects.filter(session=session, student_id__in=list(states)).delete()
    SessionAttendance.objects.bulk_create(
        SessionAttendance(session=session, student_id=pk, state=state) for pk, state in states.items()
    )
    session.done, session.recorded_by, session.recorded_at = done, actor, timezone.now()
    session.save(update_fields=["done", "recorded_by", "recorded_at"])
    record(actor=actor, verb="record_session", subject=session.group, note=session.on.isoformat())
    return session
