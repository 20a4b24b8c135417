"""The ten steps of a team's cycle in the product's own words, and the templates it comes with.

A district may call the steps otherwise (``CycleWording``); what a step is, and when it is done, stays the same.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class StepKey(StrEnum):
    FOCUS = "focus"
    GOAL = "goal"
    ASSESS = "assess"
    PRETEST = "pretest"
    TEACH = "teach"
    RESULTS = "results"
    MEET = "meet"
    RESPOND = "respond"
    RECHECK = "recheck"
    REFLECT = "reflect"


@dataclass(frozen=True)
class StepPlan:
    """``name`` under the number of the step, ``headline`` over its card, ``done_when`` what makes it done."""

    key: StepKey
    name: str
    headline: str
    done_when: str
    phase: str  # of Plan-Do-Study-Act


PLAN, DO, STUDY, ACT = "Plan", "Do", "Study", "Act"
STEPS: Final = (
    StepPlan(
        StepKey.FOCUS,
        "Focus",
        "Choose what students shall learn",
        "Done when the team has agreed on one to three targets and on what proficient means, before anybody is tested.",
        PLAN,
    ),
    StepPlan(
        StepKey.GOAL,
        "Goal",
        "Set a SMART goal",
        "Done when the cycle has a goal that starts from real results.",
        PLAN,
    ),
    StepPlan(
        StepKey.ASSESS,
        "Build CFA",
        "Build the CFA",
        "Done when items, key and cut are locked.",
        PLAN,
    ),
    StepPlan(
        StepKey.PRETEST,
        "Pre-check",
        "See what students know already",
        "Optional. Done when the results of the pre-assessment are in.",
        PLAN,
    ),
    StepPlan(
        StepKey.TEACH,
        "Plan and teach",
        "Plan shared strategies, and teach",
        "Done when the team has written down what it does alike, and has taught it.",
        DO,
    ),
    StepPlan(
        StepKey.RESULTS,
        "Results",
        "Give the CFA and enter results",
        "Done when every class is in or its missing students carry a reason, and the report is there. "
        "A data meeting that decides on what is there settles it too.",
        DO,
    ),
    StepPlan(
        StepKey.MEET,
        "Data meeting",
        "Meet over the report",
        "Done when a meeting on this CFA was held and decided something.",
        STUDY,
    ),
    StepPlan(
        StepKey.RESPOND,
        "Respond",
        "Do something for the students who need it",
        "Done when every response plan made from this CFA is settled.",
        ACT,
    ),
    StepPlan(
        StepKey.RECHECK,
        "Re-check",
        "Ask the same targets again, with fresh items",
        "Done when the re-check’s results are in, or its window is over with a report.",
        ACT,
    ),
    StepPlan(
        StepKey.REFLECT,
        "Reflect",
        "Look back together",
        "Done when the team has written what it learned. That closes the cycle.",
        ACT,
    ),
)
PLANS: Final = {plan.key: plan for plan in STEPS}
MOST_TARGETS: Final = 3
LONGEST_LABEL: Final = 24


@dataclass(frozen=True)
class StepOffset:
    """One step of a template: used or left out, and how many days after the cycle begins it is due."""

    step: StepKey
    after_days: int
    is_used: bool = True


@dataclass(frozen=True)
class TemplatePlan:
    """``key`` names it in a form: a shipped one by a word, a saved one by its number."""

    key: str
    name: str
    steps: tuple[StepOffset, ...]

    @property
    def days(self) -> int:
        return max((each.after_days for each in self.steps if each.is_used), default=0)

    @property
    def used(self) -> int:
        return sum(each.is_used for each in self.steps)


def _offsets(*days: int | None) -> tuple[StepOffset, ...]:
    """One a step, in their order; None leaves a step out, and its day is that of the step before."""
    made: list[StepOffset] = []
    for plan, after in zip(STEPS, days, strict=True):
        last = made[-1].after_days if made else 0
        made.append(StepOffset(plan.key, last if after is None else after, after is not None))
    return tuple(made)


SHIPPED: Final = (
    TemplatePlan("four-weeks", "Four weeks, with a re-check", _offsets(2, 4, 7, None, 14, 18, 20, 25, 27, 28)),
    TemplatePlan("five-weeks", "Five weeks, with a pre-check", _offsets(2, 8, 10, 6, 20, 24, 26, 31, 34, 35)),
    TemplatePlan("two-weeks", "Two weeks, short", _offsets(1, None, 3, None, 7, 9, 10, 13, None, 14)),
)
