"""The demo's standards and the items of its CFAs, in our own words."""

from goals.demo.records import StandardPlan
from goals.demo.results import ItemPlan

MATH, ENGLISH, SCIENCE = "Mathematics", "English language arts", "Science"

STANDARDS = (
    StandardPlan(MATH, "7.RP.A.1", "Unit rates", "Find unit rates, also where the quantities are fractions."),
    StandardPlan(
        MATH, "7.RP.A.2", "Proportional relationships", "Tell, show and use when two quantities stay in proportion."
    ),
    StandardPlan(
        MATH, "7.RP.A.3", "Percent and ratio problems", "Solve everyday ratio and percent problems in several steps."
    ),
    StandardPlan(
        MATH, "7.NS.A.3", "Rational numbers in use", "Calculate with fractions and decimals of either sign in context."
    ),
    StandardPlan(
        MATH,
        "7.EE.B.3",
        "Multi-step problems",
        "Work through multi-step problems and judge whether the answer makes sense.",
    ),
    StandardPlan(
        ENGLISH, "RL.7.1", "Text evidence", "Back up what a story says or suggests with several passages from it."
    ),
    StandardPlan(ENGLISH, "RL.7.2", "Theme", "Name a theme of a story and follow how it grows."),
    StandardPlan(ENGLISH, "RL.7.4", "Word meaning", "Work out what words and figures of speech mean where they stand."),
    StandardPlan(
        SCIENCE, "MS-PS2-1", "Action and reaction", "Use paired forces to solve a problem of two colliding objects."
    ),
    StandardPlan(
        SCIENCE, "MS-PS2-2", "Force, mass and motion", "Plan a test of how forces and mass change an object's motion."
    ),
    StandardPlan(
        SCIENCE, "MS-PS3-1", "Energy of motion", "Read from graphs how speed and mass change the energy of motion."
    ),
    StandardPlan(SCIENCE, "MS-ETS1-2", "Comparing designs", "Judge competing designs by how well they meet the need."),
)


def _choice(label: int, prompt: str, standard: str, difficulty: float, key: str, *, true_key: str = "") -> ItemPlan:
    return ItemPlan(str(label), prompt, standard, difficulty, key=key, options="ABCD", true_key=true_key)


def _open(label: int, prompt: str, standard: str, difficulty: float, points: int = 3) -> ItemPlan:
    return ItemPlan(str(label), prompt, standard, difficulty, points=points)


SIGNED_NUMBERS = (
    _choice(1, "Degrees below zero", "7.NS.A.3", -1.0, "B"),
    _choice(2, "Overdrawn account", "7.NS.A.3", -0.4, "D"),
    _choice(3, "Half of a negative", "7.NS.A.3", 0.2, "A"),
    _open(4, "Elevator, floor by floor", "7.NS.A.3", 0.1),
    _choice(5, "Which answer is possible", "7.EE.B.3", 0.0, "C"),
    _choice(6, "Two steps back, one forward", "7.EE.B.3", 0.3, "B"),
    _open(7, "Check a friend’s bill", "7.EE.B.3", 0.5),
)

UNIT_RATES = (
    _choice(1, "Miles in one hour", "7.RP.A.1", -0.6, "A"),
    _choice(2, "Cost of one pen", "7.RP.A.1", -0.2, "C"),
    _choice(3, "Rate with a fraction", "7.RP.A.1", 0.5, "D"),
    _open(4, "Better deal, and why", "7.RP.A.1", 0.4),
    _choice(5, "Is 40 minutes enough", "7.EE.B.3", 0.2, "B"),
    _open(6, "Plan the walk to school", "7.EE.B.3", 0.4),
    _choice(7, "Which table is proportional", "7.RP.A.2", 0.2, "A"),
)

# Item 3 is keyed D by mistake: B is right. Percent and ratio problems are hard for everybody.
PROPORTIONAL_RELATIONSHIPS = (
    _choice(1, "Price per ounce", "7.RP.A.1", -1.1, "C"),
    _choice(2, "Faster reader", "7.RP.A.1", -0.8, "A"),
    _choice(3, "Half a mile in a quarter hour", "7.RP.A.1", -0.5, "D", true_key="B"),
    _open(4, "Recipe with fractions", "7.RP.A.1", -0.6),
    _choice(5, "Which table is proportional", "7.RP.A.2", -0.5, "B"),
    _choice(6, "Constant in y = kx", "7.RP.A.2", -0.3, "D"),
    _choice(7, "What (1, r) means on the graph", "7.RP.A.2", 0.1, "A"),
    _open(8, "Write the equation, explain it", "7.RP.A.2", -0.2),
    _choice(9, "Sale price after a discount", "7.RP.A.3", 0.5, "B"),
    _choice(10, "Percent increase of rent", "7.RP.A.3", 0.9, "C"),
    _choice(11, "Tip and tax together", "7.RP.A.3", 0.8, "A"),
    _open(12, "Which store is cheaper, and why", "7.RP.A.3", 0.8),
)

# Asked again two weeks later with fresh items.
PROPORTIONAL_RELATIONSHIPS_AGAIN = (
    _choice(1, "Cost of one ticket", "7.RP.A.1", -1.0, "B"),
    _choice(2, "Words typed per minute", "7.RP.A.1", -0.7, "D"),
    _open(3, "Paint for part of a wall", "7.RP.A.1", -0.5),
    _choice(4, "Which graph is proportional", "7.RP.A.2", -0.4, "A"),
    _choice(5, "Find k from a table", "7.RP.A.2", -0.2, "C"),
    _open(6, "Equation for a phone plan", "7.RP.A.2", -0.1),
    _choice(7, "Price after a discount", "7.RP.A.3", 0.6, "B"),
    _choice(8, "Tax and tip", "7.RP.A.3", 0.9, "D"),
    _open(9, "Mixing juice, explain it", "7.RP.A.3", 0.8),
)

PERCENT_PROBLEMS = (
    _choice(1, "10 % of 250", "7.RP.A.3", -1.3, "B"),
    _choice(2, "Part from percent", "7.RP.A.3", -0.9, "D"),
    _choice(3, "Whole from percent", "7.RP.A.3", -0.2, "A"),
    _choice(4, "Percent from part and whole", "7.RP.A.3", -0.4, "C"),
    _choice(5, "Sales tax on a bike", "7.RP.A.3", -0.1, "B"),
    _choice(6, "Markdown, then coupon", "7.RP.A.3", 0.6, "D"),
    _choice(7, "Simple interest, two years", "7.RP.A.3", 0.4, "A"),
    _open(8, "Percent error of an estimate", "7.RP.A.3", 0.5, points=2),
    _choice(9, "Debt and payment", "7.NS.A.3", -0.8, "C"),
    _choice(10, "Temperature change", "7.NS.A.3", -0.9, "A"),
    _choice(11, "Fractions of a budget", "7.NS.A.3", 0.0, "B"),
    _choice(12, "Sign of a product", "7.NS.A.3", -0.3, "D"),
    _choice(13, "Average of gains and losses", "7.NS.A.3", 0.4, "C"),
    _open(14, "Sharing the cost fairly", "7.NS.A.3", 0.2, points=2),
    _choice(15, "Does this answer make sense", "7.EE.B.3", -0.5, "A"),
    _choice(16, "Fraction, decimal, percent", "7.EE.B.3", -0.6, "D"),
    _choice(17, "Raise by 8 %, then 5 %", "7.EE.B.3", 0.7, "B"),
    _choice(18, "Estimate before you calculate", "7.EE.B.3", 0.0, "C"),
    _open(19, "Plan a class trip", "7.EE.B.3", 0.4, points=3),
    _open(20, "Find the mistake", "7.EE.B.3", 0.6, points=3),
)

SHORT_STORY = (
    _choice(1, "Line that shows her worry", "RL.7.1", -1.0, "B"),
    _choice(2, "Best second piece of evidence", "RL.7.1", -0.2, "C"),
    _open(3, "Prove it with two passages", "RL.7.1", 0.2, points=4),
    _choice(4, "Theme of the story", "RL.7.2", -0.4, "A"),
    _choice(5, "Where the theme turns", "RL.7.2", 0.3, "D"),
    _open(6, "How the theme grows", "RL.7.2", 0.6, points=4),
    _choice(7, "“A door in the weather”", "RL.7.4", -0.6, "C"),
    _choice(8, "What “brittle” suggests", "RL.7.4", -0.3, "B"),
    _choice(9, "Effect of the repeated word", "RL.7.4", 0.4, "A"),
)

FORCES_AND_MOTION = (
    _choice(1, "Skaters push off", "MS-PS2-1", -0.7, "A"),
    _choice(2, "Force on the wall", "MS-PS2-1", 0.2, "D"),
    _open(3, "A softer bumper", "MS-PS2-1", 0.3, points=3),
    _choice(4, "Same push, more mass", "MS-PS2-2", -0.8, "B"),
    _choice(5, "Balanced or not", "MS-PS2-2", -0.3, "C"),
    _open(6, "Plan a fair test", "MS-PS2-2", 0.4, points=4),
    _choice(7, "Twice the speed", "MS-PS3-1", 0.7, "D"),
    _choice(8, "Read the graph", "MS-PS3-1", -0.4, "B"),
    _open(9, "Draw the graph", "MS-PS3-1", 0.3, points=2),
)
