"""A team's year as it ends: what came of its goals, what its cycles keep, what it was handed and what it hands over."""

import datetime
from dataclasses import dataclass

from goals.models import Cycle, HandOver, SmartGoal
from goals.queries.smart import GoalView, goal_views
from plc.http.seen import seen_of
from teams.models import Team


@dataclass(frozen=True)
class YearEnd:
    """``received`` is the note of the team this one follows."""

    goals: tuple[GoalView, ...]
    cycles: tuple[Cycle, ...]
    note: HandOver | None
    received: HandOver | None
    open_cycles: tuple[Cycle, ...]

    @property
    def seen(self) -> str:
        return seen_of(*note_words(self.note))

    @property
    def open_goals(self) -> int:
        return sum(view.goal.closed_on is None for view in self.goals)


def note_words(note: HandOver | None) -> tuple[str, str, str]:
    return (note.keep, note.leave, note.begin_with) if note else ("", "", "")


def year_end(team: Team, today: datetime.date) -> YearEnd:
    goals = SmartGoal.objects.filter(team=team).select_related("standard", "baseline_assessment", "team")
    notes = {
        note.team_id: note
        for note in HandOver.objects.select_related("written_by").filter(team__in={team.pk, team.follows_id or team.pk})
    }
    cycles = Cycle.objects.filter(team=team).order_by("closed_on", "position", "pk")
    return YearEnd(
        goals=tuple(goal_views(list(goals.order_by("due_on", "pk")), today)),
        cycles=tuple(cycle for cycle in cycles if cycle.closed_on),
        open_cycles=tuple(cycle for cycle in cycles if not cycle.closed_on),
        note=notes.get(team.pk),
        received=notes.get(team.follows_id) if team.follows_id else None,
    )
