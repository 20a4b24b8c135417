"""The kinds of teams there are, what each is good for, and what part a member has in one."""

from dataclasses import dataclass
from typing import Final

from django.db import models


class TeamKind(models.TextChoices):
    COURSE = "course", "Same grade or course"
    VERTICAL = "vertical", "Vertical: one subject, several grades"
    INTERDISCIPLINARY = "interdisciplinary", "Interdisciplinary: same students, several subjects"
    BRIDGE = "bridge", "Bridge for singletons: shared skills"
    ACROSS = "across", "Same course at several schools"


@dataclass(frozen=True)
class KindWords:
    """What a kind of team shares, and what that means for its common assessments."""

    short: str
    shares: str
    compares: str


KIND_WORDS: Final[dict[str, KindWords]] = {
    TeamKind.COURSE: KindWords(
        "Same grade or course",
        "Everyone teaches the same thing in the same weeks.",
        "One CFA for all classes, so the comparison is skill by skill and item by item.",
    ),
    TeamKind.VERTICAL: KindWords(
        "Vertical team",
        "One subject across grades: what each grade hands on to the next.",
        "A skill that grows over the years, asked at each grade’s level. Compare what students do, not raw points.",
    ),
    TeamKind.INTERDISCIPLINARY: KindWords(
        "Interdisciplinary team",
        "The same students in several subjects.",
        "One skill that all subjects need, such as arguing from evidence, scored with one rubric.",
    ),
    TeamKind.BRIDGE: KindWords(
        "Bridge for singletons",
        "Each is the only one of their course, and they join around a skill all of them teach.",
        "One shared skill and one rubric across different courses; a class stands for itself.",
    ),
    TeamKind.ACROSS: KindWords(
        "Across schools",
        "The same course at several schools of the district.",
        "One CFA for all classes, as in a team of one school. No principal sees it unless invited as a guest.",
    ),
}


class MemberPart(models.TextChoices):
    """What somebody is in the team. It opens no door: what a member may see depends on the classes they teach."""

    TEACHER = "teacher", "Teacher"
    COACH = "coach", "Coach"
    INTERVENTIONIST = "interventionist", "Interventionist"
