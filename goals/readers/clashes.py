"""Students who would be in two groups at one time, said with names to somebody who has them; teachers and rooms too."""

import datetime
from collections.abc import Mapping, Sequence

from django.db.models import Q

from goals.models import GroupKind, ResponseGroup
from goals.queries.groups import groups_named, timetables
from goals.readers.plans import OpenedPlan
from goals.slots import Clash, Slot, first_clash
from plc.http.components import Problem


def clash_problems(opened: OpenedPlan, clashes: Sequence[Clash]) -> list[Problem]:
    """A sentence each: both groups, and what is free then. Of another team's group nothing but its team and time."""
    ids = {clash.group_id for clash in clashes} | {clash.other_id for clash in clashes}
    groups = groups_named(ids)
    mine = [group for group in opened.groups if group.kind != GroupKind.WHOLE_CLASS]
    tables = timetables(ids | {group.pk for group in mine}, opened.viewer.today)
    standings = [opened.standing_of[c.student_id] for c in clashes if c.student_id in opened.standing_of]
    names = {person.id: person.name for person in opened.people(standings)}
    return [
        Problem(
            where=names.get(clash.student_id, "A student"),
            what=f"{_said(opened, groups, clash.group_id, clash.slot)} and "
            f"{_said(opened, groups, clash.other_id, clash.other_slot)} are at one time.",
            remedy=_remedy(clash, mine, tables),
        )
        for clash in clashes
    ]


def _said(opened: OpenedPlan, groups: Mapping[int, ResponseGroup], group_id: int, slot: Slot) -> str:
    group = groups[group_id]
    if group.plan.team_id != opened.plan.team_id:
        return f"A group of {group.plan.team.name} ({slot.words})"
    of_plan = "" if group.plan_id == opened.plan.pk else f" of {group.plan.standard.short_name}"
    return f"{group.name}{of_plan} ({slot.words}{f', {group.teacher.name}' if group.teacher else ''})"


def _remedy(clash: Clash, groups: Sequence[ResponseGroup], tables: Mapping[int, Sequence[Slot]]) -> str:
    free = [
        group.name
        for group in groups
        if group.pk not in {clash.group_id, clash.other_id}
        and not first_clash(tables.get(group.pk, ()), tables.get(clash.other_id, ()))
    ]
    if not free:
        return "No other group of this plan is free then: choose no group here, or give one of the two another time."
    return f"Free then: {', '.join(free)}. Or choose no group here, or give one of the two another time."


def double_bookings(group: ResponseGroup, today: datetime.date) -> list[str]:
    """A sentence for each group that has this one's teacher or room at its time.

    Nothing is refused: two small groups may well sit in one room with one teacher.
    """
    room = Q(room__iexact=group.room, plan__team__school=group.plan.team.school_id) if group.room else Q(pk=None)
    teacher = Q(teacher=group.teacher_id) if group.teacher_id else Q(pk=None)
    on = ResponseGroup.objects.filter(teacher | room, plan__done_on__isnull=True, ends_on__gt=today)
    others = groups_named(on.exclude(pk=group.pk).values_list("pk", flat=True))
    tables = timetables({group.pk, *others}, today)
    pairs = {pk: first_clash(tables.get(group.pk, ()), tables.get(pk, ())) for pk in sorted(others)}
    return [_booked(group, others[pk], pair[1]) for pk, pair in pairs.items() if pair]


def _booked(group: ResponseGroup, other: ResponseGroup, slot: Slot) -> str:
    is_ours = other.plan.team_id == group.plan.team_id
    named = f"{other.name} of {other.plan.standard.short_name}" if is_ours else f"a group of {other.plan.team.name}"
    if group.teacher is not None and other.teacher_id == group.teacher_id:
        return f"{group.teacher.name} teaches {named} at that time too: {slot.words}."
    return f"{group.room} is where {named} meets at that time: {slot.words}."
