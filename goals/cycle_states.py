"""How the state of each step of a cycle follows from what is there: facts in, states out, nothing asked of a database.

See docs/decisions on derived step states. A fact beats a word: what was skipped and then done all the same is done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from goals.cycle_texts import STEPS, StepKey


class StepState(StrEnum):
    AHEAD = "ahead"
    UNDER_WAY = "under_way"
    DONE = "done"
    SKIPPED = "skipped"


class MeetingState(StrEnum):
    """Of the meetings on the cycle's CFA, the one that is furthest."""

    NONE = "none"
    PLANNED = "planned"
    HELD = "held"
    DECIDED = "decided"


@dataclass(frozen=True)
class PaperFacts:
    """How far a test of the cycle is. ``is_complete``: every paper is in or carries a reason."""

    is_locked: bool = False
    is_begun: bool = False
    is_complete: bool = False
    has_report: bool = False
    is_over: bool = False


@dataclass(frozen=True)
class CycleFacts:
    """Everything that the states of one cycle's steps follow from."""

    targets: int = 0
    is_agreed: bool = False
    has_goal: bool = False
    assessment: PaperFacts | None = None
    pretest: PaperFacts | None = None
    recheck: PaperFacts | None = None
    has_plan: bool = False
    is_taught: bool = False
    meeting: MeetingState = MeetingState.NONE
    plans_open: int = 0
    plans_settled: int = 0
    is_closed: bool = False
    skipped: frozenset[StepKey] = field(default_factory=frozenset)


def states_of(facts: CycleFacts) -> Mapping[StepKey, StepState]:
    """The state of each of the ten steps, in their order."""
    found = {
        StepKey.FOCUS: _reached(facts.is_agreed and facts.targets > 0, facts.targets > 0),
        StepKey.GOAL: _reached(facts.has_goal),
        StepKey.ASSESS: _reached(
            facts.assessment is not None and facts.assessment.is_locked, facts.assessment is not None
        ),
        StepKey.PRETEST: _pretest(facts),
        StepKey.TEACH: _taught(facts),
        StepKey.RESULTS: _results(facts),
        StepKey.MEET: _reached(facts.meeting == MeetingState.DECIDED, facts.meeting != MeetingState.NONE),
        StepKey.RESPOND: _reached(facts.plans_settled > 0 and not facts.plans_open, facts.plans_open > 0),
        StepKey.RECHECK: _recheck(facts.recheck),
        StepKey.REFLECT: _reached(facts.is_closed),
    }
    for key in facts.skipped:
        if found[key] != StepState.DONE:
            found[key] = StepState.SKIPPED
    if found[StepKey.REFLECT] == StepState.AHEAD and all(
        _is_settled(state) or key == StepKey.PRETEST for key, state in found.items() if key != StepKey.REFLECT
    ):
        found[StepKey.REFLECT] = StepState.UNDER_WAY
    return {plan.key: found[plan.key] for plan in STEPS}


def current_step(states: Mapping[StepKey, StepState]) -> StepKey | None:
    """The first step that is neither done nor skipped; None once the cycle is closed.

    The pre-check is optional: it is waited for only once it has begun.
    """
    if states[StepKey.REFLECT] == StepState.DONE:
        return None
    for key, state in states.items():
        if _is_settled(state) or (key == StepKey.PRETEST and state == StepState.AHEAD):
            continue
        return key
    return None


def _is_settled(state: StepState) -> bool:
    return state in {StepState.DONE, StepState.SKIPPED}


def _reached(is_done: bool, is_begun: bool = False) -> StepState:
    if is_done:
        return StepState.DONE
    return StepState.UNDER_WAY if is_begun else StepState.AHEAD


def _pretest(facts: CycleFacts) -> StepState:
    test = facts.pretest
    if test is not None:
        return _reached(test.has_report and (test.is_complete or test.is_over), True)
    # What students knew before can no longer be asked once they have been tested.
    is_too_late = facts.assessment is not None and facts.assessment.is_begun
    return StepState.SKIPPED if is_too_late else StepState.AHEAD


def _taught(facts: CycleFacts) -> StepState:
    is_tested = facts.assessment is not None and facts.assessment.is_begun
    return _reached(facts.is_taught or (facts.has_plan and is_tested), facts.has_plan)


def _results(facts: CycleFacts) -> StepState:
    test = facts.assessment
    if test is None or not test.is_locked:
        return StepState.AHEAD
    is_settled = test.is_complete or facts.meeting == MeetingState.DECIDED
    return _reached(test.has_report and is_settled, test.is_begun)


def _recheck(test: PaperFacts | None) -> StepState:
    if test is None:
        return StepState.AHEAD
    return _reached(test.has_report and (test.is_complete or test.is_over), True)
