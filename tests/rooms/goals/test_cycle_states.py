"""Where each step of a cycle stands, from what is there: no database."""

from dataclasses import replace
from typing import Any

import pytest

from goals.cycle_states import CycleFacts, MeetingState, PaperFacts, StepState, current_step, states_of
from goals.cycle_texts import SHIPPED, STEPS, StepKey

AHEAD, UNDER_WAY, DONE, SKIPPED = StepState.AHEAD, StepState.UNDER_WAY, StepState.DONE, StepState.SKIPPED
DRAFT = PaperFacts()
LOCKED = PaperFacts(is_locked=True)
BEGUN = replace(LOCKED, is_begun=True, has_report=True)
IN = replace(BEGUN, is_complete=True)
OVER = replace(BEGUN, is_over=True)
# A cycle whose nine first steps are done.
WORKED = CycleFacts(
    targets=2,
    is_agreed=True,
    has_goal=True,
    assessment=IN,
    has_plan=True,
    meeting=MeetingState.DECIDED,
    plans_settled=2,
    recheck=IN,
)


@pytest.mark.parametrize(
    ("step", "facts", "state"),
    [
        ("focus", {}, AHEAD),
        ("focus", {"targets": 2}, UNDER_WAY),
        ("focus", {"targets": 2, "is_agreed": True}, DONE),
        ("focus", {"is_agreed": True}, AHEAD),
        ("goal", {}, AHEAD),
        ("goal", {"has_goal": True}, DONE),
        ("assess", {}, AHEAD),
        ("assess", {"assessment": DRAFT}, UNDER_WAY),
        ("assess", {"assessment": LOCKED}, DONE),
        ("pretest", {}, AHEAD),
        ("pretest", {"pretest": DRAFT}, UNDER_WAY),
        ("pretest", {"pretest": BEGUN}, UNDER_WAY),
        ("pretest", {"pretest": IN}, DONE),
        ("pretest", {"pretest": OVER}, DONE),
        ("pretest", {"assessment": BEGUN}, SKIPPED),
        ("pretest", {"assessment": BEGUN, "pretest": BEGUN}, UNDER_WAY),
        ("teach", {}, AHEAD),
        ("teach", {"has_plan": True}, UNDER_WAY),
        ("teach", {"has_plan": True, "is_taught": True}, DONE),
        ("teach", {"is_taught": True}, DONE),
        ("teach", {"has_plan": True, "assessment": BEGUN}, DONE),
        ("teach", {"assessment": BEGUN}, AHEAD),
        ("results", {}, AHEAD),
        ("results", {"assessment": DRAFT}, AHEAD),
        ("results", {"assessment": LOCKED}, AHEAD),
        ("results", {"assessment": BEGUN}, UNDER_WAY),
        ("results", {"assessment": replace(IN, has_report=False)}, UNDER_WAY),
        ("results", {"assessment": IN}, DONE),
        ("results", {"assessment": OVER}, UNDER_WAY),
        ("results", {"assessment": BEGUN, "meeting": MeetingState.HELD}, UNDER_WAY),
        ("results", {"assessment": BEGUN, "meeting": MeetingState.DECIDED}, DONE),
        ("meet", {}, AHEAD),
        ("meet", {"meeting": MeetingState.PLANNED}, UNDER_WAY),
        ("meet", {"meeting": MeetingState.HELD}, UNDER_WAY),
        ("meet", {"meeting": MeetingState.DECIDED}, DONE),
        ("respond", {}, AHEAD),
        ("respond", {"plans_open": 1}, UNDER_WAY),
        ("respond", {"plans_open": 1, "plans_settled": 3}, UNDER_WAY),
        ("respond", {"plans_settled": 1}, DONE),
        ("recheck", {}, AHEAD),
        ("recheck", {"recheck": DRAFT}, UNDER_WAY),
        ("recheck", {"recheck": BEGUN}, UNDER_WAY),
        ("recheck", {"recheck": replace(OVER, has_report=False)}, UNDER_WAY),
        ("recheck", {"recheck": OVER}, DONE),
        ("recheck", {"recheck": IN}, DONE),
        ("reflect", {}, AHEAD),
        ("reflect", {"is_closed": True}, DONE),
    ],
)
def test_a_step_stands_where_the_real_things_say(step: str, facts: dict[str, Any], state: StepState) -> None:
    assert states_of(CycleFacts(**facts))[StepKey(step)] == state


def test_a_skipped_step_that_is_done_after_all_is_done() -> None:
    skipped = frozenset({StepKey.GOAL, StepKey.RECHECK})
    states = states_of(CycleFacts(has_goal=True, recheck=DRAFT, skipped=skipped))
    assert (states[StepKey.GOAL], states[StepKey.RECHECK]) == (DONE, SKIPPED)


def test_reflecting_begins_when_all_else_is_done_or_skipped() -> None:
    assert states_of(WORKED)[StepKey.REFLECT] == UNDER_WAY
    assert states_of(replace(WORKED, recheck=None))[StepKey.REFLECT] == AHEAD
    assert states_of(replace(WORKED, recheck=None, skipped=frozenset({StepKey.RECHECK})))[StepKey.REFLECT] == UNDER_WAY


@pytest.mark.parametrize(
    ("facts", "current"),
    [
        (CycleFacts(), "focus"),
        (CycleFacts(targets=1, is_agreed=True), "goal"),
        (CycleFacts(targets=1, is_agreed=True, skipped=frozenset({StepKey.GOAL})), "assess"),
        (CycleFacts(targets=1, is_agreed=True, has_goal=True, assessment=LOCKED), "teach"),
        (CycleFacts(targets=1, is_agreed=True, has_goal=True, assessment=LOCKED, pretest=LOCKED), "pretest"),
        (replace(WORKED, meeting=MeetingState.PLANNED), "meet"),
        (WORKED, "reflect"),
        (replace(WORKED, is_closed=True), None),
        (CycleFacts(is_closed=True), None),
    ],
)
def test_the_current_step_is_the_first_that_is_open(facts: CycleFacts, current: str | None) -> None:
    assert current_step(states_of(facts)) == current


def test_shipped_templates_name_every_step_in_order_and_never_go_back_in_time() -> None:
    for template in SHIPPED:
        assert [each.step for each in template.steps] == [plan.key for plan in STEPS]
        used = [each.after_days for each in template.steps if each.is_used and each.step != StepKey.PRETEST]
        assert used == sorted(used)
        assert template.days == used[-1]
    assert [(template.days, template.used) for template in SHIPPED] == [(28, 9), (35, 10), (14, 7)]
