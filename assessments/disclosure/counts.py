"""How many of the team's students are proficient, as any member may know it: what a goal is measured by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.disclosure.groups import is_of_one_teacher, sizes_of
from assessments.disclosure.publishing import teacher_mark
from assessments.stats import TeamReport


@dataclass(frozen=True)
class TeamCount:
    """``y`` of ``n`` students of the team are proficient.

    ``standard_id`` is None for the whole paper. ``missing`` students have no score on it yet.
    """

    standard_id: int | None
    name: str
    y: int
    n: int
    missing: int


def team_counts(figures: Mapping[str, Any]) -> list[TeamCount]:
    """One for the whole paper and for each standard; none for what one teacher's classes alone have taken.

    Members read it whose own classes may not be in it, so it would be a colleague's result.
    """
    report = TeamReport.from_plain(figures["report"])
    teachers = [teacher_mark(section) for section in figures["sections"]]
    named = [(None, "The whole paper"), *((facts["id"], facts["short_name"]) for facts in figures["standards"])]
    return [
        TeamCount(
            standard_id,
            name,
            metric.team.proficient.y,
            metric.team.proficient.n,
            metric.team.unfinished,
        )
        for (standard_id, name), metric in zip(named, report.metrics, strict=True)
        if metric.team.proficient.n and not is_of_one_teacher(sizes_of(metric), teachers, ())
    ]
