"""What helps to find a norm: under each heading something that went badly once, and what a team could promise."""

import re
from dataclasses import dataclass
from typing import Final

from teams.models import NormHeading

# More than these nobody keeps in mind, let alone all at once.
MANY: Final = 7


@dataclass(frozen=True)
class Example:
    heading: str
    experience: str
    commitment: str


EXAMPLES: Final[dict[str, Example]] = {
    example.heading: example
    for example in (
        Example(
            NormHeading.TIME,
            "We began ten minutes late, and the part that mattered was left for the hallway.",
            "We begin and end on time, and leave with names and dates.",
        ),
        Example(
            NormHeading.LISTENING,
            "Someone was interrupted twice, and said nothing more that day.",
            "We let each other finish, and ask one question before we answer.",
        ),
        Example(
            NormHeading.DECISIONS,
            "We nodded, and afterwards each of us did something else.",
            "We decide when all can live with it, write it down, and then all of us do it.",
        ),
        Example(
            NormHeading.PARTICIPATION,
            "The same two people talked, while the rest of us corrected papers.",
            "Everyone writes first, and everyone is heard before anyone speaks twice.",
        ),
        Example(
            NormHeading.DATA,
            "A result was taken as a verdict on whoever taught the class.",
            "We talk about students’ work and our next step, never about who taught it.",
        ),
        Example(
            NormHeading.CONFIDENTIALITY,
            "What was said in the room was all over the building by lunch.",
            "What we say here stays here, and we tell others only what we have agreed to tell.",
        ),
    )
}

_NEGATIVE: Final = re.compile(r"\b(not|no|never|nobody|stop|avoid)\b|n[’']t\b", re.IGNORECASE)
_AFTER_COMMA: Final = re.compile(r"[,;]")


def is_negative(commitment: str) -> bool:
    """Whether a sentence begins with what is not done; "…, never about who taught it" at its end may stay."""
    return bool(_NEGATIVE.search(_AFTER_COMMA.split(commitment)[0]))
