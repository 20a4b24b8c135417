"""Where cycles stand: the facts of each in a fixed number of statements, and its ten steps as a page shows them."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from assessments.models import Assessment, Item, ReportRun, Result, RunState
from assessments.queries import SectionProgress, Totals, progress_of, summed
from goals.cycle_states import CycleFacts, MeetingState, PaperFacts, StepState, current_step, states_of
from goals.cycle_texts import STEPS, StepKey, StepPlan
from goals.models import Cycle, CycleStep, CycleTarget, ResponsePlan
from goals.queries.cycle_words import Wording
from plc.tenancy.kept import Kept
from teams.models import Decision, Meeting

Progress = Mapping[int, Sequence[SectionProgress]]


@dataclass(frozen=True)
class CycleTest:
    """A test of a cycle, and how far its papers are."""

    assessment: Any  # with what ``_of_cfas`` annotates
    sections: tuple[SectionProgress, ...]
    today: datetime.date

    @property
    def totals(self) -> Totals:
        return summed(self.sections)

    @property
    def facts(self) -> PaperFacts:
        return PaperFacts(
            is_locked=self.assessment.is_locked,
            is_begun=self.assessment.is_begun,
            is_complete=self.totals.is_complete,
            has_report=self.assessment.has_report,
            is_over=self.assessment.closes_on < self.today,
        )

    @property
    def note(self) -> str:
        """A few words under the step: “draft”, “95 of 103”."""
        if not self.assessment.is_locked:
            return "draft"
        totals = self.totals
        return f"{totals.complete} of {totals.enrolled}" if self.assessment.is_begun else "waits for results"


@dataclass(frozen=True)
class StepView:
    """One step of one cycle; ``said`` is what was said of it by hand."""

    plan: StepPlan
    number: int
    label: str
    state: StepState
    is_current: bool
    note: str
    said: CycleStep | None

    @property
    def look(self) -> str:
        """As the stepper knows it."""
        if self.is_current:
            return "now"
        return self.state.value if self.state in {StepState.DONE, StepState.SKIPPED} else "ahead"


@dataclass(frozen=True)
class CycleView:
    """A cycle with where it stands."""

    cycle: Cycle
    facts: CycleFacts
    steps: tuple[StepView, ...]
    assessment: CycleTest | None
    pretest: CycleTest | None
    recheck: CycleTest | None

    @property
    def current(self) -> StepView | None:
        return next((step for step in self.steps if step.is_current), None)

    @property
    def settled(self) -> int:
        return sum(step.state in {StepState.DONE, StepState.SKIPPED} for step in self.steps)

    def step(self, key: StepKey) -> StepView:
        return next(step for step in self.steps if step.plan.key == key)


def with_facts(cycles: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """Annotated with all that the states follow from, besides the papers of its tests."""
    meetings = Meeting.objects.filter(
        team=OuterRef("team"), report_id=OuterRef("assessment"), cancelled_at__isnull=True
    ).order_by()
    decided = Decision.objects.filter(meeting=OuterRef("pk"))
    plans = ResponsePlan.objects.filter(team=OuterRef("team"), assessment=OuterRef("assessment")).order_by()
    said = CycleStep.objects.filter(cycle=OuterRef("pk"))
    earlier = Cycle.objects.filter(team=OuterRef("team"), starts_on__lte=OuterRef("starts_on"))
    return cycles.annotate(
        target_count=_count(CycleTarget.objects.filter(cycle=OuterRef("pk")).order_by(), "cycle"),
        is_planned=Exists(meetings),
        is_held=Exists(meetings.filter(ended_at__isnull=False)),
        is_decided=Exists(meetings.filter(Exists(decided), ended_at__isnull=False)),
        plans_open=_count(plans.filter(done_on__isnull=True), "assessment"),
        plans_settled=_count(plans.filter(done_on__isnull=False), "assessment"),
        skipped=ArraySubquery(said.filter(skipped_on__isnull=False).order_by().values("step")),
        is_taught=Exists(said.filter(step=StepKey.TEACH.value, done_on__isnull=False)),
        ordinal=_count(earlier.order_by(), "team"),
    )


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _of_cfas(ids: frozenset[int]) -> QuerySet[Assessment]:
    """These CFAs and their re-checks."""
    done = ReportRun.objects.filter(assessment=OuterRef("pk"), state=RunState.DONE)
    items = Item.objects.filter(version=OuterRef("current_version")).order_by()
    return (
        Assessment.objects.filter(Q(pk__in=ids) | Q(recheck_of__in=ids))
        .annotate(
            has_report=Exists(done),
            is_begun=Exists(Result.objects.filter(assessment=OuterRef("pk"))),
            item_count=_count(items, "version"),
        )
        .order_by("opens_on", "pk")
    )


_tests = Kept[Assessment](_of_cfas)


def tests_of(cycles: Iterable[Cycle]) -> list[Assessment]:
    """The CFAs, pre-assessments and re-checks of these cycles; one statement."""
    ids = frozenset(pk for cycle in cycles for pk in (cycle.assessment_id, cycle.pretest_id) if pk is not None)
    return _tests(ids) if ids else []


def cycle_views(
    cycles: Sequence[Any],
    words: Wording,
    today: datetime.date,
    *,
    said: Mapping[int, Sequence[CycleStep]] | None = None,
    tests: Sequence[Assessment] | None = None,
    progress: Progress | None = None,
) -> list[CycleView]:
    """Of cycles ``with_facts``. ``tests`` and their ``progress`` may be handed over by whoever has them already."""
    found = tests_of(cycles) if tests is None else tests
    papers = progress_of(found, today) if progress is None and found else (progress or {})
    known = {each.pk: CycleTest(each, tuple(papers[each.pk]), today) for each in found}
    rechecks = {each.recheck_of_id: known[each.pk] for each in found if each.recheck_of_id is not None}
    return [_view(cycle, words, known, rechecks, (said or {}).get(cycle.pk, ())) for cycle in cycles]


def _view(
    cycle: Any,
    words: Wording,
    known: Mapping[int, CycleTest],
    rechecks: Mapping[int, CycleTest],
    said: Sequence[CycleStep],
) -> CycleView:
    assessment, pretest = known.get(cycle.assessment_id), known.get(cycle.pretest_id)
    recheck = rechecks.get(cycle.assessment_id)
    facts = CycleFacts(
        targets=cycle.target_count,
        is_agreed=cycle.agreed_on is not None,
        has_goal=cycle.goal_id is not None,
        assessment=assessment.facts if assessment else None,
        pretest=pretest.facts if pretest else None,
        recheck=recheck.facts if recheck else None,
        has_plan=bool(cycle.plan),
        is_taught=cycle.is_taught,
        meeting=_meeting_state(cycle),
        plans_open=cycle.plans_open,
        plans_settled=cycle.plans_settled,
        is_closed=cycle.closed_on is not None,
        skipped=frozenset(StepKey(key) for key in cycle.skipped),
    )
    states = states_of(facts)
    current = current_step(states)
    by_step = {row.step: row for row in said}
    steps = tuple(
        StepView(
            plan=plan,
            number=number,
            label=words.label(plan.key),
            state=states[plan.key],
            is_current=plan.key == current,
            note=_note(plan.key, cycle, facts, states[plan.key], (assessment, pretest, recheck)),
            said=by_step.get(plan.key),
        )
        for number, plan in enumerate(STEPS, start=1)
    )
    return CycleView(cycle, facts, steps, assessment, pretest, recheck)


def _meeting_state(cycle: Any) -> MeetingState:
    if cycle.is_decided:
        return MeetingState.DECIDED
    if cycle.is_held:
        return MeetingState.HELD
    return MeetingState.PLANNED if cycle.is_planned else MeetingState.NONE


def _note(key: StepKey, cycle: Any, facts: CycleFacts, state: StepState, tests: tuple[CycleTest | None, ...]) -> str:
    assessment, pretest, recheck = tests
    if state == StepState.SKIPPED:
        return "skipped" if key in facts.skipped else "not given"
    notes = {
        StepKey.FOCUS: _plural(facts.targets, "target"),
        StepKey.GOAL: f"to {cycle.goal.target}\u00a0%" if facts.has_goal else "",
        StepKey.ASSESS: _built(assessment),
        StepKey.PRETEST: pretest.note if pretest else "optional",
        StepKey.TEACH: "taught" if state == StepState.DONE else ("planned" if facts.has_plan else ""),
        StepKey.RESULTS: assessment.note if assessment and facts.assessment and facts.assessment.is_begun else "",
        StepKey.MEET: {MeetingState.PLANNED: "planned", MeetingState.HELD: "nothing decided"}.get(facts.meeting, ""),
        StepKey.RESPOND: _settled(facts),
        StepKey.RECHECK: recheck.note if recheck else "",
        StepKey.REFLECT: "",
    }
    return notes[key]


def _plural(n: int, one: str) -> str:
    if not n:
        return ""
    return f"{n} {one}" if n == 1 else f"{n} {one}s"


def _built(test: CycleTest | None) -> str:
    if test is None:
        return ""
    items = _plural(test.assessment.item_count, "item")
    return ", ".join(part for part in (items, "locked" if test.assessment.is_locked else "draft") if part)


def _settled(facts: CycleFacts) -> str:
    n = facts.plans_open + facts.plans_settled
    return f"{facts.plans_settled} of {n} done" if n else ""


def open_cycles(cycles: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """Those side by side, in the team's own order."""
    return cycles.filter(closed_on__isnull=True).order_by("position", "starts_on", "pk")


def _open_of_teams(team_ids: frozenset[int]) -> QuerySet[Cycle]:
    return open_cycles(with_facts(Cycle.objects.filter(team__in=team_ids).select_related("goal")))


_open = Kept[Cycle](_open_of_teams)


def open_cycles_of(team_ids: frozenset[int]) -> list[Cycle]:
    """Of these teams, ``with_facts``; one statement."""
    return _open(team_ids) if team_ids else []
