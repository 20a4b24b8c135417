"""The statements every district begins with, in our own words, and what is asked in free text.

They are values, not rows: a release may word them better, and no district's own statements change. Each says one thing
a team can see itself do, so that agreeing and disagreeing both mean something. Dimensions are spelled as ``Dimension``
spells them; a test holds them to that.
"""

from typing import Final

STATEMENTS: Final[tuple[tuple[str, str], ...]] = (
    ("leadership", "Who leads our meetings changes, and each of us has had a turn or a role."),
    ("leadership", "When we decide something about teaching, the people who carry it out have had their say."),
    ("leadership", "We know which decisions are ours to make and which are not."),
    ("leadership", "When we ask our principal for something, we get an answer."),
    ("leadership", "Somebody with a new idea gets the chance to try it here."),
    ("vision", "We could each say in one sentence what we want for every student, and the sentences would be alike."),
    ("vision", "We act as if every student can reach the targets of a unit, some with more time or help."),
    ("vision", "Our norms describe how we really work with each other."),
    ("vision", "When somebody slips from what we agreed, we say so, and it is taken well."),
    ("vision", "What we decide in meetings can be traced back to what we want for students."),
    ("practice", "I know how at least one colleague taught the skill that my students find hardest."),
    ("practice", "Colleagues have been in my class, or I in theirs, to see how students learn."),
    ("practice", "I can tell this team about a lesson that went badly."),
    ("practice", "When a colleague’s students do well, we ask what was done, and some of us try it."),
    ("practice", "What I hear from colleagues about my teaching helps me."),
    ("inquiry", "Before a unit we agree on what students should be able to do, and on what is good enough."),
    ("inquiry", "We look at results of the same assessment together soon after our students took it."),
    ("inquiry", "Talking about results, we ask what we did before we ask what students lack."),
    ("inquiry", "After a meeting on results, something changes in my next lessons."),
    ("inquiry", "Later we check whether what we changed has helped students."),
    ("conditions", "We have enough common time in the school week to do this work."),
    ("conditions", "We come to meetings, and we begin and end on time."),
    ("conditions", "We have the materials and the help that our plans ask for."),
    ("conditions", "The results we need are in front of us when we meet."),
    ("conditions", "In this team I can disagree without being sorry for it afterwards."),
)

ASKED: Final[dict[str, str]] = {
    "leadership": "What would help us share the leading?",
    "vision": "What should we talk about again?",
    "practice": "What would make it easier to learn from each other’s classes?",
    "inquiry": "What gets in the way when we work on results?",
    "conditions": "What do we need most, and from whom?",
}

CHOICES: Final[tuple[tuple[int, str], ...]] = (
    (1, "Strongly disagree"),
    (2, "Disagree"),
    (3, "Agree"),
    (4, "Strongly agree"),
    (0, "Can’t say"),
)
