"""Whether a target is plausible: those who are proficient, those close to it, and the far ones who are likely. Pure.

The count that teams make before they set a goal, made from real results. It says what a target asks for and never that
a target is wrong: the team knows its students.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from assessments.stats.conventions import CUT_TOLERANCE


class Plausibility(StrEnum):
    WITHIN = "within"
    STRETCH = "stretch"
    MODEST = "modest"


@dataclass(frozen=True)
class TargetCheck:
    """``there`` of ``n`` are proficient, ``close`` nearly; of the ``far`` the team thinks ``likely`` will make it."""

    there: int
    close: int
    far: int
    likely: int
    target: int

    @property
    def n(self) -> int:
        return self.there + self.close + self.far

    @property
    def expected(self) -> int:
        """How many will be proficient if all the close ones and the likely ones make it."""
        return self.there + self.close + min(self.likely, self.far)

    @property
    def asked(self) -> int:
        """How many of these students the target asks for."""
        return ceil(self.target * self.n / 100 - CUT_TOLERANCE)

    @property
    def verdict(self) -> Plausibility:
        if self.asked > self.expected:
            return Plausibility.STRETCH
        return Plausibility.MODEST if self.asked < self.there + self.close else Plausibility.WITHIN

    @property
    def counted(self) -> str:
        """The counts and what the target asks for, as they stay with the goal."""
        share = f"{100 * self.expected / self.n:.0f}\u00a0%" if self.n else ""
        return (
            f"{self.there} of {self.n} are proficient, {self.close} are close and {self.far} are far from it. "
            f"With all who are close and {min(self.likely, self.far)} of the others that is "
            f"{self.expected} of {self.n}, {share}. {self.target}\u00a0% is {self.asked} of {self.n}: {self._said}."
        )

    @property
    def sentence(self) -> str:
        """While the goal is being set: what could be thought of as well."""
        advice = {
            Plausibility.STRETCH: " Lower it, or say what will bring them along.",
            Plausibility.MODEST: " A higher target may fit.",
        }
        return self.counted + advice.get(self.verdict, "")

    @property
    def _said(self) -> str:
        if self.verdict == Plausibility.STRETCH:
            return f"{self.asked - self.expected} more than you count on"
        if self.verdict == Plausibility.MODEST:
            return "fewer than are there or close already"
        return "within what you count on"
