"""Groups of response plans, agreed on and met once, for the tests that walk everything."""

import datetime

from goals.actions.group_classes import choose_way
from goals.actions.group_days import add_session, record_session
from goals.actions.group_making import agree_on_groups, form_groups
from goals.disclosure.pool import ProposedGroup, Standing
from goals.models import GroupMember, GroupSession, NamesOpening, PlanClass, Presence, ResponseGroup, ResponsePlan, Way
from plc.schools.models import Enrollment, Section, StaffMember
from tests.world import World


def group_students(plan: ResponsePlan, teacher: StaffMember, section: Section, world: World) -> None:
    """The class is let in, and two of its students are in a group that met today."""
    if not PlanClass.objects.filter(plan=plan, section=section).exists():
        choose_way(actor=teacher, plan=plan, section=section, way=Way.POOL, today=world.today)
    seated = Enrollment.objects.filter(section=section).order_by("student_id").values_list("student_id", flat=True)
    students = tuple(Standing(pk, section.pk, 0.25, "more_time") for pk in seated[:2])
    number = ResponseGroup.objects.count()
    proposed = ProposedGroup(f"Group {number + 1}", False, students, teacher.pk)
    (group,) = form_groups(actor=teacher, plan=plan, proposed=[proposed], today=world.today)
    agree_on_groups(actor=teacher, plan=plan, today=world.today)
    meet_today(group, teacher, number, world)
    NamesOpening.objects.create(
        plan=plan,
        staff=teacher,
        part="plan",
        hour=datetime.datetime(2026, 9, 1, number % 24, tzinfo=datetime.UTC),
        section_ids=[section.pk],
    )


def meet_today(group: ResponseGroup, teacher: StaffMember, number: int, world: World) -> GroupSession:
    """At a time of its own, so that nobody is in two groups at once."""
    minutes = 6 * 60 + 10 * number
    at = datetime.time(minutes // 60, minutes % 60)
    session = add_session(actor=teacher, group=group, on=world.today, starts_at=at, minutes=5, today=world.today)
    here = GroupMember.objects.filter(group=group).values_list("student_id", flat=True)
    states = dict.fromkeys(here, Presence.PRESENT)
    return record_session(actor=teacher, session=session, done="Bar models.", states=states, today=world.today)
