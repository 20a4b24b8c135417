"""The protocols every district begins with, in our own words. A district or a team makes a copy and rewrites it.

They are values, not rows: a release may word them better, and nobody's own copy changes. ``kind`` and ``report_part``
are spelled as ``StageKind`` and the report's addresses spell them; tests hold them to that.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class StagePlan:
    """One stage: its name, what the facilitator reads out, its length, the kind of work, the part of the report."""

    name: str
    prompt: str
    minutes: int
    kind: str
    report_part: str = ""


@dataclass(frozen=True, kw_only=True)
class ProtocolPlan:
    """A protocol with its stages in order; ``key`` stays the same when its words change."""

    key: str
    name: str
    purpose: str
    stages: tuple[StagePlan, ...]

    @property
    def minutes(self) -> int:
        return sum(stage.minutes for stage in self.stages)


DATA_MEETING: Final = ProtocolPlan(
    key="data",
    name="Data meeting",
    purpose="Look at the results of one CFA together, learn from each other’s practice, and decide what comes next.",
    stages=(
        StagePlan(
            name="Open",
            prompt="Read the norms, and choose one to watch today. Say in one sentence which results are on the table.",
            minutes=3,
            kind="talk",
        ),
        StagePlan(
            name="Here is what",
            prompt="What do you see for the whole team? One fact a line, with its place: a skill, an item, a number of"
            " students. No “because” yet.",
            minutes=7,
            kind="write",
            report_part="report_skills",
        ),
        StagePlan(
            name="So what",
            prompt="Choose one item many students missed. What were they likely thinking? What in our teaching could"
            " have led there?",
            minutes=8,
            kind="write",
            report_part="report_items",
        ),
        StagePlan(
            name="Compare practice",
            prompt="Where did students find their way? Whoever taught them: what did you do, in which order, with which"
            " words? Everybody else asks and takes notes.",
            minutes=10,
            kind="report",
            report_part="report",
        ),
        StagePlan(
            name="Now what",
            prompt="Who needs what, who teaches it, when, and on which day do we check again? Leave with a name and a"
            " date for each step.",
            minutes=12,
            kind="decide",
            report_part="report_skills",
        ),
        StagePlan(
            name="Close",
            prompt="How did we keep our norms today? Each of us rates in private; the team sees the spread, not who.",
            minutes=5,
            kind="norms",
        ),
    ),
)

PLANNING: Final = ProtocolPlan(
    key="planning",
    name="Planning",
    purpose="Agree on what students will learn next, how we will know, and how each of us will teach it.",
    stages=(
        StagePlan(
            name="Open",
            prompt="Read the norms. What did last time’s tasks bring? Two sentences each.",
            minutes=5,
            kind="talk",
        ),
        StagePlan(
            name="What students will learn",
            prompt="Write the one to three targets of the next unit as a student would say them.",
            minutes=8,
            kind="write",
        ),
        StagePlan(
            name="How we will know",
            prompt="What would proficient work look like? Sketch an item for each target, and agree on the cut before"
            " anybody has taught it.",
            minutes=12,
            kind="talk",
        ),
        StagePlan(
            name="How we will teach it",
            prompt="Which strategy has worked for something like this? What will we all try, and what does each of us"
            " choose alone?",
            minutes=10,
            kind="talk",
        ),
        StagePlan(
            name="Decide",
            prompt="The dates of the CFA, who builds which items, what each of us prepares.",
            minutes=7,
            kind="decide",
        ),
        StagePlan(name="Close", prompt="How did we keep our norms today?", minutes=3, kind="norms"),
    ),
)

NORM_SETTING: Final = ProtocolPlan(
    key="norms",
    name="Setting our norms",
    purpose="Agree on a few promises for how we work together, and on what we do when one is broken.",
    stages=(
        StagePlan(
            name="Open",
            prompt="Why are we doing this? Name one meeting of your life that was worth its time.",
            minutes=4,
            kind="talk",
        ),
        StagePlan(
            name="What makes it hard",
            prompt="Think of meetings that went wrong. What did people do? No names, one line each.",
            minutes=6,
            kind="write",
        ),
        StagePlan(
            name="Turn it around",
            prompt="Turn each line into a promise one could see being kept: “we begin on time”, not “no lateness”.",
            minutes=10,
            kind="write",
        ),
        StagePlan(
            name="Choose a few",
            prompt="Group what belongs together. Keep five or six that matter most to the work.",
            minutes=12,
            kind="talk",
        ),
        StagePlan(
            name="When one is broken",
            prompt="What is our cue, who gives it, and what happens next? Decide it now, while nobody has broken one.",
            minutes=8,
            kind="decide",
        ),
        StagePlan(
            name="Close",
            prompt="Can each of us live with these until we review them? On which day is that?",
            minutes=5,
            kind="talk",
        ),
    ),
)

REVIEW: Final = ProtocolPlan(
    key="review",
    name="Review of a cycle",
    purpose="Look back at one cycle: what our students learned, what we learned, what we keep.",
    stages=(
        StagePlan(name="Open", prompt="Read the norms and the goal of this cycle.", minutes=3, kind="talk"),
        StagePlan(
            name="What changed for students",
            prompt="Compare the first test with the re-check. What moved, for how many students, and what did not?",
            minutes=10,
            kind="report",
            report_part="report_growth",
        ),
        StagePlan(
            name="What we learned",
            prompt="Which of the things we tried would you do again, for which students? What would you leave out?",
            minutes=8,
            kind="write",
        ),
        StagePlan(
            name="How we worked",
            prompt="When did this team help you teach better? When did it get in the way?",
            minutes=7,
            kind="write",
        ),
        StagePlan(
            name="What we keep",
            prompt="Strategies worth a card, changes to our plans, and what the next cycle is about.",
            minutes=12,
            kind="decide",
        ),
        StagePlan(name="Close", prompt="How did we keep our norms today?", minutes=5, kind="norms"),
    ),
)

SHIPPED: Final = (DATA_MEETING, PLANNING, NORM_SETTING, REVIEW)
