"""How far a team's students are from the cut, as counts any member may know: what a target is checked against. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.disclosure.counts import team_counts
from assessments.disclosure.needs import CLOSE
from assessments.stats import Status
from assessments.stats.conventions import CUT_TOLERANCE


@dataclass(frozen=True)
class Reach:
    """Of a team's students on a skill: ``there`` reached the cut, ``close`` are at most ten points below it."""

    there: int
    close: int
    far: int

    @property
    def n(self) -> int:
        return self.there + self.close + self.far


def team_reach(figures: Mapping[str, Any], students: Mapping[str, Any]) -> dict[int | None, Reach]:
    """By standard (None: the whole paper), for whatever ``team_counts`` tells; from what a run stores."""
    cut = figures["report"]["settings"]["cut"] - CUT_TOLERANCE
    places: dict[int | None, int] = {None: 0}
    places |= {facts["id"]: place for place, facts in enumerate(figures["standards"], start=1)}
    found = {}
    for count in team_counts(figures):
        place = places[count.standard_id]
        shares = [
            scores[place]
            for status, scores in zip(students["status"], students["scores"], strict=True)
            if status == Status.SCORED and scores[place] is not None
        ]
        close = sum(cut - CLOSE <= share < cut for share in shares)
        found[count.standard_id] = Reach(there=count.y, close=close, far=count.n - count.y - close)
    return found
