"""Goals of schools and of the district as one reader may know them: rolled up from team goals, entered nowhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from assessments.disclosure.totals import Figure, smallest_shown
from assessments.stats.smart import GoalProgress
from goals.disclosure.rollup import Piece, Rollup, rolled_up
from goals.models import SmartGoal, WiderGoal
from goals.queries.smart import STATUS_KINDS, STATUS_WORDS, progress_between, time_share
from plc.schools.access import Viewer
from plc.schools.models import School


@dataclass(frozen=True)
class PartLine:
    """One goal below: a team's with its counts, or a school's with a range. ``is_small``: hidden and not added up.

    ``status`` is "" while nothing published says where it stands.
    """

    name: str
    title: str
    target: int
    team_id: int | None = None
    goal_id: int | None = None
    y: int | None = None
    n: int | None = None
    figure: Figure | None = None
    status: str = ""
    is_small: bool = False

    @property
    def words(self) -> str:
        return STATUS_WORDS.get(self.status, "Waiting for results")

    @property
    def kind(self) -> str:
        return STATUS_KINDS.get(self.status, "wait")


@dataclass(frozen=True)
class WiderView:
    """``is_exact``: this reader leads the school and is told counts; everybody else is told ranges."""

    goal: WiderGoal
    rollup: Rollup
    progress: GoalProgress | None
    parts: tuple[PartLine, ...]
    linked: int
    is_exact: bool

    @property
    def status(self) -> str:
        return self.progress.status.value if self.progress and self.rollup.has_moved else ""

    @property
    def words(self) -> str:
        if not self.linked:
            return "No goal serves it yet"
        return STATUS_WORDS.get(self.status, "Waiting for results")

    @property
    def kind(self) -> str:
        return STATUS_KINDS.get(self.status, "wait")

    @property
    def target(self) -> float:
        return self.goal.target / 100


class _Linked(NamedTuple):
    """A team goal that serves a wider one; ``piece`` is what leaders may know of it, None while that is nothing."""

    team: str
    team_id: int
    skill: str
    target: int
    piece: Piece | None


def open_wider_goals(school: School | None) -> list[WiderGoal]:
    """Of this school, or without one the district's."""
    rows = WiderGoal.objects.filter(school=school, closed_on__isnull=True).select_related("school", "part_of", "owner")
    return list(rows.order_by("due_on", "pk"))


def wider_views(goals: Sequence[WiderGoal], viewer: Viewer, *, with_parts: bool = False) -> list[WiderView]:
    """In two statements for any number of goals."""
    schools = list(WiderGoal.objects.filter(part_of__in=goals).select_related("school").order_by("school__name", "pk"))
    linked = _linked([*goals, *schools])
    return [_view(goal, [s for s in schools if s.part_of_id == goal.pk], linked, viewer, with_parts) for goal in goals]


_TOLD: Final = ("baseline_y", "baseline_n", "y", "n", "on", "status")
_LINKED: Final = ("serves_id", "team__name", "team_id", "skill", "target", "pk", "team__school_id")


def _linked(goals: Iterable[WiderGoal]) -> dict[int, list[_Linked]]:
    """By wider goal. As plain values: a district has more than a thousand of them on one page."""
    found: dict[int, list[_Linked]] = {}
    rows = SmartGoal.objects.filter(serves__in=[goal.pk for goal in goals]).order_by("team__name", "pk")
    told = (f"standing__{name}" for name in _TOLD)
    for serves_id, team, team_id, skill, target, pk, school_id, *facts in rows.values_list(*_LINKED, *told):
        piece = None if facts[0] is None else Piece(pk, team_id, school_id, *facts)
        found.setdefault(serves_id, []).append(_Linked(team, team_id, skill, target, piece))
    return found


def _view(
    goal: WiderGoal, schools: Sequence[WiderGoal], linked: dict[int, list[_Linked]], viewer: Viewer, with_parts: bool
) -> WiderView:
    is_exact = goal.school_id in viewer.principal_school_ids
    smallest = viewer.district.smallest_group if is_exact else smallest_shown(viewer.district.smallest_group)
    below = [each for pk in (goal.pk, *(s.pk for s in schools)) for each in linked.get(pk, ())]
    rollup = rolled_up([each.piece for each in below if each.piece], smallest)
    parts: list[PartLine] = []
    if with_parts and is_exact:
        parts = [_team_line(each, smallest) for each in below]
    elif with_parts and viewer.is_district_admin:
        parts = [_school_line(each, linked.get(each.pk, ()), smallest) for each in schools]
    return WiderView(
        goal=goal,
        rollup=rollup,
        progress=_progress(goal, rollup),
        parts=tuple(parts),
        linked=len(below),
        is_exact=is_exact,
    )


def _progress(goal: WiderGoal, rollup: Rollup) -> GoalProgress | None:
    if not rollup.n or rollup.on is None:
        return None
    return progress_between(
        (rollup.baseline_y, rollup.baseline_n),
        (rollup.y, rollup.n),
        goal.target / 100,
        time_share(goal.starts_on, goal.due_on, rollup.on),
    )


def _team_line(each: _Linked, smallest: int) -> PartLine:
    piece = each.piece
    is_small = piece is not None and piece.is_small(smallest)
    shown = None if is_small else piece
    return PartLine(
        name=each.team,
        title=each.skill,
        target=each.target,
        team_id=each.team_id,
        y=shown.y if shown else None,
        n=shown.n if shown else None,
        status=shown.status if shown else "",
        is_small=is_small,
    )


def _school_line(goal: WiderGoal, below: Sequence[_Linked], smallest: int) -> PartLine:
    rollup = rolled_up([each.piece for each in below if each.piece], smallest)
    progress = _progress(goal, rollup)
    return PartLine(
        name=goal.place,
        title=goal.title,
        target=goal.target,
        goal_id=goal.pk,
        figure=rollup.now,
        status=progress.status.value if progress and rollup.has_moved else "",
        is_small=rollup.left_out > 0 and not rollup.counted,
    )
