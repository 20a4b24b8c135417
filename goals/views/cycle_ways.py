"""Where a step of a cycle leads: the one next action, others beside it, and who owes what."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from assessments.access import own_section_ids
from goals.cycle_states import MeetingState
from goals.cycle_texts import StepKey
from goals.models import CycleTarget, ResponsePlan
from goals.queries.cycles import CycleTest, CycleView, StepView
from goals.views.places import address
from plc.schools.access import Viewer
from plc.schools.models import StaffMember
from teams.access import Standing
from teams.models import Meeting


@dataclass(frozen=True)
class Way:
    """A link, or with ``is_post`` a button that does something at once."""

    label: str
    url: str
    is_post: bool = False


@dataclass(frozen=True)
class Owed:
    """One line of who owes what. ``who`` None: nobody teaches that class."""

    who: StaffMember | None
    what: str
    how_far: str
    is_settled: bool
    is_mine: bool


@dataclass(frozen=True)
class Work:
    """What the ways of a cycle are made from, besides where it stands."""

    viewer: Viewer
    standing: Standing
    meetings: tuple[Meeting, ...]
    plans: tuple[ResponsePlan, ...]
    facilitators: tuple[StaffMember, ...]
    targets: tuple[CycleTarget, ...]
    tested: frozenset[int] = frozenset()

    @property
    def targets_tested(self) -> list[CycleTarget]:
        """Those that the cycle's CFA asks for: of others there is no result to act on."""
        return [target for target in self.targets if target.standard_id in self.tested]


Ways = tuple[list[Way], str]


def ways_of(view: CycleView, step: StepView, work: Work) -> Ways:
    """The next action first, then others; a sentence where somebody else has to act."""
    return _WAYS[step.plan.key](view, work)


def _focus(view: CycleView, work: Work) -> Ways:
    choose = Way("Change the targets" if view.facts.targets else "Choose the targets", _of(work, view, "targets"))
    if view.facts.targets and view.cycle.proficient and not view.facts.is_agreed:
        return [Way("We agreed on this", _of(work, view, "agree"), is_post=True), choose], ""
    return [choose], ""


def _goal(view: CycleView, work: Work) -> Ways:
    return [Way("Choose another goal" if view.facts.has_goal else "Set the goal", _of(work, view, "goal"))], ""


def _assess(view: CycleView, work: Work) -> Ways:
    return _building(view.assessment, Way("Build the CFA", _of(work, view, "cfa")), work)


def _pretest(view: CycleView, work: Work) -> Ways:
    return _test(view.pretest, Way("Build a pre-assessment", _of(work, view, "pretest")), work)


def _teach(view: CycleView, work: Work) -> Ways:
    write = Way("Change the plan" if view.facts.has_plan else "Write the plan", _of(work, view, "plan"))
    if view.facts.has_plan and not view.facts.is_taught:
        return [Way("We taught it", _of(work, view, "taught"), is_post=True), write], ""
    return [write], ""


def _results(view: CycleView, work: Work) -> Ways:
    if view.assessment is None:
        return _assess(view, work)
    return _test(view.assessment, Way("Build the CFA", _of(work, view, "cfa")), work)


def _recheck(view: CycleView, work: Work) -> Ways:
    if view.assessment is None:
        return [], "A re-check asks a CFA again; there is none yet."
    return _test(view.recheck, Way("Make the re-check", _cfa(work, "recheck", view.assessment)), work)


def _reflect(view: CycleView, work: Work) -> Ways:
    return [Way("Look back and close the cycle", address(work.viewer, "reflect_on_cycle", view.cycle.pk))], ""


def _building(test: CycleTest | None, begin: Way, work: Work) -> Ways:
    """From nothing to the lock; only a facilitator builds, and every member may choose one that is there."""
    if test is None:
        if work.standing.is_facilitator:
            return [begin], ""
        return [Way("Choose one we have", begin.url)], f"{_facilitators(work)} builds a new one."
    if test.assessment.is_locked:
        return [Way(f"Open {test.assessment.title}", _cfa(work, "cfa", test))], ""
    if work.standing.is_facilitator:
        return [Way(f"Go on building {test.assessment.title}", _cfa(work, "build", test))], ""
    return [Way("Look at the draft", _cfa(work, "cfa", test))], f"{_facilitators(work)} locks it when you agree."


def _test(test: CycleTest | None, begin: Way, work: Work) -> Ways:
    """From nothing to the report."""
    if test is None or not test.assessment.is_locked:
        return _building(test, begin, work)
    mine = own_section_ids(work.viewer, test.assessment)
    due = [row for row in test.sections if row.section_id in mine and row.enrolled and not row.is_complete]
    ways = []
    if due:
        entry = reverse("assessments:section_entry", args=[_slug(work), test.assessment.pk, due[0].section_id])
        ways += [Way("Enter my scores", entry), Way("Upload a sheet", _cfa(work, "upload", test))]
    if test.assessment.has_report:
        ways.append(Way("Look at the live report", _cfa(work, "report", test)))
    elif not due:
        ways.append(Way(f"Open {test.assessment.title}", _cfa(work, "cfa", test)))
    return ways, ""


def _meet(view: CycleView, work: Work) -> Ways:
    return list(_meetings(view, work)), ""


def _meetings(view: CycleView, work: Work) -> Iterator[Way]:
    cycle = view.cycle
    plan = reverse("teams:new_meeting", args=[_slug(work), cycle.team_id])
    is_ahead = [each for each in work.meetings if each.ended_at is None]
    if cycle.assessment_id is None:
        yield Way("Build the CFA first", _of(work, view, "cfa"))
        return
    new = Way("Plan the data meeting", f"{plan}?report={cycle.assessment_id}")
    if is_ahead:
        first = is_ahead[0]
        yield Way("Open the meeting", reverse("teams:meeting", args=[_slug(work), first.pk]))
    elif view.facts.meeting == MeetingState.HELD:
        yield Way("Plan another meeting", new.url)
        yield Way("Read the minutes", reverse("teams:meeting", args=[_slug(work), work.meetings[-1].pk]))
    else:
        yield new


def _respond(view: CycleView, work: Work) -> Ways:
    return list(_responses(view, work)), ""


def _responses(view: CycleView, work: Work) -> Iterator[Way]:
    """To the plans while some are open; else to a plan for a target that has none yet."""
    test, plans = view.assessment, address(work.viewer, "plans", view.cycle.team_id)
    if view.facts.plans_open:
        yield Way("Open the response plans", plans)
    if test is not None and test.assessment.has_report:
        yield Way("See who needs what", reverse("assessments:report_groups", args=[_slug(work), test.assessment.pk]))
        planned = {plan.standard_id for plan in work.plans}
        for target in work.targets_tested:
            if target.standard_id not in planned:
                url = address(work.viewer, "new_plan", test.assessment.pk, target.standard_id)
                yield Way(f"Plan for {target.standard.short_name}", url)
    if not view.facts.plans_open:
        yield Way("Open the response plans", plans)


_WAYS: dict[StepKey, Callable[[CycleView, Work], Ways]] = {
    StepKey.FOCUS: _focus,
    StepKey.GOAL: _goal,
    StepKey.ASSESS: _assess,
    StepKey.PRETEST: _pretest,
    StepKey.TEACH: _teach,
    StepKey.RESULTS: _results,
    StepKey.MEET: _meet,
    StepKey.RESPOND: _respond,
    StepKey.RECHECK: _recheck,
    StepKey.REFLECT: _reflect,
}


def owed_for(view: CycleView, step: StepView, work: Work) -> list[Owed]:
    """Class by class where papers are asked for, plan by plan where the team responds, else whoever sees to it."""
    tests = {
        StepKey.PRETEST: view.pretest,
        StepKey.RESULTS: view.assessment,
        StepKey.RECHECK: view.recheck,
    }
    test = tests.get(step.plan.key)
    me = work.viewer.staff.pk
    if test is not None and test.assessment.is_locked:
        mine = own_section_ids(work.viewer, test.assessment)
        return [
            Owed(
                row.teacher,
                row.name,
                f"{row.complete} of {row.enrolled} in" + (f", {row.away} absent or exempt" if row.away else ""),
                row.is_complete,
                row.section_id in mine,
            )
            for row in test.sections
            if row.enrolled
        ]
    if step.plan.key == StepKey.RESPOND and work.plans:
        return [
            Owed(
                plan.owner,
                plan.standard.short_name,
                f"done {plan.done_on:%b %-d}" if plan.done_on else f"by {plan.due_on:%b %-d}",
                plan.done_on is not None,
                plan.owner_id == me,
            )
            for plan in work.plans
        ]
    owner = step.said.owner if step.said and step.said.owner else None
    people = [owner] if owner else list(work.facilitators)
    due_on = step.said.due_on if step.said else None
    how_far = f"by {due_on:%b %-d}" if due_on else ""
    return [Owed(person, step.label, how_far, False, person.pk == me) for person in people]


def _of(work: Work, view: CycleView, part: str) -> str:
    return address(work.viewer, f"cycle_{part}", view.cycle.pk)


def _cfa(work: Work, name: str, test: CycleTest) -> str:
    return reverse(f"assessments:{name}", args=[_slug(work), test.assessment.pk])


def _slug(work: Work) -> str:
    return work.viewer.district.slug


def _facilitators(work: Work) -> str:
    return " or ".join(person.name for person in work.facilitators) or "Your facilitator"
