"""Which cycles and templates a person may open.

Members read and write their team's. A principal, of the school or asked in by the team, reads where a cycle stands and
what it is about, at team level; the district's office has no door to a cycle, and keeps the district's templates.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from assessments.models import Assessment
from goals.access.strategies import own_team_ids
from goals.models import Cycle, CycleTemplate, SmartGoal
from plc.schools.access import Viewer
from plc.schools.models import Role
from plc.schools.models.dated import live_on
from teams.access import own_teams, visible_teams, working_teams
from teams.models import Team, TeamGuest

CYCLE_READERS = (Role.TEACHER, Role.PRINCIPAL)
TEMPLATE_KEEPERS = (Role.TEACHER, Role.DISTRICT_ADMIN)


def _of_readable_teams(viewer: Viewer) -> Q:
    readable = Q(team_id__in=own_team_ids(viewer))
    if viewer.principal_school_ids:
        asked_in = TeamGuest.objects.filter(live_on(viewer.today), staff=viewer.staff)
        readable |= Q(team__school_id__in=viewer.principal_school_ids) | Q(team_id__in=asked_in.values("team_id"))
    return readable


def visible_cycles(viewer: Viewer) -> QuerySet[Cycle]:
    """The newest first."""
    related = ("team", "team__school", "team__school_year", "goal", "goal__standard", "assessment", "pretest")
    return Cycle.objects.filter(_of_readable_teams(viewer)).select_related(*related).order_by("-starts_on", "-pk")


def access_cycle(viewer: Viewer, cycle_id: int) -> Cycle:
    cycle: Cycle = _one(visible_cycles(viewer), cycle_id)
    return cycle


def access_cycle_team(viewer: Viewer, team_id: int) -> Team:
    """A team whose cycles this person may read."""
    own = own_teams(viewer)
    if not viewer.principal_school_ids:
        return _team(own, team_id)
    asked_in = TeamGuest.objects.filter(live_on(viewer.today), staff=viewer.staff).values("team_id")
    led = Q(school_id__in=viewer.principal_school_ids) | Q(pk__in=asked_in)
    return _team(visible_teams(viewer).filter(led | Q(pk__in=own.order_by().values("pk"))), team_id)


def access_own_cycle(viewer: Viewer, cycle_id: int, *, to_change: bool = False) -> Cycle:
    """A cycle of an own team whose year is not over, which every member may write in; ``to_change`` locks its row."""
    cycles = visible_cycles(viewer).filter(team_id__in=working_teams(viewer).order_by().values("pk"))
    cycle: Cycle = _one(cycles.select_for_update(of=("self",)) if to_change else cycles, cycle_id)
    return cycle


def linkable_cfas(team: Team) -> QuerySet[Assessment]:
    """CFAs of the team that a cycle can be about: a re-check belongs to the CFA it asks again."""
    return Assessment.objects.filter(team=team, recheck_of__isnull=True).order_by("-opens_on", "-pk")


def linkable_goals(cycle: Cycle) -> QuerySet[SmartGoal]:
    """The team's open ones, and the cycle's own though it is closed: a form that is saved as it is keeps it."""
    offered = Q(closed_on__isnull=True) | Q(pk=cycle.goal_id)
    return SmartGoal.objects.filter(offered, team=cycle.team_id).order_by("-starts_on", "-pk")


def kept_templates(viewer: Viewer) -> QuerySet[CycleTemplate]:
    """Those this person may change: of own teams, and for the district's office the district's."""
    kept = Q(team__in=working_teams(viewer).order_by().values("pk"))
    if viewer.is_district_admin:
        kept |= Q(team__isnull=True)
    return CycleTemplate.objects.filter(kept, retired_at__isnull=True).select_related("team", "team__school_year")


def access_template(viewer: Viewer, template_id: int) -> CycleTemplate:
    template: CycleTemplate = _one(kept_templates(viewer), template_id)
    return template


def _team(teams: QuerySet[Team], team_id: int) -> Team:
    team: Team = _one(teams, team_id)
    return team


def _one(rows: QuerySet[Any], pk: int) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
