"""Whose strategies, response plans and goals a person may open: those of own teams today. Same 404 for missing too.

Leaders have no door here: what a teacher tries, and what a team plans, is the team's own.
"""

from django.db.models import F, QuerySet
from django.http import Http404

from assessments.access import access_teamed, own_section_ids
from assessments.models import Assessment, Standard
from goals.models import ResponsePlan, SmartGoal
from plc.http.found import one_of
from plc.schools.access import Viewer
from plc.schools.models import Role, Section
from teams.access import own_teams
from teams.models import Team

MEMBERS = (Role.TEACHER,)


def access_team_work(viewer: Viewer, team_id: int) -> Team:
    """A team this person is a member of."""
    return one_of(own_teams(viewer), team_id)


def access_asked(viewer: Viewer, assessment_id: int, standard_id: int) -> tuple[Assessment, Standard]:
    """A locked CFA of an own team, and a standard that it asks for."""
    assessment = access_teamed(viewer, assessment_id)
    if not assessment.is_locked:
        raise Http404
    asked = Standard.objects.filter(item_standards__item__version=assessment.current_version_id).distinct()
    return assessment, one_of(asked, standard_id)


def access_own_class(
    viewer: Viewer, assessment_id: int, section_id: int, standard_id: int
) -> tuple[Assessment, Section, Standard]:
    """As ``access_asked``, with a class of that CFA which this person teaches today."""
    assessment, standard = access_asked(viewer, assessment_id, standard_id)
    own = Section.objects.filter(pk__in=own_section_ids(viewer, assessment))
    return assessment, one_of(own, section_id), standard


def visible_plans(viewer: Viewer) -> QuerySet[ResponsePlan]:
    """The response plans of own teams: what is open first, the next day first."""
    return (
        ResponsePlan.objects.filter(team_id__in=own_teams(viewer).order_by().values("pk"))
        .select_related("team", "owner", "standard", "assessment", "run", "made_by")
        .order_by("-done_on", "due_on", "pk")
    )


def access_plan(viewer: Viewer, plan_id: int, *, to_change: bool = False) -> ResponsePlan:
    """A plan of an own team, which every member may change; ``to_change`` locks its row."""
    plans = visible_plans(viewer)
    return one_of(plans.select_for_update(of=("self",)) if to_change else plans, plan_id)


def visible_goals(viewer: Viewer) -> QuerySet[SmartGoal]:
    """The goals of own teams: what is open first, the next day first."""
    return (
        SmartGoal.objects.filter(team_id__in=own_teams(viewer).order_by().values("pk"))
        .select_related("team", "standard", "baseline_assessment", "baseline_run", "owner", "serves")
        .order_by(F("closed_on").desc(nulls_first=True), "due_on", "pk")
    )


def access_goal(viewer: Viewer, goal_id: int, *, to_change: bool = False) -> SmartGoal:
    """A goal of an own team, which every member may change; ``to_change`` locks its row."""
    goals = visible_goals(viewer)
    return one_of(goals.select_for_update(of=("self",)) if to_change else goals, goal_id)
