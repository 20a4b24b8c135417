"""Groups of plans with their times, sessions and students. Who may see which is for ``access.groups`` to say."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from goals.models import (
    GroupKind,
    GroupMember,
    GroupSession,
    GroupTime,
    NamesOpening,
    Presence,
    ResponseGroup,
    ResponsePlan,
    SessionAttendance,
)
from goals.slots import Slot
from plc.schools.models.dated import live_on


def groups_of(plan: ResponsePlan) -> list[ResponseGroup]:
    """Groups that need, then extension, then whole classes; each with its ``times``."""
    order = {GroupKind.GROUP: 0, GroupKind.EXTENSION: 1, GroupKind.WHOLE_CLASS: 2}
    rows = ResponseGroup.objects.filter(plan=plan).select_related("teacher", "section", "agreed_by")
    found = list(rows.prefetch_related("times").order_by("pk"))
    return sorted(found, key=lambda group: (order[GroupKind(group.kind)], len(group.name), group.name))


def members_on(groups: Collection[ResponseGroup], day: datetime.date) -> QuerySet[GroupMember]:
    """Who is in these groups on a day."""
    rows = GroupMember.objects.filter(live_on(day), group__in=[group.pk for group in groups])
    return rows.select_related("student", "section", "placed_by").order_by("student__family_name", "student_id")


def places_of(plan: ResponsePlan) -> QuerySet[GroupMember]:
    """Every place there has been in the plan's groups, the newest first."""
    related = ("student", "section", "group", "placed_by", "ended_by", "decided_by")
    return GroupMember.objects.filter(group__plan=plan).select_related(*related).order_by("-placed_at", "-pk")


def last_places(plan: ResponsePlan) -> list[GroupMember]:
    """The newest place of each student in the plan's groups, by name."""
    last: dict[int, GroupMember] = {}
    for place in places_of(plan):
        last.setdefault(place.student_id, place)
    return sorted(last.values(), key=lambda place: (place.student.family_name, place.student_id))


def slots_of(group: ResponseGroup, times: Iterable[GroupTime]) -> list[Slot]:
    return sorted(Slot(t.weekday, t.starts_at, t.minutes, group.starts_on, group.ends_on) for t in times)


def timetables(groups: Collection[int], today: datetime.date) -> dict[int, list[Slot]]:
    """When each of these groups (ids) meets from today on: its weekly times, and sessions of single days."""
    found: dict[int, list[Slot]] = defaultdict(list)
    wanted = list(groups)
    for time in GroupTime.objects.filter(group__in=wanted).select_related("group"):
        group = time.group
        found[group.pk].append(Slot(time.weekday, time.starts_at, time.minutes, group.starts_on, group.ends_on))
    for session in GroupSession.objects.filter(group__in=wanted, on__gte=today):
        slot = Slot.once(session.on, session.starts_at, session.minutes)
        if not any(slot.meets(weekly) for weekly in found[session.group_id]):
            found[session.group_id].append(slot)
    return found


def places_held(students: Iterable[int], plan: ResponsePlan, today: datetime.date) -> dict[int, list[int]]:
    """The groups (ids) that students are in now or soon: of this team's plans, and those other teams agreed on."""
    counts = Q(group__plan__team=plan.team_id) | Q(group__agreed_on__isnull=False)
    rows = GroupMember.objects.filter(
        counts,
        Q(ends_on__isnull=True) | Q(ends_on__gt=today),
        student_id__in=list(students),
        group__ends_on__gt=today,
        group__plan__done_on__isnull=True,
    )
    found: dict[int, list[int]] = defaultdict(list)
    for student_id, group_id in rows.order_by("group_id").values_list("student_id", "group_id"):
        found[student_id].append(group_id)
    return found


@dataclass(frozen=True)
class Attended:
    """Of the sessions with a list: how often a student was there, of how many that noted anything of them."""

    present: int
    of: int


def attendance_in(groups: Collection[int]) -> dict[tuple[int, int], Attended]:
    """By group and student."""
    rows = SessionAttendance.objects.filter(session__group__in=list(groups))
    counted = rows.values("session__group_id", "student_id").annotate(
        n=Count("pk"), there=Count("pk", filter=Q(state=Presence.PRESENT))
    )
    return {
        (row["session__group_id"], row["student_id"]): Attended(row["there"], row["n"]) for row in counted.order_by()
    }


def sessions_of(groups: Sequence[ResponseGroup]) -> dict[int, list[GroupSession]]:
    found: dict[int, list[GroupSession]] = {group.pk: [] for group in groups}
    rows = GroupSession.objects.filter(group__in=list(found)).select_related("recorded_by")
    counted = rows.annotate(there=Count("attendance", filter=Q(attendance__state=Presence.PRESENT)))
    for session in counted.order_by("on", "starts_at", "pk"):
        found[session.group_id].append(session)
    return found


def states_in(session: GroupSession) -> dict[int, str]:
    """What was noted of each student."""
    return dict(SessionAttendance.objects.filter(session=session).values_list("student_id", "state"))


def names_openings(plan: ResponsePlan, section_ids: Iterable[int], *, but: int) -> QuerySet[NamesOpening]:
    """By whom students of these classes were seen by name, except by the staff member ``but``; newest first."""
    rows = NamesOpening.objects.filter(plan=plan, section_ids__overlap=list(section_ids)).exclude(staff_id=but)
    return rows.select_related("staff", "group").order_by("-hour", "staff__name", "pk")


@dataclass(frozen=True)
class GroupCounts:
    """What leaders may know of a team's groups that meet now: how many, and their sessions, and nothing of a student.

    ``students`` in them today is None where it is less than the district's smallest group.
    """

    groups: int = 0
    sessions_held: int = 0
    students: int | None = None


def group_counts(team_ids: Iterable[int], today: datetime.date, smallest_group: int) -> Mapping[int, GroupCounts]:
    """By team, where there are any: of open plans, what was agreed on. Two statements, however many teams."""
    agreed = ResponseGroup.objects.filter(
        plan__team__in=list(team_ids), plan__done_on__isnull=True, agreed_on__isnull=False
    )
    rows = (
        agreed.order_by()
        .values("plan__team")
        .annotate(
            groups=Count("pk", distinct=True),
            held=Count("sessions", filter=Q(sessions__recorded_at__isnull=False), distinct=True),
        )
    )
    members = GroupMember.objects.filter(live_on(today), group__in=agreed.order_by().values("pk"))
    students = _counted(members, "group__plan__team", "student_id")
    found = {}
    for row in rows:
        n = students.get(row["plan__team"], 0)
        found[row["plan__team"]] = GroupCounts(row["groups"], row["held"], n if n >= smallest_group else None)
    return found


def _counted(rows: QuerySet, by: str, what: str) -> dict[int, int]:
    counted = rows.order_by().values(by).annotate(n=Count(what, distinct=True))
    return dict(counted.values_list(by, "n"))


def groups_named(group_ids: Iterable[int]) -> dict[int, ResponseGroup]:
    """With plan, team, skill and teacher, for a sentence about them."""
    related = ("teacher", "plan", "plan__team", "plan__standard")
    return ResponseGroup.objects.select_related(*related).in_bulk(list(group_ids))
