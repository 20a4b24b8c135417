"""A teacher's word on a class: teach it again as a whole, let its students be grouped, or neither yet."""

import datetime

from django.db import transaction

from goals.actions.year_days import check_year
from goals.models import GroupKind, GroupMember, PlanClass, ResponseGroup, ResponsePlan, Way
from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import Section, StaffMember
from plc.schools.models.dated import live_on

DAY = datetime.timedelta(days=1)
LONGEST_NAME = 60


def check_plan(plan: ResponsePlan, today: datetime.date) -> None:
    """Whether anything about the plan's groups may still be written."""
    if plan.done_on is not None:
        raise Refusal("This plan is finished.", "Open it again to change its groups.")
    check_year(plan.team, today, remedy="Plan for the team of the new year.")


@transaction.atomic
def choose_way(
    *, actor: StaffMember, plan: ResponsePlan, section: Section, way: str, today: datetime.date
) -> PlanClass | None:
    """``way`` is one of ``Way``, "" takes the word back. The caller holds the plan's row, and may speak for the class.

    Students who are in groups are taken out first: whoever took their names back would leave the groups without them.
    """
    check_plan(plan, today)
    before = PlanClass.objects.filter(plan=plan, section=section).first()
    if (before.way if before else "") == way:
        return before
    _check_not_placed(plan, section, today)
    _drop_class_group(plan, section)
    if not way:
        if before is not None:
            before.delete()
            record(actor=actor, verb="take_class_back", subject=plan, note=section.name)
        return None
    if before is None:
        chosen: PlanClass = PlanClass.objects.create(plan=plan, section=section, way=way, chosen_by=actor)
    else:
        chosen = before
        chosen.way, chosen.chosen_by = way, actor
        chosen.save()
    if way == Way.WHOLE_CLASS:
        _class_group(plan, section, actor, today)
    record(
        actor=actor,
        verb="reteach_class" if way == Way.WHOLE_CLASS else "release_class",
        subject=plan,
        note=section.name,
    )
    return chosen


def _check_not_placed(plan: ResponsePlan, section: Section, today: datetime.date) -> None:
    placed = GroupMember.objects.filter(live_on(today), group__plan=plan, section=section).count()
    if placed:
        students = "1 student is" if placed == 1 else f"{placed} students are"
        raise Refusal(
            f"{section.name}: {students} in groups of this plan.",
            "Take them out of their groups first; then you can decide anew for the class.",
        )


def _class_group(plan: ResponsePlan, section: Section, actor: StaffMember, today: datetime.date) -> ResponseGroup:
    """Agreed by the same word: nobody else's students are in it."""
    group: ResponseGroup = ResponseGroup.objects.create(
        plan=plan,
        kind=GroupKind.WHOLE_CLASS,
        name=_free_name(plan, f"{section.name} as a whole"),
        section=section,
        teacher=actor,
        starts_on=today,
        ends_on=max(plan.due_on, today) + DAY,
        agreed_on=today,
        agreed_by=actor,
    )
    return group


def _free_name(plan: ResponsePlan, wanted: str) -> str:
    """Somebody may have called a group so already, and two long names may begin alike."""
    taken = set(ResponseGroup.objects.filter(plan=plan).values_list("name", flat=True))
    name, number = wanted[:LONGEST_NAME], 1
    while name in taken:
        number += 1
        name = f"{wanted[: LONGEST_NAME - len(str(number)) - 1]} {number}"
    return name


def _drop_class_group(plan: ResponsePlan, section: Section) -> None:
    groups = ResponseGroup.objects.filter(plan=plan, section=section)
    if groups.filter(sessions__recorded_at__isnull=False).exists():
        raise Refusal(
            f"{section.name} has been taught again already: there are sessions on record.",
            "Leave it as it is, or delete the sessions first.",
        )
    groups.delete()
