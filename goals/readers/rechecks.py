"""A plan’s re-check as one person meets it: each group’s gain and what it is read against, each student’s next step."""

from dataclasses import dataclass

from assessments import queries
from assessments.disclosure.matched import Sitting
from assessments.models import Assessment, ReportRun
from assessments.queries.growth import linked_standards, reported_rechecks
from goals.disclosure.regrowth import GroupGain, Moved, Regrowth, Taught, regrowth_of
from goals.models import GroupKind, GroupMember, Leaving, Outcome, ResponseGroup, ResponsePlan, Way
from goals.queries.groups import Attended, attendance_in, places_of
from goals.readers.plans import OpenedPlan

STAYED = ("", Leaving.EXIT, Leaving.SETTLED)


@dataclass(frozen=True)
class RecheckLine:
    """One student of a group: both tests on the skill, attendance, and what is or was decided."""

    place: GroupMember
    name: str
    moved: Moved | None
    attended: Attended | None
    is_live: bool

    @property
    def suggested(self) -> tuple[str, str]:
        """Outcome and reason by the re-check alone; the team decides."""
        if self.moved is None or self.moved.after is None:
            return "", ""
        if self.moved.has_it:
            return Outcome.EXIT, "Reached the cut on the re-check."
        return Outcome.CONTINUE, "Not at the cut yet."

    @property
    def shown(self) -> tuple[str, str]:
        """What was decided, else what is suggested."""
        return (self.place.outcome, self.place.reason) if self.place.outcome else self.suggested


@dataclass(frozen=True)
class GroupRecheck:
    """``unseen`` students of the group are not this reader's to see."""

    group: ResponseGroup
    gain: GroupGain | None
    lines: tuple[RecheckLine, ...]
    unseen: int


@dataclass(frozen=True)
class OpenedRecheck:
    """``recheck`` and ``regrowth`` are None while no re-check on the skill has a report."""

    opened: OpenedPlan
    recheck: Assessment | None
    run: ReportRun | None
    regrowth: Regrowth | None
    groups: tuple[GroupRecheck, ...]

    @property
    def undecided(self) -> int:
        return sum(line.is_live and not line.place.outcome for group in self.groups for line in group.lines)


def open_recheck(opened: OpenedPlan) -> OpenedRecheck:
    """Of an opened plan, so that who looked is written down already."""
    plan, viewer = opened.plan, opened.viewer
    recheck, run = _newest(plan)
    places = [place for place in places_of(plan) if place.left in STAYED]
    groups = [group for group in opened.groups if group.kind != GroupKind.WHOLE_CLASS]
    regrowth = _regrowth(opened, run, recheck, places) if run and recheck else None
    attended = attendance_in([group.pk for group in groups])
    found = []
    for group in groups:
        inside = sorted(
            (place for place in places if place.group_id == group.pk),
            key=lambda place: (place.student.family_name, place.student.given_name, place.pk),
        )
        seen = [place for place in inside if opened.sight.sees(place.student_id, place.section_id)]
        lines = tuple(
            RecheckLine(
                place=place,
                name=f"{place.student.family_name}, {place.student.given_name}",
                moved=regrowth.students.get(place.student_id) if regrowth else None,
                attended=attended.get((group.pk, place.student_id)),
                is_live=place.is_live_on(viewer.today),
            )
            for place in seen
        )
        gain = regrowth.groups.get(group.pk) if regrowth else None
        found.append(GroupRecheck(group, gain, lines, len(inside) - len(seen)))
    return OpenedRecheck(opened, recheck, run, regrowth, tuple(found))


def _newest(plan: ResponsePlan) -> tuple[Assessment | None, ReportRun | None]:
    """The newest re-check of the plan's CFA that has a report; what the plan was finished by stays."""
    rechecks = reported_rechecks(plan.assessment)
    if plan.done_on is not None and plan.outcome_run is not None:
        run = queries.run_numbered(plan.outcome_run.assessment, plan.outcome_run.number)
        return plan.outcome_run.assessment, run
    return (rechecks[-1], queries.latest_run(rechecks[-1])) if rechecks else (None, None)


def _regrowth(opened: OpenedPlan, run: ReportRun, recheck: Assessment, places: list[GroupMember]) -> Regrowth | None:
    after = queries.students_of_run(run)
    if opened.run is None or not opened.stored or not after:
        return None
    members: dict[int, list[int]] = {group.pk: [] for group in opened.groups if group.kind != GroupKind.WHOLE_CLASS}
    for place in places:
        members[place.group_id].append(place.student_id)
    named = {place.student_id for place in places if opened.sight.sees(place.student_id, place.section_id)}
    taught = Taught(
        members=members,
        extension=[group.pk for group in opened.groups if group.kind == GroupKind.EXTENSION],
        elsewhere=[line.section.pk for line in opened.classes if line.way == Way.WHOLE_CLASS],
        known=opened.sight.classes,
        named=named,
        smallest_group=opened.viewer.district.smallest_group,
    )
    first, second = Sitting(opened.run.figures, opened.stored), Sitting(run.figures, after)
    return regrowth_of(first, second, linked_standards(recheck), opened.plan.standard_id, taught)
