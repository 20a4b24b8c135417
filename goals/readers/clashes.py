"""Students who would be in two groups at one time, said with names to somebody who has them."""

from collections.abc import Mapping, Sequence

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
    others = f"Free then: {', '.join(free)}. " if free else "No other group of this plan is free then. "
    return f"{others}Or choose no group here, or give one of the two another time."
