"""A plan and its groups as one person meets them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from assessments import queries
from assessments.models import AssessmentSection, ReportRun
from goals.access import access_plan
from goals.access.groups import Sight, access_group, access_session, choosable_ids, sight_of
from goals.disclosure.pool import ClassNeed, Pool, Standing, class_needs, pool_of, standings_of
from goals.models import GroupKind, GroupMember, GroupSession, Leaving, PlanClass, ResponseGroup, ResponsePlan, Way
from goals.queries.groups import groups_of, last_places, members_on
from plc.schools.access import Viewer
from plc.schools.models import Section


@dataclass(frozen=True)
class Person:
    """One student as a page of the plan names them."""

    id: int
    name: str
    class_name: str
    share: float | None
    band: str
    place: GroupMember | None = None


@dataclass(frozen=True)
class ClassLine:
    """One class of the plan's CFA: what its teacher decided; ``need`` is for who teaches it alone."""

    section: Section
    teacher: str
    chosen: PlanClass | None
    is_own: bool
    may_choose: bool
    need: ClassNeed | None

    @property
    def way(self) -> str:
        return self.chosen.way if self.chosen else ""


@dataclass(frozen=True)
class GroupLine:
    """A group with the students this reader has by name; ``unseen`` are those they have not."""

    group: ResponseGroup
    people: tuple[Person, ...]
    unseen: int

    @property
    def size(self) -> int:
        return len(self.people) + self.unseen


@dataclass(frozen=True)
class OpenedPlan:
    """A plan as one person meets it."""

    viewer: Viewer
    plan: ResponsePlan

    @cached_property
    def sight(self) -> Sight:
        return sight_of(self.viewer, self.plan)

    @cached_property
    def run(self) -> ReportRun | None:
        return queries.latest_run(self.plan.assessment)

    @cached_property
    def stored(self) -> dict[str, Any]:
        return queries.students_of_run(self.run) if self.run else {}

    @cached_property
    def standings(self) -> list[Standing]:
        if self.run is None:
            return []
        return standings_of(self.run.figures, self.stored, self.plan.standard_id)

    @cached_property
    def standing_of(self) -> dict[int, Standing]:
        return {standing.student_id: standing for standing in self.standings}

    @cached_property
    def groups(self) -> list[ResponseGroup]:
        return groups_of(self.plan)

    @cached_property
    def _last(self) -> list[GroupMember]:
        return last_places(self.plan)

    @cached_property
    def members(self) -> list[GroupMember]:
        """Of today; once the plan is done, each student where they were last."""
        if self.plan.done_on is None:
            return list(members_on(self.groups, self.viewer.today))
        return [place for place in self._last if place.left != Leaving.TAKEN_OUT]

    @cached_property
    def exited(self) -> frozenset[int]:
        """Students whose last group they left because they have it now."""
        left = {place.student_id for place in self._last if place.left == Leaving.EXIT}
        return frozenset(left.difference(member.student_id for member in self.members))

    @cached_property
    def classes(self) -> list[ClassLine]:
        rows = AssessmentSection.objects.filter(assessment=self.plan.assessment_id).select_related("section")
        sections = [row.section for row in rows.order_by("position", "pk")]
        leads = queries.lead_teachers([section.pk for section in sections], self.viewer.today)
        chosen = {row.section_id: row for row in self.plan.classes.select_related("chosen_by")}
        choosable, needs = choosable_ids(self.viewer, self.plan), class_needs(self.standings)
        return [
            ClassLine(
                section=section,
                teacher=leads[section.pk].name if section.pk in leads else "",
                chosen=chosen.get(section.pk),
                is_own=section.pk in self.sight.own,
                may_choose=section.pk in choosable,
                need=needs.get(section.pk, ClassNeed(0, 0)) if section.pk in self.sight.own else None,
            )
            for section in sections
        ]

    @cached_property
    def pool(self) -> Pool:
        """Of the classes let into it, in the order of the CFA; empty for who may not see their students."""
        released = [line.section.pk for line in self.classes if line.section.pk in self._released]
        placed = {member.student_id for member in self.members}
        return pool_of(self.standings, released, placed, self.exited)

    @property
    def _released(self) -> frozenset[int]:
        """Own classes only once they were let in, too."""
        return frozenset(line.section.pk for line in self.classes if line.way == Way.POOL) & self.sight.classes

    @cached_property
    def group_lines(self) -> list[GroupLine]:
        lines = []
        for group in self.groups:
            if group.kind == GroupKind.WHOLE_CLASS:
                continue
            inside = [member for member in self.members if member.group_id == group.pk]
            seen = [member for member in inside if self.sight.sees(member.student_id, member.section_id)]
            people = tuple(_person_of(member) for member in seen)
            lines.append(GroupLine(group, people, len(inside) - len(seen)))
        return lines

    def people(self, standings: Iterable[Any]) -> list[Person]:
        """Of students in the pool or left out of it, named, in their order; the database names nobody else."""
        wanted = [each for each in standings if self.sight.sees(each.student_id, each.section_id)]
        names = queries.list_names([each.student_id for each in wanted])
        classes = {line.section.pk: line.section.name for line in self.classes}
        return [
            Person(
                each.student_id,
                names[each.student_id],
                classes.get(each.section_id, ""),
                getattr(each, "share", None),
                getattr(each, "band", None) or "",
            )
            for each in wanted
            if each.student_id in names
        ]

    def write_down(self, part: str, section_ids: Iterable[int], group: ResponseGroup | None = None) -> None:
        """That students of these classes were seen by name; own ones are nobody's business."""
        others = sorted(set(section_ids) - self.sight.own)
        if others:
            hour = timezone.now().replace(minute=0, second=0, microsecond=0)
            facts = [
                self.plan.district_id,
                self.plan.pk,
                group.pk if group else None,
                self.viewer.staff.pk,
                part,
                hour,
                others,
            ]
            with connection.cursor() as cursor:
                cursor.execute(_ONCE_AN_HOUR, facts)


# Classes that were added meanwhile are added to the line of this hour.
_ONCE_AN_HOUR: Final = """
INSERT INTO goals_namesopening (district_id, plan_id, group_id, staff_id, part, hour, section_ids)
VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (district_id, plan_id, group_id, staff_id, part, hour)
DO UPDATE SET section_ids = ARRAY(
    SELECT DISTINCT unnest(goals_namesopening.section_ids || excluded.section_ids) ORDER BY 1
) WHERE NOT goals_namesopening.section_ids @> excluded.section_ids
"""


def open_plan(viewer: Viewer, plan_id: int, *, part: str, to_change: bool = False) -> OpenedPlan:
    """A plan of an own team; 404 otherwise. Whatever names students in it is written down as ``part``."""
    opened = OpenedPlan(viewer, access_plan(viewer, plan_id, to_change=to_change))
    shown = {standing.section_id for standing in opened.standings} & opened.sight.classes
    in_groups = {m.section_id for m in opened.members if opened.sight.sees(m.student_id, m.section_id)}
    opened.write_down(part, shown | in_groups)
    return opened


@dataclass(frozen=True)
class OpenedGroup:
    """A group as one person meets it, with its students of today, or of the plan's end, that they have by name."""

    plan: OpenedPlan
    group: ResponseGroup
    people: tuple[Person, ...]
    unseen: int

    @property
    def is_taught_by_reader(self) -> bool:
        return bool(self.group.teacher_id == self.plan.viewer.staff.pk)


def open_group(viewer: Viewer, group_id: int, *, part: str) -> OpenedGroup:
    """A group of an own team or one that the viewer teaches while the right holds; 404 otherwise."""
    return _opened(viewer, access_group(viewer, group_id), part)


def open_session(
    viewer: Viewer, session_id: int, *, part: str, to_change: bool = False
) -> tuple[OpenedGroup, GroupSession]:
    """A session of such a group."""
    session = access_session(viewer, session_id, to_change=to_change)
    return _opened(viewer, session.group, part), session


def _opened(viewer: Viewer, group: ResponseGroup, part: str) -> OpenedGroup:
    plan = OpenedPlan(viewer, group.plan)
    # Once the plan is done, those who were last in this group.
    members = (
        list(members_on([group], viewer.today))
        if group.plan.done_on is None
        else [member for member in plan.members if member.group_id == group.pk]
    )
    seen = [member for member in members if plan.sight.sees(member.student_id, member.section_id)]
    plan.write_down(part, {member.section_id for member in seen}, group)
    return OpenedGroup(plan, group, tuple(_person_of(member) for member in seen), len(members) - len(seen))


def _person_of(member: GroupMember) -> Person:
    name = f"{member.student.family_name}, {member.student.given_name}"
    return Person(member.student_id, name, member.section.name, member.share, member.level, member)
