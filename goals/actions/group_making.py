"""Making the groups of a plan, and moving students between them."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from goals.actions.group_classes import DAY, check_plan
from goals.disclosure.pool import ProposedGroup, Standing
from goals.models import GroupKind, GroupMember, Leaving, PlanClass, ResponseGroup, ResponsePlan, Way
from goals.queries.groups import places_held, timetables
from goals.slots import Clash, clashes_of
from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import StaffMember
from plc.schools.models.dated import live_on


class TwoGroupsAtOnce(Refusal):
    """Some students would be in two groups at one time; the page says whom, and what is free then."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(
            "Some students would be in two groups at one time; nothing is saved yet.",
            "Choose other groups for them, or give one of the groups another time.",
        )
        self.clashes = tuple(clashes)


@dataclass(frozen=True)
class Move:
    """A student from one group of the plan to another; None: in no group. ``was`` is what the page showed."""

    standing: Standing
    was: int | None
    to: int | None


@transaction.atomic
def form_groups(
    *, actor: StaffMember, plan: ResponsePlan, proposed: Iterable[ProposedGroup], today: datetime.date
) -> list[ResponseGroup]:
    """The groups of a proposal as it was shown, without times yet. The caller holds the plan's row."""
    check_plan(plan, today)
    made = []
    for each in proposed:
        group: ResponseGroup = ResponseGroup.objects.create(
            plan=plan,
            kind=GroupKind.EXTENSION if each.is_extension else GroupKind.GROUP,
            name=each.name,
            teacher_id=each.teacher_id,
            starts_on=today,
            ends_on=max(plan.due_on, today) + DAY,
        )
        GroupMember.objects.bulk_create(_place(group, standing, actor, today) for standing in each.students)
        made.append(group)
    if made:
        record(actor=actor, verb="form_groups", subject=plan, note=f"{len(made)} groups")
    return made


@transaction.atomic
def add_group(*, actor: StaffMember, plan: ResponsePlan, kind: str, name: str, today: datetime.date) -> ResponseGroup:
    """An empty one, to move students to."""
    check_plan(plan, today)
    if kind not in {GroupKind.GROUP, GroupKind.EXTENSION}:
        raise Refusal("A whole class is taught again by its teacher’s word.", "Choose a group or an extension.")
    if ResponseGroup.objects.filter(plan=plan, name=name).exists():
        raise Refusal(f"There is a group called “{name}” already.", "Choose another name.")
    group: ResponseGroup = ResponseGroup.objects.create(
        plan=plan, kind=kind, name=name, starts_on=today, ends_on=max(plan.due_on, today) + DAY
    )
    record(actor=actor, verb="add_group", subject=plan, note=name)
    return group


@transaction.atomic
def move_students(*, actor: StaffMember, plan: ResponsePlan, moves: Sequence[Move], today: datetime.date) -> int:
    """All moves or none; how many there were. The caller holds the plan's row and has each student by name."""
    check_plan(plan, today)
    wanted = [move for move in moves if move.was != move.to]
    if not wanted:
        return 0
    groups = {group.pk: group for group in ResponseGroup.objects.filter(plan=plan).exclude(kind=GroupKind.WHOLE_CLASS)}
    ids = [move.standing.student_id for move in wanted]
    rows = GroupMember.objects.filter(live_on(today), group__in=groups, student_id__in=ids).select_for_update()
    held = {row.student_id: row for row in rows}
    released = set(PlanClass.objects.filter(plan=plan, way=Way.POOL).values_list("section_id", flat=True))
    for move in wanted:
        _check_move(move, held.get(move.standing.student_id), groups, released)
    _check_times(plan, wanted, today)
    for move in wanted:
        row = held.get(move.standing.student_id)
        if row is not None:
            end_place(row, actor, Leaving.MOVED if move.to else Leaving.TAKEN_OUT, today)
        if move.to is not None:
            _place(groups[move.to], move.standing, actor, today).save()
    record(actor=actor, verb="move_students", subject=plan, note=f"{len(wanted)} moved")
    return len(wanted)


def _check_move(move: Move, row: GroupMember | None, groups: Mapping[int, ResponseGroup], released: set[int]) -> None:
    if (row.group_id if row else None) != move.was:
        raise Refusal(
            "A colleague has moved one of these students meanwhile; nothing is saved.",
            "Look at the groups as they are now and move again what is left to move.",
        )
    if move.to is not None and move.to not in groups:
        raise Refusal("One of these groups is gone.", "Look at the groups as they are now.")
    if move.to is not None and move.standing.section_id not in released:
        raise Refusal(
            "One of these students is of a class whose teacher has not let it be grouped.",
            "Ask the class’s teacher to decide for it on the plan’s page.",
        )


def _check_times(plan: ResponsePlan, moves: Sequence[Move], today: datetime.date) -> None:
    going = {move.standing.student_id: move for move in moves if move.to is not None}
    held = places_held(going, plan, today)
    elsewhere = {
        pk: [group_id for group_id in group_ids if group_id != going[pk].was] for pk, group_ids in held.items()
    }
    targets = {move.to for move in going.values() if move.to is not None}
    tables = timetables(targets.union(*elsewhere.values()), today)
    found = [
        clash
        for pk, move in going.items()
        if move.to is not None
        for clash in clashes_of(move.to, [pk], elsewhere, tables)
    ]
    if found:
        raise TwoGroupsAtOnce(found)


def _place(group: ResponseGroup, standing: Standing, actor: StaffMember, today: datetime.date) -> GroupMember:
    return GroupMember(
        group=group,
        student_id=standing.student_id,
        section_id=standing.section_id,
        share=standing.share,
        level=standing.band or "",
        placed_by=actor,
        starts_on=today,
    )


def end_place(row: GroupMember, actor: StaffMember, why: Leaving, today: datetime.date) -> None:
    """From today on the student is not in it. A place of this very day is kept, too: that somebody had it is so."""
    row.ends_on, row.ended_by, row.ended_at, row.left = max(today, row.starts_on), actor, timezone.now(), why
    row.save(update_fields=["ends_on", "ended_by", "ended_at", "left"])


@transaction.atomic
def agree_on_groups(*, actor: StaffMember, plan: ResponsePlan, today: datetime.date) -> int:
    """From now on each group's teacher has its students by name. How many were only proposed until now."""
    check_plan(plan, today)
    waiting = list(ResponseGroup.objects.filter(plan=plan, agreed_on__isnull=True).order_by("name"))
    nobody = [group.name for group in waiting if group.teacher_id is None]
    if nobody:
        raise Refusal(f"Nobody teaches {', '.join(nobody)} yet.", "Say who does, then agree.")
    for group in waiting:
        group.agreed_on, group.agreed_by = today, actor
    ResponseGroup.objects.bulk_update(waiting, ["agreed_on", "agreed_by"])
    if waiting:
        record(actor=actor, verb="agree_on_groups", subject=plan, note=", ".join(group.name for group in waiting))
    return len(waiting)
