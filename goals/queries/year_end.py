"""A team's year as it ends: what came of its goals, what its cycles keep, what it was handed and what it hands over."""

import datetime
from dataclasses import dataclass

from goals.models import Cycle, HandOver, SmartGoal
from goals.queries.smart import GoalView, goal_views
from teams.models import Team


@dataclass(frozen=True)
class YearEnd:
    """``received`` is the note of the team this one follows."""

    goals: tuple[GoalView, ...]
    cycles: tuple[Cycle, ...]
    note: HandOver | None
    received: HandOver | None

    @property
    def open_goals(self) -> int:
        return sum(view.goal.closed_on is None for view in self.goals)


def year_end(team: Team, today: datetime.date) -> YearEnd:
    goals = SmartGoal.objects.filter(team=team).select_related("standard", "baseline_assessment", "team")
    notes = {
        note.team_id: note
        for note in HandOver.objects.select_related("written_by").filter(team__in={team.pk, team.follows_id or team.pk})
    }
    return YearEnd(
        goals=tuple(goal_views(list(goals.order_by("due_on", "pk")), today)),
        cycles=tuple(Cycle.objects.filter(team=team, closed_on__isnull=False).order_by("closed_on", "pk")),
        note=notes.get(team.pk),
        received=notes.get(team.follows_id) if team.follows_id else None,
    )
