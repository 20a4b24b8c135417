"""Whose groups a person may open, and which students they have by name there.

A class’s students are named to colleagues by its teacher’s word alone (``PlanClass``), and to a group’s teacher from
the day a student is placed until the place, the group or the plan ends. Same 404 for missing and forbidden.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from assessments.access import own_section_ids
from assessments.models import AssessmentSection
from goals.access import visible_plans
from goals.access.strategies import own_team_ids
from goals.models import GroupMember, GroupSession, PlanClass, ResponseGroup, ResponsePlan, Way
from plc.schools.access import Viewer
from plc.schools.models import Section, SectionStaff
from plc.schools.models.dated import live_on
from teams.access import standing_in

RELATED = ("plan", "plan__team", "plan__team__school_year", "plan__standard", "plan__assessment", "teacher", "section")


@dataclass(frozen=True)
class Sight:
    """Which students of a plan one person has by name.

    ``own``: classes (ids) they teach today; ``released``: those whose teachers let colleagues see them, where this
    person is a member, the plan is open and the team's year not over. ``led``: students in groups they teach, while
    the right holds.
    """

    own: frozenset[int]
    released: frozenset[int]
    led: frozenset[int]

    def sees(self, student_id: int, section_id: int) -> bool:
        return section_id in self.own or section_id in self.released or student_id in self.led

    @property
    def classes(self) -> frozenset[int]:
        return self.own | self.released

    @property
    def places(self) -> Q:
        """As ``sees``, for a list of places in groups."""
        return Q(section_id__in=self.classes) | Q(student_id__in=self.led)


def _led(viewer: Viewer) -> Q:
    """Groups this person teaches while the right holds: agreed on, not over, the plan open, a teacher of the school.

    The team's year ends the right of a group that was to go on: nobody finishes its plan any more.
    """
    here = Q(plan__team__school_id__in=viewer.teacher_school_ids) | Q(plan__team__school__isnull=True)
    is_open = Q(plan__done_on__isnull=True, plan__team__school_year__ends_on__gt=viewer.today)
    return here & is_open & Q(teacher=viewer.staff, agreed_on__isnull=False, ends_on__gt=viewer.today)


def led_groups(viewer: Viewer) -> QuerySet[ResponseGroup]:
    """What one teaches now or soon, of own teams or asked by another."""
    rows = ResponseGroup.objects.filter(_led(viewer)).select_related(*RELATED)
    return rows.order_by("starts_on", "name", "pk")


def visible_groups(viewer: Viewer) -> QuerySet[ResponseGroup]:
    """The groups of own teams' plans, and those one teaches."""
    own = Q(plan__team_id__in=own_team_ids(viewer))
    return ResponseGroup.objects.filter(own | _led(viewer)).select_related(*RELATED).order_by("kind", "name", "pk")


def access_group(viewer: Viewer, group_id: int, *, to_change: bool = False) -> ResponseGroup:
    """``to_change`` locks its plan and it: its teacher and every member of the team write down what was done."""
    groups = visible_groups(viewer)
    group: ResponseGroup = _one(groups, group_id)
    return _held(groups, group_id, group.plan_id) if to_change else group


def access_team_group(viewer: Viewer, group_id: int, *, to_change: bool = False) -> ResponseGroup:
    """A group of an own team: who teaches it, when and where is for the team to say. ``to_change`` locks as above."""
    groups = visible_groups(viewer).filter(_grouping(viewer, "plan__team"))
    group: ResponseGroup = _one(groups, group_id)
    return _held(groups, group_id, group.plan_id) if to_change else group


def _grouping(viewer: Viewer, prefix: str) -> Q:
    """Teams whose groups this person makes: own ones, but of a school they lead."""
    own = Q(**{f"{prefix}_id__in": own_team_ids(viewer)})
    return own & ~Q(**{f"{prefix}__school_id__in": viewer.principal_school_ids})


def access_grouping(viewer: Viewer, plan_id: int, *, to_change: bool = False) -> ResponsePlan:
    """An open plan of an own team, whose groups every member makes; ``to_change`` locks its row."""
    plans = visible_plans(viewer).filter(_grouping(viewer, "team"))
    plan: ResponsePlan = _one(plans.select_for_update(of=("self",)) if to_change else plans, plan_id)
    return plan


def access_choosable(viewer: Viewer, plan: ResponsePlan, section_id: int) -> Section:
    """A class of the plan's CFA this person may speak for: own ones, a facilitator for those without a teacher."""
    section: Section = _one(Section.objects.filter(pk__in=choosable_ids(viewer, plan)), section_id)
    return section


def choosable_ids(viewer: Viewer, plan: ResponsePlan) -> frozenset[int]:
    """The classes of the plan's CFA that this person may let into the pool."""
    own = own_section_ids(viewer, plan.assessment)
    if not standing_in(viewer, plan.team).is_facilitator:
        return own
    taught = SectionStaff.objects.filter(live_on(viewer.today), section=OuterRef("section"))
    left = AssessmentSection.objects.filter(~Exists(taught), assessment=plan.assessment_id)
    return own | frozenset(left.values_list("section_id", flat=True))


def access_session(viewer: Viewer, session_id: int, *, to_change: bool = False) -> GroupSession:
    sessions = GroupSession.objects.filter(group__in=visible_groups(viewer).order_by().values("pk"))
    sessions = sessions.select_related("group", *(f"group__{name}" for name in RELATED)).order_by("pk")
    session: GroupSession = _one(sessions, session_id)
    return _held(sessions, session_id, session.group.plan_id) if to_change else session


def sight_of(viewer: Viewer, plan: ResponsePlan) -> Sight:
    """Whoever leads the team's school is shown own students and led groups alone, member or not."""
    led = GroupMember.objects.filter(
        live_on(viewer.today), group__plan=plan, group__in=ResponseGroup.objects.filter(_led(viewer)).values("pk")
    )
    is_colleague = plan.done_on is None and plan.team.school_id not in viewer.principal_school_ids
    member = own_team_ids(viewer).filter(pk=OuterRef("plan__team_id"))
    in_year = Q(plan__team__school_year__ends_on__gt=viewer.today)
    released = PlanClass.objects.filter(in_year, Exists(member), plan=plan, way=Way.POOL)
    return Sight(
        own=own_section_ids(viewer, plan.assessment),
        released=frozenset(released.values_list("section_id", flat=True)) if is_colleague else frozenset(),
        led=frozenset(led.values_list("student_id", flat=True)),
    )


def _held(rows: QuerySet[Any], pk: int, plan_id: int) -> Any:
    """One of ``rows`` as it is once its plan is locked, as who moves students or finishes the plan locks it first."""
    ResponsePlan.objects.select_for_update().get(pk=plan_id)
    return _one(rows.select_for_update(of=("self",)), pk)


def _one(rows: QuerySet[Any], pk: int) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
